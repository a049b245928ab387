"""Geometry of a line over days, in SVG units.

Pure: takes days and values, gives frozen shapes whose lengths are SVG-ready strings. Knows nothing
of templates, colours or how numbers are worded.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

WIDTH, HEIGHT = 640, 220
LEFT, RIGHT, TOP, BOTTOM = 48, 628, 14, 192
TENTH = Decimal("0.1")
MOST_TICKS = 5
STEPS = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Sample:
    day: date
    value: Decimal


@dataclass(frozen=True, slots=True)
class Series:
    """`code` names its look, `name` is for people."""

    code: str
    name: str
    samples: tuple[Sample, ...]

    @property
    def last(self) -> Sample:
        return self.samples[-1]


@dataclass(frozen=True, slots=True)
class Line:
    """`end_x`, `end_y` is the dot of the last sample."""

    series: Series
    path: str
    end_x: str
    end_y: str


@dataclass(frozen=True, slots=True)
class ValueTick:
    value: int
    y: str


@dataclass(frozen=True, slots=True)
class DayTick:
    day: date
    x: str
    anchor: str


@dataclass(frozen=True, slots=True)
class DayMark:
    """An upright line at a day; its words stand on the side of `anchor`."""

    name: str
    x: str
    label_x: str
    anchor: str


@dataclass(frozen=True, slots=True)
class LineChart:
    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    lines: tuple[Line, ...]
    value_ticks: tuple[ValueTick, ...]
    day_ticks: tuple[DayTick, ...]
    marks: tuple[DayMark, ...]
    goal_y: str | None


@dataclass(frozen=True, slots=True)
class Span:
    """What the axes cover: days, and values from 0 to `top`."""

    start: date
    end: date
    top: Decimal

    def x(self, day: date) -> Decimal:
        inside = min(max(day, self.start), self.end)
        reach = max((self.end - self.start).days, 1)
        return LEFT + Decimal((inside - self.start).days) * (RIGHT - LEFT) / reach

    def y(self, value: Decimal) -> Decimal:
        return BOTTOM - min(max(value, Decimal(0)), self.top) * (BOTTOM - TOP) / self.top


def line_chart(
    series: Iterable[Series],
    *,
    start: date,
    end: date,
    goal: Decimal | None = None,
    marks: Sequence[tuple[str, date]] = (),
) -> LineChart | None:
    """The picture of series that have a sample; None when there is nothing to draw."""
    shown = [entry for entry in series if entry.samples]
    if not shown:
        return None
    highest = max(sample.value for entry in shown for sample in entry.samples)
    step = _step(max(highest, goal or Decimal(0), Decimal(1)))
    top = _ceiling(max(highest, goal or Decimal(0), Decimal(1)), step)
    span = Span(start, max(end, start + timedelta(days=1)), Decimal(top))
    return LineChart(
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        right=RIGHT,
        top=TOP,
        bottom=BOTTOM,
        lines=tuple(_line(entry, span) for entry in shown),
        value_ticks=tuple(
            ValueTick(value, _length(span.y(Decimal(value)))) for value in range(0, top + 1, step)
        ),
        day_ticks=tuple(_day_ticks(span)),
        marks=tuple(_mark(name, day, span) for name, day in marks if start <= day <= span.end),
        goal_y=None if goal is None else _length(span.y(goal)),
    )


def _line(series: Series, span: Span) -> Line:
    points = [
        (_length(span.x(sample.day)), _length(span.y(sample.value))) for sample in series.samples
    ]
    path = " ".join(f"{x},{y}" for x, y in points)
    return Line(series, path, *points[-1])


def _mark(name: str, day: date, span: Span) -> DayMark:
    x = span.x(day)
    is_right = x < (LEFT + RIGHT) // 2
    label = x + 5 if is_right else x - 5
    return DayMark(name, _length(x), _length(label), "start" if is_right else "end")


def _day_ticks(span: Span) -> Iterable[DayTick]:
    """First, middle and last day."""
    days = (span.end - span.start).days
    for number, anchor in ((0, "start"), (days // 2, "middle"), (days, "end")):
        day = span.start + timedelta(days=number)
        yield DayTick(day, _length(span.x(day)), anchor)


def _step(highest: Decimal) -> int:
    """The smallest of 1, 2, 5, 10, 20 ... that needs at most so many lines."""
    scale = 1
    while True:
        for step in STEPS:
            if highest <= step * scale * MOST_TICKS:
                return step * scale
        scale *= 10


def _ceiling(highest: Decimal, step: int) -> int:
    return int(-(-highest // step)) * step


def _length(value: Decimal) -> str:
    return str(value.quantize(TENTH, rounding=ROUND_HALF_UP))
