"""Points of one answer under its question's rule, and the words people read for an answer.

Points are summed only in `ledgers`, from the question upwards.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import assert_never

from assessment.core.answers import (
    Answer,
    ChoiceAnswer,
    CountAnswer,
    ItemsAnswer,
    NotApplicable,
    PercentageAnswer,
    TrendAnswer,
    is_answered,
)
from assessment.core.instrument import Better, Question
from assessment.core.numbers import percent, plain
from assessment.core.rules import (
    Award,
    BandsRule,
    OptionsRule,
    PerItemRule,
    TrendRule,
    TrendValues,
    award_band,
    award_items,
    award_option,
    award_trend,
)


def award(question: Question, answer: Answer | None) -> Award | None:
    """Points and reason of an answer; None while the question counts as not answered.

    Not applicable gives 0 and keeps the maximum. TypeError when the answer is of another kind.
    """
    if answer is None or not is_answered(answer):
        return None
    if isinstance(answer, NotApplicable):
        return Award(Decimal(0), f"Tidak berlaku: {answer.reason.rstrip('.')}.")
    match question.rule, answer:
        case OptionsRule() as rule, ChoiceAnswer(label):
            return award_option(rule, label)
        case BandsRule() as rule, CountAnswer(count):
            return award_band(rule, Fraction(count), f"Jumlah {count}")
        case BandsRule() as rule, PercentageAnswer(value=Fraction() as value):
            return award_band(rule, value, _describe_year(answer))
        case PerItemRule() as rule, ItemsAnswer(items=items):
            return award_items(rule, items)
        case TrendRule() as rule, TrendAnswer(current, previous, target):
            values = TrendValues(
                current=_figure(current),
                previous=_figure(previous),
                target=None if target is None else Fraction(target),
            )
            return award_trend(rule, values, lower_is_better=question.better is Better.LOWER)
        case _:
            raise TypeError(
                f"{type(answer).__name__} does not answer {question.kind} {question.code}"
            )


def describe(question: Question, answer: Answer | None) -> str:
    """The answer as people read it; empty while nothing is answered."""
    match answer:
        case None:
            return ""
        case ChoiceAnswer(label):
            return label
        case CountAnswer(count):
            return _grouped(count)
        case ItemsAnswer(items, rows):
            names = "; ".join(row.words for row in rows)
            return f"{_grouped(items)} butir" + (f": {names}" if names else "")
        case PercentageAnswer():
            return _describe_year(answer)
        case TrendAnswer(current, previous, target):
            unit = " %" if question.measure == "percentage" else ""
            goal = "–" if target is None else f"{plain(target)}{unit}"
            return (
                f"tahun evaluasi {_describe_year(current)}; "
                f"tahun sebelumnya {_describe_year(previous)}; target {goal}"
            )
        case NotApplicable(reason):
            return f"Tidak berlaku: {reason}"
        case _:
            assert_never(answer)


def _figure(year: PercentageAnswer | Decimal | None) -> Fraction | None:
    if isinstance(year, PercentageAnswer):
        return year.value
    return None if year is None else Fraction(year)


def _describe_year(year: PercentageAnswer | Decimal | None) -> str:
    if year is None:
        return "–"
    if isinstance(year, Decimal):
        return plain(year)
    numerator = "–" if year.numerator is None else _grouped(year.numerator)
    denominator = "–" if year.denominator is None else _grouped(year.denominator)
    value = year.value
    suffix = "" if value is None else f" = {percent(value)}"
    return f"{numerator} dari {denominator}{suffix}"


def _grouped(value: int) -> str:
    return f"{value:,}".replace(",", ".")
