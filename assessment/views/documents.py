"""The library of evidence: list, passport, upload, description, new bytes, deletion."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from agencies.actors import ActorRequest
from agencies.errors import ConflictError, StaleVersionError
from agencies.exports import in_chunks
from agencies.idempotency import once
from agencies.models import Agency
from agencies.policies import visible_agencies
from agencies.query import choice_param, int_param, page_of, text_param
from agencies.views.exporting import list_file, wants_file
from assessment import policies
from assessment.exchange.list_filling import DOCUMENTS
from assessment.forms.documents import DocumentForm, ReplaceForm, UploadForm
from assessment.forms.fields import add_service_error
from assessment.models import Cycle, Document
from assessment.selectors import documents as library
from assessment.selectors.documents import DocumentFilter, DocumentQuery, DocumentSort
from assessment.selectors.evidence_notes import preview_page
from assessment.selectors.likeness import alike
from assessment.services import documents as services
from assessment.services.uploads import Received, received
from assessment.views.addresses import query_without
from assessment.views.bounded import bounded_upload
from assessment.views.differences import differences
from assessment.views.document_files import VIEWABLE
from assessment.views.places import cycle_asked, own_agency, version_of

FORM = "assessment/filling/document_form.html"
SAME_FILE = "Berkas yang sama sudah ada di pustaka; lihat keterangan di atas."


@require_safe
def document_list(request: ActorRequest) -> HttpResponseBase:
    policies.check_view_content(request.actor)
    cycle, query = cycle_asked(request), _query(request)
    found = library.documents(request.actor, cycle, query)
    if wants_file(request):
        return _file(request, cycle, found)
    page = page_of(request, found)
    context = {
        "page": page,
        "rows": library.library_rows(request.actor, cycle, page.object_list),
        "wanted": query,
        "filters": _filters(request),
        "kinds": Document.DocumentKind.choices,
        "sorts": list(DocumentSort),
        "agencies": visible_agencies(request.actor),
        "can_write": can_write(request),
        **_queries(request),
    }
    return render(request, "assessment/filling/document_list.html", context)


def _file(request: ActorRequest, cycle: Cycle, found: QuerySet[Document]) -> HttpResponseBase:
    rows = in_chunks(found, lambda some: library.library_rows(request.actor, cycle, some))
    return list_file(request, DOCUMENTS, rows, city=cycle.city, year=cycle.year)


def _queries(request: ActorRequest) -> dict[str, object]:
    return {
        "query": query_without(request, "page"),
        "pill_query": query_without(request, "page", "saring"),
        "is_filtered": bool(query_without(request, "page", "urut", "tahun")),
    }


def _query(request: ActorRequest) -> DocumentQuery:
    return DocumentQuery(
        text=text_param(request, "cari"),
        wanted=choice_param(request, "saring", [f.value for f in DocumentFilter]),
        kind=choice_param(request, "jenis", Document.DocumentKind.values),
        agency_id=int_param(request, "opd"),
        sort=DocumentSort(choice_param(request, "urut", list(DocumentSort), "terbaru")),
    )


@require_safe
def document_detail(request: ActorRequest, pk: int) -> HttpResponse:
    policies.check_view_content(request.actor)
    document, cycle = library.document_or_404(request.actor, pk), cycle_asked(request)
    context = {
        "document": document,
        "can_write": can_write(request, document),
        "is_viewable": document.file.extension in VIEWABLE,
        "preview": _preview(request, document),
        "cycle": cycle,
        **_passport(request, document, cycle),
    }
    return render(request, "assessment/filling/document_detail.html", context)


def _passport(request: ActorRequest, document: Document, cycle: Cycle) -> dict[str, Any]:
    """What is known of a document: doubts, uses, and files that are the same or alike."""
    usages = library.usages(request.actor, cycle, document)
    demands = library.demands_of(cycle, usages)
    return {
        "problem": library.window_problem(cycle, document, demands),
        "expiry": library.expiry_note(request.actor, cycle, document),
        "usages": usages,
        "programs": library.programs_using(request.actor, document),
        "same": library.same_file(request.actor, document),
        "alike": alike(request.actor, [document]).get(document.pk, ()),
    }


def _preview(request: ActorRequest, document: Document) -> dict[str, int] | None:
    """The page asked for by `?halaman=` and its neighbours (0: none); None without pictures."""
    if not preview_page(document):
        return None
    page, last = int_param(request, "halaman") or 1, document.file.pages or 1
    if page > last:
        raise Http404
    return {"page": page, "last": last, "before": page - 1, "after": (page + 1) * (page < last)}


@bounded_upload
@require_http_methods(["GET", "HEAD", "POST"])
def document_create(request: ActorRequest) -> HttpResponseBase:
    agency, cycle = own_agency(request), cycle_asked(request)
    policies.check_fill(request.actor, agency)
    is_post = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if is_post else UploadForm()
    context: dict[str, Any] = {"form": form, "mode": "create", "cycle": cycle}
    if not is_post or not form.is_valid():
        return render(request, FORM, context, status=422 if is_post else 200)
    try:
        with received(form.cleaned_data["file"], city_id=cycle.city_id) as upload:
            return once(request, lambda: _created(request, cycle, agency, form, upload))
    except services.SameFileError as error:
        form.add_error("file", SAME_FILE)
        return render(request, FORM, context | {"same": error.document}, status=422)
    except ValidationError as error:
        add_service_error(form, error)
        return render(request, FORM, context, status=422)
    except ConflictError as error:
        return render(request, FORM, context | {"refusal": error.message}, status=409)


@require_http_methods(["GET", "HEAD", "POST"])
def document_edit(request: ActorRequest, pk: int) -> HttpResponse:
    document, cycle = _own(request, pk), cycle_asked(request)
    form = DocumentForm(request.POST or None, initial=DocumentForm.initial_of(document))
    context: dict[str, Any] = {"form": form, "document": document, "cycle": cycle, "mode": "edit"}
    if request.method != "POST":
        return render(request, FORM, context | {"version": document.version})
    context["version"] = version_of(request)
    if not form.is_valid():
        return render(request, FORM, context, status=422)
    try:
        return once(request, lambda: _updated(request, document, cycle, form))
    except ValidationError as error:
        add_service_error(form, error)
        return render(request, FORM, context, status=422)
    except StaleVersionError as error:
        return render(request, FORM, context | _stale(form, error), status=409)
    except ConflictError as error:
        return render(request, FORM, context | {"refusal": error.message}, status=409)


@bounded_upload
@require_http_methods(["GET", "HEAD", "POST"])
def document_replace(request: ActorRequest, pk: int) -> HttpResponseBase:
    document, cycle = _own(request, pk), cycle_asked(request)
    form = ReplaceForm(request.POST or None, request.FILES or None)
    context = {
        "form": form,
        "document": document,
        "version": document.version,
        **_affected(request, document, cycle),
    }
    template = "assessment/filling/document_replace.html"
    if request.method != "POST" or not form.is_valid():
        return render(request, template, context, status=422 if request.method == "POST" else 200)
    try:
        with received(form.cleaned_data["file"], city_id=cycle.city_id) as upload:
            return once(request, lambda: _replaced(request, document, cycle, upload))
    except ValidationError as error:
        add_service_error(form, error)
        return render(request, template, context, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def document_delete(request: ActorRequest, pk: int) -> HttpResponse:
    if request.method != "POST":
        return render(
            request, "assessment/filling/document_delete.html", {"document": _own(request, pk)}
        )
    return once(request, lambda: _deleted(request, pk))


def _affected(request: ActorRequest, document: Document, cycle: Cycle) -> dict[str, Any]:
    """Every citation that new bytes would send back to the secretariat, or that forbids them."""
    return {
        "usages": library.usages(request.actor, cycle, document),
        "elsewhere": library.uses_in_other_cycles(cycle, document),
        "locked": services.locked_indicators(document),
    }


def can_write(request: ActorRequest, document: Document | None = None) -> bool:
    """Whether to offer writing; services decide."""
    actor = request.actor
    is_own = document is None or document.agency_id == actor.agency_id
    return policies.may_fill(actor) and is_own


def _own(request: ActorRequest, pk: int) -> Document:
    document = library.document_or_404(request.actor, pk)
    policies.check_fill(request.actor, document.agency)
    return document


def _created(
    request: ActorRequest, cycle: Cycle, agency: Agency, form: UploadForm, upload: Received
) -> tuple[str, str]:
    document = services.store_document(
        cycle=cycle,
        agency=agency,
        upload=upload,
        facts=form.facts,
        keep_same=form.cleaned_data["keep_same"],
        by=request.actor,
    )
    problem = library.flags(request.actor, cycle, document)
    message = f"“{document.title}” tersimpan. {problem}".strip()
    return reverse("document-detail", args=[document.pk]), message


def _stale(form: DocumentForm, error: StaleVersionError) -> dict[str, Any]:
    found = differences(form, DocumentForm.initial_of(error.current))
    return {"version": error.current.version, "stale": error.message, "differences": found}


def _updated(
    request: ActorRequest, document: Document, cycle: Cycle, form: DocumentForm
) -> tuple[str, str]:
    updated = services.update_document(
        cycle=cycle,
        document=document,
        facts=form.facts,
        version=version_of(request),
        by=request.actor,
    )
    problem = library.flags(request.actor, cycle, updated)
    message = f"Keterangan dokumen tersimpan. {problem}".strip()
    return reverse("document-detail", args=[document.pk]), message


def _replaced(
    request: ActorRequest, document: Document, cycle: Cycle, upload: Received
) -> tuple[str, str]:
    services.replace_file(
        cycle=cycle,
        document=document,
        upload=upload,
        version=version_of(request),
        by=request.actor,
    )
    message = "Berkas diganti. Buktinya menunggu diperiksa lagi."
    return reverse("document-detail", args=[document.pk]), message


def _deleted(request: ActorRequest, pk: int) -> tuple[str, str]:
    document = _own(request, pk)
    services.delete_document(cycle=cycle_asked(request), document=document, by=request.actor)
    return reverse("document-list"), f"“{document.title}” dihapus."


def _filters(request: ActorRequest) -> list[DocumentFilter]:
    hidden = {DocumentFilter.OWN} if not request.actor.is_agency else set()
    return [f for f in DocumentFilter if f not in hidden]
