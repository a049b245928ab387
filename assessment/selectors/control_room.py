"""The control room: where the city stands, what needs somebody, who is behind with what."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import IntEnum
from functools import lru_cache

from django.db.models import Case, Value, When

from agencies.actors import Actor
from agencies.models import Agency
from assessment.core import ledgers
from assessment.core.calendar import Phase
from assessment.core.category import estimate
from assessment.core.instrument import Indicator, Instrument
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
    heat = _heat(found, submissions)
    parts = [(row.agency.pk, cell.indicator.code) for row in heat for cell in row.own_cells]
    heard = {agency_id for (agency_id, _), row in submissions.items() if row.was_sent}
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
            silent=tuple(row.agency for row in heat if row.agency.pk not in heard),
        ),
        heat=heat,
        deadline=_deadline(cycle, actor.at),
        progress=progress(actor, cycle, parts, changes, points),
    )


@dataclass(frozen=True, slots=True)
class SentPart:
    """What the control room knows of a part; `was_sent`: once it has left the agency's operator."""

    pk: int
    status: str
    was_sent: bool


def _sent(cycle: Cycle) -> tuple[dict[Part, SentPart], list[Change]]:
    """The parts as they stand, and how they came there. One query."""
    rows = Submission.objects.filter(cycle=cycle).order_by("changes__at", "changes__pk")
    found: dict[Part, SentPart] = {}
    changes: list[Change] = []
    was_sent = Case(
        When(submitted_at__isnull=True, status=Status.DRAFT, then=Value("")), default=Value("x")
    )
    for pk, agency_id, indicator, status, sent, source, target, at in rows.values_list(
        *PART_FIELDS, was_sent, "changes__source", "changes__target", "changes__at"
    ):
        part = agency_id, indicator
        found[part] = SentPart(pk, status, bool(sent))
        if at is not None:
            changes.append((*part, source, target, at))
    return found, changes


PART_FIELDS = ("pk", "agency_id", "indicator_code", "status")


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


Sent = Mapping[tuple[int, str], SentPart]
#: Demanded items with a usable citation, by agency and question.
Covered = Mapping[tuple[int, str], set[int]]


def covered(rows: Iterable[scores.Cited]) -> Covered:
    """What is covered by citations that are not refused and count."""
    found: dict[tuple[int, str], set[int]] = defaultdict(set)
    for row in rows:
        if row.counts:
            found[row.agency_id, row.question].add(row.item)
    return found


@dataclass(slots=True)
class _Tally:
    """Counts of one part: questions, those answered, and of these the items demanded and given."""

    questions: int = 0
    answered: int = 0
    demanded: int = 0
    given: int = 0


@lru_cache(maxsize=scores.REMEMBERED)
def _tallies(instrument: Instrument, found: scores.WeighedCycle) -> Mapping[Part, _Tally]:
    """Counts of every part that has a question; the same rows are not counted twice."""
    tallies: dict[Part, _Tally] = defaultdict(_Tally)
    items = covered(found.cited)
    for code, asked in found.asked.items():
        question = instrument.question(code)
        if question is not None:
            indicator = instrument.indicator_of(code).code
            for agency_id, key in asked:
                tally = tallies[agency_id, indicator]
                tally.questions += 1
                if key in found.questions[code].answering:
                    tally.answered += 1
                    tally.demanded += len(question.evidence)
                    tally.given += len(items.get((agency_id, code), ()))
    return dict(tallies)


def _heat(found: scores.CycleState, submissions: Sent) -> tuple[HeatRow, ...]:
    tallies = _tallies(found.instrument, found.weighed)
    named = found.assignments.by_question.values()
    agencies = {agency.pk: agency for several in named for agency in several}
    ordered = sorted(agencies.values(), key=lambda agency: agency.abbreviation.lower())
    indicators = [(indicator.code, indicator) for indicator in found.instrument.indicators]
    rows = []
    for agency in ordered:
        cells: list[Cell | None] = [None] * len(indicators)
        for number, (code, indicator) in enumerate(indicators):
            part = agency.pk, code
            if part in tallies:
                cells[number] = _cell(indicator, tallies[part], submissions.get(part))
        if any(cells):
            rows.append(HeatRow(agency, tuple(cells)))
    return tuple(rows)


def _cell(indicator: Indicator, tally: _Tally, sent: SentPart | None) -> Cell:
    if sent is not None and sent.status == Status.ACCEPTED:
        heat = Heat.ACCEPTED
    else:
        heat = _shade(tally.answered, tally.questions, tally.given, tally.demanded)
    return Cell(indicator, heat, tally.answered, tally.questions, sent.pk if sent else None)


def _shade(answered: int, questions: int, given: int, demanded: int) -> Heat:
    if not answered:
        return Heat.NOTHING
    if answered == questions and given >= demanded:
        return Heat.COMPLETE
    return Heat.PARTLY if given or not demanded else Heat.ANSWERED
