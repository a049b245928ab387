"""Verifier bundles: which there are, for the city and for the province, and their download."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from agencies.actors import ActorRequest
from agencies.query import choice_param, int_param
from agencies.views.editing import managed
from assessment import policies
from assessment.exchange import bundle as bundles
from assessment.models import Snapshot
from assessment.reports.kinds import KINDS, ZIP
from assessment.selectors.bundles import since
from assessment.selectors.snapshots import (
    content_of,
    earlier_snapshots,
    snapshot_by_pk_or_404,
    snapshot_or_404,
)
from assessment.services import report_files
from assessment.services.handovers import note_handover
from assessment.views.attachments import as_attachment
from assessment.views.governance import FOLDER, address, cycle_or_404


@require_safe
@managed(policies.check_view_own_reports)
def report_bundles(request: ActorRequest, number: int) -> HttpResponse:
    cycle = cycle_or_404(request)
    snapshot = snapshot_or_404(request.actor, cycle, number)
    parents = [
        {"label": "Laporan", "url": address("report-list", cycle)},
        {"label": f"Nomor {number}", "url": address("report-detail", cycle, number)},
    ]
    index_url = address("report-file", cycle, number, "indeks-bukti")
    return _page(request, snapshot, parents, reverse("report-bundle", args=[number]), index_url)


@require_safe
def report_bundle(request: ActorRequest, number: int) -> HttpResponseBase:
    policies.check_view_own_reports(request.actor)
    return _download(request, snapshot_or_404(request.actor, cycle_or_404(request), number))


@require_safe
@managed(policies.check_mark)
def verification_bundles(request: ActorRequest, pk: int) -> HttpResponse:
    snapshot = snapshot_by_pk_or_404(request.actor, pk)
    parents = [
        {"label": "Verifikasi", "url": reverse("verification-list")},
        {"label": snapshot.cycle.city.name, "url": reverse("verification-detail", args=[pk])},
    ]
    index_url = reverse("verification-file", args=[pk, "indeks-bukti"])
    return _page(request, snapshot, parents, reverse("verification-bundle", args=[pk]), index_url)


@require_safe
def verification_bundle(request: ActorRequest, pk: int) -> HttpResponseBase:
    policies.check_mark(request.actor)
    return _download(request, snapshot_by_pk_or_404(request.actor, pk))


@dataclass(frozen=True, slots=True)
class Offer:
    """A bundle that may be downloaded: of which cluster, how many files and bytes."""

    code: str
    name: str
    files: int
    size: int
    withheld: int
    has_index: bool


def _page(
    request: ActorRequest,
    snapshot: Snapshot,
    parents: list[dict[str, str]],
    url: str,
    index_url: str,
) -> HttpResponse:
    whole = bundles.bundle_of(request.actor, snapshot, bundles.Wanted())
    context: dict[str, Any] = {
        "snapshot": snapshot,
        "cycle": snapshot.cycle,
        "parents": parents,
        "url": url,
        "index_url": index_url,
        "offers": _offers(whole),
        "earlier": list(earlier_snapshots(request.actor, snapshot).defer("content")),
        "may_restricted": request.actor.is_secretariat,
    }
    return render(request, f"{FOLDER}/bundles.html", context)


def _offers(whole: bundles.Bundle) -> list[Offer]:
    found = []
    for cluster in whole.content["clusters"]:
        codes = {q["code"] for i in cluster["indicators"] for q in i["questions"]}
        own = [piece for piece in whole.pieces if piece.question in codes]
        held = {piece.sha256 for piece in own if piece.file}
        size = sum(whole.files[sha].size for sha in held)
        withheld = sum(1 for piece in own if piece.withheld)
        has_index = _index_pdf(whole.snapshot, cluster["code"]) is not None
        name = cluster["name"]
        found.append(Offer(cluster["code"], name, len(held), size, withheld, has_index))
    return found


def _download(request: ActorRequest, snapshot: Snapshot) -> HttpResponseBase:
    """`?klaster=` one cluster, `?sejak=` only what is new since a snapshot, `?terbatas=ya` with
    restricted evidence (the secretariat alone)."""
    content = content_of(snapshot)
    cluster = choice_param(request, "klaster", [c["code"] for c in content["clusters"]])
    wanted = bundles.Wanted(
        cluster=cluster,
        with_restricted=request.GET.get("terbatas") == "ya" and request.actor.is_secretariat,
        since=_since(request, snapshot, cluster),
    )
    bundle = bundles.bundle_of(request.actor, snapshot, wanted, _index_pdf(snapshot, cluster))
    name = bundles.filename(bundle, Path(report_files.filename(snapshot, "json")).stem)
    if request.method == "GET":
        note_handover(
            snapshot=snapshot,
            what="bundel " + name.removesuffix(".zip").rpartition("bundel-")[2],
            restricted=bundle.restricted_sent,
            by=request.actor,
        )
    return as_attachment(StreamingHttpResponse(bundles.chunks(bundle), content_type=ZIP), name)


def _since(request: ActorRequest, snapshot: Snapshot, cluster: str) -> Any:
    number = int_param(request, "sejak")
    if number is None:
        return None
    earlier = earlier_snapshots(request.actor, snapshot).filter(number=min(number, 32_767)).first()
    if earlier is None:
        raise Http404
    return since(earlier, content_of(snapshot), cluster)


def _index_pdf(snapshot: Snapshot, cluster: str) -> Path | None:
    """The PDF index where it was made; the HTML index is always there."""
    options = {"klaster": cluster} if cluster else {}
    return report_files.finished(snapshot, KINDS["indeks-bukti"], options)
