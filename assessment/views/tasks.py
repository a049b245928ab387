"""The operator's first page: what is mine, in which state, and what comes next."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agencies.actors import ActorRequest
from agencies.query import choice_param
from agencies.views.exporting import list_file, wants_file
from assessment.exchange.list_filling import TASKS, tasks_of
from assessment.selectors.action_items import open_actions
from assessment.selectors.badges import waiting_in
from assessment.selectors.news import news
from assessment.selectors.tasks import TaskFilter, tasks
from assessment.selectors.windows import agency_requests
from assessment.views.places import cycle_asked, own_agency, year_query


@require_safe
def task_list(request: ActorRequest) -> HttpResponseBase:
    agency, cycle = own_agency(request), cycle_asked(request)
    wanted = choice_param(request, "saring", [f.value for f in TaskFilter])
    found = tasks(request.actor, cycle, agency, wanted)
    if wants_file(request):
        shown = [part for group in found.groups for part in group.parts]
        return list_file(request, TASKS, tasks_of(shown), city=cycle.city, year=cycle.year)
    requests = agency_requests(request.actor, cycle, agency.pk)
    urgent = sum(bool(row.level) for row in requests)
    request.waiting = waiting_in(request.actor, agency, found.parts, urgent)
    since = getattr(request.user, "previous_login", None)
    context = {
        "agency": agency,
        "cycle": cycle,
        "wanted": wanted,
        "tasks": found,
        "news": news(request.actor, cycle, found.parts, since),
        "requests": requests,
        "actions": open_actions(request.actor, cycle, agency.pk),
        "year_query": year_query(request),
    }
    return render(request, "assessment/filling/task_list.html", context)
