"""The control room, on screen and for the meeting on paper; why a question has its points."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agencies.actors import ActorRequest
from agencies.views.editing import managed
from assessment import policies
from assessment.core.instrument import Question
from assessment.core.rule_words import rule_lines
from assessment.models import Cycle
from assessment.selectors import assembly
from assessment.selectors import control_room as selectors
from assessment.selectors.badges import waiting_for_review
from assessment.selectors.cycles import current_cycle
from assessment.selectors.instruments import instrument_of, question_or_404
from assessment.selectors.reports import marks_of_question, with_mark
from assessment.selectors.weak_evidence import weaknesses_of_question
from assessment.views.places import cycle_asked, year_query

watched = managed(policies.check_view_control_room)


@require_safe
@watched
def control_room(request: ActorRequest) -> HttpResponse:
    context = _context(request, may_open=request.actor.is_secretariat)
    return render(request, "assessment/secretariat/control_room.html", context)


@require_safe
@watched
def control_room_print(request: ActorRequest) -> HttpResponse:
    """The same figures without links, laid out for A4 landscape."""
    context = _context(request, may_open=False)
    return render(request, "assessment/secretariat/control_room_print.html", context)


@require_safe
def explain(request: ActorRequest, question_code: str) -> HttpResponse:
    policies.check_explain(request.actor)
    cycle = cycle_asked(request)
    question = question_or_404(instrument_of(cycle), question_code)
    board = assembly.question_board(request.actor, cycle, question)
    agencies = {agency.pk for agency in board.record.agencies}
    if request.actor.is_agency and not agencies & set(request.actor.agency_ids):
        raise Http404
    context = {
        **_explained(cycle, board, question),
        "may_open": request.actor.is_secretariat,
        "is_agency": request.actor.is_agency,
        "siblings": () if request.actor.is_agency else board.indicator.questions,
        "query": year_query(request),
    }
    return render(request, "assessment/secretariat/explain.html", context)


def _explained(cycle: Cycle, board: assembly.QuestionBoard, question: Question) -> dict[str, Any]:
    marks = marks_of_question(cycle, question)
    return {
        "cycle": cycle,
        "board": board,
        "points": with_mark(board.record.score.points, marks),
        "rule": rule_lines(question),
        "weak": weaknesses_of_question(cycle, question),
        "marks": marks,
    }


def _context(request: ActorRequest, *, may_open: bool) -> dict[str, Any]:
    cycle = current_cycle(request.actor)
    room = selectors.control_room(request.actor, cycle)
    request.waiting = waiting_for_review(room.todo.submitted)
    return {
        "cycle": cycle,
        "room": room,
        "indicators": instrument_of(cycle).indicators,
        "legend": list(selectors.Heat),
        "may_open": may_open,
    }
