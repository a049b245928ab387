"""Programmes behind the matrices that questions demand: which rows count, which may be one twice.

A row counts when it is checked and its agency's part of the question's indicator is accepted. The
cycle comes from policies.visible_cycles, the reader may see its programmes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef

from assessment.core import consolidation, duplicates
from assessment.core.instrument import Question
from assessment.core.workflow import Status
from assessment.models import Cycle, DistinctPrograms, ProgramTarget, Submission

FIGURES = ("boys", "girls", "disabled", "budget_planned", "budget_realised")
_COLUMNS = ("agency_id", "agency__abbreviation", "title", "place", "period_start", "period_end")


@dataclass(frozen=True, slots=True)
class LinkedProgram:
    """A programme linked to a question; figures are None where the agency left them blank."""

    pk: int
    version: int
    agency_id: int
    agency: str
    title: str
    place: str
    period_start: date | None
    period_end: date | None
    figures: tuple[int | None, ...]
    is_accepted: bool

    @property
    def stamp(self) -> list[int]:
        """What a decision keeps of the row: another version is another row."""
        return [self.pk, self.version]

    @property
    def outline(self) -> duplicates.Outline:
        return duplicates.Outline(
            self.pk, self.agency_id, self.title, self.place, self.period_start, self.period_end
        )


@dataclass(frozen=True, slots=True)
class Matrix:
    """The programmes of one question, accepted ones first."""

    rows: tuple[LinkedProgram, ...] = ()

    @property
    def accepted(self) -> tuple[LinkedProgram, ...]:
        return tuple(row for row in self.rows if row.is_accepted)

    @property
    def waiting(self) -> int:
        """Programmes that do not count yet."""
        return len(self.rows) - len(self.accepted)

    @property
    def stamps(self) -> list[list[int]]:
        return sorted(row.stamp for row in self.accepted)

    @property
    def totals(self) -> Mapping[str, int | None]:
        """Sums of what is known of the accepted rows; None where nothing is."""
        known = zip(*(row.figures for row in self.accepted), strict=True)
        columns = [[value for value in column if value is not None] for column in known]
        sums = [sum(column) if column else None for column in columns]
        return dict(zip(FIGURES, sums or [None] * len(FIGURES), strict=True))


NO_MATRIX = Matrix()


def matrices(cycle: Cycle, questions: Iterable[Question]) -> dict[str, Matrix]:
    """By code, of the questions that demand a matrix. One query."""
    codes = [question.code for question in questions if question.is_matrix_demanded]
    linked = _linked(cycle, codes) if codes else {}
    return {code: Matrix(tuple(sorted(linked.get(code, []), key=_order))) for code in codes}


def double_programs(cycle: Cycle, matrix: Matrix) -> tuple[consolidation.Conflict, ...]:
    """Rows of different agencies that may be one programme and that nobody has judged. One query
    when there are any."""
    rows = {row.pk: row for row in matrix.rows}
    pairs = duplicates.find(row.outline for row in matrix.rows)
    judged = _judged(cycle) if pairs else frozenset()
    return tuple(
        _conflict(rows[pair.first], rows[pair.second])
        for pair in pairs
        if (pair.first, pair.second) not in judged
    )


def _conflict(one: LinkedProgram, other: LinkedProgram) -> consolidation.Conflict:
    return consolidation.Conflict(
        consolidation.ConflictKind.DOUBLE_PROGRAM,
        f"“{one.title}” ({one.agency}) dan “{other.title}” ({other.agency}) "
        "mungkin kegiatan yang sama; periksa apakah dihitung dua kali.",
        (consolidation.Source(one.agency), consolidation.Source(other.agency)),
    )


def _order(row: LinkedProgram) -> tuple[object, ...]:
    return (not row.is_accepted, row.agency, row.title, row.pk)


def _linked(cycle: Cycle, codes: list[str]) -> dict[str, list[LinkedProgram]]:
    accepted = Submission.objects.filter(
        cycle=cycle,
        agency=OuterRef("program__agency"),
        indicator_code=OuterRef("indicator_code"),
        status=Status.ACCEPTED,
    )
    rows = ProgramTarget.objects.filter(program__cycle=cycle, program__is_unchecked=False)
    rows = rows.filter(question_code__in=codes).annotate(is_accepted=Exists(accepted))
    found: dict[str, list[LinkedProgram]] = defaultdict(list)
    names = ("pk", "version", *_COLUMNS, *FIGURES)
    for code, is_accepted, *row in rows.values_list(
        "question_code", "is_accepted", *(f"program__{name}" for name in names)
    ):
        pk, version, agency_id, agency, title, place, start, end, *figures = row
        found[code].append(
            LinkedProgram(
                pk=pk,
                version=version,
                agency_id=agency_id,
                agency=agency,
                title=title,
                place=place,
                period_start=start,
                period_end=end,
                figures=tuple(figures),
                is_accepted=is_accepted,
            )
        )
    return found


def _judged(cycle: Cycle) -> frozenset[tuple[int, int]]:
    rows = DistinctPrograms.objects.filter(first__cycle=cycle)
    return frozenset(rows.values_list("first_id", "second_id"))
