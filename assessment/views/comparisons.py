"""Two snapshots side by side, for the city and for the province; also as a workbook."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from agencies.actors import ActorRequest
from agencies.query import choice_param, int_param
from agencies.views.editing import managed
from assessment import policies
from assessment.core.comparison import Cause, Comparison
from assessment.models import Cycle, Snapshot
from assessment.reports import xlsx
from assessment.reports.content_comparison import comparison_workbook
from assessment.reports.document import Identity
from assessment.selectors import comparisons as selectors
from assessment.selectors.snapshots import snapshot_by_pk_or_404, snapshots
from assessment.views.attachments import as_attachment
from assessment.views.governance import FOLDER, MIME, address, cycle_or_404

CHANGED, EVERYTHING = "beda", "semua"


@require_safe
@managed(policies.check_view_own_reports)
def report_compare(request: ActorRequest) -> HttpResponse:
    cycle = cycle_or_404(request)
    context = {
        "parents": [{"label": "Laporan", "url": address("report-list", cycle)}],
        "file_url": reverse("report-compare-file"),
    }
    return _page(request, cycle, context)


@require_safe
@managed(policies.check_view_own_reports)
def report_compare_file(request: ActorRequest) -> HttpResponse:
    return _file(request, cycle_or_404(request))


@require_safe
@managed(policies.check_mark)
def verification_compare(request: ActorRequest, pk: int) -> HttpResponse:
    snapshot = snapshot_by_pk_or_404(request.actor, pk)
    city = snapshot.cycle.city
    context = {
        "parents": [
            {"label": "Verifikasi", "url": reverse("verification-list")},
            {"label": city.name, "url": reverse("verification-detail", args=[pk])},
        ],
        "file_url": reverse("verification-compare-file", args=[pk]),
    }
    return _page(request, snapshot.cycle, context)


@require_safe
@managed(policies.check_mark)
def verification_compare_file(request: ActorRequest, pk: int) -> HttpResponse:
    return _file(request, snapshot_by_pk_or_404(request.actor, pk).cycle)


def change_context(request: ActorRequest, comparison: Comparison) -> dict[str, Any]:
    """The filter of the address and what it leaves of a comparison."""
    codes = [cluster.code for cluster in comparison.clusters]
    wanted = selectors.ChangeFilter(
        cluster=choice_param(request, "klaster", codes),
        cause=choice_param(request, "sebab", list(Cause)),
        everything=choice_param(request, "tampil", (CHANGED, EVERYTHING)) == EVERYTHING,
    )
    return {
        "comparison": comparison,
        "wanted": wanted,
        "shown": selectors.shown_changes(comparison, wanted),
        "causes": [(cause, cause.label, count) for cause, count in comparison.by_cause.items()],
    }


def send_workbook(content: bytes, name: str) -> HttpResponse:
    """A workbook made here and now, as a file of that name."""
    response = HttpResponse(content, content_type=MIME["xlsx"])
    stem = re.sub(r"[^A-Za-z0-9.]+", "-", name).strip("-")
    return as_attachment(response, f"{stem}.xlsx")


def _page(request: ActorRequest, cycle: Cycle, context: dict[str, Any]) -> HttpResponse:
    pair = _pair(request, cycle)
    context |= {"cycle": cycle, "pair": pair}
    if pair:
        numbers = {"dari": pair.before.number, "ke": pair.after.number, "tahun": cycle.year}
        context["file_url"] += f"?{urlencode(numbers)}"
        context |= change_context(request, pair.comparison)
        context["sides"] = [f"Nomor {row.number}" for row in (pair.before, pair.after)]
    return render(request, f"{FOLDER}/report_compare.html", context)


def _pair(request: ActorRequest, cycle: Cycle) -> selectors.Pair | None:
    before, after = (selectors.number_asked(int_param(request, name)) for name in ("dari", "ke"))
    return selectors.pair(snapshots(request.actor, cycle).defer(None), before, after)


def _file(request: ActorRequest, cycle: Cycle) -> HttpResponse:
    pair = _pair(request, cycle)
    if pair is None:
        raise Http404
    before, after = pair.before, pair.after
    title = f"Perbandingan rekaman {cycle.city.name} {cycle.year}"
    book = comparison_workbook(
        pair.comparison,
        title=title,
        before=f"nomor {before.number}",
        after=f"nomor {after.number}",
        identity=identity_of(cycle, after),
    )
    name = f"KLA-{cycle.city.name}-{cycle.year}-banding-no{before.number}-no{after.number}"
    return send_workbook(xlsx.render(book), name)


def identity_of(cycle: Cycle, snapshot: Snapshot) -> Identity:
    return Identity(
        city=cycle.city.name,
        year=cycle.year,
        number=snapshot.number,
        sha256=snapshot.sha256,
        made_at=snapshot.made_at,
        timezone=cycle.city.timezone,
    )
