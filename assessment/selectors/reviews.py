"""One part of an indicator as its reviewer reads it: answers, evidence, programmes, history.

Says also what changed since the secretariat last decided - out of the audit trail of exactly the
answers on the page - and whether the reader entered something here himself.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, Value
from django.http import Http404
from django.shortcuts import get_object_or_404

from agencies.actors import Actor
from agencies.models import AuditEntry
from assessment import policies
from assessment.core import answers, scoring
from assessment.core.calendar import Scope
from assessment.core.instrument import Cluster, Indicator, Question
from assessment.core.workflow import Action, Status, Transition, Window
from assessment.models import (
    Contribution,
    Cycle,
    Program,
    ReviewNote,
    StatusChange,
    Submission,
)
from assessment.selectors import authors
from assessment.selectors.cycles import review_of
from assessment.selectors.evidence_notes import CitationNotes, citation_notes
from assessment.selectors.instruments import instrument_of
from assessment.selectors.question_help import LastYear, earlier
from assessment.selectors.questions import Entry, QuestionRecord, question_records
from assessment.selectors.review_notes import Thread, threads

DECISIONS = frozenset({Action.ACCEPT, Action.RETURN, Action.REOPEN})
#: Evidence is judged once it was sent, and stays open to judgement after acceptance.
JUDGED = frozenset({Status.SUBMITTED, Status.ACCEPTED})


@dataclass(frozen=True, slots=True)
class Change:
    """What an answer was when the secretariat last decided; empty words: not answered then."""

    words: str
    note: str
    is_answer_changed: bool
    is_note_changed: bool


@dataclass(frozen=True, slots=True)
class ReviewEntry:
    """An answer of the agency; `change` is None when it is as it was decided on."""

    entry: Entry
    change: Change | None
    new_citations: frozenset[int]
    last_year: LastYear | None = None

    @property
    def is_changed(self) -> bool:
        return self.change is not None or bool(self.new_citations)


@dataclass(frozen=True, slots=True)
class ReviewQuestion:
    record: QuestionRecord
    entries: tuple[ReviewEntry, ...]
    thread: Thread

    @property
    def is_changed(self) -> bool:
        return any(entry.is_changed for entry in self.entries)


@dataclass(frozen=True, slots=True)
class Review:
    """`closed_at` is the cut-off that has passed; `actions` are those that may be taken now."""

    submission: Submission
    indicator: Indicator
    cluster: Cluster
    questions: tuple[ReviewQuestion, ...]
    programs: tuple[Program, ...]
    history: tuple[StatusChange, ...]
    decided_at: datetime | None
    removed: tuple[str, ...]
    actions: tuple[Transition, ...]
    is_open: bool
    closed_at: datetime | None
    is_own: bool
    notes: Mapping[int, CitationNotes]

    @property
    def can_judge(self) -> bool:
        return self.is_open and Status(self.submission.status) in JUDGED

    @property
    def changed(self) -> tuple[ReviewQuestion, ...]:
        return tuple(question for question in self.questions if question.is_changed)

    @property
    def open_threads(self) -> int:
        return sum(bool(question.thread.open) for question in self.questions)

    @property
    def lowered(self) -> int:
        """Answers that count with a lower value."""
        rows = (row.entry.lowered for question in self.questions for row in question.entries)
        return sum(lowered is not None and lowered.counts for lowered in rows)

    @property
    def unanswered(self) -> int:
        return sum(not any(e.entry.is_answered for e in q.entries) for q in self.questions)


def submission_or_404(actor: Actor, pk: int) -> Submission:
    """A part that the actor may see, with agency, cycle and city; `has_notes` and `has_earlier`
    say whether there are remarks and earlier cycles to ask for."""
    part = {"cycle": OuterRef("cycle"), "agency": OuterRef("agency")}
    notes = ReviewNote.objects.filter(**part, indicator_code=OuterRef("indicator_code"))
    cycles = Cycle.objects.filter(city=OuterRef("cycle__city"), year__lt=OuterRef("cycle__year"))
    rows = policies.visible_submissions(actor).select_related(
        "agency", "cycle__city", "cycle__instrument"
    )
    rows = rows.annotate(has_notes=Exists(notes), has_earlier=Exists(cycles))
    return get_object_or_404(rows.defer("cycle__instrument__document"), pk=pk)


def submission_of(actor: Actor, row: Contribution) -> Submission:
    """The part that an answer belongs to, as `submission_or_404` gives it."""
    indicator = instrument_of(row.cycle).indicator_of(row.question_code)
    found = get_object_or_404(
        policies.visible_submissions(actor),
        cycle_id=row.cycle_id,
        agency_id=row.agency_id,
        indicator_code=indicator.code,
    )
    return submission_or_404(actor, found.pk)


def review(actor: Actor, submission: Submission) -> Review:
    """Everything on the reviewer's page. Nine queries at most."""
    instrument = instrument_of(submission.cycle)
    indicator = instrument.indicator(submission.indicator_code)
    if indicator is None:
        raise Http404
    records = question_records(submission.cycle, indicator.questions)
    own = {code: _own(record, submission) for code, record in records.items()}
    entries = [entry for rows in own.values() for entry in rows]
    history = _history(actor, submission, entries)
    decided_at = max((step.at for step in history if step.action in DECISIONS), default=None)
    trail = _trail(submission, entries, decided_at)
    scope = Scope(submission.agency_id, submission.indicator_code)
    opening = review_of(submission.cycle, actor.at, scope)
    return Review(
        submission=submission,
        indicator=indicator,
        cluster=instrument.cluster_of(indicator.code),
        questions=_questions(actor, submission, records, own, trail, decided_at),
        programs=_programs(actor, submission),
        history=history,
        decided_at=decided_at,
        removed=_removed(trail, indicator),
        actions=_actions(actor, submission) if opening.is_open else (),
        is_open=opening.is_open,
        closed_at=None if opening.is_open else opening.until,
        is_own=any(getattr(step, "is_own", False) for step in history),
        notes=_notes(actor, records, own),
    )


