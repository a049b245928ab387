"""The assembly board as a list: filters, order, what comes next, what can be decided together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from agencies.actors import Actor
from agencies.models import Agency
from assessment import policies
from assessment.core import ledgers, scoring
from assessment.core.instrument import Cluster, Indicator, Question
from assessment.core.workflow import Status
from assessment.models import Cycle
from assessment.selectors import scores
from assessment.selectors.assembly import State, state_of
from assessment.selectors.consistency import consistency_findings
from assessment.selectors.questions import QuestionRecord, question_records

WANTED = (Status.SUBMITTED, Status.ACCEPTED)


class Need(StrEnum):
    """What a question may lack; the codes are in addresses."""

    UNDECIDED = "belum-diputuskan"
    MISSING = "kurang-penjawab"
    FINDINGS = "temuan"

    @property
    def label(self) -> str:
        return _NEEDS[self]


_NEEDS = {
    Need.UNDECIDED: "Belum diputuskan",
    Need.MISSING: "Ada yang belum menjawab",
    Need.FINDINGS: "Ada temuan konsistensi",
}


class Sort(StrEnum):
    """Orders of the board; the codes are in addresses."""

    INSTRUMENT = "instrumen"
    RISK = "risiko"
    CLAIMED = "klaim"

    @property
    def label(self) -> str:
        return _SORTS[self]


_SORTS = {
    Sort.INSTRUMENT: "Urutan instrumen",
    Sort.RISK: "Poin belum terbukti, terbanyak dahulu",
    Sort.CLAIMED: "Klaim, terbanyak dahulu",
}


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """Empty values mean everything."""

    state: str = ""
    cluster: str = ""
    indicator: str = ""
    need: str = ""
    sort: Sort = Sort.INSTRUMENT


@dataclass(frozen=True, slots=True)
class BoardRow:
    question: Question
    indicator: Indicator
    cluster: Cluster
    state: State
    words: str
    points: ledgers.Points
    missing: int
    findings: int


@dataclass(frozen=True, slots=True)
class Board:
    """`agreed` counts by indicator the questions that "decide all that agree" would decide;
    `findings` are the open ones of the consistency, `submitted` the parts that wait for review."""

    rows: tuple[BoardRow, ...]
    counts: Mapping[State, int]
    agreed: Mapping[str, int]
    findings: int
    submitted: int

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Agreed:
    """A question that can be decided with the others: nobody contradicts, all parts accepted."""

    record: QuestionRecord
    missing: tuple[Agency, ...]


def board(actor: Actor, cycle: Cycle, wanted: BoardFilter) -> Board:
    """Questions that fit; counts per state leave only the state filter out."""
    found = scores.cycle_state(cycle)
    open_findings = [f.finding for f in consistency_findings(found) if f.is_open]
    named = Counter(code for finding in open_findings for code in finding.questions)
    accepted, submitted = _parts(actor, cycle)
    agreed = Counter(
        found.instrument.indicator_of(code).code
        for code, state in found.questions.items()
        if _is_agreed(state, accepted[found.instrument.indicator_of(code).code])
    )
    rows = [_row(found, state, named[code]) for code, state in found.questions.items()]
    rows = [row for row in rows if _fits(row, wanted)]
    counts = Counter(row.state for row in rows)
    shown = _sorted([row for row in rows if wanted.state in ("", row.state)], wanted.sort)
    return Board(tuple(shown), counts, dict(agreed), len(open_findings), submitted)


def next_question(actor: Actor, cycle: Cycle, wanted: BoardFilter, after: str) -> Question | None:
    """The question that follows on the board, also when `after` itself no longer fits."""
    everything = board(actor, cycle, BoardFilter(sort=wanted.sort)).rows
    codes = [row.question.code for row in everything]
    later = everything[codes.index(after) + 1 :] if after in codes else everything
    fitting = (row for row in later if wanted.state in ("", row.state) and _fits(row, wanted))
    return next((row.question for row in fitting), None)


def agreed_questions(actor: Actor, cycle: Cycle, indicator: Indicator) -> tuple[Agreed, ...]:
    """Undecided questions of an indicator whose proposal nobody contradicts and whose
    contributors' parts are all accepted."""
    accepted, _ = _parts(actor, cycle)
    return tuple(
        Agreed(record, record.missing_agencies)
        for record in question_records(cycle, indicator.questions, with_matrices=True).values()
        if _is_agreed(record.state, accepted[indicator.code])
    )


def _row(found: scores.CycleState, state: scores.QuestionState, findings: int) -> BoardRow:
    code = state.question.code
    answer = state.facts.official if state.facts.is_decided else state.proposal.answer
    answered = state.answering
    indicator = found.instrument.indicator_of(code)
    return BoardRow(
        question=state.question,
        indicator=indicator,
        cluster=found.instrument.cluster_of(indicator.code),
        state=state_of(state),
        words=scoring.describe(state.question, answer),
        points=found.score.questions[code].points,
        missing=sum(scores.agency_key(a) not in answered for a in found.assignments.agencies(code)),
        findings=findings,
    )


def _fits(row: BoardRow, wanted: BoardFilter) -> bool:
    """Whether a row passes every filter but that of the state."""
    if wanted.cluster not in ("", row.cluster.code):
        return False
    if wanted.indicator not in ("", row.indicator.code):
        return False
    return {
        "": True,
        Need.UNDECIDED: row.state not in (State.DECIDED, State.STALE),
        Need.MISSING: row.missing > 0,
        Need.FINDINGS: row.findings > 0,
    }[wanted.need]


def _sorted(rows: list[BoardRow], sort: Sort) -> list[BoardRow]:
    """Rows of equal points stay in the order of the instrument."""
    if sort is Sort.RISK:
        return sorted(rows, key=lambda row: -row.points.unproven)
    if sort is Sort.CLAIMED:
        return sorted(rows, key=lambda row: -(row.points.claimed or ledgers.ZERO))
    return rows


def _parts(actor: Actor, cycle: Cycle) -> tuple[Mapping[str, set[str]], int]:
    """Agencies whose part is accepted, by indicator, and how many parts wait for review."""
    found: dict[str, set[str]] = defaultdict(set)
    submitted = 0
    rows = policies.visible_submissions(actor).filter(cycle=cycle)
    for row in rows.filter(status__in=WANTED).select_related("agency"):
        if row.status == Status.SUBMITTED:
            submitted += 1
        else:
            found[row.indicator_code].add(scores.agency_key(row.agency))
    return found, submitted


def _is_agreed(state: scores.QuestionState, accepted: set[str]) -> bool:
    return state_of(state) is State.PROPOSED and state.answering <= accepted
