"""The audit trail in words: the whole city's for coordinator and admin, else one's own acts."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agencies.actors import ActorRequest
from agencies.exports import in_chunks
from agencies.models import User
from agencies.query import choice_param, page_of, text_param
from agencies.roles import Role
from agencies.views.exporting import list_file, wants_file
from agencies.views.listing import filters_of
from assessment import policies
from assessment.exchange.list_governance import HISTORY
from assessment.selectors import history as selectors
from assessment.selectors.history_words import SUBJECTS
from assessment.views.governance import FOLDER

FIRST_YEAR, LAST_YEAR = 2000, 2100


@require_safe
def history(request: ActorRequest) -> HttpResponseBase:
    policies.check_view_history(request.actor)
    zone, people = _zone(request), selectors.people_of(request.actor)
    wanted = _wanted(request, people)
    found = selectors.history_entries(request.actor, wanted, zone)
    if wants_file(request):
        rows = in_chunks(found, lambda some: selectors.history_rows(request.actor, some, zone))
        return list_file(request, HISTORY, rows)
    page = page_of(request, found)
    context = {
        "page": page,
        "rows": selectors.history_rows(request.actor, page.object_list, zone),
        "zone": zone,
        "people": people,
        "subjects": SUBJECTS,
        "sees_all": request.actor.role in (Role.COORDINATOR, Role.ADMIN),
        "filters": _filters(wanted),
    }
    return render(request, f"{FOLDER}/history.html", context)


def _wanted(request: ActorRequest, people: list[str]) -> selectors.HistoryFilter:
    return selectors.HistoryFilter(
        subject=choice_param(request, "hal", list(SUBJECTS)),
        person=choice_param(request, "oleh", people),
        start=_day_param(request, "dari"),
        end=_day_param(request, "sampai"),
    )


def _filters(wanted: selectors.HistoryFilter) -> object:
    start, end = (day.isoformat() if day else "" for day in (wanted.start, wanted.end))
    return filters_of(hal=wanted.subject, oleh=wanted.person, dari=start, sampai=end)


def _zone(request: ActorRequest) -> str:
    user = request.user
    return user.city.timezone if isinstance(user, User) and user.city else "Asia/Jakarta"


def _day_param(request: ActorRequest, name: str) -> date | None:
    """A day as 2026-12-20; anything else that is not empty is no such page."""
    text = text_param(request, name, max_length=20)
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Http404
    return day