def _history(
    actor: Actor, submission: Submission, entries: Sequence[Entry]
) -> tuple[StatusChange, ...]:
    """Steps of the part, each with `is_own`: the reader entered something here himself. Asked
    together, because a part that was never sent has nothing to accept."""
    if actor.user_id is None or submission.submitted_by_id == actor.user_id:
        own: Any = Value(actor.user_id is not None)
    else:
        answers_given = [entry.row.pk for entry in entries]
        own = ExpressionWrapper(
            authors.entered(actor, submission, answers_given), output_field=BooleanField()
        )
    return tuple(submission.changes.annotate(is_own=own))


def _questions(
    actor: Actor,
    submission: Submission,
    records: Mapping[str, QuestionRecord],
    own: Mapping[str, tuple[Entry, ...]],
    trail: Sequence[AuditEntry],
    decided_at: datetime | None,
) -> tuple[ReviewQuestion, ...]:
    """The agency's questions with remarks; answers compared with last year's at first, later with
    those of the last decision."""
    indicator = instrument_of(submission.cycle).indicator(submission.indicator_code)
    before = {}
    if indicator and not decided_at and getattr(submission, "has_earlier", False):
        before = earlier(submission.cycle, submission.agency, indicator.questions)
    talk = dict.fromkeys(records, Thread())
    if getattr(submission, "has_notes", False):
        talk |= threads(actor, submission.cycle, submission.agency_id, list(records))

    def compared(code: str, entry: Entry) -> ReviewEntry:
        found = _compared(records[code], entry, trail, decided_at)
        return replace(found, last_year=before.get((code, entry.row.territory_id)))

    return tuple(
        ReviewQuestion(record, tuple(compared(code, entry) for entry in own[code]), talk[code])
        for code, record in records.items()
        if own[code] or any(agency.pk == submission.agency_id for agency in record.agencies)
    )


