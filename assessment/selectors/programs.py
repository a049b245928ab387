"""Programmes as people read them: found, sorted, and with what the form may choose from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import F, Q, QuerySet
from django.shortcuts import get_object_or_404

from agencies.actors import Actor
from agencies.models import Agency
from agencies.policies import visible_agencies
from assessment import policies
from assessment.models import Cycle, Document, Partner, Program, ProgramTarget

MOST_DOCUMENTS = 200


class ProgramSort(StrEnum):
    TITLE = "nama"
    NEWEST = "terbaru"
    BUDGET = "anggaran"

    @property
    def label(self) -> str:
        return {"nama": "Nama", "terbaru": "Terakhir diubah", "anggaran": "Anggaran terbesar"}[self]


_ORDER: Mapping[ProgramSort, tuple[Any, ...]] = {
    ProgramSort.TITLE: ("title", "pk"),
    ProgramSort.NEWEST: ("-updated_at", "-pk"),
    ProgramSort.BUDGET: (F("budget_planned").desc(nulls_last=True), "pk"),
}


@dataclass(frozen=True, slots=True)
class ProgramQuery:
    """What a reader asked for; empty fields ask for nothing."""

    text: str = ""
    indicator: str = ""
    question: str = ""
    is_unlinked: bool = False
    agency_id: int | None = None
    sort: ProgramSort = ProgramSort.TITLE


def programs(actor: Actor, cycle: Cycle, query: ProgramQuery) -> QuerySet[Program]:
    """Visible programmes of the cycle that fit, with agency and targets."""
    rows = policies.visible_programs(actor).filter(cycle=cycle)
    rows = rows.select_related("agency", "copied_from__cycle").prefetch_related("targets")
    if query.text:
        words = Q(title__icontains=query.text) | Q(activity__icontains=query.text)
        words |= Q(sub_activity__icontains=query.text) | Q(place__icontains=query.text)
        words |= Q(pk__in=Partner.objects.filter(name__icontains=query.text).values("program"))
        rows = rows.filter(words)
    targets = ProgramTarget.objects.all()
    if query.indicator:
        rows = rows.filter(pk__in=targets.filter(indicator_code=query.indicator).values("program"))
    if query.question:
        rows = rows.filter(pk__in=targets.filter(question_code=query.question).values("program"))
    if query.is_unlinked:
        rows = rows.exclude(pk__in=targets.values("program"))
    if query.agency_id is not None:
        rows = rows.filter(agency_id=query.agency_id)
    return rows.order_by(*_ORDER[query.sort])


def program_or_404(actor: Actor, pk: int) -> Program:
    rows = policies.visible_programs(actor).select_related(
        "agency", "cycle__city", "cycle__instrument", "updated_by", "copied_from__cycle"
    )
    return get_object_or_404(rows.defer("cycle__instrument__document"), pk=pk)


def other_agencies(actor: Actor, agency: Agency, chosen: Iterable[int] = ()) -> QuerySet[Agency]:
    """Active agencies of the city, and those chosen before they closed."""
    rows = visible_agencies(actor).filter(Q(is_active=True) | Q(pk__in=list(chosen)))
    return rows.exclude(pk=agency.pk)


def usable_documents(actor: Actor, agency: Agency, chosen: tuple[int, ...] = ()) -> list[Document]:
    """The agency's newest documents, and those chosen already."""
    visible = policies.visible_documents(actor)
    newest = list(visible.filter(agency=agency)[:MOST_DOCUMENTS])
    known = {document.pk for document in newest}
    missing = [pk for pk in chosen if pk not in known]
    return [*newest, *visible.filter(pk__in=missing)] if missing else newest
