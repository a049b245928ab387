"""Cycles: the one a page is about, its calendar, and who answers what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, prefetch_related_objects
from django.http import Http404

from agencies.actors import Actor
from agencies.models import Agency
from assessment import policies
from assessment.core import calendar, evidence
from assessment.core.demands import Validity
from assessment.models import Assignment, Cycle, Extension, RequestItem, Submission, Window
from assessment.selectors.instruments import instrument_of
from assessment.selectors.stored_columns import Rows, StoredColumns, fetch


def cycles(actor: Actor) -> list[Cycle]:
    """The actor's cycles, newest year first, with city, instrument (document left out), mapping of
    the questions, and the city's cycle `before`."""
    found = list(_with_drafts(actor))
    earlier: dict[int, Cycle] = {}
    for cycle in reversed(found):
        setattr(cycle, "before", earlier.get(cycle.city_id))  # noqa: B010 - no field
        earlier[cycle.city_id] = cycle
    return found


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
    found = next((cycle for cycle in cycles(actor) if cycle.year == year), None)
    if found is None:
        raise Http404(f"Tidak ada siklus tahun {year}.")
    return found


def _with_drafts(actor: Actor) -> QuerySet[Cycle]:
    """The actor's cycles, each saying whether it has extensions, and late drafts of the actor."""
    own = policies.visible_late_drafts(actor).filter(cycle=OuterRef("pk"))
    rows = policies.visible_cycles(actor).select_related("city", "instrument", "mapping")
    return rows.defer("instrument__document").annotate(
        has_late_drafts=Exists(own),
        has_extensions=Exists(Extension.objects.filter(cycle=OuterRef("pk"))),
    )


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
    """Extensions of a cycle as the calendar reads them; one agency's when given. One query,
    none where the cycle is known to have none."""
    if not getattr(cycle, "has_extensions", True):
        return ()
    rows = Extension.objects.filter(cycle=cycle)
    if agency_id is not None:
        rows = rows.filter(agency_id=agency_id)
    return tuple(
        calendar.Extension(row.agency_id, row.indicator_code, row.until, row.reason) for row in rows
    )


def listed_items(cycle: Cycle) -> list[RequestItem]:
    """Requests that are in a room, with the room. One query for one cycle object: a page asks
    several times, and every write reads its cycle anew (guards.lock_cycle)."""
    if not hasattr(cycle, "listed_items"):
        rows = RequestItem.objects.filter(window__isnull=False).select_related("window")
        prefetch_related_objects([cycle], Prefetch("request_items", rows, to_attr="listed_items"))
    found: list[RequestItem] = getattr(cycle, "listed_items")  # noqa: B009 - set by the prefetch
    return found


def windows_of(cycle: Cycle, at: datetime) -> tuple[calendar.Window, ...]:
    """Windows of a cycle as the calendar reads them; they count, and are asked for, only while the
    cycle is frozen."""
    if phase_of(cycle, at) is not calendar.Phase.FROZEN:
        return ()
    instrument = instrument_of(cycle)
    found: dict[Window, set[calendar.WindowItem]] = {}
    for row in listed_items(cycle):
        if row.window is not None:
            code = instrument.indicator_of(row.question_code).code
            item = calendar.WindowItem(row.agency_id, code, row.question_code)
            found.setdefault(row.window, set()).add(item)
    return tuple(
        calendar.Window(row.number, row.opens_at, row.hours, frozenset(items))
        for row, items in found.items()
    )


def filling_of(
    cycle: Cycle,
    *,
    agency_id: int,
    indicator_code: str,
    at: datetime,
    question_code: str | None = None,
) -> calendar.Opening:
    """Whether the agency may write its part of the indicator (empty: of any), or one question of
    it. One query, two while the cycle is frozen."""
    return calendar.filling(
        schedule_of(cycle),
        extensions_of(cycle, agency_id),
        agency_id=agency_id,
        indicator_code=indicator_code,
        question_code=question_code,
        windows=windows_of(cycle, at),
        at=at,
    )


def review_of(
    cycle: Cycle, at: datetime, scope: calendar.Scope = calendar.ANYTHING
) -> calendar.Opening:
    return calendar.review(schedule_of(cycle), at, windows_of(cycle, at), scope)


def regular_review_of(cycle: Cycle, at: datetime) -> calendar.Opening:
    """Review before the hand-over; windows open nothing here. No query."""
    return calendar.review(schedule_of(cycle), at)


def asks_head(submission: Submission, at: datetime) -> bool:
    """Whether what is sent goes to the agency's head first. Not within a window: its hours are
    counted, so that the part goes straight to the secretariat and the head reads along."""
    windows = windows_of(submission.cycle, at)
    scope = calendar.Scope(submission.agency_id, submission.indicator_code)
    return calendar.review(schedule_of(submission.cycle), at, windows, scope).window is None


def freezing_of(cycle: Cycle, at: datetime) -> calendar.Opening:
    return calendar.freezing(schedule_of(cycle), at, windows_of(cycle, at))


AGENCY = StoredColumns(Agency, "agency__")


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
    """Assignments of a cycle, all or those of some questions. One query, one object an agency."""
    if codes is None:
        rows = fetch(_assigned, cycle.pk)
    else:
        rows = list(_assigned(cycle.pk).filter(question_code__in=list(codes)))
    agencies: dict[int, Agency] = {}
    found: dict[str, list[Agency]] = {}
    for code, pk, *values in rows:
        if pk not in agencies:
            agencies[pk] = AGENCY.make([pk, *values])
        found.setdefault(code, []).append(agencies[pk])
    return Assignments({code: tuple(agencies) for code, agencies in found.items()})


def _assigned(cycle_id: int) -> Rows:
    return Assignment.objects.filter(cycle_id=cycle_id).values_list("question_code", *AGENCY.asked)


def assigned_codes(cycle: Cycle, agency_id: int) -> frozenset[str]:
    """Codes of the questions assigned to one agency. One query."""
    rows = Assignment.objects.filter(cycle=cycle, agency_id=agency_id)
    return frozenset(rows.values_list("question_code", flat=True))


def period_of(cycle: Cycle) -> evidence.Period:
    return evidence.Period(cycle.year, cycle.window_start, cycle.window_end)


def in_window(cycle: Cycle, dated: date | None, valid_until: date | None = None) -> bool:
    """Whether a document counts for the evaluated years.

    Dated inside the window; or dated before it and expressly in force into the window
    (a regulation or decree with a validity date). Without a date it counts for nothing.
    """
    return dated is not None and evidence.is_in_time(
        Validity.WINDOW, dated, valid_until, period_of(cycle)
    )
