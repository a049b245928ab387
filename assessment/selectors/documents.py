"""The library of evidence as people read it: found, flagged, and where each document is used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.shortcuts import get_object_or_404

from agencies.actors import Actor
from assessment import policies
from assessment.models import Citation, Cycle, Document, Program
from assessment.selectors.instruments import instrument_of
from assessment.selectors.scores import in_window


class DocumentFilter(StrEnum):
    OWN = "milik"
    UNDATED = "tanpa-tanggal"
    OUTSIDE = "luar-tahun"
    UNUSED = "belum-dipakai"
    RESTRICTED = "rahasia"

    @property
    def label(self) -> str:
        return _FILTER_LABELS[self]


_FILTER_LABELS = {
    DocumentFilter.OWN: "Milik kami",
    DocumentFilter.UNDATED: "Tanpa tanggal",
    DocumentFilter.OUTSIDE: "Di luar tahun evaluasi",
    DocumentFilter.UNUSED: "Belum dipakai",
    DocumentFilter.RESTRICTED: "Rahasia",
}


class DocumentSort(StrEnum):
    NEWEST = "terbaru"
    TITLE = "judul"
    DATE = "tanggal"

    @property
    def label(self) -> str:
        return {"terbaru": "Terbaru diunggah", "judul": "Judul", "tanggal": "Tanggal dokumen"}[self]


_ORDER: Mapping[DocumentSort, tuple[Any, ...]] = {
    DocumentSort.NEWEST: ("-uploaded_at", "-pk"),
    DocumentSort.TITLE: ("title", "pk"),
    DocumentSort.DATE: (F("date").desc(nulls_last=True), "-pk"),
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


def window_problem(cycle: Cycle, document: Document) -> str:
    """Why the document cannot prove anything in the cycle; empty when it can."""
    if document.date is None:
        return "Belum bertanggal: belum dihitung sebagai bukti."
    if not in_window(cycle, document.date, document.valid_until):
        return "Tanggalnya di luar tahun yang dievaluasi: tidak dihitung sebagai bukti."
    return ""


def _wanted(
    rows: QuerySet[Document], actor: Actor, cycle: Cycle, wanted: str
) -> QuerySet[Document]:
    if wanted == DocumentFilter.OWN:
        return rows.filter(agency=actor.agency_id)
    if wanted == DocumentFilter.UNDATED:
        return rows.filter(date__isnull=True)
    if wanted == DocumentFilter.OUTSIDE:
        old = Q(date__lt=cycle.window_start)
        expired = Q(valid_until__isnull=True) | Q(valid_until__lt=cycle.window_start)
        return rows.filter(Q(date__gt=cycle.window_end) | (old & expired))
    if wanted == DocumentFilter.UNUSED:
        return rows.filter(citations__isnull=True, program__isnull=True)
    if wanted == DocumentFilter.RESTRICTED:
        return rows.filter(is_restricted=True)
    return rows
