"""The estimated category of a score: limits in points, and gates with what each one lacks.

"Perkiraan kategori": the ministry decides. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction

from assessment.core.categories import CategoryBand, Gate, IndicatorGate
from assessment.core.ledgers import Ledger, Points, Score
from assessment.core.numbers import plain
from assessment.core.rules import Comparison

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Failure:
    """A gate of a category that the points alone would reach, and what there is instead."""

    category: str
    gate: str
    found: str

    def __str__(self) -> str:
        return f"{self.category} mensyaratkan {self.gate}; sekarang {self.found}"


@dataclass(frozen=True, slots=True)
class CategoryEstimate:
    """`points` are those compared, cut to hundredths; None where the ledger is unknown."""

    points: Decimal | None
    band: CategoryBand | None
    failures: tuple[Failure, ...] = ()

    @property
    def name(self) -> str:
        return self.band.name if self.band else "belum berkategori"

    @property
    def words(self) -> str:
        """One sentence for people; what holds the category back follows it."""
        if self.points is None:
            return "Perkiraan kategori belum ada."
        held = "".join(f" {failure}." for failure in self.failures)
        return f"Perkiraan kategori: {self.name}.{held}"


def estimate(score: Score, ledger: Ledger) -> CategoryEstimate:
    """The highest category whose limit and gates hold; gates above it that fail are named."""
    points = comparable(score, ledger)
    if points is None:
        return CategoryEstimate(None, None)
    failures: list[Failure] = []
    reached = [band for band in score.instrument.categories if band.holds(points)]
    for band in reversed(reached):
        lacking = [f for gate in band.gates if (f := _failure(band, gate, score, ledger))]
        if not lacking:
            return CategoryEstimate(_cut(points), band, tuple(failures))
        failures += lacking
    return CategoryEstimate(_cut(points), None, tuple(failures))


def comparable(score: Score, ledger: Ledger) -> Fraction | None:
    """Points on the scale of the whole instrument, exactly.

    Where "not applicable" was taken out of the maximum, the rest stands for the whole.
    """
    points = ledger.of(score.points)
    stated, asked = score.instrument.total_points, score.full_points
    if points is None or not score.points.max_points:
        return None
    if score.points.max_points == asked:
        return Fraction(points)
    return Fraction(points) * Fraction(stated) / Fraction(score.points.max_points)


def _failure(band: CategoryBand, gate: Gate, score: Score, ledger: Ledger) -> Failure | None:
    if isinstance(gate, IndicatorGate):
        points = ledger.of(score.indicators[gate.indicator].points)
        value = points or Decimal(0)
        is_open = (
            value > gate.points if gate.comparison is Comparison.ABOVE else (value >= gate.points)
        )
        found = "belum ada nilainya" if points is None else f"{plain(points)} poin"
    else:
        reached = sum(_share(i.points, ledger) >= gate.percent for i in score.indicators.values())
        is_open = reached >= gate.indicators
        found = f"{reached} indikator"
    return None if is_open else Failure(band.name, str(gate), found)


def _share(points: Points, ledger: Ledger) -> Fraction:
    """Percentage of the maximum; 0 for an indicator that is unknown or not asked at all."""
    if not points.max_points:
        return Fraction(0)
    return 100 * Fraction(ledger.of(points) or Decimal(0)) / Fraction(points.max_points)


def _cut(points: Fraction) -> Decimal:
    """For reading. Exact where it ends soon, else cut to hundredths and never rounded up: 599,999
    must not look like 600."""
    value = Decimal(points.numerator) / Decimal(points.denominator)
    return value if Fraction(value) == points else value.quantize(CENT, rounding=ROUND_DOWN)
