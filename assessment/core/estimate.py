"""What verification will probably leave of the claimed points: always a range, never a promise.

Each indicator is estimated from the city's own past cycles where it has any, else from published
pairs of claimed and verified totals: the median of the shares that verification left is applied to
the claim. How far such an estimate was off for each whole verification that is known, estimated
from the others, makes the range of the total: what happened to whole cities, not every indicator
at its worst at once. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from statistics import median

ZERO, CENT = Decimal(0), Decimal("0.01")
#: Below this number of whole verifications a range says little.
FEW = 20
#: So many are known before the outermost are left out: eight of ten still fall inside.
TRIMMED = 10


class Method(StrEnum):
    """Where the shares of an indicator come from."""

    OWN = "own"
    PUBLISHED = "published"

    @property
    def label(self) -> str:
        return "riwayat sendiri" if self is Method.OWN else "angka terbitan"


@dataclass(frozen=True, slots=True)
class Pair:
    """Claimed and verified points of one place, or of one indicator in one past cycle."""

    label: str
    year: int
    claimed: Decimal
    verified: Decimal

    @property
    def share(self) -> Fraction:
        """What verification left of the claim; the claim is above zero."""
        return Fraction(self.verified) / Fraction(self.claimed)


@dataclass(frozen=True, slots=True)
class Claim:
    """An indicator as it stands; `claimed` is None while nothing is answered."""

    code: str
    claimed: Decimal | None
    max_points: Decimal


@dataclass(frozen=True, slots=True)
class Range:
    low: Decimal
    middle: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Part:
    """The estimate of one indicator; `size` is the number of pairs behind it."""

    code: str
    claimed: Decimal
    range: Range
    method: Method
    size: int


@dataclass(frozen=True, slots=True)
class LeaveOneOut:
    """How far the method is off where the truth is known: each pair estimated from the others."""

    size: int
    mean_error: Decimal
    worst_error: Decimal
    inside: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """`parts` leave out what is not answered; `unknown` counts it. The middles add up exactly.

    `size` is the number of whole verifications behind the range of the total; `coverage` is how
    many of a hundred further ones would fall inside, were they like those.
    """

    parts: tuple[Part, ...]
    unknown: int
    claimed: Decimal
    range: Range
    size: int
    coverage: int

    @property
    def is_few(self) -> bool:
        return self.size < FEW


def forecast(
    claims: Iterable[Claim], own: Mapping[str, Sequence[Pair]], published: Sequence[Pair]
) -> Forecast | None:
    """Range of the verified total; None where nothing is answered or nothing to go by."""
    claims = tuple(claims)
    known = [(claim, claim.claimed) for claim in claims if claim.claimed is not None]
    common = _usable(published)
    parts = []
    for claim, claimed in known:
        mine = _usable(own.get(claim.code, ()))
        pairs = mine or common
        if not pairs:
            return None
        method = Method.OWN if mine else Method.PUBLISHED
        spread = _range(claimed, claim.max_points, pairs)
        parts.append(Part(claim.code, claimed, spread, method, len(pairs)))
    if not parts:
        return None
    misses = [*_misses(by_year(own)), *_misses(common)]
    top = sum((claim.max_points for claim, _ in known), ZERO)
    return Forecast(
        parts=tuple(parts),
        unknown=len(claims) - len(parts),
        claimed=sum((part.claimed for part in parts), ZERO),
        range=_total(parts, misses, top),
        size=len(misses),
        coverage=_coverage(len(misses)),
    )


def by_year(own: Mapping[str, Sequence[Pair]]) -> tuple[Pair, ...]:
    """The city's past cycles as wholes: what its indicators claimed and kept together."""
    sums: dict[int, list[Decimal]] = {}
    for pairs in own.values():
        for pair in _usable(pairs):
            total = sums.setdefault(pair.year, [ZERO, ZERO])
            total[0] += pair.claimed
            total[1] += pair.verified
    return tuple(Pair(str(year), year, *sums[year]) for year in sorted(sums))


def leave_one_out(pairs: Sequence[Pair]) -> LeaveOneOut | None:
    """Errors in points; None below two pairs, where nothing is left to go by."""
    usable = _usable(pairs)
    if len(usable) < 2:
        return None
    errors, inside = [], 0
    for position, pair in enumerate(usable):
        others = [*usable[:position], *usable[position + 1 :]]
        middle = _round(Fraction(pair.claimed) * median(other.share for other in others))
        low, high = _ends(_misses(others))
        errors.append(abs(middle - pair.verified))
        inside += low * Fraction(middle) <= pair.verified <= high * Fraction(middle)
    mean = _round(Fraction(sum(errors, ZERO)) / len(errors))
    return LeaveOneOut(len(usable), mean, max(errors), inside)


def _misses(pairs: Sequence[Pair]) -> list[Fraction]:
    """What each pair kept, for one point that the others made expect."""
    found = []
    for position, pair in enumerate(pairs):
        others = [*pairs[:position], *pairs[position + 1 :]]
        expected = median(other.share for other in others) if others else 0
        if expected:
            found.append(pair.share / expected)
    return found


def _ends(misses: Sequence[Fraction]) -> tuple[Fraction, Fraction]:
    """The lowest and the highest, without the outermost of many. Nothing known is no spread."""
    ranked = sorted(misses) or [Fraction(1)]
    out = _left_out(len(ranked))
    return min(ranked[out], Fraction(1)), max(ranked[-1 - out], Fraction(1))


def _left_out(size: int) -> int:
    """At each end."""
    return max((size + 1) // TRIMMED - 1, 0)


def _coverage(size: int) -> int:
    """In percent, cut: of so many and one more, all in any order, the one more lies between."""
    return max(100 * (size - 1 - 2 * _left_out(size)) // (size + 1), 0)


def _total(parts: Sequence[Part], misses: Sequence[Fraction], top: Decimal) -> Range:
    middle = sum((part.range.middle for part in parts), ZERO)
    low, high = (_round(Fraction(middle) * end) for end in _ends(misses))
    return Range(low, middle, min(high, top))


def _usable(pairs: Iterable[Pair]) -> tuple[Pair, ...]:
    """A claim of nothing says nothing about what verification takes away."""
    return tuple(pair for pair in pairs if pair.claimed > 0)


def _range(claimed: Decimal, top: Decimal, pairs: Sequence[Pair]) -> Range:
    shares = [pair.share for pair in pairs]
    ends = (min(shares), median(shares), max(shares))
    values = [_round(Fraction(claimed) * share) for share in ends]
    return Range(*(min(value, top) for value in values))


def _round(value: Fraction) -> Decimal:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(CENT, rounding=ROUND_HALF_UP)
