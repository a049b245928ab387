"""S6 Excel: download a workbook, upload it filled in, look at the difference, take it over."""

from __future__ import annotations

import tempfile
from base64 import b64decode
from collections import Counter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from agencies.actors import Actor, ActorRequest
from agencies.idempotency import once
from agencies.models import Agency
from agencies.policies import visible_agencies
from agencies.query import choice_param, int_param, page_of
from assessment import policies
from assessment.exchange import (
    imports,
    returned_file,
    stored,
    workbook_file,
    workbook_reader,
    workbook_runs,
    workbook_words,
)
from assessment.exchange.compare import APPLICABLE, Kind
from assessment.exchange.imports import ChangedMeanwhileError, WorkbookError
from assessment.forms.workbooks import WorkbookForm
from assessment.models import Cycle, WorkbookUpload
from assessment.selectors import workbooks as selectors
from assessment.services.workbook_uploads import (
    begin_again,
    is_stopped,
    keep_upload,
    note_applied,
    note_result,
)
from assessment.views.attachments import as_attachment
from assessment.views.bounded import bounded_upload
from assessment.views.governance import MIME
from assessment.views.places import cycle_asked, own_agency, year_query

PAGE = "assessment/filling/workbook.html"
DIFFERENCE = "assessment/filling/workbook_upload.html"
PROGRESS = "assessment/filling/workbook_progress.html"
FILTERS = {
    "baru": Kind.NEW,
    "berubah": Kind.CHANGED,
    "bentrok": Kind.CONFLICT,
    "ditolak": Kind.REFUSED,
    "sama": Kind.SAME,
}
EMPTY = "kosong"
#: Reasons that the notice on top repeats; each row says its own.
MOST_NAMED = 3


@bounded_upload
@require_http_methods(["GET", "HEAD", "POST"])
def workbook(request: ActorRequest) -> HttpResponseBase:
    policies.check_view_content(request.actor)
    cycle = cycle_asked(request)
    if request.method != "POST":
        return _page(request, cycle, WorkbookForm(), 200)
    agency = None if request.actor.is_secretariat else own_agency(request)
    policies.check_import(policies.importing(request.actor), agency)
    form = WorkbookForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, cycle, form, 422)
    try:
        return once(request, lambda: _look_through(request, cycle, agency, form))
    except WorkbookError as error:
        form.add_error("file", str(error))
        return _page(request, cycle, form, 422)


@require_safe
def workbook_download(request: ActorRequest) -> HttpResponse:
    policies.check_view_content(request.actor)
    cycle, agency = cycle_asked(request), _agency_asked(request)
    state = stored.state_of(request.actor, cycle, agency)
    if choice_param(request, "isi", [EMPTY]):
        state = stored.emptied(state)
    return _file(workbook_file.workbook(state, request.actor.at), workbook_words.filename(state))


@require_http_methods(["GET", "HEAD", "POST"])
def workbook_upload(request: ActorRequest, pk: int) -> HttpResponse:
    policies.check_view_content(request.actor)
    upload = selectors.upload_or_404(request.actor, pk)
    policies.check_import(policies.importing(request.actor), upload.agency)
    if upload.state != upload.UploadState.READY:
        return _unfinished(request, upload)
    if request.method != "POST":
        return _polled(request) or _difference(request, upload, 200)
    chosen = _chosen(request, upload)
    if not chosen:
        return _difference(request, upload, 422, error="Centang sedikitnya satu baris.")
    try:
        return once(request, lambda: _apply(request, upload, chosen))
    except ChangedMeanwhileError as error:
        by = policies.importing(request.actor)
        note_result(upload=upload, result=error.checked.plain, by=by)
        upload.result = error.checked.plain
        return _difference(request, upload, 409, refusal=_refusal(error))


def _refusal(error: ChangedMeanwhileError) -> str:
    if not error.reasons:
        return (
            "Keadaan berubah sejak diperiksa. Hasil di bawah diperbarui; periksa lagi, lalu simpan."
        )
    named = " ".join(error.reasons[:MOST_NAMED])
    return f"Pilihan Anda tidak dapat disimpan. {named} Hasil di bawah diperbarui."


def _unfinished(request: ActorRequest, upload: WorkbookUpload) -> HttpResponse:
    """How far the check is; a check that stopped can be begun again."""
    if request.method == "POST":
        return once(request, lambda: _begin_again(request, upload))
    is_over = is_stopped(upload, request.arrived_at)
    context = {
        "upload": upload,
        "cycle": upload.cycle,
        "is_stopped": is_over,
        "percent": 100 * upload.done // upload.total if upload.total else 0,
    }
    return (is_over and _polled(request)) or render(request, PROGRESS, context)


def _polled(request: ActorRequest) -> HttpResponse | None:
    """A page that asked for its progress loads anew; None for a page that is opened."""
    if request.headers.get("HX-Request") != "true":
        return None
    return HttpResponse(headers={"HX-Refresh": "true"})


def _begin_again(request: ActorRequest, upload: WorkbookUpload) -> tuple[str, str]:
    by = policies.importing(request.actor)
    if begin_again(upload=upload, by=by):
        workbook_runs.start(upload.pk, by)
    return reverse("workbook-upload", args=[upload.pk]), ""


