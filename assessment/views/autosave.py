"""Answers the open question's form when it saves by itself: small pieces, never the inputs.

Every piece names the element that it replaces. The header `KLA-Simpan` tells the page's script
what became of the attempt; an answer without it (log-in, error page) is no receipt.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render

from agencies.actors import ActorRequest
from agencies.errors import ConflictError, StaleVersionError
from agencies.idempotency import perform
from assessment.core import answers, scoring
from assessment.forms.answers import AnswerForm
from assessment.views import saving
from assessment.views.late_drafts import keep_if_late, refused_late
from assessment.views.places import Place

HEADER = "KLA-Simpan"
TEMPLATE = "assessment/filling/_autosave.html"
VERSION_MARK = "#versi-"


def is_asked(request: ActorRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def save(request: ActorRequest, place: Place, form: AnswerForm) -> HttpResponse:
    if not form.is_valid():
        refusal = refused_late(request, place)
        if refusal:
            return _pieces(request, place, "ditolak", 409, form=form, refusal=refusal)
        return _pieces(request, place, "galat", 422, form=form)
    try:
        address, words = perform(request, lambda: _act(request, place, form))
    except ValidationError as error:
        form.add_answer_error(error)
        return _pieces(request, place, "galat", 422, form=form)
    except StaleVersionError as error:
        stale = saving.stale_of(place, form, error)
        return _pieces(request, place, "bentrok", 409, form=form, stale=stale)
    except ConflictError as error:
        refusal = keep_if_late(request, error, place.cycle, place.here, place.title)
        return _pieces(request, place, "ditolak", 409, form=form, refusal=refusal)
    return _receipt(request, place, form, address.partition(VERSION_MARK)[2], words)


def _act(request: ActorRequest, place: Place, form: AnswerForm) -> tuple[str, str]:
    """The receipt names the version that this attempt made, so that a repeat says it again."""
    row = saving.save_typed(request, place, form)
    if row is None:
        return f"{place.here}{VERSION_MARK}0", ""
    return f"{place.here}{VERSION_MARK}{row.version}", f"Tersimpan {saving.saved_at(place, row)}"


def _receipt(
    request: ActorRequest, place: Place, form: AnswerForm, version: str, words: str
) -> HttpResponse:
    answer = answers.validate(place.question, form.raw)
    shown = {
        "version": version or "0",
        "words": words,
        "award": scoring.award(place.question, answer),
        "lacking": answers.missing(place.question, answer) if answer else (),
        "is_deletable": answer is not None,
        "note": form.cleaned_data["note"],
        "source": form.cleaned_data.get("denominator_source", ""),
    }
    return _pieces(request, place, "tersimpan", 200, form=form, **shown)


def _pieces(
    request: ActorRequest, place: Place, outcome: str, status: int, **shown: Any
) -> HttpResponse:
    context = {"place": place, "outcome": outcome, **shown}
    response = render(request, TEMPLATE, context, status=status)
    response.headers[HEADER] = outcome
    return response
