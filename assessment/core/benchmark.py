"""Where a city stands among others that stay unnamed: quartiles of shares, and its own place.

Pure. Below MOST_PRIVATE values nothing is said, so that nobody can be told from the figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

#: Cities that must be there before anything is shown.
MOST_PRIVATE = 5
HUNDRED = Decimal(100)


class Standing(StrEnum):
    UNKNOWN = "belum"
    LOWEST = "terbawah"
    BELOW = "bawah"
    ABOVE = "atas"
    HIGHEST = "teratas"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Standing.UNKNOWN: "belum diketahui",
    Standing.LOWEST: "seperempat terbawah",
    Standing.BELOW: "di bawah nilai tengah",
    Standing.ABOVE: "nilai tengah ke atas",
    Standing.HIGHEST: "seperempat teratas",
}


@dataclass(frozen=True, slots=True)
class Quartiles:
    first: Decimal
    median: Decimal
    third: Decimal


def share(points: Decimal | None, maximum: Decimal) -> Decimal | None:
    """Percent of the maximum, so that instruments of other weights can be compared."""
    if points is None or not maximum:
        return None
    return points * HUNDRED / maximum


def quartiles(values: Sequence[Decimal]) -> Quartiles | None:
    """By linear interpolation between the sorted values; None for fewer than MOST_PRIVATE."""
    if len(values) < MOST_PRIVATE:
        return None
    ordered = sorted(values)
    return Quartiles(*(_quantile(ordered, quarter) for quarter in (1, 2, 3)))


def standing(own: Decimal | None, found: Quartiles) -> Standing:
    if own is None:
        return Standing.UNKNOWN
    if own < found.first:
        return Standing.LOWEST
    if own < found.median:
        return Standing.BELOW
    return Standing.HIGHEST if own > found.third else Standing.ABOVE


def _quantile(ordered: Sequence[Decimal], quarter: int) -> Decimal:
    place, rest = divmod((len(ordered) - 1) * quarter, 4)
    following = min(place + 1, len(ordered) - 1)
    return ordered[place] + (ordered[following] - ordered[place]) * rest / 4
