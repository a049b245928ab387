"""The score of a cycle from its stored rows: contributions, decisions, evidence, matrices, marks.

Five queries whatever the number of agencies and rows, six once a decision has kept a matrix;
everything else is core arithmetic, remembered by the very values of the rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from agencies.models import Agency
from assessment.core import answers, consolidation, evidence, ledgers
from assessment.core.instrument import Instrument, Question
from assessment.models import (
    Contribution,
    Cycle,
    OfficialAnswer,
)
from assessment.selectors.cited import Cited as Cited
from assessment.selectors.cited import Proof as Proof
from assessment.selectors.cited import State, StoredCitation, citations_of, judged
from assessment.selectors.cited import cited as cited
from assessment.selectors.cited import proofs as proofs
from assessment.selectors.cycles import Assignments, assignments
from assessment.selectors.cycles import in_window as in_window
from assessment.selectors.cycles import period_of as period_of
from assessment.selectors.instruments import instrument_of
from assessment.selectors.linked_programs import NO_MATRIX, Matrix, matrices
from assessment.selectors.marks import marks_of
from assessment.selectors.rulings import Officials, Ruling, StoredRuling, officials_of, ruling
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
from assessment.selectors.stored_columns import Rows, fetch

#: An agency that answers a question: id and key.
Asked = tuple[int, str]
#: Cycles whose score is remembered; one of a full city takes about two megabytes.
REMEMBERED = 16


class Stale(StrEnum):
    """What changed under a decision."""

    ANSWERS = "answers"
    MATRIX = "matrix"
    EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True)
class QuestionState:
    """Everything stored about one question of a cycle, typed. `stale` is empty for a standing
    decision and for none. In the state of a cycle only decisions have their `matrix`."""

    question: Question
    contributions: tuple[consolidation.Contribution, ...]
    proposal: consolidation.Proposal
    officials: Mapping[str, OfficialAnswer]
    facts: ledgers.QuestionFacts
    matrix: Matrix = NO_MATRIX
    stale: tuple[Stale, ...] = ()
    #: Keys of the agencies that have answered.
    answering: frozenset[str] = frozenset()

    @property
    def official(self) -> OfficialAnswer | None:
        """The decision as it is stored; made only where somebody reads more than the points."""
        return self.officials.get(self.question.code)

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
    refused: frozenset[str]
    weighed: WeighedCycle

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
    officials: Officials
    citations: tuple[StoredCitation, ...]
    matrices: Mapping[str, Matrix]
    marks: ledgers.Marks

    @property
    def values(self) -> RowValues:
        asked = self.assignments.by_question.items()
        return RowValues(
            answers=self.answers,
            rulings=self.officials.rulings,
            citations=self.citations,
            asked=tuple((code, tuple(map(_asked, agencies))) for code, agencies in asked),
            matrices=tuple(self.matrices.items()),
            marks=self.marks,
        )


@dataclass(frozen=True, slots=True)
class RowValues:
    """The stored rows as values that are known again; `asked` names agencies by question."""

    answers: tuple[StoredAnswer, ...]
    rulings: tuple[StoredRuling, ...]
    citations: tuple[StoredCitation, ...]
    asked: tuple[tuple[str, tuple[Asked, ...]], ...]
    matrices: tuple[tuple[str, Matrix], ...]
    marks: ledgers.Marks


@dataclass(frozen=True, slots=True)
class Weighed:
    """What follows from the stored rows of one question."""

    reading: Reading
    facts: ledgers.QuestionFacts
    stale: tuple[Stale, ...]
    answering: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class WeighedCycle:
    """What follows from the stored rows of a cycle, without the rows themselves. The same rows give
    the same object, so that what follows from it in turn can be remembered by it; `asked` names
    agencies, by id and key, by question."""

    asked: Mapping[str, tuple[Asked, ...]]
    questions: Mapping[str, Weighed]
    score: ledgers.Score
    cited: tuple[Cited, ...]
    refused: frozenset[str]


def cycle_state(cycle: Cycle, assigned: Assignments | None = None) -> CycleState:
    """State and score of a cycle; assignments may be handed in."""
    return state_under(cycle, instrument_of(cycle), stored_rows(cycle, assigned))


def stored_rows(cycle: Cycle, assigned: Assignments | None = None) -> StoredRows:
    officials = officials_of(cycle)
    return StoredRows(
        assignments=assigned or assignments(cycle),
        answers=tuple(fetch(_given, cycle.pk)),
        officials=officials,
        citations=citations_of(cycle),
        matrices=matrices(cycle, officials.with_matrix(instrument_of(cycle).questions)),
        marks=marks_of(cycle),
    )


def _given(cycle_id: int) -> Rows:
    return stored_answers(Contribution.objects.filter(cycle_id=cycle_id))


def state_under(cycle: Cycle, instrument: Instrument, rows: StoredRows) -> CycleState:
    """State and score that the stored rows have under a version. No query."""
    found = weighed_cycle(instrument, period_of(cycle), rows.values)
    questions = {
        question.code: _state(
            question,
            found.questions[question.code],
            rows.officials,
            rows.matrices.get(question.code, NO_MATRIX),
        )
        for question in instrument.questions
    }
    return CycleState(
        cycle=cycle,
        instrument=instrument,
        assignments=rows.assignments,
        questions=questions,
        score=found.score,
        cited=found.cited,
        refused=found.refused,
        weighed=found,
    )


@lru_cache(maxsize=REMEMBERED)
def weighed_cycle(instrument: Instrument, period: evidence.Period, rows: RowValues) -> WeighedCycle:
    """A pure function of what was stored: a changed row is another key, so nothing goes stale."""
    given, asked = by_question(rows.answers), dict(rows.asked)
    citations = judged(instrument, period, rows.citations)
    found, matrix_of = proofs(citations), dict(rows.matrices)
    rulings = {row[0]: ruling(row) for row in rows.rulings}
    questions = {
        question.code: _weighed(
            question,
            reading_of(
                question,
                given.get(question.code, ()),
                tuple(key for _, key in asked.get(question.code, ())),
            ),
            rulings.get(question.code),
            found.get(question.code, ()),
            matrix_of.get(question.code, NO_MATRIX),
        )
        for question in instrument.questions
    }
    facts = {code: state.facts for code, state in questions.items()}
    score = ledgers.score(instrument, facts, rows.marks)
    refused = frozenset(row[2] for row in rows.citations if row[4] == State.REFUSED)
    return WeighedCycle(asked, questions, score, citations, refused)


def _asked(agency: Agency) -> Asked:
    return agency.pk, agency_key(agency)


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
    officials = {} if official is None else {question.code: official}
    return _state(question, _weighed(question, found, official, proofs, matrix), officials, matrix)


def _state(
    question: Question, found: Weighed, officials: Mapping[str, OfficialAnswer], matrix: Matrix
) -> QuestionState:
    return QuestionState(
        question=question,
        contributions=found.reading.contributions,
        proposal=found.reading.proposal,
        officials=officials,
        facts=found.facts,
        matrix=matrix,
        stale=found.stale,
        answering=found.answering,
    )


def _weighed(
    question: Question,
    reading: Reading,
    official: OfficialAnswer | Ruling | None,
    proofs: tuple[Proof, ...],
    matrix: Matrix,
) -> Weighed:
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
    given = (c for c in reading.contributions if answers.is_answered(c.answer))
    return Weighed(reading, facts, stale, frozenset(c.source.agency for c in given))


def stored_state(cycle: Cycle, question: Question) -> QuestionState:
    """The state of one question without its decision and evidence. At most four queries."""
    code = question.code
    names = [agency_key(agency) for agency in assignments(cycle, [code]).agencies(code)]
    found = contributions_by_question(cycle, [code]).get(code, ())
    matrix = matrices(cycle, [question]).get(code, NO_MATRIX)
    return question_state(question, found, names, None, (), matrix)


def is_chosen(official: OfficialAnswer | Ruling | None, citation_id: int) -> bool:
    """Whether a citation goes with the official answer; all do until some are chosen."""
    return official is None or official.evidence is None or citation_id in official.evidence


def _stale(
    official: OfficialAnswer | Ruling, reading: Reading, proofs: tuple[Proof, ...], matrix: Matrix
) -> tuple[Stale, ...]:
    accepted = {proof.citation_id for proof in proofs}
    causes = (
        (Stale.ANSWERS, official.fingerprint != reading.fingerprint),
        (Stale.MATRIX, official.matrix is not None and official.matrix != matrix.stamps),
        (Stale.EVIDENCE, not accepted.issuperset(official.evidence or ())),
    )
    return tuple(cause for cause, is_so in causes if is_so)
