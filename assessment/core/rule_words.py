"""A question's rule as lines that people read: what counts, for how many points."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import assert_never

from assessment.core.instrument import Better, Kind, Question
from assessment.core.numbers import plain
from assessment.core.rules import BandsRule, Option, OptionsRule, PerItemRule, TrendRule


@dataclass(frozen=True, slots=True)
class RuleLine:
    condition: str
    points: Decimal


def rule_lines(question: Question) -> tuple[RuleLine, ...]:
    """The lines in the order in which the rule is tried."""
    return tuple(_lines(question))


def _lines(question: Question) -> Iterator[RuleLine]:
    match question.rule:
        case OptionsRule(options):
            yield from (RuleLine(_option(question, option), option.points) for option in options)
        case BandsRule(bands):
            unit = " %" if question.kind is Kind.PERCENTAGE else ""
            for band in bands:
                condition = f"{band.comparison.label.capitalize()} {plain(band.limit)}{unit}"
                yield RuleLine(condition, band.points)
        case PerItemRule(points_per_item, cap):
            yield RuleLine(question.item_label or "Tiap butir", points_per_item)
            yield RuleLine("Paling banyak", cap)
        case TrendRule():
            yield from _trend_lines(question, question.rule)
        case _:
            assert_never(question.rule)


def _option(question: Question, option: Option) -> str:
    """The label, with the evidence that it demands where the option names its own."""
    if option.evidence is None:
        return option.label
    items = [question.evidence[position] for position in sorted(option.evidence)]
    return f"{option.label} (bukti: {', '.join(items) or 'tidak ada'})"


def _trend_lines(question: Question, rule: TrendRule) -> Iterator[RuleLine]:
    better = "turun" if question.better is Better.LOWER else "naik"
    yield RuleLine(f"Target tercapai dan {better}", rule.met_and_improved)
    yield RuleLine(f"Target tercapai, tidak {better}", rule.met)
    yield RuleLine(f"{better.capitalize()}, target belum tercapai", rule.improved)
    yield RuleLine("Keduanya tidak", rule.neither)
    yield RuleLine("Data dua tahun atau target belum lengkap", rule.incomplete)
