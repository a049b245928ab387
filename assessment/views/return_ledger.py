"""The ledger of returns, for those who watch over the work."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agencies.actors import ActorRequest
from agencies.query import choice_param, int_param, page_of
from agencies.views.exporting import list_file, wants_file
from assessment import policies
from assessment.core.reasons import CHOICES, Reason
from assessment.core.returns import RoundState
from assessment.exchange.list_secretariat import RETURNS
from assessment.models import Cycle
from assessment.selectors import return_ledger as selectors
from assessment.selectors.cycles import current_cycle
from assessment.selectors.instruments import instrument_of
from assessment.views.addresses import query_without
from assessment.views.queue_filter import check_agency

TEMPLATE = "assessment/secretariat/return_ledger.html"


@require_safe
def return_ledger(request: ActorRequest) -> HttpResponseBase:
    policies.check_view_control_room(request.actor)
    cycle = current_cycle(request.actor)
    wanted = _filter(request, cycle)
    found = selectors.ledger(request.actor, cycle, wanted)
    check_agency(wanted.agency_id, [agency.pk for agency in found.agencies])
    if wants_file(request):
        return list_file(request, RETURNS, found.rows, city=cycle.city, year=cycle.year)
    context = {
        "cycle": cycle,
        "ledger": found,
        "wanted": wanted,
        "page": page_of(request, found.rows),
        "states": [(state, found.counts[state]) for state in RoundState],
        "clusters": instrument_of(cycle).clusters,
        "reasons": CHOICES,
        "may_open": request.actor.is_secretariat,
        **_queries(request),
    }
    return render(request, TEMPLATE, context)


def _queries(request: ActorRequest) -> dict[str, str]:
    return {
        "query": query_without(request, "page"),
        "query_of_state": query_without(request, "page", "keadaan"),
    }


def _filter(request: ActorRequest, cycle: Cycle) -> selectors.LedgerFilter:
    clusters = [cluster.code for cluster in instrument_of(cycle).clusters]
    return selectors.LedgerFilter(
        agency_id=int_param(request, "opd"),
        cluster=choice_param(request, "klaster", clusters),
        state=choice_param(request, "keadaan", list(RoundState)),
        reason=choice_param(request, "alasan", list(Reason)),
    )
