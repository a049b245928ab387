"""Last year's recap: upload it, say what its columns hold, look at it, use it as proposals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from agencies.actors import ActorRequest
from agencies.errors import ConflictError
from agencies.idempotency import once
from agencies.models import Agency
from agencies.policies import visible_agencies
from agencies.query import int_param, page_of, text_param
from agencies.roles import Role
from agencies.views.editing import edit, managed, posted
from agencies.views.exporting import list_file, wants_file
from assessment import policies
from assessment.exchange import recap_sheets, recaps
from assessment.exchange.recap_sheets import RecapMapping, mapping_of
from assessment.exchange.workbook_reader import RawSheet, WorkbookError
from assessment.forms.recaps import NamesForm, RecapForm, RecapMappingForm
from assessment.models import Cycle, RecapImport
from assessment.selectors import recaps as selectors
from assessment.selectors.instruments import instrument_of
from assessment.services import recaps as services
from assessment.views.bounded import bounded_upload
from assessment.views.places import cycle_asked, version_of, year_query

GET_POST = ["GET", "HEAD", "POST"]
FOLDER = "assessment/recap"
#: Names that one page asks for; saved ones make room for the next.
MOST_NAMES = 30
PROPOSALS_PER_PAGE = 50


@bounded_upload
@require_http_methods(GET_POST)
@managed(policies.check_import_recap)
def recap_list(request: ActorRequest) -> HttpResponseBase:
    cycle = cycle_asked(request)
    form = RecapForm(posted(request), request.FILES or None)
    if request.method != "POST":
        return _list(request, cycle, form, 200)
    try:
        if form.is_valid():
            return once(request, lambda: _keep(request, cycle, form))
    except WorkbookError as error:
        form.add_error("file", str(error))
    except ConflictError as error:
        form.add_error(None, error.message)
        return _list(request, cycle, form, 409)
    return _list(request, cycle, form, 422)


def _list(request: ActorRequest, cycle: Cycle, form: RecapForm, status: int) -> HttpResponse:
    context = {
        "cycle": cycle,
        "form": form,
        "recaps": selectors.recaps(request.actor, cycle)[:20],
        "year_query": year_query(request),
    }
    return render(request, f"{FOLDER}/recap_list.html", context, status=status)


@require_http_methods(GET_POST)
@managed(policies.check_import_recap)
def recap_mapping(request: ActorRequest, pk: int) -> HttpResponse:
    recap = selectors.recap_or_404(request.actor, pk)
    raw = recaps.sheets_of(recap)
    given, sheet = _mapping_asked(request, recap, raw)
    form = RecapMappingForm(
        posted(request),
        given=given,
        choices=recap_sheets.headings(sheet, given.row),
        initial={"version": recap.version},
    )

    def act() -> tuple[str, str]:
        mapping, version = form.mapping().plain, form.cleaned_data["version"]
        services.map_recap(recap=recap, mapping=mapping, version=version, by=request.actor)
        return reverse("recap-detail", args=[pk]), "Pemetaan kolom disimpan. Periksa hasilnya."

    context = {"recap": recap, "cycle": recap.cycle, **_sheet_shown(raw, sheet, given)}
    return edit(request, f"{FOLDER}/recap_mapping.html", form, act, **context)


@require_http_methods(GET_POST)
@managed(policies.check_import_recap)
def recap_detail(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Everything found in the recap; a post uses it as proposals."""
    recap = selectors.recap_or_404(request.actor, pk)
    if request.method != "POST":
        return _page(request, recap)
    return _done(request, recap, lambda: _apply(request, recap))


@require_POST
@managed(policies.check_import_recap)
def recap_names(request: ActorRequest, pk: int) -> HttpResponseBase:
    recap = selectors.recap_or_404(request.actor, pk)
    form = _names_form(request, _analysis(request, recap), _agencies(request))
    if not form.is_valid():
        return _page(request, recap, 422, names=form)

    def act() -> tuple[str, str]:
        count = services.confirm_names(recap=recap, names=form.chosen(), by=request.actor)
        words = f"{count} nama diingat untuk kota ini." if count else "Tidak ada nama yang dipilih."
        return reverse("recap-detail", args=[pk]), words

    return _done(request, recap, act)


