"""Cycles: the one a page is about, its calendar, and who answers what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404

from agencies.actors import Actor
from agencies.models import Agency
from assessment import policies
from assessment.core import calendar
from assessment.models import Assignment, Cycle, Extension


def cycles(actor: Actor) -> list[Cycle]:
    """The actor's cycles, newest year first, with city and instrument (document left out)."""
    rows = policies.visible_cycles(actor).select_related("city", "instrument")
    return list(rows.defer("instrument__document"))


def current_cycle(actor: Actor) -> Cycle:
    """The newest cycle that has opened, else the next to open; Http404 when there is none yet.

    Preparing next year's cycle does not take people away from the one they are filling in.
    """
    known = cycles(actor)
    opened = [cycle for cycle in known if cycle.filling_opens_at <= actor.at]
    if not known:
        raise Http404("Kota ini belum mempunyai siklus evaluasi.")
    return opened[0] if opened else known[-1]


def cycle_of_year(actor: Actor, year: int) -> Cycle:
    """The actor's cycle of a year; Http404 when there is none."""
    rows = policies.visible_cycles(actor).select_related("city", "instrument")
    found = rows.defer("instrument__document").filter(year=year).first()
    if found is None:
        raise Http404(f"Tidak ada siklus tahun {year}.")
    return found


def schedule_of(cycle: Cycle) -> calendar.Schedule:
    return calendar.Schedule(
        filling_opens_at=cycle.filling_opens_at,
        filling_closes_at=cycle.filling_closes_at,
        recap_closes_at=cycle.recap_closes_at,
        cycle_closes_at=cycle.cycle_closes_at,
    )


def phase_of(cycle: Cycle, at: datetime) -> calendar.Phase:
    return calendar.phase(schedule_of(cycle), at)


def extensions_of(cycle: Cycle, agency_id: int | None = None) -> tuple[calendar.Extension, ...]:
    """Extensions of a cycle as the calendar reads them; one agency's when given. One query."""
    rows = Extension.objects.filter(cycle=cycle)
    if agency_id is not None:
        rows = rows.filter(agency_id=agency_id)
    return tuple(calendar.Extension(row.agency_id, row.indicator_code, row.until) for row in rows)


def filling_of(
    cycle: Cycle, *, agency_id: int, indicator_code: str, at: datetime
) -> calendar.Opening:
    """Whether the agency may write its part of the indicator (empty: of any). One query."""
    return calendar.filling(
        schedule_of(cycle),
        extensions_of(cycle, agency_id),
        agency_id=agency_id,
        indicator_code=indicator_code,
        at=at,
    )


def review_of(cycle: Cycle, at: datetime) -> calendar.Opening:
    return calendar.review(schedule_of(cycle), at)


@dataclass(frozen=True, slots=True)
class Assignments:
    """Who answers which question of a cycle; agencies in order, the first one leads."""

    by_question: Mapping[str, tuple[Agency, ...]]

    def agencies(self, question_code: str) -> tuple[Agency, ...]:
        return self.by_question.get(question_code, ())

    def questions_of(self, agency_id: int) -> frozenset[str]:
        return frozenset(
            code
            for code, agencies in self.by_question.items()
            if any(agency.pk == agency_id for agency in agencies)
        )


def assignments(cycle: Cycle, codes: Iterable[str] | None = None) -> Assignments:
    """Assignments of a cycle, all or those of some questions. One query."""
    rows = Assignment.objects.filter(cycle=cycle).select_related("agency")
    if codes is not None:
        rows = rows.filter(question_code__in=list(codes))
    found: dict[str, list[Agency]] = {}
    for row in rows:
        found.setdefault(row.question_code, []).append(row.agency)
    return Assignments({code: tuple(agencies) for code, agencies in found.items()})


def assigned_codes(cycle: Cycle, agency_id: int) -> frozenset[str]:
    """Codes of the questions assigned to one agency. One query."""
    rows = Assignment.objects.filter(cycle=cycle, agency_id=agency_id)
    return frozenset(rows.values_list("question_code", flat=True))
