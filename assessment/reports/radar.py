"""Geometry of the radar: one axis a cluster, how much of its maximum is claimed and proven.

Pure: shares in, SVG coordinates out, as attributes only. Sines come from floats and are rounded to
tenths of a unit, so that the picture is the same everywhere.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from assessment.reports.document import Radar

WIDTH, HEIGHT = 460, 300
CENTRE_X, CENTRE_Y, RADIUS = 230, 150, 105
LABEL_GAP = 14
RINGS = (25, 50, 75, 100)
MIDDLE = 0.35


@dataclass(frozen=True, slots=True)
class Axis:
    x: str
    y: str
    label: str
    label_x: str
    label_y: str
    anchor: str


@dataclass(frozen=True, slots=True)
class RadarShape:
    """Points of polygons as SVG wants them; an empty text is not drawn."""

    rings: tuple[str, ...]
    axes: tuple[Axis, ...]
    claimed: str
    proven: str


def shape(radar: Radar) -> RadarShape:
    count = len(radar.axes)
    return RadarShape(
        rings=tuple(_polygon([ring / 100] * count) for ring in RINGS),
        axes=tuple(_axis(place, count, axis.label) for place, axis in enumerate(radar.axes)),
        claimed=_polygon([_share(axis.claimed) for axis in radar.axes]),
        proven=_polygon([_share(axis.proven) for axis in radar.axes]),
    )


def _share(percent: object) -> float:
    """Unknown is drawn as nothing."""
    return 0.0 if percent is None else min(max(float(str(percent)), 0.0), 100.0) / 100


def _polygon(shares: list[float]) -> str:
    points = (_place(place, len(shares), share * RADIUS) for place, share in enumerate(shares))
    return " ".join(f"{_text(x)},{_text(y)}" for x, y in points)


def _axis(place: int, count: int, label: str) -> Axis:
    x, y = _place(place, count, RADIUS)
    label_x, label_y = _place(place, count, RADIUS + LABEL_GAP)
    side = math.sin(2 * math.pi * place / count)
    anchor = "middle" if abs(side) < MIDDLE else ("start" if side > 0 else "end")
    return Axis(_text(x), _text(y), label, _text(label_x), _text(label_y + 4), anchor)


def _place(place: int, count: int, length: float) -> tuple[float, float]:
    """The first axis points up, the others follow clockwise."""
    angle = 2 * math.pi * place / count
    return CENTRE_X + length * math.sin(angle), CENTRE_Y - length * math.cos(angle)


def _text(value: float) -> str:
    return f"{value + 0.0:.1f}"