@require_POST
@managed(policies.check_assign)
def recap_accept(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Take over the assignments that are ticked, each with the one that the page showed."""
    recap = selectors.recap_or_404(request.actor, pk)
    ticked = request.POST.getlist("usulan")[:1000]
    seen = {code: request.POST.get(f"semula-{code}", "") for code in ticked}
    if not seen:
        return _page(request, recap, 422, refusal="Centang sedikitnya satu usulan penugasan.")

    def act() -> tuple[str, str]:
        count = services.accept_assignments(recap=recap, seen=seen, by=request.actor)
        return reverse("recap-detail", args=[pk]), f"{count} penugasan diubah menurut rekap."

    return _done(request, recap, act)


@require_POST
@managed(policies.check_import_recap)
def recap_undo(request: ActorRequest, pk: int) -> HttpResponseBase:
    recap = selectors.recap_or_404(request.actor, pk)

    def act() -> tuple[str, str]:
        kept = services.undo_recap(recap=recap, version=version_of(request), by=request.actor)
        words = "Rekap dibatalkan; nilai dan usulannya tidak tampil lagi."
        if kept:
            words += f" Penugasan {', '.join(kept[:10])} sudah diubah sesudahnya dan dibiarkan."
        return reverse("recap-detail", args=[pk]), words

    return _done(request, recap, act)


def _done(request: ActorRequest, recap: RecapImport, act: Any) -> HttpResponseBase:
    try:
        return once(request, act)
    except ConflictError as error:
        return _page(request, selectors.recap_or_404(request.actor, recap.pk), 409, error.message)
    except ValidationError as error:
        return _page(request, recap, 422, " ".join(error.messages))


def _keep(request: ActorRequest, cycle: Cycle, form: RecapForm) -> tuple[str, str]:
    file = form.cleaned_data["file"]
    found = recaps.opened(file, file.name)
    guess = recap_sheets.guess(recap_sheets.opened(found))
    recap = services.keep_recap(
        cycle=cycle, filename=file.name, sheets=found, mapping=guess.plain, by=request.actor
    )
    return reverse("recap-mapping", args=[recap.pk]), ""


def _mapping_asked(
    request: ActorRequest, recap: RecapImport, raw: list[RawSheet]
) -> tuple[RecapMapping, RawSheet]:
    """The stored mapping, or a fresh guess for another sheet or row of headings."""
    stored = mapping_of(recap.mapping)
    name = text_param(request, "lembar") or stored.sheet
    sheet = next((each for each in raw if each.name == name), None)
    if sheet is None:
        raise Http404
    number = int_param(request, "baris")
    if number is None:
        return (stored if name == stored.sheet else recap_sheets.guess([sheet])), sheet
    row = min(number, len(sheet.rows)) - 1
    if (name, row) == (stored.sheet, stored.row):
        return stored, sheet
    return recap_sheets.guess_at(sheet, row), sheet


def _sheet_shown(raw: list[RawSheet], sheet: RawSheet, given: RecapMapping) -> dict[str, Any]:
    return {
        "names": [each.name for each in raw],
        "given": given,
        "sample": recap_sheets.sample(sheet, given.row),
        "heading_row": given.row + 1,
        "alike": recap_sheets.alike_sheets(raw, given),
    }


def _analysis(request: ActorRequest, recap: RecapImport) -> recaps.Analysis:
    matcher = selectors.matcher(request.actor)
    return recaps.analyse(recap, instrument_of(recap.cycle), matcher)


def _names_form(
    request: ActorRequest, found: recaps.Analysis, agencies: Sequence[Agency]
) -> NamesForm:
    some = dict(list(found.unsure.items())[:MOST_NAMES])
    is_sent = request.method == "POST" and "nama_1" in request.POST
    return NamesForm(request.POST if is_sent else None, names=some, agencies=agencies)


def _agencies(request: ActorRequest) -> list[Agency]:
    return list(visible_agencies(request.actor).filter(is_active=True))


def _apply(request: ActorRequest, recap: RecapImport) -> tuple[str, str]:
    rows = [taken.facts for taken in _analysis(request, recap).taken]
    services.apply_recap(recap=recap, rows=rows, version=version_of(request), by=request.actor)
    words = f"{len(rows)} pertanyaan dari rekap tampil sebagai usulan, bernilai 0."
    return reverse("recap-detail", args=[recap.pk]), words


def _page(
    request: ActorRequest, recap: RecapImport, status: int = 200, refusal: str = "", **shown: Any
) -> HttpResponseBase:
    found, cycle = _analysis(request, recap), recap.cycle
    if wants_file(request):
        rows = found.recap.findings
        return list_file(request, recaps.FINDINGS, rows, city=cycle.city, year=cycle.year)
    agencies = _agencies(request)
    context = {
        "recap": recap,
        "cycle": cycle,
        "found": found,
        "refusal": refusal,
        "names": _names_form(request, found, agencies),
        "total": len(instrument_of(cycle).questions),
        **_rows(request, found, agencies),
        **_proposals(request, recap),
        **shown,
    }
    return render(request, f"{FOLDER}/recap_detail.html", context, status=status)


def _rows(
    request: ActorRequest, found: recaps.Analysis, agencies: Sequence[Agency]
) -> dict[str, Any]:
    """What would be taken and what is wrong, page by page, with the agencies by name."""
    names = {row.pk: row.abbreviation for row in agencies}
    page = page_of(request, found.taken, 50)
    return {
        "page": page,
        "rows": [(each, [names[pk] for pk in each.agencies]) for each in page],
        "more_names": max(len(found.unsure) - MOST_NAMES, 0),
        "findings": page_of(request, found.recap.findings, 50, "temuan"),
    }


def _proposals(request: ActorRequest, recap: RecapImport) -> dict[str, Any]:
    found = selectors.assignment_proposals(request.actor, recap) if recap.is_applied else []
    return {
        "proposals": found[:PROPOSALS_PER_PAGE],
        "more_proposals": max(len(found) - PROPOSALS_PER_PAGE, 0),
        "may_assign": request.actor.role is Role.COORDINATOR,
    }
