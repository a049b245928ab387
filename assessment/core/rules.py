"""How an answer's figures become points: options, bands, per item, trend.

Source: `rule` of each question of the instrument; semantics documented in docs/scoring.md.
Every function returns points with the reason, in Indonesian, as the screen and the report show it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import assert_never

from assessment.core.numbers import plain


class Comparison(StrEnum):
    """How a band compares the value with its limit."""

    AT_LEAST = "at_least"
    ABOVE = "above"
    AT_MOST = "at_most"

    @property
    def label(self) -> str:
        return {
            "at_least": "paling sedikit",
            "above": "di atas",
            "at_most": "paling banyak",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Option:
    """`evidence` are the positions of the items it demands; None: every item of the question."""

    label: str
    points: Decimal
    evidence: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Band:
    comparison: Comparison
    limit: Decimal
    points: Decimal

    def holds(self, value: Fraction) -> bool:
        limit = Fraction(self.limit)
        match self.comparison:
            case Comparison.AT_LEAST:
                return value >= limit
            case Comparison.ABOVE:
                return value > limit
            case Comparison.AT_MOST:
                return value <= limit
            case _:
                assert_never(self.comparison)


@dataclass(frozen=True, slots=True)
class OptionsRule:
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class BandsRule:
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class PerItemRule:
    points_per_item: Decimal
    cap: Decimal


@dataclass(frozen=True, slots=True)
class TrendRule:
    met_and_improved: Decimal
    met: Decimal
    improved: Decimal
    neither: Decimal
    incomplete: Decimal


Rule = OptionsRule | BandsRule | PerItemRule | TrendRule


@dataclass(frozen=True, slots=True)
class Award:
    """Points a rule gives, and why."""

    points: Decimal
    reason: str


def best_points(rule: Rule) -> Decimal:
    """The most that the rule can give."""
    match rule:
        case OptionsRule(options):
            return max(option.points for option in options)
        case BandsRule(bands):
            return max(band.points for band in bands)
        case PerItemRule(_, cap):
            return cap
        case TrendRule():
            return max(
                rule.met_and_improved,
                rule.met,
                rule.improved,
                rule.neither,
                rule.incomplete,
            )
        case _:
            assert_never(rule)


def award_option(rule: OptionsRule, label: str) -> Award:
    """Points of the chosen label; KeyError when the label is not an option."""
    for option in rule.options:
        if option.label == label:
            return Award(option.points, f"Pilihan “{label}” bernilai {plain(option.points)}.")
    raise KeyError(label)


def award_band(rule: BandsRule, value: Fraction, shown: str) -> Award:
    """Points of the first band that holds for the exact value, 0 when none does.

    `shown` is the value as people read it, with its unit.
    """
    for band in rule.bands:
        if band.holds(value):
            condition = f"{band.comparison.label} {plain(band.limit)}"
            return Award(band.points, f"{shown}: {condition} bernilai {plain(band.points)}.")
    return Award(Decimal(0), f"{shown}: di luar semua rentang, bernilai 0.")


def award_items(rule: PerItemRule, items: int) -> Award:
    """Items x points_per_item, at most the cap."""
    earned = rule.points_per_item * items
    sentence = f"{items} butir x {plain(rule.points_per_item)}"
    if earned > rule.cap:
        return Award(rule.cap, f"{sentence}, dibatasi {plain(rule.cap)}.")
    return Award(earned, f"{sentence} = {plain(earned)}.")


@dataclass(frozen=True, slots=True)
class TrendValues:
    """Exact figures of a trend; None where missing."""

    current: Fraction | None
    previous: Fraction | None
    target: Fraction | None


def award_trend(rule: TrendRule, values: TrendValues, *, lower_is_better: bool) -> Award:
    """Points by target met (at least as good) and improvement (strictly better)."""
    if values.current is None or values.previous is None or values.target is None:
        return Award(
            rule.incomplete,
            f"Data dua tahun dan target belum lengkap: {plain(rule.incomplete)}.",
        )
    sign = -1 if lower_is_better else 1
    met = sign * values.current >= sign * values.target
    improved = sign * values.current > sign * values.previous
    if met and improved:
        return Award(
            rule.met_and_improved,
            f"Target tercapai dan membaik: bernilai {plain(rule.met_and_improved)}.",
        )
    if met:
        return Award(rule.met, f"Target tercapai, tidak membaik: bernilai {plain(rule.met)}.")
    if improved:
        return Award(
            rule.improved,
            f"Membaik, target belum tercapai: bernilai {plain(rule.improved)}.",
        )
    return Award(
        rule.neither,
        f"Target belum tercapai dan tidak membaik: bernilai {plain(rule.neither)}.",
    )
