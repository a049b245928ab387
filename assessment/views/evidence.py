"""Evidence for one item of a question: picked from the library or uploaded, and taken away."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from agencies.actors import ActorRequest
from agencies.errors import ConflictError
from agencies.idempotency import once
from agencies.query import page_of, text_param
from assessment import policies
from assessment.core.demands import Demand
from assessment.core.evidence import kinds_of
from assessment.core.evidence_examples import example_of
from assessment.forms.documents import EvidenceUploadForm, PickForm
from assessment.forms.fields import add_service_error
from assessment.models import Document
from assessment.selectors import documents as library
from assessment.selectors.checks import IndicatorPart, indicator_part
from assessment.selectors.documents import DocumentQuery, flags
from assessment.selectors.evidence_notes import kind_warning
from assessment.selectors.instruments import instrument_of
from assessment.services.citations import remove_citation
from assessment.services.documents import SameFileError, store_document
from assessment.services.evidence import cite_for_answer
from assessment.services.uploads import Received, received
from assessment.views.addresses import query_without
from assessment.views.bounded import bounded_upload
from assessment.views.documents import SAME_FILE
from assessment.views.places import Place, place_of

TEMPLATE = "assessment/filling/evidence.html"
PER_PAGE = 20


@bounded_upload
@require_http_methods(["GET", "HEAD", "POST"])
def citation_create(request: ActorRequest, code: str, item: int) -> HttpResponseBase:
    """Two forms on one page: `cara` says which one was sent."""
    place = place_of(request, code)
    policies.check_fill(request.actor, place.agency)
    part = indicator_part(request.actor, place.cycle, place.agency, place.indicator)
    if part is None or part.question(code) is None or item >= len(place.question.evidence):
        raise Http404
    if request.method != "POST":
        return _page(request, place, part, item)
    if request.POST.get("cara") == "unggah":
        return _upload(request, place, part, item)
    return _pick(request, place, part, item)


@require_http_methods(["GET", "HEAD", "POST"])
def citation_remove(request: ActorRequest, pk: int) -> HttpResponse:
    rows = policies.visible_citations(request.actor).select_related(
        "document", "contribution__agency", "contribution__cycle__city", "contribution__territory"
    )
    if request.method != "POST":
        citation = get_object_or_404(rows, pk=pk)
        policies.check_fill(request.actor, citation.contribution.agency)
        context = {"citation": citation, "back_url": _place_of_citation(citation).here}
        return render(request, "assessment/filling/citation_remove.html", context)

    def act() -> tuple[str, str]:
        citation = get_object_or_404(rows, pk=pk)
        address = _place_of_citation(citation).here
        remove_citation(citation=citation, by=request.actor)
        return address, f"“{citation.document.title}” dilepas dari jawaban ini."

    return once(request, act)


def _pick(request: ActorRequest, place: Place, part: IndicatorPart, item: int) -> HttpResponse:
    form = PickForm(request.POST)
    if not form.is_valid():
        return _page(request, place, part, item, pick=form, status=422)
    try:
        return once(request, lambda: _cite(request, place, item, _picked(request, form), form))
    except ValidationError as error:
        add_service_error(form, error)
        return _page(request, place, part, item, pick=form, status=422)
    except ConflictError as error:
        return _page(request, place, part, item, pick=form, refusal=error.message, status=409)


def _upload(
    request: ActorRequest, place: Place, part: IndicatorPart, item: int
) -> HttpResponseBase:
    form = EvidenceUploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, place, part, item, upload=form, status=422)
    try:
        with received(form.cleaned_data["file"], city_id=place.cycle.city_id) as taken:
            return once(request, lambda: _store_and_cite(request, place, item, form, taken))
    except SameFileError as error:
        form.add_error("file", SAME_FILE)
        same = error.document
        return _page(request, place, part, item, upload=form, same=same, status=422)
    except ValidationError as error:
        add_service_error(form, error)
        return _page(request, place, part, item, upload=form, status=422)
    except ConflictError as error:
        return _page(request, place, part, item, upload=form, refusal=error.message, status=409)


def _picked(request: ActorRequest, form: PickForm) -> Document:
    rows = policies.visible_documents(request.actor)
    document = rows.filter(pk=form.cleaned_data["document"]).first()
    if document is None:
        raise ValidationError({"document": "Dokumen ini tidak ada lagi di pustaka."})
    return document


def _store_and_cite(
    request: ActorRequest, place: Place, item: int, form: EvidenceUploadForm, taken: Received
) -> tuple[str, str]:
    document = store_document(
        cycle=place.cycle,
        agency=place.agency,
        upload=taken,
        facts=form.facts,
        keep_same=form.cleaned_data["keep_same"],
        by=request.actor,
    )
    return _cite(request, place, item, document, form)


def _cite(
    request: ActorRequest, place: Place, item: int, document: Document, form: Any
) -> tuple[str, str]:
    cite_for_answer(
        cycle=place.cycle,
        agency=place.agency,
        question_code=place.question.code,
        territory=place.territory,
        document=document,
        item=item,
        pages=form.cleaned_data["pages"],
        note=form.cleaned_data["note"],
        by=request.actor,
    )
    return place.here, _cited_words(request, place, item, document)


def _cited_words(request: ActorRequest, place: Place, item: int, document: Document) -> str:
    """That the document is evidence now, and at once what may speak against it."""
    texts = (
        f"“{document.title}” menjadi bukti {place.question.code}.",
        flags(request.actor, place.cycle, document, [place.question.demand(item)]),
        kind_warning(place.question.demand(item), document.kind),
    )
    return " ".join(text for text in texts if text)


def _page(
    request: ActorRequest,
    place: Place,
    part: IndicatorPart,
    item: int,
    status: int = 200,
    **shown: Any,
) -> HttpResponse:
    """Both forms; the one that was sent (`pick` or `upload`) keeps what was typed."""
    context = {
        "place": place,
        "part": part,
        "is_writable": part.may_write(place.question.code),
        "example": example_of(place.question.evidence[item]),
        "pick": PickForm(),
        "upload": EvidenceUploadForm(initial=_expected(place, item)),
        "has_errors": status != 200,
    }
    context |= _library(request, place, place.question.demand(item)) | shown
    return render(request, TEMPLATE, context, status=status)


def _expected(place: Place, item: int) -> dict[str, Any]:
    """What a document for this item most probably is."""
    kind = next(iter(kinds_of(place.question.demand(item))), "")
    return {"is_restricted": place.indicator.is_restricted, "kind": kind}


def _library(request: ActorRequest, place: Place, demand: Demand) -> dict[str, Any]:
    """The documents to pick from, with what speaks against each."""
    query = DocumentQuery(text=text_param(request, "cari"))
    page = page_of(request, library.documents(request.actor, place.cycle, query), PER_PAGE)
    return {
        "item_name": demand.name,
        "cycle": place.cycle,
        "page": page,
        "rows": library.pick_rows(request.actor, place.cycle, demand, page.object_list),
        "text": query.text,
        "query": query_without(request, "page"),
    }


def _place_of_citation(citation: Any) -> Place:
    row = citation.contribution
    instrument = instrument_of(row.cycle)
    return Place(
        row.cycle,
        row.agency,
        instrument.indicator_of(row.question_code),
        instrument.question(row.question_code),  # type: ignore[arg-type]
        row.territory,
        "",
    )
