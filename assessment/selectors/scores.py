"""The score of a cycle from its stored rows: contributions, decisions, evidence, matrices, marks.

Five queries whatever the number of agencies and rows, six once a decision has kept a matrix;
everything else is core arithmetic.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Exists, OuterRef

from assessment.core import answers, consolidation, evidence, ledgers
from assessment.core.demands import Validity
from assessment.core.instrument import Instrument, Question
from assessment.models import (
    Assignment,
    Citation,
    Contribution,
    Cycle,
    OfficialAnswer,
)
from assessment.selectors.cycles import Assignments, assignments
from assessment.selectors.instruments import instrument_of
from assessment.selectors.linked_programs import NO_MATRIX, Matrix, matrices
from assessment.selectors.marks import marks_of
from assessment.selectors.stored_answers import (
    Reading,
    StoredAnswer,
    by_question,
    read,
    reading_of,
    stored_answers,
)
from assessment.selectors.stored_answers import agency_key as agency_key
from assessment.selectors.stored_answers import (
    contributions_by_question as contributions_by_question,
)
from assessment.selectors.stored_answers import to_core as to_core
from assessment.selectors.stored_answers import valid_contributions as valid_contributions

#: Key, agency, question, item, state, whether its agency is asked, and of the document its kind,
#: date and end of validity.
StoredCitation = tuple[int, int, str, int, str, bool, str, date | None, date | None]
CITATION_FIELDS = (
    "pk",
    "contribution__agency_id",
    "contribution__question_code",
    "item",
    "state",
    "is_asked",
    "document__kind",
    "document__date",
    "document__valid_until",
)
State = Citation.CitationState
#: What may be said against a document that is of the demanded time.
IN_TIME = (None, evidence.Objection.KIND)


class Stale(StrEnum):
    """What changed under a decision."""

    ANSWERS = "answers"
    MATRIX = "matrix"
    EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True)
class Proof:
    """An accepted citation by an agency that answers the question; `counts` by its kind and
    date."""

    citation_id: int
    item: int
    counts: bool


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation that nobody refused; `is_asked` says that its agency answers the question,
    `is_in_time` that the document is of the time that its item demands."""

    citation_id: int
    agency_id: int
    question: str
    item: int
    counts: bool
    is_accepted: bool
    is_asked: bool
    is_in_time: bool


@dataclass(frozen=True, slots=True)
class QuestionState:
    """Everything stored about one question of a cycle, typed. `stale` is empty for a standing
    decision and for none. In the state of a cycle only decisions have their `matrix`."""

    question: Question
    contributions: tuple[consolidation.Contribution, ...]
    proposal: consolidation.Proposal
    official: OfficialAnswer | None
    facts: ledgers.QuestionFacts
    matrix: Matrix = NO_MATRIX
    stale: tuple[Stale, ...] = ()

    @property
    def choices(self) -> tuple[consolidation.Contribution, ...]:
        """Whole answers of which one may be taken; a territory's is no answer of the city."""
        return tuple(
            c
            for c in self.contributions
            if answers.is_answered(c.answer) and not c.source.territory
        )

    @property
    def fingerprint(self) -> str:
        """That of the answers and the matrix as they are now: what a person sees who decides."""
        return consolidation.fingerprint(self.contributions, self.matrix.stamps)


@dataclass(frozen=True)
class CycleState:
    """The stored state of a whole cycle and its score."""

    cycle: Cycle
    instrument: Instrument
    assignments: Assignments
    questions: Mapping[str, QuestionState]
    score: ledgers.Score
    cited: tuple[Cited, ...]
    #: Codes of the questions of which evidence was refused.
    refused: frozenset[str] = frozenset()

    @property
    def left_out(self) -> frozenset[int]:
        """Accepted citations that do not go with the official answer of their question."""
        officials = {code: state.official for code, state in self.questions.items()}
        return frozenset(
            row.citation_id
            for row in self.cited
            if row.is_accepted and not is_chosen(officials.get(row.question), row.citation_id)
        )


@dataclass(frozen=True, slots=True)
class StoredRows:
    """What the database holds of a cycle, read once; scored under any version of the instrument."""

    assignments: Assignments
    answers: tuple[StoredAnswer, ...]
    officials: Mapping[str, OfficialAnswer]
    citations: tuple[StoredCitation, ...]
    matrices: Mapping[str, Matrix]
    marks: ledgers.Marks


def cycle_state(cycle: Cycle, assigned: Assignments | None = None) -> CycleState:
    """State and score of a cycle; assignments may be handed in."""
    return state_under(cycle, instrument_of(cycle), stored_rows(cycle, assigned))


def stored_rows(cycle: Cycle, assigned: Assignments | None = None) -> StoredRows:
    officials = {row.question_code: row for row in _officials(cycle)}
    questions = instrument_of(cycle).questions
    return StoredRows(
        assignments=assigned or assignments(cycle),
        answers=tuple(stored_answers(Contribution.objects.filter(cycle=cycle))),
        officials=officials,
        citations=_citations(cycle),
        matrices=matrices(cycle, [q for q in questions if _has_matrix(officials.get(q.code))]),
        marks=marks_of(cycle),
    )


def state_under(cycle: Cycle, instrument: Instrument, rows: StoredRows) -> CycleState:
    """State and score that the stored rows have under a version. No query."""
    given = by_question(rows.answers)
    citations = _judged(instrument, period_of(cycle), rows.citations)
    found = proofs(citations)
    questions = {
        question.code: _state(
            question,
            reading_of(
                question,
                given.get(question.code, ()),
                tuple(agency_key(a) for a in rows.assignments.agencies(question.code)),
            ),
            rows.officials.get(question.code),
            found.get(question.code, ()),
            rows.matrices.get(question.code, NO_MATRIX),
        )
        for question in instrument.questions
    }
    facts = {code: state.facts for code, state in questions.items()}
    score = ledgers.score(instrument, facts, rows.marks)
    refused = frozenset(row[2] for row in rows.citations if row[4] == State.REFUSED)
    return CycleState(cycle, instrument, rows.assignments, questions, score, citations, refused)


