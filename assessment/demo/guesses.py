"""Plausible answers of a city to any question; the same city always answers the same."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any, assert_never

from assessment.core.instrument import Better, Kind, Measure, Question
from assessment.core.rules import BandsRule, Comparison, PerItemRule


def guess(question: Question, city: str, quality: float) -> dict[str, Any]:
    """The JSON form of an answer; `quality` from 0 (poor) to 1 (excellent)."""
    chance = Random(f"{city} {question.code}")  # noqa: S311 - demo figures, nothing secret
    match question.kind:
        case Kind.CHOICE | Kind.YES_NO:
            return {"choice": _choice(question, chance, quality)}
        case Kind.COUNT:
            return {"count": _count(question, chance, quality)}
        case Kind.ITEMS:
            return {"items": _items(question, chance, quality)}
        case Kind.PERCENTAGE:
            return _share(question, chance, quality)
        case Kind.TREND:
            return _trend(question, chance)
        case _:
            assert_never(question.kind)


def _choice(question: Question, chance: Random, quality: float) -> str:
    ranked = sorted(question.options, key=lambda option: -option.points)
    if chance.random() < quality:
        return ranked[0].label
    return chance.choice(ranked[1:] or ranked).label


def _count(question: Question, chance: Random, quality: float) -> int:
    rule = question.rule
    limits = [int(band.limit) for band in rule.bands] if isinstance(rule, BandsRule) else []
    best = max(limits, default=4)
    return max(0, round(best * quality) + chance.randrange(3) - 1)


def _items(question: Question, chance: Random, quality: float) -> int:
    rule = question.rule
    full = int(rule.cap / rule.points_per_item) if isinstance(rule, PerItemRule) else 5
    return max(0, min(full, round(full * quality) + chance.randrange(3) - 1))


def _share(question: Question, chance: Random, quality: float) -> dict[str, Any]:
    whole = chance.randrange(40, 400) * 10
    good = min(0.97, max(0.05, quality + chance.uniform(-0.25, 0.15)))
    share = 1 - good if _is_lower_better(question) else good
    return {"numerator": round(whole * share), "denominator": whole}


def _trend(question: Question, chance: Random) -> dict[str, Any]:
    before = chance.randrange(60, 85)
    step = chance.randrange(2, 8) * (1 if question.better is Better.HIGHER else -1)
    target = before + step - 1
    if question.measure is Measure.COUNT:
        return {"current": before + step, "previous": before, "target": str(target)}
    return {
        "current": {"numerator": (before + step) * 12, "denominator": 1200},
        "previous": {"numerator": before * 11, "denominator": 1100},
        "target": str(Decimal(target)),
    }


def _is_lower_better(question: Question) -> bool:
    rule = question.rule
    return isinstance(rule, BandsRule) and any(
        band.comparison is Comparison.AT_MOST for band in rule.bands
    )
