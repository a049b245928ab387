"""One agency's part of each indicator: its answers, what is lacking, its status and its time.

Built on selectors.questions; other agencies appear by name only. Six queries for any number of
indicators.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum

from django.db.models import OuterRef, QuerySet, Subquery

from agencies.actors import Actor
from agencies.models import Agency
from assessment import policies
from assessment.core import answers, calendar, ledgers
from assessment.core.evidence import Objection
from assessment.core.instrument import Cluster, Indicator, Question
from assessment.core.workflow import EDITABLE, Status, is_reopened
from assessment.models import Citation, Cycle, StatusChange, Submission
from assessment.selectors.asked import asked_beside
from assessment.selectors.cycles import extensions_of, schedule_of, windows_of
from assessment.selectors.evidence_notes import item_warning
from assessment.selectors.instruments import instrument_of
from assessment.selectors.questions import (
    Entry,
    Evidence,
    Item,
    QuestionRecord,
    question_records,
)
from assessment.selectors.review_notes import with_open_notes

EMPTY = "empty"


class ProblemKind(StrEnum):
    UNANSWERED = "unanswered"
    HALF = "half"
    EVIDENCE = "evidence"
    DOUBT = "doubt"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to finish, with the place where it is finished."""

    kind: ProblemKind
    question: Question
    text: str
    territory_id: int | None = None


@dataclass(frozen=True)
class QuestionPart:
    """A question with what the agency itself answers, city-wide or per territory."""

    record: QuestionRecord
    own: tuple[Entry, ...]
    problems: tuple[Problem, ...]
    doubts: tuple[Problem, ...] = ()

    @property
    def question(self) -> Question:
        return self.record.question

    @property
    def answered(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.own if entry.answer is not None)

    @property
    def is_open(self) -> bool:
        """Nothing answered yet, or something by half."""
        return any(p.kind is not ProblemKind.EVIDENCE for p in self.problems)

    @property
    def lacks_evidence(self) -> bool:
        return any(p.kind is ProblemKind.EVIDENCE for p in self.problems)

    @property
    def documents(self) -> int:
        """Documents that the agency cites here, each counted once."""
        rows = (e for entry in self.own for item in entry.items for e in item.evidence)
        return len({evidence.citation.document_id for evidence in rows})

    def entry(self, territory_id: int | None) -> Entry | None:
        """The agency's row for a territory; None while there is none."""
        return next((e for e in self.own if e.row.territory_id == territory_id), None)


@dataclass(frozen=True)
class IndicatorPart:
    """The agency's part of one indicator. `submission` is None before the first answer;
    `statuses` are those of all agencies' parts, where one indicator was asked for."""

    indicator: Indicator
    cluster: Cluster
    questions: tuple[QuestionPart, ...]
    submission: Submission | None
    opening: calendar.Opening
    agency: Agency
    statuses: Mapping[int, str] = field(default_factory=dict)

    @property
    def status(self) -> str:
        """Code of the state chip."""
        is_answered = any(q.answered for q in self.questions)
        if self.submission is None or (self.submission.status == Status.DRAFT and not is_answered):
            return EMPTY
        return self.submission.status

    @property
    def is_editable(self) -> bool:
        """Whether status and calendar let the agency write (in a window: what it lists)."""
        status = Status(self.submission.status if self.submission else Status.DRAFT)
        return self.opening.is_open and (status in EDITABLE or self._is_reopened(status))

    def may_write(self, question_code: str) -> bool:
        """Whether this very question may be written."""
        return self.is_editable and self.opening.covers(question_code, self.agency.pk)

    def _is_reopened(self, status: Status) -> bool:
        """Whether the first write takes back a part that was sent before its window opened."""
        window, moved_at = self.opening.window, getattr(self.submission, "last_at", None)
        return window is not None and is_reopened(status, moved_at, window.opens_at)

    @property
    def points(self) -> ledgers.Points:
        """The three ledgers over the agency's questions of the indicator."""
        return ledgers.add(q.record.score.points for q in self.questions)

    @property
    def problems(self) -> tuple[Problem, ...]:
        return tuple(problem for question in self.questions for problem in question.problems)

    @property
    def doubts(self) -> tuple[Problem, ...]:
        """What may be taken for no proof although nothing is missing."""
        return tuple(doubt for question in self.questions for doubt in question.doubts)

    @property
    def answered_count(self) -> int:
        return sum(bool(q.answered) for q in self.questions)

    @property
    def open_count(self) -> int:
        return sum(q.is_open for q in self.questions)

    @property
    def lacking_evidence(self) -> int:
        """Questions that earn points but lack usable evidence."""
        return sum(q.lacks_evidence for q in self.questions)

    @property
    def is_returned(self) -> bool:
        return self.status == Status.RETURNED

    @property
    def others(self) -> tuple[str, ...]:
        """Abbreviations of the agencies that answer here too."""
        names = (a.abbreviation for q in self.questions for a in q.record.agencies)
        return tuple(dict.fromkeys(name for name in names if name != self.agency.abbreviation))

    @property
    def first_open(self) -> QuestionPart | None:
        return next((q for q in self.questions if q.is_open), None)

    def question(self, code: str) -> QuestionPart | None:
        return next((q for q in self.questions if q.question.code == code), None)


def indicator_parts(actor: Actor, cycle: Cycle, agency: Agency) -> tuple[IndicatorPart, ...]:
    """Every indicator of which the agency answers a question, in the instrument's order."""
    asked = asked_beside(cycle, agency)
    questions = [q for q in instrument_of(cycle).questions if q.code in asked.agencies]
    return _parts(actor, cycle, agency, question_records(cycle, questions, asked))


