"""What the governance pages share: the cycle asked for, and the page of a city without one."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from agencies.actors import ActorRequest
from agencies.models import User
from agencies.query import int_param
from agencies.roles import Role
from assessment.models import Cycle
from assessment.reports.kinds import XLSX
from assessment.selectors.reports import cycle_asked

FOLDER = "assessment/governance"
MIME = {"xlsx": XLSX, "json": "application/json; charset=utf-8"}


def cycle_or_none(request: ActorRequest) -> Cycle | None:
    """The cycle of `?tahun=` (404 when there is none), the newest one, or None."""
    year = int_param(request, "tahun")
    return _framed(request, year, cycle_asked(request.actor, year))


def cycle_among(request: ActorRequest, known: list[Cycle]) -> Cycle | None:
    """As cycle_or_none, out of all cycles of the actor, newest first."""
    year = int_param(request, "tahun")
    found = (cycle for cycle in known if year in (None, cycle.year))
    return _framed(request, year, next(found, None))


def _framed(request: ActorRequest, year: int | None, cycle: Cycle | None) -> Cycle | None:
    if cycle is None and year is not None:
        raise Http404
    # The page's frame reuses the city instead of reading it again.
    if cycle and isinstance(request.user, User) and request.user.city_id == cycle.city_id:
        request.user.city = cycle.city
    return cycle


def cycle_or_404(request: ActorRequest) -> Cycle:
    cycle = cycle_or_none(request)
    if cycle is None:
        raise Http404
    return cycle


def no_cycle(request: ActorRequest) -> HttpResponse:
    """The first step for a city that has not opened a cycle."""
    may_create = request.actor.role in (Role.COORDINATOR, Role.ADMIN)
    return render(request, f"{FOLDER}/no_cycle.html", {"may_create": may_create})


def address(name: str, cycle: Cycle, *args: object) -> str:
    """A page of this very cycle, also when it is not the newest one."""
    return f"{reverse(name, args=args)}?{urlencode({'tahun': cycle.year})}"
