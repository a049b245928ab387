"""Marks of verification at three levels, and which of them stands.

One rule at every level: a later stage beats an earlier one, and at the same stage the finer marks
beat the coarser - but only when they are complete. While a question of an indicator has no mark,
the indicator's own mark stands for it; without one, what is known is summed and stays incomplete.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from assessment.core.instrument import Indicator, Instrument


class Level(StrEnum):
    """What a mark is given to; the total has no code."""

    QUESTION = "question"
    INDICATOR = "indicator"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Given:
    """The mark of the latest stage at one place; `stage` counts from 0 (VA) upwards."""

    points: Decimal
    stage: int


@dataclass(frozen=True, slots=True)
class Marks:
    """Marks that stand, in points: of questions, of indicators instead of the sum of their
    questions, and of the total instead of the sum of everything."""

    indicators: Mapping[str, Decimal]
    total: Decimal | None = None
    questions: Mapping[str, Decimal] = field(default_factory=dict)

    def __hash__(self) -> int:
        """Equal marks hash alike: for a memory of what follows from them."""
        return hash((frozenset(self.indicators.items()), self.total))


Place = tuple[Level, str]


def standing(instrument: Instrument, given: Mapping[Place, Given]) -> Marks:
    """The marks that stand. Marks of codes that the instrument does not know are ignored."""
    questions: dict[str, Decimal] = {}
    indicators: dict[str, Decimal] = {}
    stages: list[int | None] = []
    for indicator in instrument.indicators:
        for question in indicator.questions:
            if mark := given.get((Level.QUESTION, question.code)):
                questions[question.code] = mark.points
        own = given.get((Level.INDICATOR, indicator.code))
        below = _stage_below(indicator, given)
        if own is not None and (below is None or own.stage > below):
            indicators[indicator.code] = own.points
            below = own.stage
        stages.append(below)
    known = [stage for stage in stages if stage is not None]
    total = given.get((Level.TOTAL, ""))
    is_complete = len(known) == len(stages)
    stands = total is not None and (not is_complete or total.stage > max(known))
    return Marks(indicators, total.points if total and stands else None, questions)


def _stage_below(indicator: Indicator, given: Mapping[Place, Given]) -> int | None:
    """The latest stage of the indicator's questions; None while one of them has no mark."""
    marks = [given.get((Level.QUESTION, question.code)) for question in indicator.questions]
    known = [mark.stage for mark in marks if mark is not None]
    return max(known) if len(known) == len(marks) else None
