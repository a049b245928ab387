"""Geometry of the burn-down: points still at stake over the hours of a room.

Pure, like assessment.charts: lengths are SVG-ready strings. Time runs to the right, points stand
up; the line falls at each recovery and ends where the clock stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from assessment.core.calendar import ESCALATIONS, Window, escalates_at
from assessment.core.room import Recovery

WIDTH, HEIGHT = 416, 180
LEFT, RIGHT, TOP, BOTTOM = 52, 400, 12, 150
TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Mark:
    """An hour under the axis."""

    x: str
    hours: int


@dataclass(frozen=True, slots=True)
class BurnDown:
    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    path: str
    area: str
    marks: tuple[Mark, ...]
    total: Decimal
    remaining: Decimal


def burn_down(
    window: Window, total: Decimal, recovered: Sequence[Recovery], at: datetime
) -> BurnDown:
    """The line from the opening to `at`, at most to the end of the window."""
    remaining = total
    steps = [f"M{LEFT} {_y(total, total)}"]
    for row in recovered:
        remaining -= row.points
        steps.append(f"H{_x(window, row.at)} V{_y(remaining, total)}")
    end = _x(window, at)
    path = " ".join([*steps, f"H{end}"])
    hours = [0, *(_hours(window, level) for level in range(1, len(ESCALATIONS) + 1)), window.hours]
    marks = tuple(
        Mark(_x(window, window.opens_at + timedelta(hours=hour)), hour)
        for hour in dict.fromkeys(hours)
    )
    area = f"{path} V{BOTTOM} H{LEFT} Z"
    return BurnDown(WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM, path, area, marks, total, remaining)


def _hours(window: Window, level: int) -> int:
    return (escalates_at(window, level) - window.opens_at) // timedelta(hours=1)


def _x(window: Window, at: datetime) -> str:
    held = min(max(at, window.opens_at), window.closes_at) - window.opens_at
    whole = timedelta(hours=window.hours)
    share = Decimal(held // timedelta(seconds=1)) / Decimal(whole // timedelta(seconds=1))
    return _length(LEFT + share * (RIGHT - LEFT))


def _y(points: Decimal, total: Decimal) -> str:
    share = points / total if total else Decimal(0)
    return _length(BOTTOM - share * (BOTTOM - TOP))


def _length(value: Decimal) -> str:
    return str(value.quantize(TENTH, rounding=ROUND_HALF_UP))
