"""Marks side by side for the city and the province, as a workbook, and the city's replies."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from agencies.actors import ActorRequest
from agencies.query import choice_param, page_of
from agencies.views.editing import edit, managed, posted
from agencies.views.exporting import list_file, wants_file
from assessment import policies
from assessment.exchange.list_governance import MARKS
from assessment.forms.mark_replies import MarkReplyForm
from assessment.models import Cycle, Mark, Snapshot
from assessment.reports import xlsx
from assessment.reports.content_marks import MarkedPlace, marks_workbook
from assessment.selectors import mark_table as selectors
from assessment.selectors.instruments import instrument_of
from assessment.selectors.snapshots import snapshot_by_pk_or_404
from assessment.services.mark_replies import reply_to_mark
from assessment.views.comparisons import identity_of, send_workbook
from assessment.views.governance import FOLDER, address, cycle_or_404, cycle_or_none, no_cycle
from assessment.views.places import version_of


@require_safe
@managed(policies.check_view_control_room)
def mark_table(request: ActorRequest) -> HttpResponseBase:
    cycle = cycle_or_none(request)
    if cycle is None:
        return no_cycle(request)
    has_file = cycle.snapshots.exists()
    context = {
        "file_url": reverse("mark-table-file") if has_file else "",
        "may_reply": request.actor.is_secretariat and request.actor.at < cycle.cycle_closes_at,
        "may_open": request.actor.is_secretariat,
        "year": cycle.year,
    }
    return _page(request, cycle, context)


@require_safe
@managed(policies.check_view_control_room)
def mark_table_file(request: ActorRequest) -> HttpResponse:
    cycle = cycle_or_404(request)
    newest = cycle.snapshots.defer("content").order_by("-number").first()
    if newest is None:
        raise Http404
    return _file(request, cycle, newest)


@require_safe
@managed(policies.check_mark)
def verification_marks(request: ActorRequest, pk: int) -> HttpResponseBase:
    snapshot = snapshot_by_pk_or_404(request.actor, pk)
    parents = [
        {"label": "Verifikasi", "url": reverse("verification-list")},
        {"label": snapshot.cycle.city.name, "url": reverse("verification-detail", args=[pk])},
    ]
    file_url = reverse("verification-marks-file", args=[pk])
    return _page(request, snapshot.cycle, {"file_url": file_url, "parents": parents})


@require_safe
@managed(policies.check_mark)
def verification_marks_file(request: ActorRequest, pk: int) -> HttpResponse:
    snapshot = snapshot_by_pk_or_404(request.actor, pk)
    return _file(request, snapshot.cycle, snapshot)


@require_http_methods(["GET", "HEAD", "POST"])
@managed(policies.check_reply_to_mark)
def mark_reply(request: ActorRequest, pk: int) -> HttpResponse:
    mark = selectors.mark_or_404(request.actor, pk)
    documents = selectors.documents_for_reply(request.actor)
    form = MarkReplyForm(posted(request), documents=documents)
    back = address("mark-table", mark.cycle)

    def act() -> tuple[str, str]:
        reply_to_mark(mark=mark, reply=form.reply(), version=version_of(request), by=request.actor)
        return back, "Tanggapan tersimpan. Verifikator membacanya bersama nilainya."

    line = selectors.line_of(request.actor, mark)
    context = {"mark": mark, "line": line, "back": back}
    return edit(request, f"{FOLDER}/mark_reply.html", form, act, **context)


def _wanted(request: ActorRequest, cycle: Cycle) -> selectors.Wanted:
    clusters = [cluster.code for cluster in instrument_of(cycle).clusters]
    return selectors.Wanted(
        shown=choice_param(request, "tampil", list(selectors.Shown)),
        cluster=choice_param(request, "klaster", clusters),
    )


def _page(request: ActorRequest, cycle: Cycle, context: dict[str, Any]) -> HttpResponseBase:
    wanted = _wanted(request, cycle)
    lines = selectors.mark_lines(request.actor, cycle, wanted)
    if wants_file(request):
        return list_file(request, MARKS, lines, city=cycle.city, year=cycle.year)
    asked = {"tahun": context.get("year"), "klaster": wanted.cluster, "tampil": wanted.shown}
    query = urlencode({name: value for name, value in asked.items() if value})
    if context["file_url"]:
        context["file_url"] += f"?{query}" if query else ""
    context |= {
        "cycle": cycle,
        "clusters": instrument_of(cycle).clusters,
        "kinds": list(selectors.Shown),
        "wanted": wanted,
        "query": query,
        "stages": list(Mark.Stage),
        "page": page_of(request, lines),
    }
    return render(request, f"{FOLDER}/mark_table.html", context)


def _file(request: ActorRequest, cycle: Cycle, snapshot: Snapshot) -> HttpResponse:
    lines = selectors.mark_lines(request.actor, cycle, _wanted(request, cycle))
    title = f"Nilai verifikasi {cycle.city.name} {cycle.year}"
    rows = [_row(line) for line in lines]
    book = marks_workbook(rows, title=title, identity=identity_of(cycle, snapshot))
    return send_workbook(xlsx.render(book), f"KLA-{cycle.city.name}-{cycle.year}-nilai")


def _row(line: selectors.MarkLine) -> MarkedPlace:
    said = [reply for given in line.given for reply, _ in given.replies]
    return MarkedPlace(
        level=line.level.label,
        code=line.code,
        name=line.name,
        maximum=line.maximum,
        stages=tuple((g.mark.points, g.mark.reason) if g else (None, "") for g in line.marks),
        replies="\n".join(
            f"{r.text} [{r.document_label}]" if r.document_label else r.text for r in said
        ),
    )
