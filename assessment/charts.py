"""Geometry of the two pictures of points: the ledger bar and the category scale.

Pure: takes points, gives frozen shapes whose lengths are SVG-ready strings (decimal point, no unit
but `%`). Knows nothing of templates, colours or how numbers are worded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

ZERO = Decimal(0)
HUNDRED = Decimal(100)
CENT = Decimal("0.01")
TENTH = Decimal("0.1")
TARGET = "target"
BELOW = "Belum"
ROOM_FOR_BELOW = 60
TICK_ROOM = 16
STEM_IN_NARROW = 8


class Band(Protocol):
    """A category of the instrument; both parts are read only."""

    @property
    def name(self) -> str: ...
    @property
    def lower(self) -> Decimal: ...


@dataclass(frozen=True, slots=True)
class LedgerBar:
    """Widths in percent of the bar. `target` and `verified` are positions, None when not drawn."""

    claimed: str
    proven: str
    target: str | None
    verified: str | None
    is_known: bool


@dataclass(frozen=True, slots=True)
class Segment:
    name: str
    shade: int
    x: str
    width: str
    middle: str


@dataclass(frozen=True, slots=True)
class Tick:
    value: Decimal
    x: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Marker:
    """A value on the scale. `anchor` is the side its words stand on; `is_below` when it lies left
    of where the scale begins."""

    name: str
    value: Decimal
    x: str
    top: str
    label_x: str
    label_y: str
    anchor: str
    is_below: bool
    is_target: bool


@dataclass(frozen=True, slots=True)
class Estimate:
    """The band in which verification is expected to land."""

    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Frame:
    """Room of one drawing, in SVG units. `start` is the first value on the axis."""

    width: int
    left: int
    right: int
    start: Decimal
    row: int
    bar: int
    font: int

    @property
    def span(self) -> int:
        return self.right - self.left


@dataclass(frozen=True, slots=True)
class CategoryScale:
    width: int
    height: int
    band_y: int
    band_height: int
    name_y: int
    tick_y: int
    font: int
    name_font: int
    segments: tuple[Segment, ...]
    ticks: tuple[Tick, ...]
    estimate_y: int
    foot_y: int
    markers: tuple[Marker, ...]
    estimate: Estimate | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What the scale shows; None where unknown or not wanted."""

    claimed: Decimal | None = None
    proven: Decimal | None = None
    verified: Decimal | None = None
    target: Decimal | None = None
    estimate: tuple[Decimal, Decimal] | None = None

    def named(self) -> tuple[tuple[str, Decimal | None], ...]:
        """From the topmost row of words to the one nearest to the scale."""
        return (
            ("klaim", self.claimed),
            ("terbukti", self.proven),
            ("diverifikasi", self.verified),
            (TARGET, self.target),
        )


WIDE = Frame(width=1100, left=40, right=1060, start=ZERO, row=19, bar=30, font=14)
NARROW = Frame(width=312, left=6, right=306, start=Decimal(450), row=19, bar=30, font=13)
LETTER = Decimal("0.62")


def share(value: Decimal | None, maximum: Decimal) -> str:
    """Part of the maximum in percent, held between 0 and 100: `53.30%`."""
    if value is None or maximum <= 0:
        return "0.00%"
    part = min(max(value, ZERO), maximum) * HUNDRED / maximum
    return f"{part.quantize(CENT, rounding=ROUND_HALF_UP)}%"


def ledger_bar(
    *,
    claimed: Decimal | None,
    proven: Decimal | None,
    maximum: Decimal,
    target: Decimal | None = None,
    verified: Decimal | None = None,
) -> LedgerBar:
    return LedgerBar(
        claimed=share(claimed, maximum),
        proven=share(proven, maximum) if claimed is not None else "0.00%",
        target=None if target is None else share(target, maximum),
        verified=None if verified is None else share(verified, maximum),
        is_known=claimed is not None,
    )


