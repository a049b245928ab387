"""The matrix that a question demands, from the programmes linked to it as they are now."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from agencies.actors import Actor
from assessment import policies
from assessment.core.instrument import Indicator, Question
from assessment.models import Cycle, Program, ProgramTarget
from assessment.selectors.instruments import instrument_of
from assessment.selectors.snapshot_parts import PROGRAM_LISTS, accepted_parts, program_content

SUMS = ("boys", "girls", "disabled", "budget_planned", "budget_realised")


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A programme; `content` says it in the form in which a snapshot holds it."""

    program: Program
    content: dict[str, Any]

    @property
    def is_accepted(self) -> bool:
        return bool(self.content["accepted"])


@dataclass(frozen=True, slots=True)
class Matrix:
    """`unplaced` counts programmes that serve the indicator without naming a question."""

    question: Question
    indicator: Indicator
    rows: tuple[MatrixRow, ...]
    unplaced: int

    @property
    def accepted(self) -> int:
        return sum(row.is_accepted for row in self.rows)

    @property
    def programs(self) -> list[dict[str, Any]]:
        return [row.content for row in self.rows]

    @property
    def totals(self) -> dict[str, int | None]:
        """Sums of the figures that are known; None where none is."""
        return {name: _known_sum(row.content[name] for row in self.rows) for name in SUMS}

    @property
    def sha256(self) -> str:
        """That of the rows as they are now."""
        text = json.dumps(
            [self.question.code, self.programs],
            sort_keys=True,
            separators=(",", ":"),
            ensure_ascii=False,
        )
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def matrix(actor: Actor, cycle: Cycle, question: Question) -> Matrix:
    """The programmes that the actor may see, accepted ones first. Six queries."""
    indicator = instrument_of(cycle).indicator_of(question.code)
    accepted = {part for part in accepted_parts(cycle) if part[1] == indicator.code}
    served = ProgramTarget.objects.filter(question_code=question.code).values("program")
    visible = policies.visible_programs(actor).filter(cycle=cycle)
    found = visible.filter(pk__in=served).select_related("agency")
    found = found.prefetch_related(*PROGRAM_LISTS).order_by("agency__abbreviation", "title", "pk")
    rows = [MatrixRow(row, program_content(row, accepted)) for row in found]
    return Matrix(
        question=question,
        indicator=indicator,
        rows=tuple(sorted(rows, key=lambda row: not row.is_accepted)),
        unplaced=_unplaced(visible, indicator),
    )


def _unplaced(visible: Any, indicator: Indicator) -> int:
    targets = ProgramTarget.objects.filter(indicator_code=indicator.code)
    placed = targets.exclude(question_code="").values("program")
    return int(visible.filter(pk__in=targets.values("program")).exclude(pk__in=placed).count())


def _known_sum(values: Iterable[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None
