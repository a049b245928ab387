"""The control room: where the city stands, what needs somebody, who is behind with what."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import IntEnum

from agencies.actors import Actor
from agencies.models import Agency
from assessment.core import answers, ledgers
from assessment.core.calendar import Phase
from assessment.core.category import estimate
from assessment.core.instrument import Indicator
from assessment.core.ledgers import Ledger
from assessment.core.workflow import Status
from assessment.models import Cycle, Submission
from assessment.selectors import scores
from assessment.selectors.action_items import ActionRow, open_actions
from assessment.selectors.assembly import State, state_of
from assessment.selectors.cycles import phase_of
from assessment.selectors.progress import Change, Part, Progress, progress


class Heat(IntEnum):
    """How far an agency is with its part of an indicator; the number is the shade's."""

    NOTHING = 0
    ANSWERED = 1
    PARTLY = 2
    COMPLETE = 3
    ACCEPTED = 4

    @property
    def label(self) -> str:
        return _HEAT_LABELS[self]


_HEAT_LABELS = {
    Heat.NOTHING: "belum diisi",
    Heat.ANSWERED: "dijawab tanpa bukti",
    Heat.PARTLY: "sebagian",
    Heat.COMPLETE: "lengkap",
    Heat.ACCEPTED: "diterima",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """An agency's part of an indicator: questions answered out of those it has to answer."""

    indicator: Indicator
    heat: Heat
    answered: int
    questions: int
    submission_id: int | None

    @property
    def words(self) -> str:
        done = f"{self.answered} dari {self.questions} dijawab"
        return f"Indikator {self.indicator.code}: {done}, {self.heat.label}"


@dataclass(frozen=True, slots=True)
class HeatRow:
    """`cells` in order of the instrument's indicators; None where the agency has no part."""

    agency: Agency
    cells: tuple[Cell | None, ...]

    @property
    def own_cells(self) -> tuple[Cell, ...]:
        return tuple(cell for cell in self.cells if cell is not None)


@dataclass(frozen=True, slots=True)
class Todo:
    """Counts of what waits for somebody."""

    submitted: int
    conflicts: int
    stale: int
    outside: int
    actions: tuple[ActionRow, ...]
    silent: tuple[Agency, ...]

    @property
    def late_actions(self) -> int:
        return sum(row.is_late for row in self.actions)


@dataclass(frozen=True, slots=True)
class Deadline:
    """The next cut-off; `at` is None when nothing is to come."""

    title: str
    at: datetime | None
    phase: Phase


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    score: ledgers.IndicatorScore
    conflicts: int
    stale: int
    decided: int


@dataclass(frozen=True, slots=True)
class ControlRoom:
    score: ledgers.Score
    claimed_category: str
    proven_category: str
    to_target: Decimal
    clusters: tuple[tuple[ledgers.ClusterScore, tuple[IndicatorLine, ...]], ...]
    todo: Todo
    heat: tuple[HeatRow, ...]
    deadline: Deadline
    progress: Progress


def control_room(actor: Actor, cycle: Cycle) -> ControlRoom:
    """Eight queries for any number of agencies, nine once a decision has kept a matrix. The cycle
    comes from visible_cycles."""
    found = scores.cycle_state(cycle)
    submissions, changes = _sent(cycle)
    points = found.score.points
    states = {code: state_of(state) for code, state in found.questions.items()}
    heat = _heat(found, submissions, covered(found.cited))
    parts = [(row.agency.pk, cell.indicator.code) for row in heat for cell in row.own_cells]
    return ControlRoom(
        score=found.score,
        claimed_category=estimate(found.score, Ledger.CLAIMED).name,
        proven_category=estimate(found.score, Ledger.PROVEN).name,
        to_target=max(Decimal(cycle.target_points) - points.proven, Decimal(0)),
        clusters=tuple(
            (cluster, tuple(_line(indicator, states) for indicator in cluster.indicators))
            for cluster in found.score.clusters
        ),
        todo=Todo(
            submitted=sum(row.status == Status.SUBMITTED for row in submissions.values()),
            conflicts=sum(state is State.CONFLICT for state in states.values()),
            stale=sum(state is State.STALE for state in states.values()),
            outside=sum(not row.is_in_time for row in found.cited),
            actions=open_actions(actor, cycle),
            silent=tuple(row.agency for row in heat if not _has_sent(row.agency, submissions)),
        ),
        heat=heat,
        deadline=_deadline(cycle, actor.at),
        progress=progress(actor, cycle, parts, changes),
    )


def _sent(cycle: Cycle) -> tuple[dict[Part, Submission], list[Change]]:
    """The parts as they stand, and how they came there. One query."""
    rows = Submission.objects.filter(cycle=cycle).order_by("changes__at", "changes__pk")
    found: dict[Part, Submission] = {}
    changes: list[Change] = []
    for *values, source, target, at in rows.values_list(
        *PART_FIELDS, "changes__source", "changes__target", "changes__at"
    ):
        row = Submission(**dict(zip(PART_FIELDS, values, strict=True)))
        part = row.agency_id, row.indicator_code
        found[part] = row
        if at is not None:
            changes.append((*part, source, target, at))
    return found, changes


PART_FIELDS = ("pk", "agency_id", "indicator_code", "status", "submitted_at")


def _line(score: ledgers.IndicatorScore, states: Mapping[str, State]) -> IndicatorLine:
    own = Counter(states[q.question.code] for q in score.questions)
    return IndicatorLine(score, own[State.CONFLICT], own[State.STALE], own[State.DECIDED])


def _deadline(cycle: Cycle, at: datetime) -> Deadline:
    phase = phase_of(cycle, at)
    title, until = {
        Phase.PREPARATION: ("Pengisian dibuka", cycle.filling_opens_at),
        Phase.FILLING: ("Tenggat perangkat daerah", cycle.filling_closes_at),
        Phase.RECAP: ("Penyerahan ke provinsi", cycle.recap_closes_at),
        Phase.FROZEN: ("Siklus ditutup", cycle.cycle_closes_at),
        Phase.CLOSED: ("Siklus selesai", None),
    }[phase]
    return Deadline(title, until, phase)


Sent = Mapping[tuple[int, str], Submission]
#: Demanded items with a usable citation, by agency and question.
Covered = Mapping[tuple[int, str], set[int]]


def _has_sent(agency: Agency, submissions: Sent) -> bool:
    """Something of the agency has reached its head or the secretariat, now or before."""
    return any(
        row.agency_id == agency.pk and (row.submitted_at or row.status != Status.DRAFT)
        for row in submissions.values()
    )


def covered(rows: Iterable[scores.Cited]) -> Covered:
    """What is covered by citations that are not refused and count."""
    found: dict[tuple[int, str], set[int]] = defaultdict(set)
    for row in rows:
        if row.counts:
            found[row.agency_id, row.question].add(row.item)
    return found


def _heat(found: scores.CycleState, submissions: Sent, covered: Covered) -> tuple[HeatRow, ...]:
    parts: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    agencies: dict[int, Agency] = {}
    for code, assigned in found.assignments.by_question.items():
        if code not in found.questions:
            continue
        for agency in assigned:
            agencies[agency.pk] = agency
            parts[agency.pk][found.instrument.indicator_of(code).code].append(code)
    answered = _answered(found)
    ordered = sorted(agencies.values(), key=lambda agency: agency.abbreviation.lower())
    return tuple(
        HeatRow(
            agency,
            tuple(
                _cell(
                    agency,
                    indicator,
                    [found.questions[code] for code in parts[agency.pk].get(indicator.code, ())],
                    answered,
                    submissions,
                    covered,
                )
                for indicator in found.instrument.indicators
            ),
        )
        for agency in ordered
    )


def _answered(found: scores.CycleState) -> set[tuple[str, str]]:
    """Agency's key and code of the question, where it has answered."""
    return {
        (contribution.source.agency, code)
        for code, state in found.questions.items()
        for contribution in state.contributions
        if answers.is_answered(contribution.answer)
    }


def _cell(
    agency: Agency,
    indicator: Indicator,
    questions: list[scores.QuestionState],
    answered: set[tuple[str, str]],
    submissions: Sent,
    covered: Covered,
) -> Cell | None:
    if not questions:
        return None
    key = scores.agency_key(agency)
    done = [state for state in questions if (key, state.question.code) in answered]
    demanded = sum(len(state.question.evidence) for state in done)
    given = sum(len(covered.get((agency.pk, state.question.code), ())) for state in done)
    submission = submissions.get((agency.pk, indicator.code))
    if submission is not None and submission.status == Status.ACCEPTED:
        heat = Heat.ACCEPTED
    else:
        heat = _shade(len(done), len(questions), given, demanded)
    return Cell(indicator, heat, len(done), len(questions), submission.pk if submission else None)


def _shade(answered: int, questions: int, given: int, demanded: int) -> Heat:
    if not answered:
        return Heat.NOTHING
    if answered == questions and given >= demanded:
        return Heat.COMPLETE
    return Heat.PARTLY if given or not demanded else Heat.ANSWERED
