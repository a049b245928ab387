"""Phases of a cycle and whether writing is open for an item, an agency, at an instant.

Pure: every instant is handed in, aware. An act counts when its request arrived, and it is in time
if and only if it arrived before the cut-off (arrival < cut-off).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from fractions import Fraction


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
    reason: str = ""

    def covers(self, agency_id: int, indicator_code: str) -> bool:
        same_agency = self.agency_id == agency_id
        return same_agency and self.indicator_code in ("", indicator_code)


@dataclass(frozen=True, slots=True)
class WindowItem:
    """A question that one agency may complete once more."""

    agency_id: int
    indicator_code: str
    question_code: str


@dataclass(frozen=True, slots=True)
class Scope:
    """What an act is about; what is None is not asked for."""

    agency_id: int | None = None
    indicator_code: str | None = None
    question_code: str | None = None

    def fits(self, item: WindowItem) -> bool:
        return (
            self.agency_id in (None, item.agency_id)
            and self.indicator_code in (None, item.indicator_code)
            and self.question_code in (None, item.question_code)
        )


ANYTHING = Scope()


@dataclass(frozen=True, slots=True)
class Window:
    """After the hand-over: listed items open once more for exactly `hours`, all else stays shut."""

    number: int
    opens_at: datetime
    hours: int
    items: frozenset[WindowItem]

    @property
    def closes_at(self) -> datetime:
        """Counted in UTC, so that no change of a clock makes an hour longer or shorter."""
        return self.opens_at.astimezone(UTC) + timedelta(hours=self.hours)

    def is_open(self, at: datetime) -> bool:
        return self.opens_at <= at < self.closes_at

    def covers(self, scope: Scope) -> bool:
        return any(scope.fits(item) for item in self.items)


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether an act is in time; `until` is the cut-off that decided, None before opening.

    `reason` is why that cut-off is later than the agencies' deadline, where an extension is.
    `window` is the one that lets the act in when its phase would not.
    """

    is_open: bool
    phase: Phase
    until: datetime | None
    window: Window | None = None
    reason: str = ""

    @property
    def label(self) -> str:
        """What is going on, for people."""
        return self.phase.label if self.window is None else "Ruang 2 x 24 jam"

    def covers(self, question_code: str, agency_id: int | None = None) -> bool:
        """Whether the question is among what is open: within a window only the listed ones are."""
        scope = Scope(agency_id=agency_id, question_code=question_code)
        return self.is_open and (self.window is None or self.window.covers(scope))


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
    question_code: str | None = None,
    windows: Iterable[Window] = (),
) -> Opening:
    """Whether the agency may still write its part of the indicator (empty code: of any).

    An extension never reaches beyond the hand-over: after it the figures are the province's, and
    only a window opens the questions that it lists (no question: the part of which one is listed).
    """
    current = phase(schedule, at)
    if current is Phase.PREPARATION:
        return Opening(is_open=False, phase=current, until=None)
    granted = [e for e in extensions if e.covers(agency_id, indicator_code)]
    longest = max(granted, key=lambda extension: extension.until, default=None)
    until, reason = schedule.filling_closes_at, ""
    if longest is not None and longest.until > until:
        until, reason = min(longest.until, schedule.recap_closes_at), longest.reason
    regular = Opening(is_open=at < until, phase=current, until=until, reason=reason)
    return _widened(
        schedule, regular, windows, Scope(agency_id, indicator_code or None, question_code), at
    )


def review(
    schedule: Schedule, at: datetime, windows: Iterable[Window] = (), scope: Scope = ANYTHING
) -> Opening:
    """Whether the secretariat may still review, assemble and decide: from opening to hand-over,
    and within a window for what it lists."""
    current = phase(schedule, at)
    is_open = current in (Phase.FILLING, Phase.RECAP)
    regular = Opening(is_open=is_open, phase=current, until=schedule.recap_closes_at)
    return _widened(schedule, regular, windows, scope, at)


def freezing(schedule: Schedule, at: datetime, windows: Iterable[Window] = ()) -> Opening:
    """Whether a snapshot may be made: like review, and from the first window to the end of the
    cycle, so that what a window brought can be handed over."""
    regular = review(schedule, at)
    begun = any(window.opens_at <= at for window in windows)
    if regular.is_open or regular.phase is not Phase.FROZEN or not begun:
        return regular
    return Opening(is_open=True, phase=regular.phase, until=schedule.cycle_closes_at)


def preparing(schedule: Schedule, at: datetime) -> Opening:
    """Whether assignments may change: any time before the hand-over."""
    current = phase(schedule, at)
    is_open = at < schedule.recap_closes_at
    return Opening(is_open=is_open, phase=current, until=schedule.recap_closes_at)


def _widened(
    schedule: Schedule, regular: Opening, windows: Iterable[Window], scope: Scope, at: datetime
) -> Opening:
    """A window counts while the cycle is frozen; the last one that has shut names the cut-off."""
    if regular.phase is not Phase.FROZEN:
        return regular
    begun = [w for w in windows if w.opens_at <= at and w.covers(scope)]
    latest = max(begun, key=lambda window: window.closes_at, default=None)
    if latest is None:
        return regular
    until = min(latest.closes_at, schedule.cycle_closes_at)
    return Opening(at < until, regular.phase, until, latest if at < until else None)


#: Shares of a window after which more people are told: 24, 36 and 44 of 48 hours.
ESCALATIONS = (Fraction(1, 2), Fraction(3, 4), Fraction(11, 12))


def escalates_at(window: Window, level: int) -> datetime:
    """The instant at which level 1, 2 or 3 begins."""
    seconds = window.hours * 3600 * ESCALATIONS[level - 1]
    return window.opens_at.astimezone(UTC) + timedelta(seconds=int(seconds))


def escalation(window: Window, at: datetime) -> int:
    """How far an unfinished item has escalated: 0 (not yet) to 3; 0 outside of the window."""
    if not window.is_open(at):
        return 0
    return sum(escalates_at(window, level) <= at for level in range(1, len(ESCALATIONS) + 1))
