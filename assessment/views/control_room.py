"""The control room, and why a question has the points it has."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agencies.actors import ActorRequest
from assessment import policies
from assessment.core.rule_words import rule_lines
from assessment.selectors import assembly
from assessment.selectors import control_room as selectors
from assessment.selectors.badges import waiting_for_review
from assessment.selectors.cycles import current_cycle
from assessment.selectors.instruments import instrument_of, question_or_404


@require_safe
def control_room(request: ActorRequest) -> HttpResponse:
    policies.check_view_control_room(request.actor)
    cycle = current_cycle(request.actor)
    room = selectors.control_room(request.actor, cycle)
    request.waiting = waiting_for_review(room.todo.submitted)
    context = {
        "cycle": cycle,
        "room": room,
        "indicators": instrument_of(cycle).indicators,
        "legend": list(selectors.Heat),
        "may_open": request.actor.is_secretariat,
    }
    return render(request, "assessment/secretariat/control_room.html", context)


@require_safe
def explain(request: ActorRequest, question_code: str) -> HttpResponse:
    policies.check_view_control_room(request.actor)
    cycle = current_cycle(request.actor)
    question = question_or_404(instrument_of(cycle), question_code)
    context = {
        "cycle": cycle,
        "board": assembly.question_board(request.actor, cycle, question),
        "rule": rule_lines(question),
        "may_open": request.actor.is_secretariat,
    }
    return render(request, "assessment/secretariat/explain.html", context)
