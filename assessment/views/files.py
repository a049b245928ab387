"""Berkas saya: what one asked for, how far it is, to be left and come back to."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from agencies.actors import ActorRequest
from agencies.idempotency import once
from agencies.query import page_of
from agencies.views.editing import managed
from assessment import policies
from assessment.models import Job
from assessment.reports.kinds import KINDS
from assessment.selectors import files as selectors
from assessment.selectors.downloads import downloads, shown_downloads
from assessment.selectors.snapshots import snapshot_by_pk_or_404
from assessment.services import jobs, province_jobs, report_files
from assessment.views.governance import FOLDER
from assessment.views.province_recap import recap_response
from assessment.views.snapshot_files import send


@require_safe
@managed(policies.check_view_reports)
def file_list(request: ActorRequest) -> HttpResponse:
    page = page_of(request, selectors.jobs(request.actor))
    rows = [selectors.shown(job) for job in page]
    context = {
        "page": page,
        "rows": rows,
        "open_count": selectors.open_count(request.actor),
        "has_news": any(row.is_news for row in rows),
        "is_worker_alive": jobs.is_worker_alive(request.actor.at),
    }
    is_part = "periksa" in request.GET
    return render(request, f"{FOLDER}/{'_files' if is_part else 'file_list'}.html", context)


@require_safe
@managed(policies.check_view_own_reports)
def download_list(request: ActorRequest) -> HttpResponse:
    page = page_of(request, downloads(request.actor))
    context = {"page": page, "rows": shown_downloads(page)}
    return render(request, f"{FOLDER}/download_list.html", context)


@require_safe
def file_download(request: ActorRequest, pk: int) -> HttpResponseBase:
    """The right to the snapshot is asked anew: it may be withdrawn since the file was asked for."""
    policies.check_view_reports(request.actor)
    job = selectors.job_or_404(request.actor, pk)
    if province_jobs.ARGUMENT in job.arguments:
        policies.check_mark(request.actor)
        return recap_response(job.arguments[province_jobs.ARGUMENT], job.arguments["sha256"])
    kind, options = KINDS.get(job.arguments.get("kind", "")), job.arguments.get("options", {})
    snapshot = snapshot_by_pk_or_404(request.actor, job.arguments.get("snapshot", 0))
    if kind is None:
        raise Http404
    path = report_files.finished(snapshot, kind, options)
    if path is None and job.state != Job.State.DONE:
        raise Http404
    if path is None:
        context = {"row": selectors.shown(job)}
        return render(request, f"{FOLDER}/file_gone.html", context, status=409)
    return send(request, snapshot, kind, options, path)


@require_POST
@managed(policies.check_view_reports)
def file_cancel(request: ActorRequest, pk: int) -> HttpResponse:
    return _changed(request, pk, jobs.cancel, "Penyusunan dibatalkan.")


@require_POST
@managed(policies.check_view_reports)
def file_retry(request: ActorRequest, pk: int) -> HttpResponse:
    return _changed(request, pk, jobs.retry, "Berkas akan disusun lagi.")


@require_POST
@managed(policies.check_view_reports)
def file_seen(request: ActorRequest) -> HttpResponse:
    def act() -> tuple[str, str]:
        jobs.note_seen(by=request.actor)
        return reverse("file-list"), ""

    return once(request, act)


def _changed(
    request: ActorRequest, pk: int, change: Callable[..., None], said: str
) -> HttpResponse:
    job = selectors.job_or_404(request.actor, pk)

    def act() -> tuple[str, str]:
        change(job=job, by=request.actor)
        return reverse("file-list"), said

    return once(request, act)
