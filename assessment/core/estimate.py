"""What verification will probably leave of the claimed points: always a range, never a promise.

Each indicator is estimated from the city's own past cycles where it has any, else from published
pairs of claimed and verified totals. The share that verification left is applied to the claim: the
lowest and highest share seen make the range, their median the middle. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from statistics import median

ZERO, CENT = Decimal(0), Decimal("0.01")
#: Below this number of pairs a range says little.
FEW = 20


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
    """`parts` leave out what is not answered; `unknown` counts it. The sums add up exactly."""

    parts: tuple[Part, ...]
    unknown: int
    claimed: Decimal
    range: Range
    size: int

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
    used: set[Pair] = set()
    for claim, claimed in known:
        mine = _usable(own.get(claim.code, ()))
        pairs = mine or common
        if not pairs:
            return None
        used.update(pairs)
        method = Method.OWN if mine else Method.PUBLISHED
        spread = _range(claimed, claim.max_points, pairs)
        parts.append(Part(claim.code, claimed, spread, method, len(pairs)))
    if not parts:
        return None
    total = Range(
        sum((part.range.low for part in parts), ZERO),
        sum((part.range.middle for part in parts), ZERO),
        sum((part.range.high for part in parts), ZERO),
    )
    claimed_total = sum((part.claimed for part in parts), ZERO)
    return Forecast(tuple(parts), len(claims) - len(parts), claimed_total, total, len(used))


def leave_one_out(pairs: Sequence[Pair]) -> LeaveOneOut | None:
    """Errors in points; None below two pairs, where nothing is left to go by."""
    usable = _usable(pairs)
    if len(usable) < 2:
        return None
    errors, inside = [], 0
    for position, pair in enumerate(usable):
        others = [*usable[:position], *usable[position + 1 :]]
        guess = _range(pair.claimed, None, others)
        errors.append(abs(guess.middle - pair.verified))
        inside += guess.low <= pair.verified <= guess.high
    mean = _round(Fraction(sum(errors, ZERO)) / len(errors))
    return LeaveOneOut(len(usable), mean, max(errors), inside)


def _usable(pairs: Iterable[Pair]) -> tuple[Pair, ...]:
    """A claim of nothing says nothing about what verification takes away."""
    return tuple(pair for pair in pairs if pair.claimed > 0)


def _range(claimed: Decimal, top: Decimal | None, pairs: Sequence[Pair]) -> Range:
    shares = [pair.share for pair in pairs]
    ends = (min(shares), median(shares), max(shares))
    values = [_round(Fraction(claimed) * share) for share in ends]
    return Range(*(value if top is None else min(value, top) for value in values))


def _round(value: Fraction) -> Decimal:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(CENT, rounding=ROUND_HALF_UP)