@require_safe
def workbook_returned(request: ActorRequest, pk: int) -> HttpResponse:
    """The same workbook, with the reason in each cell that was refused."""
    policies.check_view_content(request.actor)
    upload = selectors.upload_or_404(request.actor, pk)
    remarks = imports.remarks(upload.result["entries"])
    if upload.filename.lower().endswith(".xlsx"):
        content = workbook_reader.marked(b64decode(upload.content), remarks)
    else:
        content = returned_file.returned(upload.sheets, remarks)
    stem = Path(upload.filename).stem.encode("ascii", "ignore").decode()
    safe = "".join(letter if letter.isalnum() else "-" for letter in stem)[:80].strip("-")
    return _file(content, f"{safe or 'KLA'}-diperiksa.xlsx")


def _agency_asked(request: ActorRequest) -> Agency | None:
    """The own agency; the secretariat asks for one by `?opd=`, or takes the whole city."""
    if not request.actor.is_secretariat:
        return own_agency(request)
    pk = int_param(request, "opd")
    return None if pk is None else get_object_or_404(visible_agencies(request.actor), pk=pk)


def _look_through(
    request: ActorRequest, cycle: Cycle, agency: Agency | None, form: WorkbookForm
) -> tuple[str, str]:
    file, by = form.cleaned_data["file"], policies.importing(request.actor)
    content = file.read()
    sheets = _opened(content, file.name)
    upload = keep_upload(
        cycle=cycle,
        agency=agency,
        filename=file.name,
        content=content,
        sheets=sheets,
        result=_compared(sheets, cycle, agency, by),
        by=by,
    )
    if agency is None:
        workbook_runs.start(upload.pk, by)
    return reverse("workbook-upload", args=[upload.pk]), ""


def _compared(
    sheets: imports.Sheets, cycle: Cycle, agency: Agency | None, by: Actor
) -> dict[str, Any] | None:
    """An agency's workbook is compared at once, a city's (None) beside the requests."""
    if agency is not None:
        return imports.check(sheets, cycle=cycle, agency=agency, by=by).plain
    imports.check_file(sheets, cycle=cycle, agency=None, by=by)
    return None


def _opened(content: bytes, name: str) -> imports.Sheets:
    folder = settings.FILE_UPLOAD_TEMP_DIR
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".upload") as copy:
        copy.write(content)
        copy.flush()
        return imports.opened(Path(copy.name), name)


def _chosen(request: ActorRequest, upload: WorkbookUpload) -> frozenset[int]:
    """Positions of the rows to take over; all new and changed ones, or those that are ticked."""
    entries = upload.result["entries"]
    if request.POST.get("cara") == "semua":
        return frozenset(n for n, e in enumerate(entries) if e["kind"] in APPLICABLE[:2])
    ticked = request.POST.getlist("baris")
    numbers = {int(n) for n in ticked if n.isascii() and n.isdigit() and len(n) < 7}
    return frozenset(numbers & set(range(len(entries))))


def _apply(
    request: ActorRequest, upload: WorkbookUpload, chosen: frozenset[int]
) -> tuple[str, str]:
    cycle, agency, by = upload.cycle, upload.agency, policies.importing(request.actor)
    shown = upload.result
    imports.apply(upload.sheets, cycle=cycle, agency=agency, chosen=chosen, shown=shown, by=by)
    now = imports.check(upload.sheets, cycle=cycle, agency=agency, by=by)
    note_applied(upload=upload, result=now.plain, count=len(chosen), by=by)
    address = reverse("workbook-upload", args=[upload.pk])
    return address, f"{len(chosen)} baris dari Excel tersimpan."


def _page(request: ActorRequest, cycle: Cycle, form: WorkbookForm, status: int) -> HttpResponse:
    is_secretariat = request.actor.is_secretariat
    context = {
        "cycle": cycle,
        "form": form,
        "agency": None if is_secretariat else own_agency(request),
        "agencies": visible_agencies(request.actor).filter(is_active=True)
        if is_secretariat
        else (),
        "may_import": policies.may_import(request.actor),
        "uploads": selectors.uploads(request.actor, cycle),
        "year_query": year_query(request),
    }
    return render(request, PAGE, context, status=status)


def _difference(
    request: ActorRequest, upload: WorkbookUpload, status: int, **shown: Any
) -> HttpResponse:
    wanted = choice_param(request, "saring", FILTERS)
    entries = list(enumerate(upload.result["entries"]))
    counts = Counter(entry["kind"] for _, entry in entries)
    kinds = [FILTERS[wanted]] if wanted else [kind for kind in Kind if kind is not Kind.SAME]
    context = {
        "upload": upload,
        "cycle": upload.cycle,
        "wanted": wanted,
        "query": f"saring={wanted}" if wanted else "",
        "page": page_of(request, [(n, e) for n, e in entries if e["kind"] in kinds]),
        "notices": upload.result["notices"],
        **_counted(counts),
        **shown,
    }
    return render(request, DIFFERENCE, context, status=status)


def _counted(counts: Counter[str]) -> dict[str, Any]:
    return {
        "filters": [(value, kind.label, counts[kind]) for value, kind in FILTERS.items()],
        "ready": counts[Kind.NEW] + counts[Kind.CHANGED],
        "conflicts": counts[Kind.CONFLICT],
        "unread": counts[Kind.REFUSED] + counts[Kind.CONFLICT],
    }


def _file(content: bytes, name: str) -> HttpResponse:
    return as_attachment(HttpResponse(content, content_type=MIME["xlsx"]), name)
