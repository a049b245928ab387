"""The queue of the secretariat: what to review next."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from agencies.actors import ActorRequest
from agencies.query import int_param, page_of
from agencies.views.exporting import list_file, wants_file
from assessment import policies
from assessment.exchange.list_secretariat import QUEUE
from assessment.models import Cycle
from assessment.selectors import queue as selectors
from assessment.selectors.assembly import may_decide
from assessment.selectors.badges import waiting_for_review
from assessment.selectors.cycles import current_cycle
from assessment.selectors.instruments import instrument_of
from assessment.selectors.reviewers import desk
from assessment.views import queue_filter
from assessment.views.addresses import query_without

TEMPLATE = "assessment/secretariat/queue.html"


@require_safe
def queue(request: ActorRequest) -> HttpResponseBase:
    policies.check_review(request.actor)
    cycle = current_cycle(request.actor)
    people = desk(request.actor, cycle)
    asked = queue_filter.asked(request, cycle, people)
    found = selectors.queue(request.actor, cycle, asked.wanted)
    queue_filter.check_agency(asked.wanted.agency_id, [a.pk for a in found.agencies])
    if wants_file(request):
        return list_file(request, QUEUE, found.rows, city=cycle.city, year=cycle.year)
    request.waiting = waiting_for_review(found.waiting)
    context = {
        "cycle": cycle,
        "queue": found,
        "asked": asked,
        "desk": people,
        "reviewer_names": {code: people.names(code) for code in people.by_cluster},
        "page": page_of(request, found.rows),
        **_choices(request, cycle, found),
    }
    return render(request, TEMPLATE, context)


@require_safe
def queue_next(request: ActorRequest) -> HttpResponse:
    """To the next part after `?sesudah=` in the filtered queue, or back to it when none waits."""
    policies.check_review(request.actor)
    cycle = current_cycle(request.actor)
    asked = queue_filter.asked(request, cycle, desk(request.actor, cycle))
    after = int_param(request, "sesudah")
    pk = selectors.next_in_queue(request.actor, cycle, after, asked.wanted)
    kept = queue_filter.kept(request)
    if pk is None:
        return HttpResponseRedirect(reverse("queue") + (f"?{kept}" if kept else ""))
    tail = f"&{kept}" if kept else ""
    return HttpResponseRedirect(f"{reverse('review-detail', args=[pk])}?dari=antrian{tail}")


def _choices(request: ActorRequest, cycle: Cycle, found: selectors.Queue) -> dict[str, object]:
    kept = queue_filter.kept(request)
    return {
        "statuses": [(status, found.counts.get(status, 0)) for status in selectors.ORDER],
        "clusters": instrument_of(cycle).clusters,
        "sorts": list(selectors.Sort),
        "ages": queue_filter.AGES,
        "trail": f"dari=antrian&{kept}" if kept else "dari=antrian",
        "query": query_without(request, "page"),
        "query_of_status": query_without(request, "page", "status"),
        "may_assign": may_decide(request.actor),
    }
