"""Reports: freezing, the list of snapshots, one snapshot on the screen and as files."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from agencies.actors import ActorRequest
from agencies.query import page_of
from agencies.roles import Role
from agencies.views.editing import edit, managed, posted
from assessment import policies
from assessment.forms.freeze import FreezeForm
from assessment.models import Cycle, Snapshot
from assessment.selectors import snapshots as selectors
from assessment.selectors.badges import waiting_for_review
from assessment.selectors.cycles import cycles, review_of
from assessment.selectors.reports import downloads
from assessment.services.snapshots import freeze
from assessment.views.governance import (
    FOLDER,
    address,
    cycle_or_404,
    cycle_or_none,
    no_cycle,
    send_file,
)
from assessment.views.report_pages import chapter_context


@require_http_methods(["GET", "HEAD", "POST"])
@managed(policies.check_view_own_reports)
def report_list(request: ActorRequest) -> HttpResponse:
    cycle = cycle_or_none(request)
    if cycle is None:
        return no_cycle(request)
    if request.method == "POST":
        policies.check_freeze(request.actor)
    page = page_of(request, selectors.snapshots(request.actor, cycle))
    is_first = not page.paginator.count
    form = FreezeForm(posted(request), is_first=is_first)

    def act() -> tuple[str, str]:
        reason = form.reason_given(is_first=is_first)
        row = freeze(cycle=cycle, reason=reason, by=request.actor)
        return address("report-detail", cycle, row.number), f"Rekaman nomor {row.number} dibuat."

    context = _list_context(request, cycle, page)
    return edit(request, f"{FOLDER}/report_list.html", form, act, **context)


@require_safe
@managed(policies.check_view_own_reports)
def report_detail(request: ActorRequest, number: int) -> HttpResponse:
    cycle = cycle_or_404(request)
    snapshot = selectors.snapshot_or_404(request.actor, cycle, number)
    context = {
        "cycle": cycle,
        "snapshot": snapshot,
        "downloads": downloads(request.actor, snapshot),
        **chapter_context(request, snapshot),
    }
    return render(request, f"{FOLDER}/report_detail.html", context)


@require_safe
def report_file(request: ActorRequest, number: int, fmt: str) -> HttpResponseBase:
    policies.check_view_own_reports(request.actor)
    cycle = cycle_or_404(request)
    snapshot = selectors.snapshot_or_404(request.actor, cycle, number)
    return send_file(request, snapshot, fmt, address("report-detail", cycle, number))


def _list_context(request: ActorRequest, cycle: Cycle, page: Page[Snapshot]) -> dict[str, Any]:
    opening = review_of(cycle, request.actor.at)
    may_freeze = request.actor.role is Role.COORDINATOR
    preflight = selectors.preflight(cycle) if may_freeze and opening.is_open else None
    if preflight:
        request.waiting = waiting_for_review(preflight.waiting)
    return {
        "cycle": cycle,
        "cycles": cycles(request.actor),
        "page": page,
        "rows": selectors.snapshot_rows(page),
        "opening": opening,
        "may_freeze": may_freeze,
        "preflight": preflight,
    }
