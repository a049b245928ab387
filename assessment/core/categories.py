"""Categories of the instrument: lower limits in points, and gates that points alone do not open.

Read from the document; judged in `estimates_of_category` of the ledgers. Pure.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from assessment.core.nodes import InstrumentError, Node, check_unique
from assessment.core.numbers import plain
from assessment.core.rules import Comparison

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class ShareGate:
    """At least so many indicators reach this percentage of their maximum."""

    indicators: int
    percent: Decimal

    def __str__(self) -> str:
        return (
            f"paling sedikit {self.indicators} indikator mencapai {plain(self.percent)} % "
            "dari nilai maksimumnya"
        )


@dataclass(frozen=True, slots=True)
class IndicatorGate:
    """One indicator has at least, or more than, so many points."""

    indicator: str
    comparison: Comparison
    points: Decimal

    def __str__(self) -> str:
        return f"indikator {self.indicator} {self.comparison.label} {plain(self.points)} poin"


Gate = ShareGate | IndicatorGate


@dataclass(frozen=True, slots=True)
class CategoryBand:
    """A category and its lower limit in points; data, because the bands are published loosely."""

    name: str
    lower: Decimal
    lower_inclusive: bool
    gates: tuple[Gate, ...] = ()

    def holds(self, points: Decimal | Fraction) -> bool:
        value, lower = Fraction(points), Fraction(self.lower)
        return value >= lower if self.lower_inclusive else value > lower


def parse_categories(root: Node) -> tuple[CategoryBand, ...]:
    """Bands in rising order; InstrumentError when they are not, or bear one name twice."""
    bands = tuple(_parse_band(node) for node in root.children("categories", "kategori"))
    limits = [band.lower for band in bands]
    if limits != sorted(set(limits)):
        raise InstrumentError(f"{root.path}.categories", "batas bawah harus naik")
    check_unique("kategori", [band.name for band in bands])
    return bands


def check_gates(bands: Collection[CategoryBand], indicators: Collection[str]) -> None:
    """InstrumentError for a gate that the indicators of the document can never open."""
    for band in bands:
        for gate in band.gates:
            if isinstance(gate, IndicatorGate) and gate.indicator not in indicators:
                raise InstrumentError(
                    f"kategori {band.name}", f"indikator {gate.indicator} tidak ada"
                )
            if isinstance(gate, ShareGate) and gate.indicators > len(indicators):
                raise InstrumentError(
                    f"kategori {band.name}", f"syarat meminta {gate.indicators} indikator"
                )


def _parse_band(node: Node) -> CategoryBand:
    return CategoryBand(
        name=node.text("name"),
        lower=node.decimal("lower"),
        lower_inclusive=node.boolean("lower_inclusive", default=True),
        gates=tuple(_parse_gate(child) for child in node.some("gates", "syarat")),
    )


def _parse_gate(node: Node) -> Gate:
    if "indicator" not in node.value:
        percent = node.decimal("percent")
        if percent > HUNDRED:
            raise InstrumentError(f"{node.path}.percent", "paling banyak 100")
        return ShareGate(node.integer("indicators"), percent)
    stated = [c for c in (Comparison.AT_LEAST, Comparison.ABOVE) if c.value in node.value]
    if len(stated) != 1:
        raise InstrumentError(node.path, "perlu tepat satu dari at_least, above")
    return IndicatorGate(node.text("indicator"), stated[0], node.decimal(stated[0].value))
