"""Questions of a cycle with everything stored behind them: answers, evidence, decision, points.

Four queries for any number of questions. The cycle comes from policies.visible_cycles; whether the
reader may see documents by name is decided by the caller (`Evidence` can be shown without them).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import F, Q

from agencies.models import Agency
from assessment.core import answers, consolidation, ledgers, scoring
from assessment.core.asked import asked_facts
from assessment.core.evidence import Objection, objection
from assessment.core.instrument import Question
from assessment.core.rules import Award
from assessment.models import (
    Citation,
    Contribution,
    Cycle,
    LowerValue,
    OfficialAnswer,
)
from assessment.selectors import scores
from assessment.selectors.asked import Asked, asked_of
from assessment.selectors.cited import IN_TIME
from assessment.selectors.instruments import instrument_of
from assessment.selectors.linked_programs import NO_MATRIX, Matrix, matrices

State = Citation.CitationState
#: Longest narrative of an official answer (the service refuses more).
LONGEST_NARRATIVE = 10_000


@dataclass(frozen=True, slots=True)
class Evidence:
    """A citation as reviewers read it; `is_chosen` says that it goes with the official answer,
    `also_in` are the other questions that cite the document."""

    citation: Citation
    objection: Objection | None
    is_chosen: bool = True
    also_in: tuple[str, ...] = ()

    @property
    def is_in_window(self) -> bool:
        return self.objection in IN_TIME

    @property
    def is_accepted(self) -> bool:
        return self.citation.state == State.ACCEPTED

    @property
    def counts(self) -> bool:
        """Of a fitting kind and in time."""
        return self.objection is None

    @property
    def is_proof(self) -> bool:
        return self.counts and self.is_accepted and self.is_chosen


@dataclass(frozen=True, slots=True)
class Item:
    """One demanded kind of evidence and the documents given for it."""

    position: int
    name: str
    evidence: tuple[Evidence, ...]

    @property
    def is_proven(self) -> bool:
        return any(e.is_proof for e in self.evidence)

    @property
    def mark(self) -> str:
        """Class of the row: ok, wait (something to judge), out (proof that does not go with the
        official answer), bad (only useless), none."""
        if self.is_proven:
            return "ok"
        if any(e.counts and e.is_accepted for e in self.evidence):
            return "out"
        if any(e.citation.state == State.PENDING and e.is_in_window for e in self.evidence):
            return "wait"
        return "bad" if self.evidence else "none"


@dataclass(frozen=True, slots=True)
class Lowered:
    """The lower value beside an answer; it `counts` while the answer is the one it speaks of."""

    row: LowerValue
    words: str
    award: Award | None
    from_words: str
    counts: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """What one agency (for one territory) answers, in words, with its points and evidence.

    `answer` is the agency's own; `typed` holds what counts, a lower value where one was accepted.
    """

    row: Contribution
    typed: consolidation.Contribution
    answer: answers.Answer | None
    words: str
    award: Award | None
    items: tuple[Item, ...]
    lowered: Lowered | None = None

    @property
    def source(self) -> consolidation.Source:
        return self.typed.source

    @property
    def is_answered(self) -> bool:
        return answers.is_answered(self.answer)

    @property
    def lacking(self) -> int:
        """Demanded kinds of evidence for which the agency gives nothing usable."""
        return sum(item.mark in ("none", "bad") for item in self.items)


@dataclass(frozen=True, slots=True)
class QuestionRecord:
    """A question with its contributors, entries, state and points."""

    question: Question
    agencies: tuple[Agency, ...]
    entries: tuple[Entry, ...]
    items: tuple[Item, ...]
    state: scores.QuestionState
    score: ledgers.QuestionScore

    @property
    def official(self) -> OfficialAnswer | None:
        return self.state.official

    @property
    def missing_agencies(self) -> tuple[Agency, ...]:
        answered = {entry.row.agency_id for entry in self.entries if entry.is_answered}
        return tuple(agency for agency in self.agencies if agency.pk not in answered)

    @property
    def official_words(self) -> str:
        return scoring.describe(self.question, self.state.facts.official)

    @property
    def proposed_words(self) -> str:
        return scoring.describe(self.question, self.state.proposal.answer)

    @property
    def suggested_narrative(self) -> str:
        """What the agencies wrote for the report, one paragraph each."""
        notes = [f"{e.source.label}: {e.row.note}" for e in self.entries if e.row.note]
        return "\n\n".join(notes)[:LONGEST_NARRATIVE].strip()

    @property
    def fingerprint(self) -> str:
        """That of the answers and the matrix as they are now; a decision names the one it saw."""
        return self.state.fingerprint


def question_records(
    cycle: Cycle,
    questions: Sequence[Question],
    asked: Asked | None = None,
    *,
    with_matrices: bool = False,
) -> dict[str, QuestionRecord]:
    """Records by code, in the order given; `asked` spares a query to whoever knows it. Matrices of
    decisions are always there, those of other questions, which only a decision needs, if wanted."""
    instrument = instrument_of(cycle)
    loaded = instrument.with_conditions(questions)
    codes = [question.code for question in loaded]
    asked = asked or asked_of(cycle, codes)
    assigned, officials = asked.agencies, asked.officials
    answers_of = _contributions(cycle, codes)
    evidence = _evidence(cycle, loaded, officials)
    decided = {code for code, row in officials.items() if row.matrix is not None}
    linked = matrices(cycle, [q for q in questions if with_matrices or q.code in decided])
    stored = {
        q.code: _stored(
            q,
            assigned.get(q.code, ()),
            [_entry(q, row, evidence.get(row.pk, ())) for row in answers_of.get(q.code, ())],
            officials.get(q.code),
            linked.get(q.code, NO_MATRIX),
        )
        for q in loaded
    }
    facts = asked_facts(loaded, {code: one.state.facts for code, one in stored.items()})
    return {
        q.code: replace(
            stored[q.code],
            score=ledgers.score_question(q, facts[q.code], instrument.not_applicable),
        )
        for q in questions
    }


def changed_since(entry: Entry, instant: datetime | None) -> bool:
    """Whether the answer or note was saved after an instant; False when there is none."""
    return instant is not None and entry.row.updated_at > instant


def _stored(
    question: Question,
    agencies: tuple[Agency, ...],
    entries: list[Entry],
    official: OfficialAnswer | None,
    matrix: Matrix,
) -> QuestionRecord:
    names = [scores.agency_key(agency) for agency in agencies]
    valid = [entry for entry in entries if entry.source.agency in names]
    evidence = [e for entry in valid for item in entry.items for e in item.evidence]
    state = scores.question_state(
        question,
        tuple(entry.typed for entry in entries),
        names,
        official,
        tuple(
            scores.Proof(e.citation.pk, e.citation.item, e.counts)
            for e in evidence
            if e.is_accepted
        ),
        matrix,
    )
    score = ledgers.score_question(question, state.facts)
    items = _items(question, evidence)
    return QuestionRecord(question, agencies, tuple(entries), items, state, score)


def _entry(question: Question, row: Contribution, evidence: Iterable[Evidence]) -> Entry:
    own = answers.read_stored(question, row.answer)
    return Entry(
        row=row,
        typed=scores.to_core(question, row),
        answer=own,
        words=scoring.describe(question, own),
        award=scoring.award(question, own),
        items=_items(question, evidence),
        lowered=_lowered(question, row, own),
    )


def _lowered(question: Question, row: Contribution, own: answers.Answer | None) -> Lowered | None:
    lower: LowerValue | None = getattr(row, "lower_value", None)
    if lower is None:
        return None
    answer = answers.read_stored(question, lower.answer)
    speaks_of = answers.read_stored(question, lower.lowered_from)
    return Lowered(
        row=lower,
        words=scoring.describe(question, answer),
        award=scoring.award(question, answer),
        from_words=scoring.describe(question, speaks_of),
        counts=speaks_of == own,
    )


def _items(question: Question, evidence: Iterable[Evidence]) -> tuple[Item, ...]:
    found: dict[int, list[Evidence]] = defaultdict(list)
    for piece in evidence:
        found[piece.citation.item].append(piece)
    return tuple(
        Item(position, name, tuple(found.get(position, ())))
        for position, name in enumerate(question.evidence)
    )


def _contributions(cycle: Cycle, codes: list[str]) -> Mapping[str, list[Contribution]]:
    found: dict[str, list[Contribution]] = defaultdict(list)
    rows = Contribution.objects.filter(cycle=cycle, question_code__in=codes)
    beside = ("agency", "territory", "updated_by", "lower_value__decided_by")
    for row in rows.select_related(*beside).order_by(
        "agency__abbreviation", "territory__name", "pk"
    ):
        found[row.question_code].append(row)
    return found


def _evidence(
    cycle: Cycle, questions: Sequence[Question], officials: Mapping[str, OfficialAnswer]
) -> Mapping[int, list[Evidence]]:
    """Evidence by contribution, with the other questions of the cycle that cite its document."""
    by_code = {question.code: question for question in questions}
    everything = Citation.objects.filter(contribution__cycle=cycle)
    own = everything.filter(contribution__question_code__in=list(by_code)).order_by()
    rows = list(
        everything.filter(
            Q(contribution__question_code__in=list(by_code))
            | Q(document__in=own.values("document"))
        )
        .select_related("document__file", "decided_by", "contribution")
        .annotate(code=F("contribution__question_code"))
    )
    uses = in_order(cycle, ((row.document_id, row.code) for row in rows))
    found: dict[int, list[Evidence]] = defaultdict(list)
    for row in rows:
        question = by_code.get(row.code)
        if question is not None and row.item < len(question.evidence):
            is_chosen = scores.is_chosen(officials.get(row.code), row.pk)
            others = tuple(code for code in uses[row.document_id] if code != row.code)
            piece = Evidence(row, _objection(cycle, question, row), is_chosen, others)
            found[row.contribution_id].append(piece)
    return found


def in_order(cycle: Cycle, pairs: Iterable[tuple[int, str]]) -> Mapping[int, tuple[str, ...]]:
    """Codes of questions by document, in the instrument's order; codes it does not know are left
    out."""
    codes: dict[int, set[str]] = defaultdict(set)
    for document, code in pairs:
        codes[document].add(code)
    order = {q.code: place for place, q in enumerate(instrument_of(cycle).questions)}
    return {
        document: tuple(sorted(found & order.keys(), key=order.__getitem__))
        for document, found in codes.items()
    }


def _objection(cycle: Cycle, question: Question, row: Citation) -> Objection | None:
    document, period = row.document, scores.period_of(cycle)
    facts = (document.kind, document.date, document.valid_until)
    return objection(question.demand(row.item), *facts, period)
