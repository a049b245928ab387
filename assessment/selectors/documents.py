"""The library of evidence as people read it: found, flagged, and where each document is used."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q, QuerySet
from django.shortcuts import get_object_or_404

from agencies.actors import Actor
from assessment import format as human
from assessment import policies
from assessment.core.demands import Demand, Validity
from assessment.core.evidence import is_in_time
from assessment.core.instrument import Instrument
from assessment.models import Citation, Cycle, Document, Program
from assessment.selectors.evidence_notes import (
    in_words,
    kind_warning,
    preview_page,
    questions_citing,
)
from assessment.selectors.instruments import instrument_of
from assessment.selectors.scores import in_window, period_of


class DocumentFilter(StrEnum):
    OWN = "milik"
    UNDATED = "tanpa-tanggal"
    OUTSIDE = "luar-tahun"
    UNUSED = "belum-dipakai"
    RESTRICTED = "rahasia"
    EXPIRING = "habis-berlaku"

    @property
    def label(self) -> str:
        return _FILTER_LABELS[self]


_FILTER_LABELS = {
    DocumentFilter.OWN: "Milik kami",
    DocumentFilter.UNDATED: "Tanpa tanggal",
    DocumentFilter.OUTSIDE: "Di luar tahun evaluasi",
    DocumentFilter.UNUSED: "Belum dipakai",
    DocumentFilter.RESTRICTED: "Rahasia",
    DocumentFilter.EXPIRING: "Habis/akan habis berlaku",
}
#: Days before the end of a document's validity from which the library warns.
WARNING_DAYS = 90


class DocumentSort(StrEnum):
    NEWEST = "terbaru"
    TITLE = "judul"
    DATE = "tanggal"
    VALIDITY = "berlaku"

    @property
    def label(self) -> str:
        return _SORT_LABELS[self]


_SORT_LABELS = {
    DocumentSort.NEWEST: "Terbaru diunggah",
    DocumentSort.TITLE: "Judul",
    DocumentSort.DATE: "Tanggal dokumen",
    DocumentSort.VALIDITY: "Masa berlaku",
}


_ORDER: Mapping[DocumentSort, tuple[Any, ...]] = {
    DocumentSort.NEWEST: ("-uploaded_at", "-pk"),
    DocumentSort.TITLE: ("title", "pk"),
    DocumentSort.DATE: (F("date").desc(nulls_last=True), "-pk"),
    DocumentSort.VALIDITY: (F("valid_until").asc(nulls_last=True), "-pk"),
}


@dataclass(frozen=True, slots=True)
class DocumentQuery:
    """What a reader asked the library for; empty fields ask for nothing."""

    text: str = ""
    wanted: str = ""
    kind: str = ""
    agency_id: int | None = None
    sort: DocumentSort = DocumentSort.NEWEST


@dataclass(frozen=True, slots=True)
class LibraryRow:
    """A document of the list: what speaks against it, and the questions that cite it."""

    document: Document
    problem: str
    used_in: str


@dataclass(frozen=True, slots=True)
class PickRow:
    """A document to choose as evidence for an item."""

    document: Document
    problem: str
    kind_warning: str
    preview_page: int


@dataclass(frozen=True, slots=True)
class Usage:
    """An answer that cites a document; own ones can be opened."""

    citation: Citation
    question_code: str
    indicator_code: str
    agency: str
    is_own: bool


def documents(actor: Actor, cycle: Cycle, query: DocumentQuery) -> QuerySet[Document]:
    """Visible documents that fit, with `uses` (citations) and `program_uses`."""
    rows = policies.visible_documents(actor).select_related("agency", "file")
    rows = rows.annotate(
        uses=Count("citations", distinct=True), program_uses=Count("program", distinct=True)
    )
    if query.text:
        words = Q(title__icontains=query.text) | Q(number__icontains=query.text)
        rows = rows.filter(words | Q(issuer__icontains=query.text))
    if query.kind:
        rows = rows.filter(kind=query.kind)
    if query.agency_id is not None:
        rows = rows.filter(agency_id=query.agency_id)
    return _wanted(rows, actor, cycle, query.wanted).order_by(*_ORDER[query.sort])


def library_rows(actor: Actor, cycle: Cycle, found: Iterable[Document]) -> list[LibraryRow]:
    rows = list(found)
    uses = questions_citing(cycle, [row.pk for row in rows])
    return [
        LibraryRow(row, flags(actor, cycle, row), in_words(uses.get(row.pk, ()))) for row in rows
    ]


def pick_rows(
    actor: Actor, cycle: Cycle, demand: Demand, found: Iterable[Document]
) -> list[PickRow]:
    return [
        PickRow(
            row,
            flags(actor, cycle, row, [demand]),
            kind_warning(demand, row.kind),
            preview_page(row),
        )
        for row in found
    ]


def document_or_404(actor: Actor, pk: int) -> Document:
    rows = policies.visible_documents(actor).select_related("agency", "file", "uploaded_by")
    return get_object_or_404(rows, pk=pk)


def usages(actor: Actor, cycle: Cycle, document: Document) -> list[Usage]:
    """Answers of the cycle that cite the document: all by agency and code, own ones to open."""
    rows = Citation.objects.filter(document=document, contribution__cycle=cycle)
    instrument = instrument_of(cycle)
    found = []
    for row in rows.select_related("contribution__agency"):
        code = row.contribution.question_code
        if instrument.question(code) is not None:
            found.append(
                Usage(
                    citation=row,
                    question_code=code,
                    indicator_code=instrument.indicator_of(code).code,
                    agency=row.contribution.agency.abbreviation,
                    is_own=row.contribution.agency_id == actor.agency_id,
                )
            )
    return found


def programs_using(actor: Actor, document: Document) -> QuerySet[Program]:
    return policies.visible_programs(actor).filter(documents=document)


def same_file(actor: Actor, document: Document) -> QuerySet[Document]:
    """Other visible documents with the same bytes."""
    rows = policies.visible_documents(actor).filter(file_id=document.file_id)
    return rows.exclude(pk=document.pk).select_related("agency")


def window_problem(cycle: Cycle, document: Document, demands: Collection[Demand] = ()) -> str:
    """Why the document cannot prove anything in the cycle, or those items; empty when it can."""
    if document.date is None:
        return "Belum bertanggal: belum dihitung sebagai bukti."
    dated, until, period = document.date, document.valid_until, period_of(cycle)
    late = [row.name for row in demands if not is_in_time(row.validity, dated, until, period)]
    if late:
        return f"Tanggalnya di luar masa yang diminta: tidak dihitung untuk {'; '.join(late)}."
    if not demands and not in_window(cycle, dated, until):
        return "Tanggalnya di luar tahun yang dievaluasi: tidak dihitung sebagai bukti."
    return ""


def demands_of(cycle: Cycle, usages: Iterable[Usage]) -> list[Demand]:
    """What the items demand for which a document is cited, each once."""
    instrument = instrument_of(cycle)
    found = []
    for usage in usages:
        question = instrument.question(usage.question_code)
        if question is not None and usage.citation.item < len(question.evidence):
            found.append(question.demand(usage.citation.item))
    return list(dict.fromkeys(found))


def expiry_note(actor: Actor, cycle: Cycle, document: Document) -> str:
    """That the validity has ended or is running out, in words; else empty."""
    end, today = document.valid_until, _today(actor, cycle)
    if end is None or end > today + timedelta(days=WARNING_DAYS):
        return ""
    return f"Masa berlakunya {'berakhir' if end < today else 'akan habis'} {human.date(end)}."


def flags(actor: Actor, cycle: Cycle, document: Document, demands: Collection[Demand] = ()) -> str:
    """Everything that speaks against a document as evidence of the cycle, in words."""
    found = (window_problem(cycle, document, demands), expiry_note(actor, cycle, document))
    return " ".join(text for text in found if text)


def uses_in_other_cycles(cycle: Cycle, document: Document) -> int:
    rows = Citation.objects.filter(document=document)
    return rows.exclude(contribution__cycle=cycle).count()


def _today(actor: Actor, cycle: Cycle) -> date:
    """The day of the act where the city is."""
    return actor.at.astimezone(ZoneInfo(cycle.city.timezone)).date()


def _outside(cycle: Cycle) -> Q:
    """Documents of a time that does not count: outside of the window, unless they are cited for
    items that ask for another time; these go by the times of all that they are cited for. At most
    one query, none where no item of the instrument asks for another time."""
    expired = Q(valid_until__isnull=True) | Q(valid_until__lt=cycle.window_start)
    outside = Q(date__gt=cycle.window_end) | (Q(date__lt=cycle.window_start) & expired)
    others = _asking_other_times(instrument_of(cycle))
    if not others:
        return outside
    own = Citation.objects.filter(contribution__cycle=cycle)
    special, late, period = set(), set(), period_of(cycle)
    for pk, dated, until, code, item in own.values_list(
        "document", "document__date", "document__valid_until", "contribution__question_code", "item"
    ):
        if (code, item) in others:
            special.add(pk)
        validity = others.get((code, item), Validity.WINDOW)
        if dated is not None and not is_in_time(validity, dated, until, period):
            late.add(pk)
    return (outside & ~Q(pk__in=special)) | Q(pk__in=special & late)


def _asking_other_times(instrument: Instrument) -> dict[tuple[str, int], Validity]:
    """Items that a document outside of the window may prove, or one inside may not."""
    return {
        (question.code, item): demand.validity
        for question in instrument.questions
        for item in range(len(question.evidence))
        if (demand := question.demand(item)).validity is not Validity.WINDOW
    }


def _wanted(
    rows: QuerySet[Document], actor: Actor, cycle: Cycle, wanted: str
) -> QuerySet[Document]:
    if wanted == DocumentFilter.OWN:
        return rows.filter(agency=actor.agency_id)
    if wanted == DocumentFilter.UNDATED:
        return rows.filter(date__isnull=True)
    if wanted == DocumentFilter.OUTSIDE:
        return rows.filter(_outside(cycle))
    if wanted == DocumentFilter.UNUSED:
        return rows.filter(citations__isnull=True, program__isnull=True)
    if wanted == DocumentFilter.RESTRICTED:
        return rows.filter(is_restricted=True)
    if wanted == DocumentFilter.EXPIRING:
        last = _today(actor, cycle) + timedelta(days=WARNING_DAYS)
        return rows.filter(valid_until__lte=last)
    return rows
