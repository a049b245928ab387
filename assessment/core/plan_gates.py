"""A category as a target: the points it takes, and its gates as what indicators still lack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from assessment.core import categories
from assessment.core.categories import HUNDRED, CategoryBand, IndicatorGate
from assessment.core.ledgers import ZERO, Points, Score
from assessment.core.planner import Gate
from assessment.core.rules import Comparison

#: No rule gives points finer than this.
FINEST = Decimal("0.000001")
NOTHING: Mapping[str, Decimal] = {}


@dataclass(frozen=True, slots=True)
class GateState:
    """A condition of the wanted category: how many indicators meet it now and afterwards."""

    name: str
    at_least: int
    before: int
    after: int

    @property
    def is_open(self) -> bool:
        return self.after >= self.at_least


def least_points(band: CategoryBand, score: Score) -> Decimal:
    """The fewest points that reach the band, as they are counted: where "not applicable" was taken
    out of the maximum, fewer stand for the whole."""
    limit = Fraction(band.lower) * _scale(score)
    steps = limit / Fraction(FINEST)
    whole = steps.numerator // steps.denominator
    is_enough = steps == whole and band.lower_inclusive
    return FINEST * (whole if is_enough else whole + 1)


def gates_of(band: CategoryBand, score: Score) -> tuple[Gate, ...]:
    return tuple(_gate(gate, score) for gate in band.gates)


def band_after(score: Score, gained: Mapping[str, Decimal] = NOTHING) -> CategoryBand | None:
    """The category of what is proven, once the indicators have gained so much."""
    if not score.points.max_points:
        return None
    total = score.points.proven + sum(gained.values(), ZERO)
    for band in reversed(score.instrument.categories):
        gates = gates_of(band, score)
        if total >= least_points(band, score) and all(gate.is_open(gained) for gate in gates):
            return band
    return None


def gate_states(
    band: CategoryBand, score: Score, gained: Mapping[str, Decimal]
) -> tuple[GateState, ...]:
    return tuple(
        GateState(gate.name, gate.at_least, gate.met(NOTHING), gate.met(gained))
        for gate in gates_of(band, score)
    )


def _scale(score: Score) -> Fraction:
    """Points as they are counted for one point of the whole instrument."""
    if score.points.max_points == score.full_points:
        return Fraction(1)
    return Fraction(score.points.max_points) / Fraction(score.instrument.total_points)


def _gate(gate: categories.Gate, score: Score) -> Gate:
    if isinstance(gate, IndicatorGate):
        lacks = gate.points - score.indicators[gate.indicator].points.proven
        is_strict = gate.comparison is Comparison.ABOVE
        return Gate({gate.indicator: lacks}, 1, is_strict, str(gate))
    return Gate(
        {code: _share_lacks(gate.percent, i.points) for code, i in score.indicators.items()},
        gate.indicators,
        name=str(gate),
    )


def _share_lacks(percent: Decimal, points: Points) -> Decimal:
    """An indicator that is not asked at all never reaches a share."""
    if not points.max_points:
        return min(percent, FINEST)
    return percent * points.max_points / HUNDRED - points.proven
