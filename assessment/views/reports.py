"""Reports: freezing, the list of snapshots, one snapshot on the screen and as files."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from agencies.actors import ActorRequest
from agencies.errors import ConflictError
from agencies.query import page_of
from agencies.roles import Role
from agencies.views.editing import edit, managed, posted
from assessment import policies
from assessment.forms.freeze import FreezeForm
from assessment.models import Cycle, Snapshot
from assessment.selectors import snapshots as selectors
from assessment.selectors.badges import waiting_for_review
from assessment.selectors.cycles import cycles
from assessment.selectors.preflight import preflight
from assessment.selectors.reports import downloads
from assessment.services.snapshots import freeze
from assessment.views.governance import (
    FOLDER,
    address,
    cycle_among,
    cycle_or_404,
    no_cycle,
)
from assessment.views.report_pages import chapter_context
from assessment.views.snapshot_files import shown_files, snapshot_file


@require_http_methods(["GET", "HEAD", "POST"])
@managed(policies.check_view_own_reports)
def report_list(request: ActorRequest) -> HttpResponse:
    known = cycles(request.actor)
    cycle = cycle_among(request, known)
    if cycle is None:
        return no_cycle(request)
    if request.method == "POST":
        policies.check_freeze(request.actor)
    frozen = list(selectors.snapshots(request.actor, cycle))
    is_first = not frozen
    initial = FreezeForm.initial_of(cycle.city)
    form = FreezeForm(posted(request), initial=initial, is_first=is_first)

    def act() -> tuple[str, str]:
        row = _freeze(request, cycle, form, is_first=is_first)
        return address("report-detail", cycle, row.number), f"Rekaman nomor {row.number} dibuat."

    context = {"cycles": known, **_list_context(request, cycle, frozen)}
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
        "json_url": address("report-file", cycle, number, "json"),
        "files": shown_files(
            request.actor, snapshot, lambda fmt: address("report-file", cycle, number, fmt)
        ),
        **chapter_context(request, snapshot),
    }
    return render(request, f"{FOLDER}/report_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def report_file(request: ActorRequest, number: int, fmt: str) -> HttpResponseBase:
    policies.check_view_own_reports(request.actor)
    cycle = cycle_or_404(request)
    snapshot = selectors.snapshot_or_404(request.actor, cycle, number)
    return snapshot_file(request, snapshot, fmt, address("report-detail", cycle, number))


def _freeze(request: ActorRequest, cycle: Cycle, form: FreezeForm, *, is_first: bool) -> Snapshot:
    """A list that changed meanwhile is read, and ticked, once more."""
    try:
        return freeze(
            cycle=cycle,
            reason=form.reason_given(is_first=is_first),
            minutes=form.minutes(),
            seen=form.cleaned_data["seen"],
            by=request.actor,
        )
    except ConflictError:
        form.untick()
        raise


def _list_context(request: ActorRequest, cycle: Cycle, known: list[Snapshot]) -> dict[str, Any]:
    page: Page[Snapshot] = page_of(request, known)
    opening = selectors.freezing_beside(cycle, known, request.actor.at)
    may_freeze = request.actor.role is Role.COORDINATOR
    checked = preflight(cycle) if may_freeze and opening.is_open else None
    if checked:
        request.waiting = waiting_for_review(checked.waiting)
    return {
        "cycle": cycle,
        "page": page,
        "rows": selectors.snapshot_rows(page),
        "opening": opening,
        "may_freeze": may_freeze,
        "preflight": checked,
    }
