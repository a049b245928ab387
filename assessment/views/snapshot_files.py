"""A snapshot's files on its pages: which are ready, which are being made, asking for one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.http import (
    FileResponse,
    Http404,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
)
from django.shortcuts import render
from django.urls import reverse

from agencies.actors import Actor, ActorRequest
from agencies.idempotency import once
from assessment.models import Snapshot
from assessment.reports.kinds import KINDS, Kind
from assessment.selectors import files as selectors
from assessment.selectors.files import ShownJob
from assessment.services import jobs, report_files, report_jobs
from assessment.views.attachments import as_attachment
from assessment.views.governance import FOLDER, MIME

OPTION = re.compile(r"[\w., /&()-]{1,80}")


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A kind of file of one snapshot: its address, whether it is there, the person's job for it."""

    kind: Kind
    url: str
    is_ready: bool
    job: ShownJob | None


def shown_files(actor: Actor, snapshot: Snapshot, url_of: Callable[[str], str]) -> list[ShownFile]:
    """All kinds, each without a choice: the whole of it. One query."""
    kinds = {report_jobs.key_of(snapshot, kind): kind for kind in KINDS.values() if kind.is_listed}
    asked = selectors.newest_by_key(actor, list(kinds))
    return [
        ShownFile(
            kind,
            url_of(kind.slug),
            report_files.finished(snapshot, kind) is not None,
            asked.get(key),
        )
        for key, kind in kinds.items()
    ]


def snapshot_file(
    request: ActorRequest, snapshot: Snapshot, fmt: str, back_url: str
) -> HttpResponseBase:
    """GET: the file, or a page that says how far it is; POST asks the worker for it."""
    if fmt == "json" and request.method == "POST":
        return HttpResponseNotAllowed(["GET", "HEAD"])
    if fmt == "json":
        content = HttpResponse(snapshot.content.encode(), content_type=MIME[fmt])
        return _attached(request, snapshot, fmt, content)
    kind = KINDS.get(fmt)
    if kind is None or not kind.is_of_snapshot:
        raise Http404
    options = _options(request, kind)
    if request.method == "POST":
        return _ask(request, snapshot, kind, options)
    path = report_files.finished(snapshot, kind, options)
    if path is None:
        return _state(request, snapshot, kind, options, back_url)
    return send(request, snapshot, kind, options, path)


def send(
    request: ActorRequest,
    snapshot: Snapshot,
    kind: Kind,
    options: Mapping[str, str],
    path: Path,
) -> HttpResponseBase:
    """The file as an attachment; who took it is noted, and it is no news any more."""
    file = FileResponse(path.open("rb"), content_type=kind.mime)
    if request.method == "GET":
        jobs.note_seen(by=request.actor, key=report_jobs.key_of(snapshot, kind, options))
    return _attached(request, snapshot, kind.slug, file, options)


def _ask(
    request: ActorRequest,
    snapshot: Snapshot,
    kind: Kind,
    options: Mapping[str, str],
) -> HttpResponse:
    def act() -> tuple[str, str]:
        job = report_jobs.request_file(
            snapshot=snapshot, kind=kind, options=options, by=request.actor
        )
        if job is None:
            return request.get_full_path(), ""
        return reverse("file-list"), f"{kind.title} akan disusun."

    return once(request, act)


def _state(
    request: ActorRequest,
    snapshot: Snapshot,
    kind: Kind,
    options: Mapping[str, str],
    back_url: str,
) -> HttpResponse:
    key = report_jobs.key_of(snapshot, kind, options)
    context = {
        "snapshot": snapshot,
        "kind": kind,
        "options": options,
        "shown": selectors.newest_by_key(request.actor, [key]).get(key),
        "is_worker_alive": jobs.is_worker_alive(request.actor.at),
        "back_url": back_url,
    }
    return render(request, f"{FOLDER}/report_missing.html", context)


def _options(request: ActorRequest, kind: Kind) -> dict[str, str]:
    """What was chosen, of the names that the kind knows; 404 for texts that no choice offers."""
    given = {name: request.GET.get(name) or request.POST.get(name) for name in kind.options}
    chosen = {name: text for name, text in given.items() if text}
    if not all(OPTION.fullmatch(text) for text in chosen.values()):
        raise Http404
    return chosen


def _attached(
    request: ActorRequest,
    snapshot: Snapshot,
    fmt: str,
    response: HttpResponseBase,
    options: Mapping[str, str] = report_files.NO_OPTIONS,
) -> HttpResponseBase:
    if request.method == "GET":
        report_files.note_download(snapshot=snapshot, fmt=fmt, by=request.actor, options=options)
    return as_attachment(response, report_files.filename(snapshot, fmt, options))
