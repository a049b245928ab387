"""Saves what was typed on the question page, and says it in words; shared by form and autosave."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from agencies.actors import ActorRequest
from agencies.errors import StaleVersionError
from assessment import format as human
from assessment.core import answers, scoring
from assessment.forms.answers import AnswerForm
from assessment.models import Contribution
from assessment.services.contributions import save_contribution
from assessment.views import indicator_pages
from assessment.views.places import Place, version_of


def save_typed(request: ActorRequest, place: Place, form: AnswerForm) -> Contribution | None:
    """The row as stored now; what is stored so already is not written again.

    None when nothing is stored and nothing was typed on the way to the evidence.
    """
    raw, note, source = _values(request, form)
    version, row = version_of(request), stored(place)
    if row is None and not (raw or note.strip() or source) and "bukti" in request.POST:
        return None
    if row is not None and (row.version, *said(row)) == (version, raw, note.strip(), source):
        return row
    typed: dict[str, Any] = {
        "raw": raw,
        "note": note,
        "denominator_source": source,
        "version": version,
    }
    return save_contribution(**_where(place), **typed, by=request.actor)


def stored(place: Place) -> Contribution | None:
    return Contribution.objects.filter(**_where(place)).first()


def _where(place: Place) -> dict[str, Any]:
    return {
        "cycle": place.cycle,
        "agency": place.agency,
        "question_code": place.question.code,
        "territory": place.territory,
    }


def said(row: Contribution) -> tuple[Any, str, str]:
    return row.answer, row.note, row.denominator_source


def saved_at(place: Place, row: Contribution) -> str:
    return human.time_seconds(row.updated_at, place.cycle.city.timezone)


def after(request: ActorRequest, place: Place) -> str:
    """Where to go after saving: the evidence page, the next question, or the same place."""
    item = request.POST.get("bukti", "")
    is_number = item.isascii() and item.isdigit() and len(item) < 4
    if is_number and int(item) < len(place.question.evidence):
        address = reverse("citation-create", args=[place.question.code, int(item)])
        return f"{address}?{place.own_query}" if place.own_query else address
    return indicator_pages.next_address(request, place) if "lanjut" in request.POST else place.here


def stale_of(place: Place, form: AnswerForm, error: StaleVersionError) -> dict[str, Any]:
    """Both texts: the row as it stands now and what was typed."""
    row = error.current
    answer = answers.read_stored(place.question, row.answer)
    return {
        "message": error.message,
        "by": error.changed_by,
        "at": row.updated_at,
        "version": row.version,
        "words": scoring.describe(place.question, answer),
        "note": row.note,
        "source": row.denominator_source,
        "typed": typed_of(place, form),
    }


def typed_of(place: Place, form: AnswerForm) -> dict[str, str]:
    """What the person typed, in words, for comparing and copying."""
    if not form.is_valid():
        return {"words": "", "note": str(form.data.get("note", "")), "source": ""}
    answer = answers.validate(place.question, form.raw)
    return {
        "words": scoring.describe(place.question, answer),
        "note": form.cleaned_data["note"],
        "source": form.cleaned_data.get("denominator_source", ""),
    }


def _values(request: ActorRequest, form: AnswerForm) -> tuple[dict[str, Any] | None, str, str]:
    if "hapus" in request.POST:
        row_source = request.POST.get("denominator_source", "")
        return None, request.POST.get("note", ""), row_source
    source = form.cleaned_data.get("denominator_source", "")
    return form.raw, form.cleaned_data["note"], source
