"""An indicator's questions of one agency, one of them open; and saving its answer."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from agencies.actors import ActorRequest
from agencies.errors import ConflictError, StaleVersionError
from agencies.idempotency import once
from agencies.query import text_param
from assessment.forms.answers import AnswerForm, answer_form
from assessment.selectors.checks import IndicatorPart, QuestionPart, indicator_part
from assessment.selectors.instruments import indicator_or_404, instrument_of
from assessment.views import autosave, indicator_pages, saving
from assessment.views.late_drafts import keep_if_late, refused_late
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
    if autosave.is_asked(request) and "hapus" not in request.POST:
        return autosave.save(request, place, form)
    return _save_plainly(request, place, form)


def _save_plainly(request: ActorRequest, place: Place, form: AnswerForm) -> HttpResponse:
    """Without a script: the whole page again, or on to the next."""
    if "hapus" not in request.POST and not form.is_valid():
        refusal = refused_late(request, place)
        return (
            _refused(request, place, form, refusal)
            if refusal
            else _again(request, place, form, 422)
        )
    try:
        return once(request, lambda: _save(request, place, form))
    except ValidationError as error:
        form.add_answer_error(error)
        return _again(request, place, form, 422)
    except StaleVersionError as error:
        stale = saving.stale_of(place, form, error)
        return _again(request, place, form, 409, stale=stale, has_errors=True)
    except ConflictError as error:
        refusal = keep_if_late(request, error, place.cycle, place.here, place.title)
        return _refused(request, place, form, refusal)


def _refused(request: ActorRequest, place: Place, form: AnswerForm, refusal: str) -> HttpResponse:
    typed = saving.typed_of(place, form)
    return _again(request, place, form, 409, refusal=refusal, typed=typed, has_errors=True)


def _save(request: ActorRequest, place: Place, form: AnswerForm) -> tuple[str, str]:
    row = saving.save_typed(request, place, form)
    if row is None or ("bukti" in request.POST and row.updated_at < request.actor.at):
        return saving.after(request, place), ""
    words = f"Jawaban {place.question.code} tersimpan {saving.saved_at(place, row)}."
    return saving.after(request, place), words


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
