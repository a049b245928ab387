"""An indicator's questions of one agency, one of them open; and saving its answer."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from agencies.actors import ActorRequest
from agencies.errors import ConflictError, StaleVersionError
from agencies.idempotency import once
from agencies.query import text_param
from assessment import format as human
from assessment.core import answers, scoring
from assessment.forms.answers import AnswerForm, answer_form
from assessment.models import Contribution
from assessment.selectors.checks import IndicatorPart, QuestionPart, indicator_part
from assessment.selectors.instruments import indicator_or_404, instrument_of
from assessment.services.contributions import save_contribution
from assessment.views import indicator_pages
from assessment.views.places import (
    Place,
    cycle_asked,
    own_agency,
    place_of,
    territory_asked,
    version_of,
    year_query,
)

TEMPLATE = "assessment/filling/indicator_detail.html"


@require_safe
def indicator_detail(request: ActorRequest, code: str) -> HttpResponse:
    agency, cycle = own_agency(request), cycle_asked(request)
    indicator = indicator_or_404(instrument_of(cycle), code)
    part = indicator_part(request.actor, cycle, agency, indicator)
    opened = _opened(part, text_param(request, "buka"))
    territory = territory_asked(request, indicator)
    query = year_query(request)
    place = Place(cycle, agency, indicator, opened.question, territory, query)
    context = indicator_pages.context(request, place, part)
    return render(request, TEMPLATE, context)


@require_http_methods(["GET", "HEAD", "POST"])
def contribution_save(request: ActorRequest, code: str) -> HttpResponse:
    """Save the open question's answer; `lanjut` and `bukti` say where to go then."""
    place = place_of(request, code)
    if request.method != "POST":
        return HttpResponseRedirect(place.here)
    form = answer_form(place.question, request.POST, note="")
    if "hapus" not in request.POST and not form.is_valid():
        return _again(request, place, form, 422)
    try:
        return once(request, lambda: _save(request, place, form))
    except ValidationError as error:
        form.add_answer_error(error)
        return _again(request, place, form, 422)
    except StaleVersionError as error:
        stale = _stale(place, form, error)
        return _again(request, place, form, 409, stale=stale, has_errors=True)
    except ConflictError as error:
        refused = {"refusal": error.message, "typed": _typed(place, form), "has_errors": True}
        return _again(request, place, form, 409, **refused)


def _save(request: ActorRequest, place: Place, form: AnswerForm) -> tuple[str, str]:
    raw, note = None, request.POST.get("note", "")
    if "hapus" not in request.POST:
        raw, note = form.raw, form.cleaned_data["note"]
    item = request.POST.get("bukti", "")
    if item and _is_untouched(place, raw, note, version_of(request)):
        return _after(request, place, item), ""
    row = save_contribution(
        cycle=place.cycle,
        agency=place.agency,
        question_code=place.question.code,
        raw=raw,
        note=note,
        version=version_of(request),
        territory=place.territory,
        by=request.actor,
    )
    saved = human.time_seconds(row.updated_at, place.cycle.city.timezone)
    return _after(request, place, item), f"Jawaban {place.question.code} tersimpan {saved}."


def _is_untouched(place: Place, raw: Any, note: str, version: int) -> bool:
    """Whether going on to the evidence page would save nothing new."""
    row = Contribution.objects.filter(
        cycle=place.cycle,
        agency=place.agency,
        question_code=place.question.code,
        territory=place.territory,
    ).first()
    if row is None:
        return raw is None and not note.strip()
    return (row.version, row.answer, row.note) == (version, raw, note.strip())


def _after(request: ActorRequest, place: Place, item: str) -> str:
    """Where to go after saving: the evidence page, the next question, or the same place."""
    is_number = item.isascii() and item.isdigit() and len(item) < 4
    if is_number and int(item) < len(place.question.evidence):
        address = reverse("citation-create", args=[place.question.code, int(item)])
        return f"{address}?{place.own_query}" if place.own_query else address
    return indicator_pages.next_address(request, place) if "lanjut" in request.POST else place.here


def _again(
    request: ActorRequest, place: Place, form: AnswerForm, status: int, **shown: Any
) -> HttpResponse:
    """The page with what was typed kept. A refused save never counts as the version seen."""
    part = indicator_part(request.actor, place.cycle, place.agency, place.indicator)
    _opened(part, place.question.code)
    context = indicator_pages.context(request, place, part, form=form, **shown)
    if "stale" not in shown:
        context["version"] = version_of(request)
    return render(request, TEMPLATE, context, status=status)


def _opened(part: IndicatorPart | None, code: str) -> QuestionPart:
    """The question asked for, or the first open one; 404 when it is not the agency's."""
    if part is None:
        raise Http404
    if not code:
        return part.first_open or part.questions[0]
    found = part.question(code)
    if found is None:
        raise Http404
    return found


def _stale(place: Place, form: AnswerForm, error: StaleVersionError) -> dict[str, Any]:
    row = error.current
    answer = answers.validate(place.question, row.answer)
    return {
        "message": error.message,
        "by": error.changed_by,
        "at": row.updated_at,
        "words": scoring.describe(place.question, answer),
        "note": row.note,
        "typed": _typed(place, form),
    }


def _typed(place: Place, form: AnswerForm) -> dict[str, str]:
    """What the person typed, in words, for comparing and copying."""
    if not form.is_valid():
        return {"words": "", "note": str(form.data.get("note", ""))}
    answer = answers.validate(place.question, form.raw)
    words = scoring.describe(place.question, answer)
    return {"words": words, "note": form.cleaned_data["note"]}
