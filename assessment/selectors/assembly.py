"""The assembly board: every question's state, and one question with all its contributions."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.core.exceptions import PermissionDenied

from agencies.actors import Actor
from agencies.models import Agency, AuditEntry
from assessment import policies
from assessment.core import answers, ledgers, scoring
from assessment.core.instrument import Cluster, Indicator, Instrument, Question
from assessment.core.workflow import Status
from assessment.models import Cycle, OfficialAnswer
from assessment.selectors import scores
from assessment.selectors.instruments import instrument_of
from assessment.selectors.questions import Entry, QuestionRecord, question_records


class State(StrEnum):
    """Where a question stands on its way to an official answer; the codes are in addresses."""

    EMPTY = "kosong"
    PROPOSED = "usulan"
    CONFLICT = "bertentangan"
    DECIDED = "diputuskan"
    STALE = "usang"

    @property
    def label(self) -> str:
        return _LOOKS[self][0]

    @property
    def tone(self) -> str:
        return _LOOKS[self][1]

    @property
    def icon(self) -> str:
        return _LOOKS[self][2]


_LOOKS = {
    State.EMPTY: ("Belum ada jawaban", "grey", "circle"),
    State.PROPOSED: ("Usulan", "blue", "layers"),
    State.CONFLICT: ("Bertentangan", "red", "warning"),
    State.DECIDED: ("Diputuskan", "green", "check"),
    State.STALE: ("Usang", "amber", "stale"),
}


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """Empty values mean everything."""

    state: str = ""
    cluster: str = ""
    indicator: str = ""


@dataclass(frozen=True, slots=True)
class BoardRow:
    question: Question
    indicator: Indicator
    cluster: Cluster
    state: State
    words: str
    conflicts: int
    points: ledgers.Points


@dataclass(frozen=True, slots=True)
class Board:
    """`agreed` counts by indicator the questions that "decide all that agree" would decide."""

    rows: tuple[BoardRow, ...]
    counts: Mapping[State, int]
    agreed: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Side:
    """One agency's answer beside the others."""

    entry: Entry
    status: Status | None
    submission_id: int | None
    is_used: bool
    is_in_conflict: bool


@dataclass(frozen=True, slots=True)
class LaterChange:
    """A source's answer saved after the decision: what it was and what it is."""

    entry: Entry
    before: str


@dataclass(frozen=True, slots=True)
class QuestionBoard:
    record: QuestionRecord
    indicator: Indicator
    cluster: Cluster
    state: State
    sides: tuple[Side, ...]
    changes: tuple[LaterChange, ...]
    previous: Question | None
    next: Question | None
    position: int
    total: int


@dataclass(frozen=True, slots=True)
class Agreed:
    """A question that can be decided with the others: nobody contradicts, all parts accepted."""

    record: QuestionRecord
    missing: tuple[Agency, ...]


def state_of(state: scores.QuestionState) -> State:
    if state.facts.is_decided:
        return State.STALE if state.facts.is_stale else State.DECIDED
    if state.proposal.answer is None:
        return State.EMPTY
    return State.CONFLICT if state.proposal.conflicts else State.PROPOSED


def board(actor: Actor, cycle: Cycle, wanted: BoardFilter) -> Board:
    """Questions that fit; counts per state leave only the state filter out."""
    found = scores.cycle_state(cycle)
    accepted = _accepted(actor, cycle)
    rows, agreed = [], Counter[str]()
    points = found.score.questions
    for code, state in found.questions.items():
        indicator = found.instrument.indicator_of(code)
        cluster = found.instrument.cluster_of(indicator.code)
        if _is_agreed(state, accepted[indicator.code]):
            agreed[indicator.code] += 1
        if wanted.cluster in ("", cluster.code) and wanted.indicator in ("", indicator.code):
            rows.append(_row(state, indicator, cluster, points[code].points))
    counts = Counter(row.state for row in rows)
    shown = tuple(row for row in rows if wanted.state in ("", row.state))
    return Board(shown, counts, dict(agreed))


def agreed_questions(actor: Actor, cycle: Cycle, indicator: Indicator) -> tuple[Agreed, ...]:
    """Undecided questions of an indicator whose proposal nobody contradicts and whose
    contributors' parts are all accepted."""
    accepted = _accepted(actor, cycle)[indicator.code]
    return tuple(
        Agreed(record, record.missing_agencies)
        for record in question_records(cycle, indicator.questions).values()
        if _is_agreed(record.state, accepted)
    )


