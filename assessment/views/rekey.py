"""Typing a snapshot again into the ministry's application: list, ticks, pack, reconciliation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.actors import ActorRequest
from agencies.idempotency import once
from agencies.query import choice_param, page_of
from agencies.views.editing import edit, managed, posted
from assessment import policies
from assessment.exchange import rekey_pack
from assessment.forms.rekey import MinistryForm
from assessment.models import Cycle, Snapshot
from assessment.reports.content_rekey import rekeyed
from assessment.reports.kinds import ZIP
from assessment.selectors import rekey as selectors
from assessment.selectors.rekey import Done, RekeyLine
from assessment.selectors.snapshots import content_of, snapshot_or_404
from assessment.services import rekey as services
from assessment.services import report_files
from assessment.services.handovers import note_handover
from assessment.views.attachments import as_attachment
from assessment.views.governance import FOLDER, address, cycle_or_404

PER_PAGE = 20
#: What of an address leads back to the same list.
KEPT = ("klaster", "tampil", "page")
FILTERS = {
    "belum": "Belum diketik",
    "berubah": "Berubah sejak diketik",
    "selesai": "Sudah diketik",
}


@require_safe
@managed(policies.check_rekey)
def rekey_list(request: ActorRequest, number: int) -> HttpResponse:
    """`?klaster=` one cluster, `?tampil=` one state."""
    cycle, snapshot = _asked(request, number)
    setting = selectors.report_setting(cycle.city)
    content = content_of(snapshot)
    rows = rekeyed(content, text_limit=setting.text_limit)
    lines = selectors.rekey_lines(request.actor, cycle, rows)
    context = {
        "cycle": cycle,
        "snapshot": snapshot,
        "setting": setting,
        "clusters": content["clusters"],
        "is_open": request.actor.at < cycle.cycle_closes_at,
        "parents": _parents(cycle, number),
        **_filtered(request, content, lines, cycle.year),
    }
    return render(request, f"{FOLDER}/rekey.html", context)


def _filtered(
    request: ActorRequest, content: Mapping[str, Any], lines: list[RekeyLine], year: int
) -> dict[str, Any]:
    """The page of lines that were asked for; counts are those of the cluster."""
    names = {cluster["name"]: cluster["code"] for cluster in content["clusters"]}
    cluster = choice_param(request, "klaster", list(names.values()))
    shown = choice_param(request, "tampil", list(FILTERS))
    chosen = [line for line in lines if cluster in ("", names[line.question.cluster])]
    listed = [line for line in chosen if shown in ("", line.state.value)]
    asked = {"tahun": year, "klaster": cluster, "tampil": shown}
    return {
        "cluster": cluster,
        "shown": shown,
        "filters": FILTERS.items(),
        "counts": {done.value: sum(line.state is done for line in chosen) for done in Done},
        "total": len(chosen),
        "page": page_of(request, listed, PER_PAGE),
        "query": urlencode({key: value for key, value in asked.items() if value}),
    }


@require_POST
@managed(policies.check_rekey)
def rekey_tick(request: ActorRequest, number: int, code: str) -> HttpResponse:
    """Back to the same list, at the same question."""
    cycle, snapshot = _asked(request, number)
    rows = rekeyed(content_of(snapshot), text_limit=1)
    digest = next((row.digest for row in rows if row.code == code), None)
    if digest is None:
        raise Http404
    is_done = request.POST.get("selesai") == "ya"

    def act() -> tuple[str, str]:
        services.tick(cycle=cycle, code=code, digest=digest, is_done=is_done, by=request.actor)
        words = "ditandai sudah diketik" if is_done else "ditandai belum diketik"
        return _back(request, cycle, number, code), f"Pertanyaan {code} {words}."

    return once(request, act)


def _back(request: ActorRequest, cycle: Cycle, number: int, code: str) -> str:
    kept = [(key, value) for key, value in request.GET.items() if key in KEPT]
    query = f"&{urlencode(kept)}" if kept else ""
    return f"{address('rekey-list', cycle, number)}{query}#p-{code}"


@require_safe
def rekey_file(request: ActorRequest, number: int) -> HttpResponseBase:
    """The pack as a ZIP; `?terbatas=ya` with restricted evidence."""
    policies.check_rekey(request.actor)
    cycle, snapshot = _asked(request, number)
    with_restricted = request.GET.get("terbatas") == "ya"
    setting = selectors.report_setting(cycle.city)
    pack = rekey_pack.pack_of(request.actor, snapshot, setting, with_restricted=with_restricted)
    if request.method == "GET":
        note_handover(
            snapshot=snapshot,
            what="paket ketik ulang",
            restricted=pack.restricted_sent,
            by=request.actor,
        )
    stem = report_files.filename(snapshot, "json").removesuffix(".json")
    answer = StreamingHttpResponse(rekey_pack.chunks(pack), content_type=ZIP)
    return as_attachment(answer, f"{stem}-ketik-ulang.zip")


@require_http_methods(["GET", "HEAD", "POST"])
@managed(policies.check_rekey)
def rekey_reconcile(request: ActorRequest, number: int) -> HttpResponse:
    cycle, snapshot = _asked(request, number)
    found = selectors.reconciliation(request.actor, cycle, content_of(snapshot))
    form = MinistryForm(posted(request), initial=MinistryForm.initial_of(found.row), found=found)

    def act() -> tuple[str, str]:
        version = form.cleaned_data["version"]
        values = {"points": form.points(), "version": version}
        services.save_ministry_figures(cycle=cycle, by=request.actor, **values)
        return address("rekey-reconcile", cycle, number), "Nilai di aplikasi kementerian disimpan."

    context = {
        "cycle": cycle,
        "snapshot": snapshot,
        "found": found,
        "is_open": request.actor.at < cycle.cycle_closes_at,
        "parents": _parents(cycle, number, "rekey-list"),
    }
    return edit(request, f"{FOLDER}/reconcile.html", form, act, **context)


def _asked(request: ActorRequest, number: int) -> tuple[Cycle, Snapshot]:
    cycle = cycle_or_404(request)
    return cycle, snapshot_or_404(request.actor, cycle, number)


def _parents(cycle: Cycle, number: int, *more: str) -> list[dict[str, str]]:
    """The list of reports, the snapshot, and pages of the snapshot below it."""
    return [
        {"label": "Laporan", "url": f"{reverse('report-list')}?tahun={cycle.year}"},
        {"label": f"Nomor {number}", "url": address("report-detail", cycle, number)},
        *({"label": "Ketik ulang", "url": address(name, cycle, number)} for name in more),
    ]
