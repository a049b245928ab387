"""Phases of a cycle and whether writing is open for an item, an agency, at an instant.

Pure: every instant is handed in, aware. An act counts when its request arrived, and it is in time
if and only if it arrived before the cut-off (arrival < cut-off).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Phase(StrEnum):
    PREPARATION = "preparation"
    FILLING = "filling"
    RECAP = "recap"
    FROZEN = "frozen"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        return _PHASE_LABELS[self]


_PHASE_LABELS = {
    Phase.PREPARATION: "Persiapan",
    Phase.FILLING: "Pengisian",
    Phase.RECAP: "Rekap",
    Phase.FROZEN: "Terkunci",
    Phase.CLOSED: "Selesai",
}


@dataclass(frozen=True, slots=True)
class Schedule:
    """Instants that part the phases: opening, agencies' deadline, hand-over, end of the cycle."""

    filling_opens_at: datetime
    filling_closes_at: datetime
    recap_closes_at: datetime
    cycle_closes_at: datetime

    @property
    def is_ordered(self) -> bool:
        return (
            self.filling_opens_at
            < self.filling_closes_at
            < self.recap_closes_at
            < self.cycle_closes_at
        )


@dataclass(frozen=True, slots=True)
class Extension:
    """More time for one agency, for one indicator or (empty code) for all of them."""

    agency_id: int
    indicator_code: str
    until: datetime

    def covers(self, agency_id: int, indicator_code: str) -> bool:
        same_agency = self.agency_id == agency_id
        return same_agency and self.indicator_code in ("", indicator_code)


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether an act is in time; `until` is the cut-off that decided, None before opening."""

    is_open: bool
    phase: Phase
    until: datetime | None


def phase(schedule: Schedule, at: datetime) -> Phase:
    """The phase at an instant; each begins at its instant exactly."""
    if at < schedule.filling_opens_at:
        return Phase.PREPARATION
    if at < schedule.filling_closes_at:
        return Phase.FILLING
    if at < schedule.recap_closes_at:
        return Phase.RECAP
    if at < schedule.cycle_closes_at:
        return Phase.FROZEN
    return Phase.CLOSED


def filling(
    schedule: Schedule,
    extensions: Iterable[Extension],
    *,
    agency_id: int,
    indicator_code: str,
    at: datetime,
) -> Opening:
    """Whether the agency may still write its part of the indicator (empty code: of any).

    An extension never reaches beyond the hand-over: after it the figures are the province's.
    """
    current = phase(schedule, at)
    if current is Phase.PREPARATION:
        return Opening(is_open=False, phase=current, until=None)
    granted = [e.until for e in extensions if e.covers(agency_id, indicator_code)]
    until = min(max([schedule.filling_closes_at, *granted]), schedule.recap_closes_at)
    return Opening(is_open=at < until, phase=current, until=until)


def review(schedule: Schedule, at: datetime) -> Opening:
    """Whether the secretariat may still review, assemble and decide: from opening to hand-over."""
    current = phase(schedule, at)
    is_open = current in (Phase.FILLING, Phase.RECAP)
    return Opening(is_open=is_open, phase=current, until=schedule.recap_closes_at)


def preparing(schedule: Schedule, at: datetime) -> Opening:
    """Whether assignments may change: any time before the hand-over."""
    current = phase(schedule, at)
    is_open = at < schedule.recap_closes_at
    return Opening(is_open=is_open, phase=current, until=schedule.recap_closes_at)
