"""From the score of a question to the steps that bring it more proven points.

First what is claimed gets proven; then the answer itself rises, one level of its rule after
another. Days are defaults by the kind of gap until somebody who knows better estimates them.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import assert_never

from assessment.core.instrument import Question
from assessment.core.ledgers import ZERO, QuestionScore
from assessment.core.numbers import plain
from assessment.core.planner import CERTAIN, Step
from assessment.core.rules import BandsRule, OptionsRule, PerItemRule, TrendRule

#: Days of one person: filling in, each item of evidence, a decision, a better result.
ANSWER_DAYS, ITEM_DAYS, DECISION_DAYS, RAISE_DAYS = 1, 1, 1, 5
#: A rule with more levels offers this many, evenly, and its best.
MOST_LEVELS = 10


class Gap(StrEnum):
    """What keeps a question from its full points, the nearest first."""

    ANSWER = "jawaban"
    EVIDENCE = "bukti"
    STALE = "usang"
    DECISION = "keputusan"
    RESULT = "hasil"
    NONE = "penuh"

    @property
    def label(self) -> str:
        return _GAPS[self]


_GAPS = {
    Gap.ANSWER: "Belum dijawab",
    Gap.EVIDENCE: "Bukti kurang",
    Gap.STALE: "Keputusan usang",
    Gap.DECISION: "Belum diputuskan",
    Gap.RESULT: "Hasil dapat naik",
    Gap.NONE: "Sudah penuh",
}


@dataclass(frozen=True, slots=True)
class Estimate:
    """What somebody knows better than the defaults; None keeps the default."""

    prove_days: int | None = None
    raise_days: int | None = None
    chance: int | None = None


NO_ESTIMATE = Estimate()


def gap_of(score: QuestionScore) -> Gap:
    points = score.points
    if points.claimed is None:
        return Gap.ANSWER
    if points.unproven > 0:
        if score.missing_items:
            return Gap.EVIDENCE
        return Gap.STALE if score.is_stale else Gap.DECISION
    return Gap.RESULT if points.proven < points.max_points else Gap.NONE


def prove_days(score: QuestionScore, estimate: Estimate = NO_ESTIMATE) -> int:
    """Days until what is claimed (or will be answered) is proven."""
    if estimate.prove_days is not None:
        return estimate.prove_days
    fills = ANSWER_DAYS if score.points.claimed is None else 0
    decides = DECISION_DAYS if score.is_stale or not score.is_decided else 0
    return fills + ITEM_DAYS * len(score.missing_items) + decides


def raise_days(estimate: Estimate = NO_ESTIMATE) -> int:
    """Days for each level that the answer itself rises."""
    return RAISE_DAYS if estimate.raise_days is None else estimate.raise_days


def steps_of(
    score: QuestionScore, indicator: str, agency: str, estimate: Estimate = NO_ESTIMATE
) -> tuple[Step, ...]:
    """Alternatives for one question, each to its full end: the answer raised and proven."""
    points, days = score.points, prove_days(score, estimate)
    chance = CERTAIN if estimate.chance is None else estimate.chance

    def step(level: Decimal, effort: int, title: str) -> Step:
        gain = level - points.proven
        return Step(score.question.code, indicator, agency, gain, effort, chance, title)

    found = []
    if points.unproven > 0:
        found.append(step(points.claimed or ZERO, days, "Buktikan nilai yang sudah diklaim"))
    is_new = points.claimed is None
    for count, level in enumerate(_levels_above(score.question, points.claimed or ZERO), start=1):
        rises = count - 1 if is_new else count
        verb = "Jawab dengan nilai" if is_new else "Naikkan menjadi"
        effort = max(days, DECISION_DAYS) + rises * raise_days(estimate)
        found.append(step(level, effort, f"{verb} {plain(level)} poin dan buktikan"))
    return tuple(found)


def _levels_above(question: Question, points: Decimal) -> list[Decimal]:
    """Points that the rule can give above these, rising."""
    capped = {min(level, question.max_points) for level in _levels(question)}
    above = sorted(level for level in capped if level > points)
    if len(above) <= MOST_LEVELS:
        return above
    return [above[len(above) * nth // MOST_LEVELS - 1] for nth in range(1, MOST_LEVELS + 1)]


def _levels(question: Question) -> list[Decimal]:
    match question.rule:
        case OptionsRule(options):
            return [option.points for option in options]
        case BandsRule(bands):
            return [band.points for band in bands]
        case PerItemRule(points_per_item, cap):
            whole = int(cap // points_per_item) if points_per_item else 0
            most = min(whole, 1000)
            return [*(points_per_item * count for count in range(1, most + 1)), cap]
        case TrendRule() as rule:
            return [rule.met_and_improved, rule.met, rule.improved, rule.neither, rule.incomplete]
        case _:
            assert_never(question.rule)
