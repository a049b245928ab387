"""Stored decisions of a cycle: their values for the points, whole rows where they are asked for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from agencies.models import User
from assessment.core.instrument import Question
from assessment.models import Cycle, OfficialAnswer
from assessment.selectors.stored_answers import decoded
from assessment.selectors.stored_columns import Rows, StoredColumns, fetch

#: Of a decision its question and what the points follow from: as JSON the answer, the chosen
#: evidence and the rows of the matrix; and its fingerprint. Equal rows are known again.
StoredRuling = tuple[str, str | None, str | None, str | None, str]
RULING = ("question_code", "answer", "evidence", "matrix", "fingerprint")
OWN = StoredColumns(OfficialAnswer)
#: Of the person who decided; the rest is fetched where somebody asks for it.
PERSON_FIELDS = ("id", "username", "full_name", "role")
PERSON = StoredColumns(User, "decided_by__", PERSON_FIELDS)
CODE = OWN.index("question_code")
MATRIX = RULING.index("matrix")


@dataclass(frozen=True, slots=True)
class Ruling:
    """What of a decision the points follow from; `answer` as it is stored."""

    answer: object
    evidence: tuple[int, ...] | None
    matrix: list[list[int]] | None
    fingerprint: str


class Officials(Mapping[str, OfficialAnswer]):
    """Official answers by question, each made when it is first read; one object a person."""

    def __init__(self, rows: Iterable[tuple[Any, ...]]) -> None:
        self._rows = {row[CODE]: row for row in rows}
        self._made: dict[str, OfficialAnswer] = {}
        self._people: dict[int, User] = {}

    def __getitem__(self, code: str) -> OfficialAnswer:
        if code not in self._made:
            self._made[code] = self._make(self._rows[code])
        return self._made[code]

    def __contains__(self, code: object) -> bool:
        return code in self._rows

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def rulings(self) -> tuple[StoredRuling, ...]:
        code, answer, evidence, matrix, said = (OWN.index(name) for name in RULING)
        return tuple(
            (row[code], row[answer], row[evidence], row[matrix], row[said])
            for row in self._rows.values()
        )

    def with_matrix(self, questions: Iterable[Question]) -> list[Question]:
        """Those whose decision has kept the rows of their matrix."""
        kept = {row[0] for row in self.rulings if _loaded(row[MATRIX]) is not None}
        return [question for question in questions if question.code in kept]

    def _make(self, row: tuple[Any, ...]) -> OfficialAnswer:
        made = OWN.make(row[: len(OWN)])
        pk, person = made.decided_by_id, row[len(OWN) :]
        if pk is not None:
            if pk not in self._people:
                self._people[pk] = PERSON.make(person)
            made.decided_by = self._people[pk]
        return made


def officials_of(cycle: Cycle, codes: Iterable[str] | None = None) -> Officials:
    """Of a cycle, only of those questions when given. One query. The cycle comes from
    policies.visible_cycles."""
    if codes is None:
        return Officials(fetch(_rows, cycle.pk))
    return Officials(_rows(cycle.pk).filter(question_code__in=list(codes)))


def _rows(cycle_id: int) -> Rows:
    rows = OfficialAnswer.objects.filter(cycle_id=cycle_id).order_by()
    return rows.values_list(*OWN.asked, *PERSON.asked)


def ruling(row: StoredRuling) -> Ruling:
    _, answer, evidence, matrix, said = row
    chosen = _loaded(evidence)
    cited = None if chosen is None else tuple(chosen)
    return Ruling(decoded(answer), cited, _loaded(matrix), said)


def _loaded(text: str | None) -> Any:
    """JSON's null is none as well."""
    return None if text is None else json.loads(text)