def question_board(actor: Actor, cycle: Cycle, question: Question) -> QuestionBoard:
    """One question with every contribution side by side. At most seven queries."""
    instrument = instrument_of(cycle)
    indicator = instrument.indicator_of(question.code)
    record = question_records(cycle, [question])[question.code]
    codes = [q.code for q in instrument.questions]
    position = codes.index(question.code)
    before, after = codes[:position], codes[position + 1 :]
    return QuestionBoard(
        record=record,
        indicator=indicator,
        cluster=instrument.cluster_of(indicator.code),
        state=state_of(record.state),
        sides=_sides(actor, cycle, indicator, record),
        changes=_later_changes(cycle, record),
        previous=_question(instrument, before[-1:]),
        next=_question(instrument, after[:1]),
        position=position + 1,
        total=len(codes),
    )


def official_of(actor: Actor, cycle: Cycle, question: Question) -> OfficialAnswer | None:
    rows = policies.visible_official_answers(actor).filter(cycle=cycle)
    return rows.select_related("cycle__city").filter(question_code=question.code).first()


def may_decide(actor: Actor) -> bool:
    """Whether the page offers the decision; the service checks again."""
    try:
        policies.check_decide(actor)
    except PermissionDenied:
        return False
    return True


def raw_to_adapt(record: QuestionRecord) -> dict[str, Any]:
    """The answer with which "adapt" begins: the standing one, else the proposed one."""
    facts = record.state.facts
    answer = facts.official if facts.is_decided else facts.proposed
    return {} if isinstance(answer, answers.NotApplicable) else answers.to_raw(answer) or {}


def _row(
    state: scores.QuestionState, indicator: Indicator, cluster: Cluster, points: ledgers.Points
) -> BoardRow:
    answer = state.facts.official if state.facts.is_decided else state.proposal.answer
    return BoardRow(
        question=state.question,
        indicator=indicator,
        cluster=cluster,
        state=state_of(state),
        words=scoring.describe(state.question, answer),
        conflicts=len(state.proposal.conflicts),
        points=points,
    )


def _accepted(actor: Actor, cycle: Cycle) -> Mapping[str, set[str]]:
    """Agencies whose part is accepted, by indicator."""
    found: dict[str, set[str]] = defaultdict(set)
    rows = policies.visible_submissions(actor).filter(cycle=cycle, status=Status.ACCEPTED)
    for row in rows.select_related("agency"):
        found[row.indicator_code].add(scores.agency_key(row.agency))
    return found


def _is_agreed(state: scores.QuestionState, accepted: set[str]) -> bool:
    contributors = {c.source.agency for c in state.contributions if answers.is_answered(c.answer)}
    return state_of(state) is State.PROPOSED and contributors <= accepted


def _sides(
    actor: Actor, cycle: Cycle, indicator: Indicator, record: QuestionRecord
) -> tuple[Side, ...]:
    rows = policies.visible_submissions(actor).filter(cycle=cycle, indicator_code=indicator.code)
    by_agency = {row.agency_id: row for row in rows}
    proposal = record.state.proposal
    disputed = {source for conflict in proposal.conflicts for source in conflict.sources}
    sides = []
    for entry in record.entries:
        submission = by_agency.get(entry.row.agency_id)
        sides.append(
            Side(
                entry=entry,
                status=Status(submission.status) if submission else None,
                submission_id=submission.pk if submission else None,
                is_used=entry.source in proposal.sources,
                is_in_conflict=entry.source in disputed,
            )
        )
    return tuple(sides)


def _later_changes(cycle: Cycle, record: QuestionRecord) -> tuple[LaterChange, ...]:
    """Sources saved after a stale decision, with the answer that the decision saw. One query."""
    official = record.official
    if official is None or not record.state.facts.is_stale:
        return ()
    later = [e for e in record.entries if e.row.updated_at > official.decided_at]
    trail = AuditEntry.objects.filter(
        city_id=cycle.city_id,
        subject="contribution",
        subject_id__in=[str(e.row.pk) for e in later],
        at__gt=official.decided_at,
    ).order_by("-sequence")
    oldest = {entry.subject_id: entry for entry in trail}
    changes = []
    for entry in later:
        saved = oldest.get(str(entry.row.pk))
        before = _answer_before(record.question, saved.before) if saved else None
        if before != entry.answer:
            changes.append(LaterChange(entry, scoring.describe(record.question, before)))
    return tuple(changes)


def _answer_before(question: Question, text: str) -> answers.Answer | None:
    stored: Any = json.loads(text) if text else {}
    try:
        return answers.validate(question, stored.get("answer"))
    except answers.AnswerError:  # written under an older instrument
        return None


def _question(instrument: Instrument, codes: Iterable[str]) -> Question | None:
    return next((instrument.question(code) for code in codes), None)
