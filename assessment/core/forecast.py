"""When work will be finished at the pace of the last days. Pure: days and counts come from outside.

The pace is the average of the last fourteen days (fewer when work began later). Nothing is said
before there is enough to go by, and no day is named when the work stands still.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

#: Days that the pace is averaged over, and what it takes before it says anything.
WINDOW = 14
FEWEST_DAYS, FEWEST_ACTIVE = 5, 3
#: A finish further away than this says nothing that helps.
FURTHEST = 1000


@dataclass(frozen=True, slots=True)
class Move:
    """Parts that arrived at (positive) or left (negative) a stage on a day."""

    day: date
    change: int


@dataclass(frozen=True, slots=True)
class DayCount:
    """Parts that stood at the stage at the end of a day."""

    day: date
    count: int


class Outcome(StrEnum):
    FINISHED = "finished"
    TOO_EARLY = "too_early"
    STANDSTILL = "standstill"
    EXPECTED = "expected"


@dataclass(frozen=True, slots=True)
class Forecast:
    """`pace` is parts a day over the last `days`; `finish` only for an expected outcome."""

    outcome: Outcome
    done: int
    total: int
    days: int
    pace: Decimal
    finish: date | None = None

    @property
    def remaining(self) -> int:
        return max(self.total - self.done, 0)


def standing(moves: Iterable[Move], start: date, end: date) -> tuple[DayCount, ...]:
    """The count at the end of each day from `start` to `end`; earlier moves count from `start`."""
    changes: dict[date, int] = {}
    for move in moves:
        day = max(move.day, start)
        changes[day] = changes.get(day, 0) + move.change
    count, found = 0, []
    for number in range((end - start).days + 1):
        day = start + timedelta(days=number)
        count += changes.get(day, 0)
        found.append(DayCount(day, count))
    return tuple(found)


def forecast(moves: Iterable[Move], total: int, today: date) -> Forecast:
    """The day on which the rest would be done if the average of the last days went on."""
    past = [move for move in moves if move.day <= today]
    done = sum(move.change for move in past)
    begun = min((move.day for move in past), default=today)
    start = max(begun, today - timedelta(days=WINDOW - 1))
    recent = [move for move in past if move.day >= start]
    days = (today - start).days + 1
    gained = sum(move.change for move in recent)
    pace = Decimal(gained) / days
    outcome, finish = Outcome.EXPECTED, None
    if done >= total:
        outcome = Outcome.FINISHED
    elif days < FEWEST_DAYS or _active_days(recent) < FEWEST_ACTIVE:
        outcome = Outcome.TOO_EARLY
    elif gained <= 0 or (total - done) * days > FURTHEST * gained:
        outcome = Outcome.STANDSTILL
    else:
        finish = today + timedelta(days=-(-(total - done) * days // gained))
    return Forecast(outcome, done, total, days, pace, finish)


def _active_days(moves: Iterable[Move]) -> int:
    """Days on which something arrived."""
    return len({move.day for move in moves if move.change > 0})
