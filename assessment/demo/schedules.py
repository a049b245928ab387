"""Phases of the demo cycles, set so that each city stands where the demo wants it at an instant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from assessment.demo.clock import local_day, local_instant
from assessment.services.cycles import CyclePlan

MORNING, MIDNIGHT = time(8, 0), time(23, 59)
OVER = 2024


@dataclass(frozen=True, slots=True)
class Season:
    """A demo cycle: its year and plan, and the day on which work begins."""

    year: int
    plan: CyclePlan
    begins: date


def next_deadline(today: date) -> date:
    """The next 20 December, today included."""
    found = date(today.year, 12, 20)
    return found if today <= found else date(today.year + 1, 12, 20)


def filling(now: datetime, zone: str) -> Season:
    """Filling open until the next 20 December, 23.59; hand-over on 31 January."""
    today = local_day(now, zone)
    deadline = next_deadline(today)
    opens = min(date(deadline.year, 10, 1), today - timedelta(days=45))
    return _season(
        deadline.year, zone, opens, deadline, date(deadline.year + 1, 1, 31), opens=opens
    )


def recapping(now: datetime, zone: str) -> Season:
    """The agencies' deadline lies six days back, the hand-over almost a month ahead."""
    today = local_day(now, zone)
    year = next_deadline(today).year
    opens = today - timedelta(days=60)
    closes, hand_over = today - timedelta(days=6), today + timedelta(days=25)
    return _season(year, zone, today - timedelta(days=50), closes, hand_over, opens=opens)


def beginning(now: datetime, zone: str) -> Season:
    """Filling has been open for five days."""
    today = local_day(now, zone)
    opens, closes = today - timedelta(days=5), today + timedelta(days=35)
    year = next_deadline(today).year
    return _season(year, zone, opens, closes, closes + timedelta(days=40), opens=opens)


def handed_over(now: datetime, zone: str) -> Season:
    """The cycle of 2024, with the province since the end of January 2025 and not closed yet."""
    opens, ends = date(OVER, 10, 15), local_day(now, zone) + timedelta(days=60)
    closes, hand_over = date(OVER, 12, 20), date(OVER + 1, 1, 31)
    return _season(OVER, zone, opens, closes, hand_over, opens=opens, ends=ends)


def _season(
    year: int,
    zone: str,
    begins: date,
    closes: date,
    hand_over: date,
    *,
    opens: date,
    ends: date | None = None,
) -> Season:
    """`ends` is the end of the cycle, 150 days after the hand-over unless it is given."""
    ends = ends or hand_over + timedelta(days=150)
    plan = CyclePlan(
        target_points=600 if year != OVER else 750,
        filling_opens_at=local_instant(opens, MORNING, zone),
        filling_closes_at=local_instant(closes, MIDNIGHT, zone),
        recap_closes_at=local_instant(hand_over, MIDNIGHT, zone),
        cycle_closes_at=local_instant(ends, MIDNIGHT, zone),
        window_start=date(year - 1, 1, 1),
        window_end=date(year, 12, 31),
    )
    return Season(year, plan, begins)