def _notes(
    actor: Actor,
    records: Mapping[str, QuestionRecord],
    own: Mapping[str, tuple[Entry, ...]],
) -> Mapping[int, CitationNotes]:
    cited = [
        (records[code].question, evidence)
        for code, entries in own.items()
        for entry in entries
        for item in entry.items
        for evidence in item.evidence
    ]
    return citation_notes(actor, cited)


def _own(record: QuestionRecord, submission: Submission) -> tuple[Entry, ...]:
    return tuple(e for e in record.entries if e.row.agency_id == submission.agency_id)


def _trail(
    submission: Submission, entries: Sequence[Entry], since: datetime | None
) -> tuple[AuditEntry, ...]:
    """Saves of these answers and removed evidence after the last decision, oldest first."""
    if since is None:
        return ()
    saves = Q(subject="contribution", subject_id__in=[str(e.row.pk) for e in entries])
    removals = Q(action="citation.remove", agency=submission.agency.abbreviation)
    rows = AuditEntry.objects.filter(saves | removals, city_id=submission.cycle.city_id)
    return tuple(rows.filter(at__gt=since).order_by("sequence"))


def _compared(
    record: QuestionRecord, entry: Entry, trail: Iterable[AuditEntry], since: datetime | None
) -> ReviewEntry:
    new = frozenset(
        evidence.citation.pk
        for item in entry.items
        for evidence in item.evidence
        if since is not None and evidence.citation.created_at > since
    )
    subject_id = str(entry.row.pk)
    first = next(
        (t for t in trail if t.subject == "contribution" and t.subject_id == subject_id), None
    )
    change = None if first is None else _change(record.question, entry, _loaded(first.before))
    return ReviewEntry(entry, change, new)


def _change(question: Question, entry: Entry, before: Mapping[str, Any]) -> Change | None:
    then = _typed(question, before.get("answer"))
    note = str(before.get("note") or "")
    is_answer_changed, is_note_changed = then != entry.answer, note != entry.row.note
    if not is_answer_changed and not is_note_changed:
        return None
    return Change(scoring.describe(question, then), note, is_answer_changed, is_note_changed)


def _removed(trail: Iterable[AuditEntry], indicator: Indicator) -> tuple[str, ...]:
    """Evidence taken away since the last decision: question and demanded item, in words."""
    questions = {question.code: question for question in indicator.questions}
    found = []
    for entry in trail:
        if entry.subject != "citation":
            continue
        before = _loaded(entry.before)
        question = questions.get(str(before.get("question")))
        if question is not None:
            found.append(f"{question.code}: {_item_name(question, before.get('item'))}")
    return tuple(found)


def _item_name(question: Question, position: object) -> str:
    if isinstance(position, int) and 0 <= position < len(question.evidence):
        return question.evidence[position]
    return "bukti"


def _typed(question: Question, raw: object) -> answers.Answer | None:
    try:
        return answers.validate(question, raw)
    except answers.AnswerError:  # written under an older instrument
        return None


def _loaded(text: str) -> dict[str, Any]:
    value = json.loads(text) if text else {}
    return value if isinstance(value, dict) else {}


def _programs(actor: Actor, submission: Submission) -> tuple[Program, ...]:
    rows = policies.visible_programs(actor).filter(
        cycle_id=submission.cycle_id,
        agency_id=submission.agency_id,
        targets__indicator_code=submission.indicator_code,
    )
    return tuple(rows.distinct())


def _actions(actor: Actor, submission: Submission) -> tuple[Transition, ...]:
    """What the table allows the reader; only steps of the secretariat's own window.

    Those are the same with and without a head of the agency, so that nobody asks for one.
    """
    status = Status(submission.status)
    steps = policies.steps_for(actor, submission.agency_id, status, has_head=False)
    return tuple(step for step in steps if step.window is Window.REVIEW)
