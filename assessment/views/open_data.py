"""A snapshot as open data, to be published by the city."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from agencies.actors import ActorRequest
from agencies.exports import Format
from agencies.views.attachments import as_attachment
from agencies.views.editing import managed
from assessment import policies
from assessment.reports.open_data import as_csv, as_json
from assessment.selectors.snapshots import content_of, snapshot_or_404
from assessment.services import report_files
from assessment.views.governance import MIME, cycle_or_404

WRITERS: dict[str, tuple[Callable[[Any, str], bytes], str]] = {
    "json": (as_json, MIME["json"]),
    "csv": (as_csv, Format.CSV.mime),
}


@require_safe
@managed(policies.check_view_own_reports)
def open_data(request: ActorRequest, number: int, fmt: str) -> HttpResponse:
    snapshot = snapshot_or_404(request.actor, cycle_or_404(request), number)
    if fmt not in WRITERS:
        raise Http404
    write, mime = WRITERS[fmt]
    content = write(content_of(snapshot), snapshot.sha256)
    name = f"data-terbuka-{fmt}"
    if request.method == "GET":
        report_files.note_download(snapshot=snapshot, fmt=name, by=request.actor)
    stem = report_files.filename(snapshot, "json").removesuffix(".json")
    response = HttpResponse(content, content_type=mime)
    return as_attachment(response, f"{stem}-data-terbuka.{fmt}")
