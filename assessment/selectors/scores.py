"""The score of a cycle from its stored rows: contributions, decisions, evidence, marks.

Four queries whatever the number of agencies and rows; everything else is core arithmetic.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef

from assessment.core import answers, consolidation, ledgers
from assessment.core.instrument import Instrument, Question
from assessment.models import Assignment, Citation, Contribution, Cycle, Mark, OfficialAnswer
from assessment.selectors.cycles import Assignments, assignments
from assessment.selectors.instruments import instrument_of

STAGE_ORDER = (Mark.Stage.VA, Mark.Stage.FIELD, Mark.Stage.FINAL)


@dataclass(frozen=True, slots=True)
class QuestionState:
    """Everything stored about one question of a cycle, typed."""

    question: Question
    contributions: tuple[consolidation.Contribution, ...]
    proposal: consolidation.Proposal
    official: OfficialAnswer | None
    facts: ledgers.QuestionFacts


@dataclass(frozen=True)
class CycleState:
    """The stored state of a whole cycle and its score."""

    instrument: Instrument
    assignments: Assignments
    questions: Mapping[str, QuestionState]
    score: ledgers.Score


def cycle_state(cycle: Cycle, assigned: Assignments | None = None) -> CycleState:
    """State and score of a cycle."""
    instrument = instrument_of(cycle)
    assigned = assigned or assignments(cycle)
    contributions = contributions_by_question(cycle)
    officials = {row.question_code: row for row in _officials(cycle)}
    proven = proven_items(cycle)
    questions = {
        question.code: question_state(
            question,
            contributions.get(question.code, ()),
            [agency_key(a) for a in assigned.agencies(question.code)],
            officials.get(question.code),
            proven.get(question.code, frozenset()),
        )
        for question in instrument.questions
    }
    facts = {code: state.facts for code, state in questions.items()}
    score = ledgers.score(instrument, facts, marks_of(cycle))
    return CycleState(instrument, assigned, questions, score)


def cycle_score(cycle: Cycle) -> ledgers.Score:
    return cycle_state(cycle).score


def question_state(
    question: Question,
    contributions: tuple[consolidation.Contribution, ...],
    agencies: list[str],
    official: OfficialAnswer | None,
    proven: frozenset[int],
) -> QuestionState:
    """State of one question; `agencies` in order of assignment."""
    contributions = valid_contributions(contributions, agencies)
    proposal = consolidation.propose(question, contributions, agencies)
    if official is None:
        facts = ledgers.QuestionFacts(proposed=proposal.answer, proven_items=proven)
    else:
        facts = ledgers.QuestionFacts(
            official=answers.validate(question, official.answer),
            is_decided=True,
            is_stale=official.fingerprint != consolidation.fingerprint(contributions),
            proposed=proposal.answer,
            proven_items=proven,
        )
    return QuestionState(question, contributions, proposal, official, facts)


def contributions_by_question(
    cycle: Cycle, codes: Iterable[str] | None = None
) -> dict[str, tuple[consolidation.Contribution, ...]]:
    """Typed contributions of a cycle by question code; only those codes when given. One query."""
    instrument = instrument_of(cycle)
    rows = Contribution.objects.filter(cycle=cycle).select_related("agency", "territory")
    if codes is not None:
        rows = rows.filter(question_code__in=list(codes))
    found: dict[str, list[consolidation.Contribution]] = defaultdict(list)
    for row in rows:
        question = instrument.question(row.question_code)
        if question is not None:
            found[row.question_code].append(to_core(question, row))
    return {code: tuple(rows) for code, rows in found.items()}


def valid_contributions(
    contributions: Iterable[consolidation.Contribution], agencies: Collection[str]
) -> tuple[consolidation.Contribution, ...]:
    """Those of the agencies that answer the question; what others once wrote nobody can correct."""
    return tuple(c for c in contributions if c.source.agency in agencies)


def to_core(question: Question, row: Contribution) -> consolidation.Contribution:
    """A stored contribution as the core reads it. Needs agency and territory selected."""
    territory = row.territory.name if row.territory else ""
    source = consolidation.Source(agency_key(row.agency), territory)
    identity = f"{row.agency_id}/{row.territory_id or ''}"
    return consolidation.Contribution(source, answers.validate(question, row.answer), identity)


def agency_key(agency: object) -> str:
    """The name by which consolidation knows an agency: its abbreviation in this city."""
    return str(agency)


def proven_items(cycle: Cycle, codes: Iterable[str] | None = None) -> dict[str, frozenset[int]]:
    """Evidence items with an accepted citation of a document dated in the window. One query.

    Only of agencies that answer the question.
    """
    answers_it = Assignment.objects.filter(
        cycle=cycle,
        question_code=OuterRef("contribution__question_code"),
        agency=OuterRef("contribution__agency"),
    )
    rows = Citation.objects.filter(
        Exists(answers_it), contribution__cycle=cycle, state=Citation.CitationState.ACCEPTED
    )
    if codes is not None:
        rows = rows.filter(contribution__question_code__in=list(codes))
    found: dict[str, set[int]] = defaultdict(set)
    for code, item, dated, valid_until in rows.values_list(
        "contribution__question_code", "item", "document__date", "document__valid_until"
    ):
        if in_window(cycle, dated, valid_until):
            found[code].add(item)
    return {code: frozenset(items) for code, items in found.items()}


def in_window(cycle: Cycle, dated: date | None, valid_until: date | None = None) -> bool:
    """Whether a document counts for the evaluated years.

    Dated inside the window; or dated before it and expressly in force into the window
    (a regulation or decree with a validity date). Without a date it counts for nothing.
    """
    if dated is None or dated > cycle.window_end:
        return False
    return dated >= cycle.window_start or (
        valid_until is not None and valid_until >= cycle.window_start
    )


def marks_of(cycle: Cycle) -> ledgers.Marks:
    """Verified points by indicator: of each the latest stage. One query."""
    best: dict[str, tuple[int, Decimal]] = {}
    for code, stage, hundredths in Mark.objects.filter(cycle=cycle).values_list(
        "indicator_code", "stage", "hundredths"
    ):
        order = STAGE_ORDER.index(Mark.Stage(stage))
        if code not in best or order > best[code][0]:
            best[code] = (order, Decimal(hundredths) / 100)
    return ledgers.Marks({code: points for code, (_, points) in best.items()})


def _officials(cycle: Cycle) -> Iterable[OfficialAnswer]:
    return OfficialAnswer.objects.filter(cycle=cycle).select_related("decided_by")