def indicator_part(
    actor: Actor, cycle: Cycle, agency: Agency, indicator: Indicator
) -> IndicatorPart | None:
    """The agency's part of one indicator, with the statuses of all its agencies; None when nothing
    there is assigned to it."""
    rows = Submission.objects.filter(cycle=cycle, indicator_code=indicator.code)
    every = {row.agency_id: row for row in _with_steps(rows)}
    own = {indicator.code: every[agency.pk]} if agency.pk in every else {}
    parts = _parts(actor, cycle, agency, question_records(cycle, indicator.questions), own)
    if not parts:
        return None
    return replace(parts[0], statuses={pk: row.status for pk, row in every.items()})


def agency_opening(
    cycle: Cycle, agency: Agency, parts: Iterable[IndicatorPart], actor: Actor
) -> calendar.Opening:
    """The agency's time over all its indicators: the latest that any of them has."""
    whole = calendar.filling(
        schedule_of(cycle), (), agency_id=agency.pk, indicator_code="", at=actor.at
    )
    openings = [whole, *(part.opening for part in parts)]
    return max(openings, key=lambda o: o.until or schedule_of(cycle).filling_opens_at)


def time_left(opening: calendar.Opening, actor: Actor) -> timedelta | None:
    return None if opening.until is None else opening.until - actor.at


def evidence_problem(evidence: Evidence) -> str:
    """What speaks against a citation, in words; empty when nothing does."""
    if evidence.citation.state == Citation.CitationState.REFUSED:
        return f"Ditolak: {evidence.citation.reason}"
    found = evidence.objection
    return "" if found in (None, Objection.KIND) else found.label


def _parts(
    actor: Actor,
    cycle: Cycle,
    agency: Agency,
    records: Mapping[str, QuestionRecord],
    submissions: Mapping[str, Submission] | None = None,
) -> tuple[IndicatorPart, ...]:
    instrument = instrument_of(cycle)
    mine = [r for r in records.values() if any(a.pk == agency.pk for a in r.agencies)]
    by_indicator: dict[str, list[QuestionPart]] = {}
    for record in mine:
        code = instrument.indicator_of(record.question.code).code
        by_indicator.setdefault(code, []).append(_question_part(record, agency))
    if submissions is None:
        submissions = _submissions(actor, cycle, agency, by_indicator)
    schedule, windows = schedule_of(cycle), windows_of(cycle, actor.at)
    granted = () if windows else extensions_of(cycle, agency.pk)

    def opening(code: str) -> calendar.Opening:
        return calendar.filling(
            schedule,
            granted,
            agency_id=agency.pk,
            indicator_code=code,
            windows=windows,
            at=actor.at,
        )

    return tuple(
        IndicatorPart(
            indicator=instrument.indicator_of(found[0].question.code),
            cluster=instrument.cluster_of(code),
            questions=tuple(found),
            submission=submissions.get(code),
            opening=opening(code),
            agency=agency,
        )
        for code, found in by_indicator.items()
    )


def _submissions(
    actor: Actor, cycle: Cycle, agency: Agency, codes: Iterable[str]
) -> Mapping[str, Submission]:
    """The agency's submissions by indicator."""
    rows = policies.visible_submissions(actor).filter(
        cycle=cycle, agency=agency, indicator_code__in=list(codes)
    )
    return {row.indicator_code: row for row in _with_steps(rows)}


def _with_steps(rows: QuerySet[Submission]) -> QuerySet[Submission]:
    """Submissions with the last step of their history as `last_*`, when they were last returned,
    and their open remarks."""
    last = StatusChange.objects.filter(submission=OuterRef("pk")).order_by("-at", "-pk")
    returned = last.filter(target=Status.RETURNED)
    return with_open_notes(rows).annotate(
        last_id=Subquery(last.values("pk")[:1]),
        last_by=Subquery(last.values("by_label")[:1]),
        last_by_id=Subquery(last.values("by_id")[:1]),
        returned_at=Subquery(returned.values("at")[:1]),
        last_at=Subquery(last.values("at")[:1]),
        last_reason=Subquery(last.values("reason")[:1]),
    )


def _question_part(record: QuestionRecord, agency: Agency) -> QuestionPart:
    own = tuple(entry for entry in record.entries if entry.row.agency_id == agency.pk)
    return QuestionPart(record, own, tuple(_problems(record, own)), tuple(_doubts(record, own)))


def _doubts(record: QuestionRecord, own: Sequence[Entry]) -> Iterable[Problem]:
    """Documents of the agency whose kind does not fit the item that they are given for."""
    for entry in own:
        for item in entry.items:
            for evidence in item.evidence:
                warning = item_warning(record.question, evidence.citation)
                if warning:
                    text = f"“{evidence.citation.document.title}” untuk {item.name}: {warning}"
                    yield Problem(ProblemKind.DOUBT, record.question, text, entry.row.territory_id)


def _problems(record: QuestionRecord, own: Sequence[Entry]) -> Iterable[Problem]:
    question = record.question
    given = [entry for entry in own if entry.answer is not None]
    if not given:
        yield Problem(ProblemKind.UNANSWERED, question, "Belum dijawab")
    for entry in given:
        lacking = answers.missing(question, entry.answer)
        if lacking:
            text = f"Isian belum lengkap: {', '.join(lacking)}"
            yield Problem(ProblemKind.HALF, question, text, entry.row.territory_id)
    if any(entry.award is not None and entry.award.points for entry in given):
        for item in record.items:
            if item.mark in ("none", "bad"):
                yield Problem(ProblemKind.EVIDENCE, question, _evidence_text(item))


def _evidence_text(item: Item) -> str:
    if not item.evidence:
        return f"Bukti belum ada: {item.name}"
    reasons = dict.fromkeys(evidence_problem(e) for e in item.evidence)
    return f"{item.name}: {'; '.join(reason for reason in reasons if reason)}"
