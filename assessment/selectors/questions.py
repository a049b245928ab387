"""Questions of a cycle with everything stored behind them: answers, evidence, decision, points.

Four queries for any number of questions. The cycle comes from policies.visible_cycles; whether the
reader may see documents by name is decided by the caller (`Evidence` can be shown without them).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from agencies.models import Agency
from assessment.core import answers, consolidation, ledgers, scoring
from assessment.core.instrument import Question
from assessment.core.rules import Award
from assessment.models import Assignment, Citation, Contribution, Cycle, OfficialAnswer
from assessment.selectors import scores

State = Citation.CitationState
#: Longest narrative of an official answer (the service refuses more).
LONGEST_NARRATIVE = 10_000


@dataclass(frozen=True, slots=True)
class Evidence:
    """A citation as reviewers read it."""

    citation: Citation
    is_in_window: bool

    @property
    def is_proof(self) -> bool:
        return self.is_in_window and self.citation.state == State.ACCEPTED


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
        """Class of the row: ok, wait (something to judge), bad (only useless), none."""
        if self.is_proven:
            return "ok"
        if any(e.citation.state == State.PENDING and e.is_in_window for e in self.evidence):
            return "wait"
        return "bad" if self.evidence else "none"


@dataclass(frozen=True, slots=True)
class Entry:
    """What one agency (for one territory) answers, in words, with its points and evidence."""

    row: Contribution
    typed: consolidation.Contribution
    words: str
    award: Award | None
    items: tuple[Item, ...]

    @property
    def source(self) -> consolidation.Source:
        return self.typed.source

    @property
    def answer(self) -> answers.Answer | None:
        return self.typed.answer

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
        """That of the answers as they are now; a decision carries the one it saw."""
        return consolidation.fingerprint(self.state.contributions)


def question_records(cycle: Cycle, questions: Sequence[Question]) -> dict[str, QuestionRecord]:
    """Records by code, in the order given."""
    codes = [question.code for question in questions]
    assigned = _assigned(cycle, codes)
    rows = _contributions(cycle, codes)
    evidence = _evidence(cycle, codes)
    decided = OfficialAnswer.objects.filter(cycle=cycle, question_code__in=codes)
    officials = {row.question_code: row for row in decided.select_related("decided_by")}
    return {
        q.code: _record(
            q,
            assigned.get(q.code, ()),
            [_entry(q, row, evidence.get(row.pk, ())) for row in rows.get(q.code, ())],
            officials.get(q.code),
        )
        for q in questions
    }


def changed_since(entry: Entry, instant: datetime | None) -> bool:
    """Whether the answer or note was saved after an instant; False when there is none."""
    return instant is not None and entry.row.updated_at > instant


def _record(
    question: Question,
    agencies: tuple[Agency, ...],
    entries: list[Entry],
    official: OfficialAnswer | None,
) -> QuestionRecord:
    names = [scores.agency_key(agency) for agency in agencies]
    valid = [entry for entry in entries if entry.source.agency in names]
    items = _items(question, [e for entry in valid for item in entry.items for e in item.evidence])
    state = scores.question_state(
        question,
        tuple(entry.typed for entry in entries),
        names,
        official,
        frozenset(item.position for item in items if item.is_proven),
    )
    score = ledgers.score_question(question, state.facts)
    return QuestionRecord(question, agencies, tuple(entries), items, state, score)


def _entry(question: Question, row: Contribution, evidence: Iterable[Evidence]) -> Entry:
    typed = scores.to_core(question, row)
    return Entry(
        row=row,
        typed=typed,
        words=scoring.describe(question, typed.answer),
        award=scoring.award(question, typed.answer),
        items=_items(question, evidence),
    )


def _items(question: Question, evidence: Iterable[Evidence]) -> tuple[Item, ...]:
    found: dict[int, list[Evidence]] = defaultdict(list)
    for piece in evidence:
        found[piece.citation.item].append(piece)
    return tuple(
        Item(position, name, tuple(found.get(position, ())))
        for position, name in enumerate(question.evidence)
    )


def _assigned(cycle: Cycle, codes: list[str]) -> Mapping[str, tuple[Agency, ...]]:
    found: dict[str, list[Agency]] = defaultdict(list)
    rows = Assignment.objects.filter(cycle=cycle, question_code__in=codes)
    for row in rows.select_related("agency"):
        found[row.question_code].append(row.agency)
    return {code: tuple(agencies) for code, agencies in found.items()}


def _contributions(cycle: Cycle, codes: list[str]) -> Mapping[str, list[Contribution]]:
    found: dict[str, list[Contribution]] = defaultdict(list)
    rows = Contribution.objects.filter(cycle=cycle, question_code__in=codes)
    for row in rows.select_related("agency", "territory", "updated_by").order_by(
        "agency__abbreviation", "territory__name", "pk"
    ):
        found[row.question_code].append(row)
    return found


def _evidence(cycle: Cycle, codes: list[str]) -> Mapping[int, list[Evidence]]:
    """Evidence by contribution."""
    rows = Citation.objects.filter(
        contribution__cycle=cycle, contribution__question_code__in=codes
    ).select_related("document__file", "decided_by")
    found: dict[int, list[Evidence]] = defaultdict(list)
    for row in rows:
        document = row.document
        valid = scores.in_window(cycle, document.date, document.valid_until)
        found[row.contribution_id].append(Evidence(row, valid))
    return found