def cycle_score(cycle: Cycle) -> ledgers.Score:
    return cycle_state(cycle).score


def question_state(
    question: Question,
    contributions: tuple[consolidation.Contribution, ...],
    agencies: list[str],
    official: OfficialAnswer | None,
    proofs: tuple[Proof, ...],
    matrix: Matrix = NO_MATRIX,
) -> QuestionState:
    """State of one question; `agencies` in order of assignment."""
    found = read(question, contributions, tuple(agencies))
    return _state(question, found, official, proofs, matrix)


def _state(
    question: Question,
    reading: Reading,
    official: OfficialAnswer | None,
    proofs: tuple[Proof, ...],
    matrix: Matrix,
) -> QuestionState:
    stale = () if official is None else _stale(official, reading, proofs, matrix)
    facts = ledgers.QuestionFacts(
        official=None if official is None else answers.read_stored(question, official.answer),
        is_decided=official is not None,
        is_stale=bool(stale),
        proposed=reading.proposal.answer,
        proven_items=frozenset(
            proof.item
            for proof in proofs
            if proof.counts and is_chosen(official, proof.citation_id)
        ),
    )
    given, proposal = reading.contributions, reading.proposal
    return QuestionState(question, given, proposal, official, facts, matrix, stale)


def stored_state(cycle: Cycle, question: Question) -> QuestionState:
    """The state of one question without its decision and evidence. At most four queries."""
    code = question.code
    names = [agency_key(agency) for agency in assignments(cycle, [code]).agencies(code)]
    found = contributions_by_question(cycle, [code]).get(code, ())
    matrix = matrices(cycle, [question]).get(code, NO_MATRIX)
    return question_state(question, found, names, None, (), matrix)


def _has_matrix(official: OfficialAnswer | None) -> bool:
    return official is not None and official.matrix is not None


def is_chosen(official: OfficialAnswer | None, citation_id: int) -> bool:
    """Whether a citation goes with the official answer; all do until some are chosen."""
    return official is None or official.evidence is None or citation_id in official.evidence


def _stale(
    official: OfficialAnswer, reading: Reading, proofs: tuple[Proof, ...], matrix: Matrix
) -> tuple[Stale, ...]:
    accepted = {proof.citation_id for proof in proofs}
    causes = (
        (Stale.ANSWERS, official.fingerprint != reading.fingerprint),
        (Stale.MATRIX, official.matrix is not None and official.matrix != matrix.stamps),
        (Stale.EVIDENCE, not accepted.issuperset(official.evidence or ())),
    )
    return tuple(cause for cause, is_so in causes if is_so)


def cited(cycle: Cycle, codes: Iterable[str] | None = None) -> tuple[Cited, ...]:
    """Citations of a cycle that are not refused; only of those questions when given. One query."""
    return _judged(instrument_of(cycle), period_of(cycle), _citations(cycle, codes))


def _citations(cycle: Cycle, codes: Iterable[str] | None = None) -> tuple[StoredCitation, ...]:
    asked = Assignment.objects.filter(
        cycle=cycle,
        question_code=OuterRef("contribution__question_code"),
        agency=OuterRef("contribution__agency"),
    )
    rows = Citation.objects.filter(contribution__cycle=cycle)
    if codes is not None:
        rows = rows.filter(contribution__question_code__in=list(codes))
    return tuple(rows.annotate(is_asked=Exists(asked)).values_list(*CITATION_FIELDS))


def _judged(
    instrument: Instrument, period: evidence.Period, rows: Iterable[StoredCitation]
) -> tuple[Cited, ...]:
    """Citations that are not refused, of items that the version demands, with whether they count
    for them."""
    found = []
    for pk, agency, code, item, state, is_asked, kind, dated, valid_until in rows:
        question = instrument.question(code)
        is_demanded = question is not None and item < len(question.evidence)
        if question is not None and is_demanded and state != State.REFUSED:
            demand = question.demand(item)
            lacks = evidence.objection(demand, kind, dated, valid_until, period)
            is_accepted, in_time = state == State.ACCEPTED, lacks in IN_TIME
            found.append(
                Cited(pk, agency, code, item, lacks is None, is_accepted, is_asked, in_time)
            )
    return tuple(found)


def proofs(rows: Iterable[Cited]) -> dict[str, tuple[Proof, ...]]:
    """What may prove, by question code."""
    found: dict[str, list[Proof]] = defaultdict(list)
    for row in rows:
        if row.is_accepted and row.is_asked:
            found[row.question].append(Proof(row.citation_id, row.item, row.counts))
    return {code: tuple(rows) for code, rows in found.items()}


def period_of(cycle: Cycle) -> evidence.Period:
    return evidence.Period(cycle.year, cycle.window_start, cycle.window_end)


def in_window(cycle: Cycle, dated: date | None, valid_until: date | None = None) -> bool:
    """Whether a document counts for the evaluated years.

    Dated inside the window; or dated before it and expressly in force into the window
    (a regulation or decree with a validity date). Without a date it counts for nothing.
    """
    return dated is not None and evidence.is_in_time(
        Validity.WINDOW, dated, valid_until, period_of(cycle)
    )


def _officials(cycle: Cycle) -> Iterable[OfficialAnswer]:
    return OfficialAnswer.objects.filter(cycle=cycle).select_related("decided_by")
