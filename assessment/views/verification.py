"""The province: frozen submissions of its cities and the marks they have."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from agencies.actors import ActorRequest
from agencies.query import int_param, page_of
from agencies.views.editing import managed
from agencies.views.exporting import list_file, wants_file
from assessment import policies
from assessment.exchange.list_others import SNAPSHOTS
from assessment.selectors import reports as selectors
from assessment.selectors.snapshots import (
    content_of,
    province_snapshots,
    snapshot_by_pk_or_404,
    snapshot_rows,
)
from assessment.views.governance import FOLDER
from assessment.views.report_pages import chapter_context
from assessment.views.snapshot_files import shown_files, snapshot_file


@require_safe
@managed(policies.check_mark)
def verification_list(request: ActorRequest) -> HttpResponseBase:
    year = int_param(request, "tahun")
    rows = province_snapshots(request.actor)
    if year is not None:
        rows = rows.filter(cycle__year=min(year, 9999))
    if wants_file(request):
        return list_file(request, SNAPSHOTS, snapshot_rows(rows), year=year)
    page = page_of(request, rows)
    context = {"page": page, "rows": snapshot_rows(page), "year": year}
    return render(request, f"{FOLDER}/verification_list.html", context)


@require_safe
@managed(policies.check_mark)
def verification_detail(request: ActorRequest, pk: int) -> HttpResponse:
    snapshot = snapshot_by_pk_or_404(request.actor, pk)
    content = content_of(snapshot)
    context = {
        "snapshot": snapshot,
        "content": content,
        "sheet": selectors.mark_sheet(snapshot, content),
        "is_open": request.actor.at < snapshot.cycle.cycle_closes_at,
        "json_url": reverse("verification-file", args=[pk, "json"]),
        "files": shown_files(
            request.actor, snapshot, lambda fmt: reverse("verification-file", args=[pk, fmt])
        ),
    }
    return render(request, f"{FOLDER}/verification_detail.html", context)


@require_safe
@managed(policies.check_mark)
def verification_report(request: ActorRequest, pk: int) -> HttpResponse:
    snapshot = snapshot_by_pk_or_404(request.actor, pk)
    context = {"snapshot": snapshot, **chapter_context(request, snapshot)}
    return render(request, f"{FOLDER}/verification_report.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def verification_file(request: ActorRequest, pk: int, fmt: str) -> HttpResponseBase:
    policies.check_mark(request.actor)
    snapshot = snapshot_by_pk_or_404(request.actor, pk)
    return snapshot_file(request, snapshot, fmt, reverse("verification-detail", args=[pk]))
