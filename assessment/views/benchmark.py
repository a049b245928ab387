"""Pembanding: the city among the unnamed others of its province."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agencies.actors import ActorRequest
from agencies.query import choice_param
from agencies.views.editing import managed
from assessment import policies
from assessment.selectors import benchmark as selectors
from assessment.selectors.cycles import cycles
from assessment.views.governance import cycle_among, no_cycle


@require_safe
@managed(policies.check_view_control_room)
def benchmark(request: ActorRequest) -> HttpResponse:
    known = cycles(request.actor)
    cycle = cycle_among(request, known)
    if cycle is None:
        return no_cycle(request)
    chosen = choice_param(request, "nilai", selectors.LEDGERS, default="terbukti")
    context = {
        "cycle": cycle,
        "cycles": known,
        "chosen": chosen,
        "ledgers": list(selectors.LEDGERS),
        "found": selectors.benchmark(request.actor, cycle, selectors.LEDGERS[chosen]),
    }
    return render(request, "assessment/secretariat/benchmark.html", context)
