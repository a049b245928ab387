"""The assembly of one question: its state, and all its contributions side by side."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.core.exceptions import PermissionDenied

from agencies.actors import Actor
from agencies.models import Agency, AuditEntry
from assessment import policies
from assessment.core import answers, consolidation, scoring
from assessment.core.instrument import Cluster, Indicator, Instrument, Question
from assessment.core.workflow import Status
from assessment.models import Cycle, OfficialAnswer, Submission
from assessment.selectors import scores
from assessment.selectors.instruments import instrument_of
from assessment.selectors.linked_programs import double_programs
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


_STALE_WORDS = {
    scores.Stale.ANSWERS: "jawaban sumber berubah",
    scores.Stale.MATRIX: "baris matriks berubah",
    scores.Stale.EVIDENCE: "bukti yang dipilih tidak lagi diterima",
}


@dataclass(frozen=True, slots=True)
class Side:
    """One agency's answer beside the others."""

    entry: Entry
    status: Status | None
    submission_id: int | None
    is_used: bool
    is_in_conflict: bool


@dataclass(frozen=True, slots=True)
class MissingAgency:
    """Who has not answered; `submission_id` leads to what of the indicator it has begun."""

    agency: Agency
    status: Status | None
    submission_id: int | None


@dataclass(frozen=True, slots=True)
class ConflictView:
    """A conflict with the sides that it is about."""

    conflict: consolidation.Conflict
    sides: tuple[Side, ...]


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
    conflicts: tuple[ConflictView, ...]
    missing: tuple[MissingAgency, ...]
    changes: tuple[LaterChange, ...]
    previous: Question | None
    next: Question | None
    position: int
    total: int

    @property
    def rule(self) -> str:
        """The rule by which the proposal was made."""
        return consolidation.rule_words(self.record.question.kind)

    @property
    def stale_words(self) -> str:
        return ", ".join(_STALE_WORDS[cause] for cause in self.record.state.stale)

    @property
    def left_out(self) -> int:
        """Accepted citations that do not go with the official answer."""
        pieces = [e for item in self.record.items for e in item.evidence]
        return sum(e.is_accepted and not e.is_chosen for e in pieces)


def state_of(state: scores.QuestionState) -> State:
    if state.facts.is_decided:
        return State.STALE if state.facts.is_stale else State.DECIDED
    if state.proposal.answer is None:
        return State.EMPTY
    return State.CONFLICT if state.proposal.conflicts else State.PROPOSED


def question_board(actor: Actor, cycle: Cycle, question: Question) -> QuestionBoard:
    """One question with every contribution side by side. At most nine queries."""
    instrument = instrument_of(cycle)
    indicator = instrument.indicator_of(question.code)
    record = question_records(cycle, [question], with_matrices=True)[question.code]
    codes = [q.code for q in instrument.questions]
    position = codes.index(question.code)
    before, after = codes[:position], codes[position + 1 :]
    parts = _parts(actor, cycle, indicator)
    doubles = double_programs(cycle, record.state.matrix)
    conflicts = (*record.state.proposal.conflicts, *doubles)
    sides = _sides(record, parts, conflicts)
    return QuestionBoard(
        record=record,
        indicator=indicator,
        cluster=instrument.cluster_of(indicator.code),
        state=state_of(record.state),
        sides=sides,
        conflicts=tuple(
            ConflictView(c, tuple(side for side in sides if side.entry.source in c.sources))
            for c in conflicts
        ),
        missing=tuple(_missing(agency, parts) for agency in record.missing_agencies),
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


def _parts(actor: Actor, cycle: Cycle, indicator: Indicator) -> Mapping[int, Submission]:
    """The agencies' parts of the indicator, by agency. One query."""
    rows = policies.visible_submissions(actor).filter(cycle=cycle, indicator_code=indicator.code)
    return {row.agency_id: row for row in rows}


def _sides(
    record: QuestionRecord,
    parts: Mapping[int, Submission],
    conflicts: Iterable[consolidation.Conflict],
) -> tuple[Side, ...]:
    proposal = record.state.proposal
    disputed = {source for conflict in conflicts for source in conflict.sources}
    sides = []
    for entry in record.entries:
        part = parts.get(entry.row.agency_id)
        sides.append(
            Side(
                entry=entry,
                status=Status(part.status) if part else None,
                submission_id=part.pk if part else None,
                is_used=entry.source in proposal.sources,
                is_in_conflict=entry.source in disputed,
            )
        )
    return tuple(sides)


def _missing(agency: Agency, parts: Mapping[int, Submission]) -> MissingAgency:
    part = parts.get(agency.pk)
    return MissingAgency(agency, Status(part.status) if part else None, part.pk if part else None)


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
