"""What the governance pages share: the cycle asked for, and the page of a city without one."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from agencies.actors import ActorRequest
from agencies.errors import ConflictError
from agencies.models import User
from agencies.query import int_param
from agencies.roles import Role
from assessment.models import Cycle, Snapshot
from assessment.selectors.reports import cycle_asked
from assessment.services import report_files
from assessment.views.attachments import as_attachment

FOLDER = "assessment/governance"
#: What people call a file of each format.
NAMES = {"pdf": "PDF", "xlsx": "XLSX", "berita-acara": "berita acara"}
MIME = {
    "pdf": "application/pdf",
    "berita-acara": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json; charset=utf-8",
}


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


def send_file(
    request: ActorRequest, snapshot: Snapshot, fmt: str, back_url: str
) -> HttpResponseBase:
    """A file of a snapshot; a page that waits, or says what went wrong, until it is there."""
    if fmt not in report_files.FORMATS:
        raise Http404
    if fmt == "json":
        content = HttpResponse(snapshot.content.encode(), content_type=MIME[fmt])
        return _attached(request, snapshot, fmt, content)
    if "periksa" in request.GET:
        return _progress(request, snapshot, fmt)
    return _rendered(request, snapshot, fmt, back_url)


def _rendered(
    request: ActorRequest, snapshot: Snapshot, fmt: str, back_url: str
) -> HttpResponseBase:
    context = {"snapshot": snapshot, "name": NAMES[fmt], "back_url": back_url, "state": "working"}
    try:
        path = report_files.prepare(snapshot=snapshot, fmt=fmt, by=request.actor)
    except (ConflictError, report_files.ReportFailedError) as error:
        status = 409 if isinstance(error, ConflictError) else 503
        context["message"] = error.message
        return render(request, f"{FOLDER}/report_refused.html", context, status=status)
    if path is None:
        return render(request, f"{FOLDER}/report_waiting.html", context)
    file = FileResponse(path.open("rb"), content_type=MIME[fmt])
    return _attached(request, snapshot, fmt, file)


def _progress(request: ActorRequest, snapshot: Snapshot, fmt: str) -> HttpResponse:
    """The part of the waiting page that asks again."""
    state = "failed"
    if report_files.finished(snapshot, fmt):
        state = "ready"
    elif report_files.is_working(snapshot=snapshot, fmt=fmt, by=request.actor):
        state = "working"
    context = {"snapshot": snapshot, "name": NAMES[fmt], "state": state, "url": request.path}
    return render(request, f"{FOLDER}/_progress.html", context)


def _attached(
    request: ActorRequest, snapshot: Snapshot, fmt: str, response: HttpResponseBase
) -> HttpResponseBase:
    if request.method == "GET":
        report_files.note_download(snapshot=snapshot, fmt=fmt, by=request.actor)
    return as_attachment(response, report_files.filename(snapshot, fmt))
