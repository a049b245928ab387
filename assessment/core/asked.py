"""Which questions are asked at all, and what that makes of their facts.

Only decisions of the secretariat count: a proposal neither silences a question nor shrinks the
maximum. A question that is not asked stands as a decided "not applicable" with its reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from assessment.core.answers import (
    Answer,
    ChoiceAnswer,
    CountAnswer,
    ItemsAnswer,
    NotApplicable,
    PercentageAnswer,
)
from assessment.core.conditions import ChoiceCondition, Condition
from assessment.core.facts import QuestionFacts
from assessment.core.instrument import Question
from assessment.core.rules import Band


def asked_facts(
    questions: tuple[Question, ...], facts: Mapping[str, QuestionFacts]
) -> Mapping[str, QuestionFacts]:
    """Facts with the questions that are not asked marked so. A condition looks at an earlier
    question, so that one pass in the document's order suffices."""
    if not any(question.asked_when for question in questions):
        return facts
    found = dict(facts)
    for question in questions:
        condition = question.asked_when
        if condition is None or holds(condition, found.get(condition.question)) is not False:
            continue
        reason = f"hanya ditanyakan bila {condition}"
        own = found.get(question.code, QuestionFacts())
        found[question.code] = replace(
            own, official=NotApplicable(reason), is_decided=True, is_stale=False
        )
    return found


def holds(condition: Condition, other: QuestionFacts | None) -> bool | None:
    """Whether the decided answer fulfils the condition; None while nothing valid is decided."""
    if other is None or not other.is_decided or other.is_stale or other.official is None:
        return None
    if isinstance(condition, ChoiceCondition):
        answer = other.official
        return isinstance(answer, ChoiceAnswer) and answer.label in condition.choices
    figure = _figure(other.official)
    limit = Band(condition.comparison, condition.limit, condition.limit)
    return figure is not None and limit.holds(figure)


def _figure(answer: Answer) -> Fraction | None:
    match answer:
        case CountAnswer(count):
            return Fraction(count)
        case ItemsAnswer(items):
            return Fraction(items)
        case PercentageAnswer():
            return answer.value
        case _:
            return None
