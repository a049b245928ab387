"""The operator's first page: what is mine, in which state, and what comes next."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agencies.actors import ActorRequest
from agencies.query import choice_param
from agencies.views.exporting import list_file, wants_file
from assessment.exchange.list_filling import TASKS, tasks_of
from assessment.models import Cycle
from assessment.selectors.action_items import open_actions
from assessment.selectors.badges import waiting_in
from assessment.selectors.news import news
from assessment.selectors.tasks import TaskFilter, Tasks, tasks
from assessment.selectors.windows import agency_requests
from assessment.views.places import cycle_asked, own_agency, year_query


@require_safe
def task_list(request: ActorRequest) -> HttpResponseBase:
    agency, cycle = own_agency(request), cycle_asked(request)
    wanted = choice_param(request, "saring", [f.value for f in TaskFilter])
    found = tasks(request.actor, cycle, agency, wanted)
    if wants_file(request):
        return _file(request, cycle, found)
    requests = agency_requests(request.actor, cycle, agency.pk)
    urgent = sum(bool(row.level) for row in requests)
    request.waiting = waiting_in(request.actor, agency, found.parts, urgent)
    context = {
        "agency": agency,
        "cycle": cycle,
        "wanted": wanted,
        "tasks": found,
        "news": news(request.actor, cycle, found.parts, _since(request)),
        "requests": requests,
        "actions": open_actions(request.actor, cycle, agency.pk),
        "year_query": year_query(request),
    }
    return render(request, "assessment/filling/task_list.html", context)


def _file(request: ActorRequest, cycle: Cycle, found: Tasks) -> HttpResponseBase:
    rows = tasks_of(found.shown)
    return list_file(request, TASKS, rows, city=cycle.city, year=cycle.year)


def _since(request: ActorRequest) -> datetime | None:
    return getattr(request.user, "previous_login", None)
