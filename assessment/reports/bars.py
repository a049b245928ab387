"""Geometry of the two pictures in a report, the ledger bar and the category scale.

Pure: points in, SVG coordinates out, as attributes only. The hatch is drawn line by line, so that
a page needs no pattern with an id and no style.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from assessment.reports.document import CategoryScale, LedgerCell

BAR_WIDTH = Decimal(200)
BAR_HEIGHT = Decimal(9)
SCALE_WIDTH = Decimal(680)
SCALE_LEFT = Decimal(16)
MARKER_GAP = Decimal(8)
HATCH_STEP = 4
ZERO = Decimal(0)
SHADES = ("#e3f0f4", "#c9dfe7", "#aed0dc", "#8fbfcf", "#6fabbf")


@dataclass(frozen=True, slots=True)
class Bar:
    proven: str
    claimed_from: str
    claimed: str
    hatch: str
    target: str


@dataclass(frozen=True, slots=True)
class ScaleBand:
    name: str
    limit: str
    x: str
    width: str
    middle: str
    shade: str


@dataclass(frozen=True, slots=True)
class Marker:
    """A place on the scale and where its words stand beside it."""

    x: str
    text_x: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Scale:
    bands: tuple[ScaleBand, ...]
    end: str
    end_limit: str
    proven: Marker | None
    claimed: Marker | None
    target: Marker | None


def ledger_bar(cell: LedgerCell) -> Bar:
    """Empty texts stand for what is not drawn."""
    proven = _along(cell.proven, cell.maximum, BAR_WIDTH)
    claimed = max(proven, _along(cell.claimed, cell.maximum, BAR_WIDTH))
    target = "" if cell.target is None else _text(_along(cell.target, cell.maximum, BAR_WIDTH))
    return Bar(
        proven=_text(proven) if proven else "",
        claimed_from=_text(proven),
        claimed=_text(claimed - proven) if claimed > proven else "",
        hatch=_hatch(proven, claimed),
        target=target,
    )


def category_scale(scale: CategoryScale) -> Scale:
    maximum = scale.maximum
    limits = [ZERO, *(band.lower for band in scale.bands), maximum]
    names = ["Belum", *(band.name for band in scale.bands)]
    bands = []
    for place, name in enumerate(names):
        start = _along(limits[place], maximum, SCALE_WIDTH)
        end = _along(limits[place + 1], maximum, SCALE_WIDTH)
        shade = "#eef1f4" if place == 0 else SHADES[min(place, len(SHADES)) - 1]
        middle = SCALE_LEFT + (start + end) / 2
        bands.append(
            ScaleBand(
                name,
                _plain(limits[place]),
                _text(SCALE_LEFT + start),
                _text(end - start),
                _text(middle),
                shade,
            )
        )
    return Scale(
        bands=tuple(bands),
        end=_text(SCALE_LEFT + SCALE_WIDTH),
        end_limit=_plain(maximum),
        proven=_marker(scale.proven, maximum, Decimal("0.25")),
        claimed=_marker(scale.claimed, maximum, Decimal("0.75")),
        target=_marker(scale.target, maximum, Decimal("0.9")),
    )


def _marker(value: Decimal | None, maximum: Decimal, turn: Decimal) -> Marker | None:
    """The words stand to the right of the place before the turn (a share), else to the left."""
    if value is None:
        return None
    along = _along(value, maximum, SCALE_WIDTH)
    is_early = along < turn * SCALE_WIDTH
    gap = MARKER_GAP if is_early else -MARKER_GAP
    x = SCALE_LEFT + along
    return Marker(_text(x), _text(x + gap), "start" if is_early else "end")


def _along(value: Decimal | None, maximum: Decimal, width: Decimal) -> Decimal:
    if value is None or maximum <= 0:
        return ZERO
    return min(max(value, ZERO), maximum) * width / maximum


def _hatch(start: Decimal, end: Decimal) -> str:
    """Rising strokes between two places, cut at the edges."""
    strokes = []
    first = int((start - BAR_HEIGHT) // HATCH_STEP) * HATCH_STEP
    for foot in range(first, int(end) + 1, HATCH_STEP):
        low, high = max(ZERO, start - foot), min(BAR_HEIGHT, end - foot)
        if high > low:
            strokes.append(
                f"M{_text(foot + low)} {_text(BAR_HEIGHT - low)}"
                f"L{_text(foot + high)} {_text(BAR_HEIGHT - high)}"
            )
    return "".join(strokes)


def _text(value: Decimal) -> str:
    return format(value.quantize(Decimal("0.01")), "f")


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")
