"""Which agencies answer which question; the first one leads."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from agencies.actors import ActorRequest
from agencies.policies import visible_agencies
from agencies.query import choice_param
from agencies.views.editing import edit, managed, posted
from agencies.views.exporting import list_file, wants_file
from assessment import policies
from assessment.core.instrument import Question
from assessment.exchange.list_governance import ASSIGNMENTS, assigned
from assessment.forms.assignments import AssignmentForm
from assessment.models import Cycle
from assessment.selectors import assignment_pages as selectors
from assessment.selectors.cycles import assignments
from assessment.selectors.instruments import instrument_of, question_or_404
from assessment.services.assignments import reassign, reset_assignment
from assessment.views.governance import FOLDER, address, cycle_or_404, cycle_or_none, no_cycle


@require_safe
@managed(policies.check_assign)
def assignment_list(request: ActorRequest) -> HttpResponseBase:
    cycle = cycle_or_none(request)
    if cycle is None:
        return no_cycle(request)
    instrument = instrument_of(cycle)
    codes = [cluster.code for cluster in instrument.clusters]
    code = choice_param(request, "klaster", codes, default=codes[0])
    if wants_file(request):
        asked = choice_param(request, "klaster", codes)
        rows = assigned(instrument, assignments(cycle), asked)
        return list_file(request, ASSIGNMENTS, rows, city=cycle.city, year=cycle.year)
    page = selectors.assignment_page(cycle, code, request.actor.at)
    return render(request, f"{FOLDER}/assignment_list.html", {"cycle": cycle, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@managed(policies.check_assign)
def assignment_edit(request: ActorRequest, code: str) -> HttpResponse:
    cycle = cycle_or_404(request)
    question = question_or_404(instrument_of(cycle), code)
    form = AssignmentForm(
        posted(request),
        agencies=visible_agencies(request.actor).filter(is_active=True),
        assigned=assignments(cycle).agencies(code),
    )
    context = selectors.question_context(cycle, question)
    return edit(
        request,
        f"{FOLDER}/assignment_edit.html",
        form,
        lambda: _save(request, cycle, question, form),
        cycle=cycle,
        **context,
    )


def _save(
    request: ActorRequest, cycle: Cycle, question: Question, form: AssignmentForm
) -> tuple[str, str]:
    code, seen, by = question.code, form.seen(), request.actor
    if request.POST.get("tindakan") == "semula":
        reset_assignment(cycle=cycle, question_code=code, seen=seen, by=by)
        message = f"Penugasan {code} dikembalikan ke isi instrumen."
    else:
        chosen = form.chosen()
        reassign(cycle=cycle, question_code=code, agencies=chosen, seen=seen, by=by)
        message = f"Penugasan {code} disimpan."
    instrument = instrument_of(cycle)
    cluster = instrument.cluster_of(instrument.indicator_of(code).code)
    return f"{address('assignment-list', cycle)}&klaster={cluster.code}", message
