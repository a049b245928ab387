"""The work of one agency in a cycle, as its task list shows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from agencies.actors import Actor
from agencies.models import Agency
from assessment.core import calendar, ledgers
from assessment.core.instrument import Cluster
from assessment.core.workflow import Status
from assessment.models import Contribution, Cycle
from assessment.selectors.checks import (
    IndicatorPart,
    QuestionPart,
    agency_opening,
    indicator_parts,
    time_left,
)
from assessment.selectors.instruments import instrument_of


class TaskFilter(StrEnum):
    OPEN = "belum"
    RETURNED = "dikembalikan"
    EVIDENCE = "bukti"

    @property
    def label(self) -> str:
        return _LABELS[self]

    def fits(self, part: IndicatorPart) -> bool:
        if self is TaskFilter.RETURNED:
            return part.is_returned
        if self is TaskFilter.EVIDENCE:
            return any(question.lacks_evidence for question in part.questions)
        return bool(part.open_count)


_LABELS = {
    TaskFilter.OPEN: "Belum selesai diisi",
    TaskFilter.RETURNED: "Dikembalikan",
    TaskFilter.EVIDENCE: "Bukti kurang",
}


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """A cluster with the agency's indicators; `hue` numbers the cluster's colour."""

    cluster: Cluster
    hue: int
    parts: tuple[IndicatorPart, ...]


@dataclass(frozen=True, slots=True)
class FilterCount:
    value: str
    label: str
    count: int


@dataclass(frozen=True)
class Tasks:
    """`parts` is everything, `groups` what the filter lets through."""

    parts: tuple[IndicatorPart, ...]
    groups: tuple[TaskGroup, ...]
    filters: tuple[FilterCount, ...]
    opening: calendar.Opening
    left: timedelta | None

    @property
    def questions(self) -> tuple[QuestionPart, ...]:
        return tuple(question for part in self.parts for question in part.questions)

    @property
    def points(self) -> ledgers.Points:
        return ledgers.add(part.points for part in self.parts)

    @property
    def shown(self) -> tuple[IndicatorPart, ...]:
        """Parts that the filter lets through."""
        return tuple(part for group in self.groups for part in group.parts)

    @property
    def returned(self) -> tuple[IndicatorPart, ...]:
        return tuple(part for part in self.parts if part.is_returned)

    @property
    def accepted_count(self) -> int:
        parts = (part for part in self.parts if part.status == Status.ACCEPTED)
        return sum(len(part.questions) for part in parts)

    @property
    def evidence_count(self) -> int:
        return sum(question.lacks_evidence for question in self.questions)

    @property
    def next(self) -> tuple[IndicatorPart, QuestionPart] | None:
        """Where work goes on: in returned parts, whatever they lack, then in open questions."""
        editable = [part for part in self.parts if part.is_editable]
        for part in sorted(editable, key=lambda part: not part.is_returned):
            writable = [q for q in part.questions if part.may_write(q.question.code)]
            wanted = [q for q in writable if q.is_open]
            if part.is_returned and not wanted:
                wanted = [q for q in writable if q.problems] or writable
            if wanted:
                return part, wanted[0]
        return None

    @property
    def last_saved(self) -> Contribution | None:
        rows = [entry.row for question in self.questions for entry in question.own]
        return max(rows, key=lambda row: row.updated_at, default=None)


def tasks(actor: Actor, cycle: Cycle, agency: Agency, wanted: str = "") -> Tasks:
    """The agency's task list; `wanted` is a TaskFilter's value, or empty for everything."""
    parts = indicator_parts(actor, cycle, agency)
    shown = [part for part in parts if not wanted or TaskFilter(wanted).fits(part)]
    counts = tuple(
        FilterCount(f.value, f.label, sum(f.fits(part) for part in parts)) for f in TaskFilter
    )
    opening = agency_opening(cycle, agency, parts, actor)
    groups = tuple(_groups(cycle, shown))
    return Tasks(parts, groups, counts, opening, time_left(opening, actor))


def _groups(cycle: Cycle, parts: Iterable[IndicatorPart]) -> Iterable[TaskGroup]:
    found: dict[str, list[IndicatorPart]] = {}
    for part in parts:
        found.setdefault(part.cluster.code, []).append(part)
    for hue, cluster in enumerate(instrument_of(cycle).clusters):
        if cluster.code in found:
            yield TaskGroup(cluster, hue % 7, tuple(found[cluster.code]))
