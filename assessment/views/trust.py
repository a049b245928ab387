"""How far the number can be trusted: weak evidence, and what verification will probably leave."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agencies.actors import ActorRequest
from agencies.query import choice_param, page_of
from agencies.views.editing import managed
from agencies.views.exporting import list_file, wants_file
from assessment import policies
from assessment.core.evidence import Weakness
from assessment.exchange.list_filling import WEAK_EVIDENCE
from assessment.selectors.estimates import estimate_page
from assessment.selectors.weak_evidence import weak_page
from assessment.views.addresses import query_without
from assessment.views.places import cycle_asked

FOLDER = "assessment/trust"


@require_safe
@managed(policies.check_view_content)
def weak_evidence(request: ActorRequest) -> HttpResponseBase:
    cycle = cycle_asked(request)
    wanted = choice_param(request, "sebab", list(Weakness))
    found = weak_page(request.actor, cycle, wanted)
    if wants_file(request):
        return list_file(request, WEAK_EVIDENCE, found.rows, city=cycle.city, year=cycle.year)
    context = {
        "cycle": cycle,
        "found": found,
        "wanted": wanted,
        "page": page_of(request, found.rows),
        "query": query_without(request, "page"),
        "query_of_cause": query_without(request, "page", "sebab"),
    }
    return render(request, f"{FOLDER}/weak_evidence.html", context)


@require_safe
@managed(policies.check_view_control_room)
def verification_estimate(request: ActorRequest) -> HttpResponse:
    cycle = cycle_asked(request)
    context = {"cycle": cycle, "found": estimate_page(cycle)}
    return render(request, f"{FOLDER}/estimate.html", context)
