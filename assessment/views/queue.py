"""The queue of the secretariat: what to review next."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from agencies.actors import ActorRequest
from agencies.query import choice_param, int_param, page_of
from assessment import policies
from assessment.core.workflow import Status
from assessment.models import Cycle
from assessment.selectors import queue as selectors
from assessment.selectors.cycles import current_cycle
from assessment.selectors.instruments import instrument_of
from assessment.views.addresses import query_without

TEMPLATE = "assessment/secretariat/queue.html"


@require_safe
def queue(request: ActorRequest) -> HttpResponse:
    policies.check_review(request.actor)
    cycle = current_cycle(request.actor)
    wanted = _filter(request, cycle)
    found = selectors.queue(request.actor, cycle, wanted)
    if wanted.agency_id and wanted.agency_id not in [agency.pk for agency in found.agencies]:
        raise Http404
    context = {
        "cycle": cycle,
        "queue": found,
        "wanted": wanted,
        "page": page_of(request, found.rows),
        "statuses": [(status, found.counts.get(status, 0)) for status in selectors.ORDER],
        "clusters": instrument_of(cycle).clusters,
        "sorts": list(selectors.Sort),
        "query": query_without(request, "page"),
        "query_of_status": query_without(request, "page", "status"),
    }
    return render(request, TEMPLATE, context)


@require_safe
def queue_next(request: ActorRequest) -> HttpResponse:
    """To the next sent part after `?sesudah=`, or back to the queue when none waits."""
    policies.check_review(request.actor)
    after = int_param(request, "sesudah")
    pk = selectors.next_in_queue(request.actor, current_cycle(request.actor), after)
    if pk is None:
        return HttpResponseRedirect(reverse("queue"))
    return HttpResponseRedirect(f"{reverse('review-detail', args=[pk])}?dari=antrian")


def _filter(request: ActorRequest, cycle: Cycle) -> selectors.QueueFilter:
    clusters = [cluster.code for cluster in instrument_of(cycle).clusters]
    return selectors.QueueFilter(
        status=choice_param(request, "status", list(Status)),
        cluster=choice_param(request, "klaster", clusters),
        agency_id=int_param(request, "opd"),
        only_outside=choice_param(request, "bukti", ("luar",)) == "luar",
        sort=selectors.Sort(
            choice_param(request, "urut", list(selectors.Sort), selectors.Sort.RISK)
        ),
    )