def category_scale(
    bands: Sequence[Band], maximum: Decimal, reading: Reading, *, is_narrow: bool = False
) -> CategoryScale:
    """The axis with names and markers; the narrow one begins just under the first category."""
    frame = NARROW if is_narrow else WIDE
    ordered = sorted(bands, key=lambda band: band.lower)
    if is_narrow and (not ordered or ordered[0].lower <= frame.start):
        frame = _from_zero(frame)
    axis = _Axis(frame, maximum)
    known = [(name, value) for name, value in reading.named() if value is not None]
    band_y = frame.row * max(len(known), 1) + 14
    markers = tuple(axis.marker(name, value, row) for row, (name, value) in enumerate(known))
    return CategoryScale(
        width=frame.width,
        height=band_y + frame.bar + 26,
        band_y=band_y,
        band_height=frame.bar,
        name_y=band_y + frame.bar // 2 + 5,
        tick_y=band_y + frame.bar + 20,
        font=frame.font,
        name_font=frame.font - 1,
        segments=_segments(ordered, axis),
        ticks=_ticks(ordered, axis),
        estimate_y=band_y + frame.bar,
        foot_y=band_y + (STEM_IN_NARROW if is_narrow else frame.bar + 2),
        markers=markers,
        estimate=_estimate(axis, reading.estimate),
    )


@dataclass(frozen=True, slots=True)
class _Axis:
    frame: Frame
    maximum: Decimal

    def at(self, value: Decimal) -> Decimal:
        start = self.frame.start
        inside = min(max(value, start), self.maximum)
        reach = max(self.maximum - start, Decimal(1))
        return self.frame.left + (inside - start) * self.frame.span / reach

    def tick(self, value: Decimal) -> Tick:
        """The figure under the axis, kept inside the drawing at either end."""
        x = self.at(value)
        if x < TICK_ROOM:
            anchor = "start"
        else:
            anchor = "end" if x > self.frame.width - TICK_ROOM else "middle"
        return Tick(value, _length(x), anchor)

    def marker(self, name: str, value: Decimal, row: int) -> Marker:
        x = self.at(value)
        top = self.frame.row * row + 10
        words = (len(name) + 9) * LETTER * self.frame.font
        is_right = x + 10 + words <= self.frame.width
        return Marker(
            name=name,
            value=value,
            x=_length(x),
            top=str(top),
            label_x=_length(x + 10 if is_right else x - 10),
            label_y=str(top + 5),
            anchor="start" if is_right else "end",
            is_below=value < self.frame.start,
            is_target=name == TARGET,
        )


def _segments(bands: Sequence[Band], axis: _Axis) -> tuple[Segment, ...]:
    edges = [("", axis.frame.start), *((band.name, band.lower) for band in bands)]
    ends = [*(lower for _, lower in edges[1:]), axis.maximum]
    shapes = []
    for shade, ((name, lower), upper) in enumerate(zip(edges, ends, strict=True)):
        left, right = axis.at(lower), axis.at(upper)
        if right > left:
            middle = _length((left + right) / 2)
            if not name and right - left >= ROOM_FOR_BELOW:
                name = BELOW
            shapes.append(Segment(name, shade, _length(left), _length(right - left), middle))
    return tuple(shapes)


def _ticks(bands: Sequence[Band], axis: _Axis) -> tuple[Tick, ...]:
    values = [*(band.lower for band in bands), axis.maximum]
    if axis.frame.start == 0:
        values.insert(0, ZERO)
    return tuple(axis.tick(value) for value in dict.fromkeys(values))


def _estimate(axis: _Axis, bounds: tuple[Decimal, Decimal] | None) -> Estimate | None:
    if bounds is None:
        return None
    low, high = axis.at(bounds[0]), axis.at(bounds[1])
    return Estimate(_length(low), _length(high - low)) if high > low else None


def _from_zero(frame: Frame) -> Frame:
    return Frame(frame.width, frame.left, frame.right, ZERO, frame.row, frame.bar, frame.font)


def _length(value: Decimal) -> str:
    return str(value.quantize(TENTH, rounding=ROUND_HALF_UP))
