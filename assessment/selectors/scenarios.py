"""Scenarios: what the score would be if some answers were others. Nothing stored is touched."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, QuerySet
from django.http import Http404

from agencies.actors import Actor
from assessment import policies
from assessment.core import answers, ledgers
from assessment.core.category import estimate
from assessment.core.instrument import Question
from assessment.core.ledgers import Ledger
from assessment.core.scoring import describe
from assessment.models import Cycle, Scenario, ScenarioChange
from assessment.selectors.marks import marks_of
from assessment.selectors.scores import CycleState


@dataclass(frozen=True, slots=True)
class Line:
    """One question that the scenario changes, now and then."""

    question: Question
    change: ScenarioChange
    words_now: str
    words_then: str
    now: ledgers.Points
    then: ledgers.Points


@dataclass(frozen=True)
class Outcome:
    """`is_stale`: answers or evidence changed since the scenario took them as its base."""

    scenario: Scenario
    score: ledgers.Score
    lines: tuple[Line, ...]
    claimed_category: str
    proven_category: str
    is_stale: bool


@dataclass(frozen=True, slots=True)
class Contrast:
    """A question whose points differ between two scenarios."""

    question: Question
    first: ledgers.Points
    second: ledgers.Points


def scenarios(actor: Actor, cycle: Cycle) -> QuerySet[Scenario]:
    """Own and shared ones, with how many questions each changes. One query."""
    rows = policies.visible_scenarios(actor).filter(cycle=cycle).select_related("owner")
    return rows.annotate(size=Count("changes"))


def scenario_or_404(actor: Actor, pk: int) -> Scenario:
    """With its cycle and city; the instrument's document is left out."""
    rows = policies.visible_scenarios(actor).select_related(
        "owner", "cycle__city", "cycle__instrument"
    )
    found = rows.defer("cycle__instrument__document").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def base_of(state: CycleState) -> str:
    """The print of everything that a score is made of."""
    facts = [[code, *_printed(found.facts)] for code, found in sorted(state.questions.items())]
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def outcome(scenario: Scenario, state: CycleState) -> Outcome:
    """The score with the scenario's changes laid over the present state. Two queries."""
    changes = [c for c in scenario.changes.all() if c.question_code in state.questions]
    facts = {code: found.facts for code, found in state.questions.items()}
    facts |= {c.question_code: _facts_after(state, c) for c in changes}
    score = ledgers.score(state.instrument, facts, marks_of(scenario.cycle))
    return Outcome(
        scenario=scenario,
        score=score,
        lines=tuple(_lines(state, changes, score, facts)),
        claimed_category=estimate(score, Ledger.CLAIMED).name,
        proven_category=estimate(score, Ledger.PROVEN).name,
        is_stale=scenario.base != base_of(state),
    )


def contrasts(first: Outcome, second: Outcome) -> tuple[Contrast, ...]:
    """Questions that end with other points, in the order of the instrument."""
    others = second.score.questions
    return tuple(
        Contrast(score.question, score.points, others[code].points)
        for code, score in first.score.questions.items()
        if score.points != others[code].points
    )


def present_answer(state: CycleState, code: str) -> answers.Answer | None:
    facts = state.questions[code].facts
    return facts.official if facts.is_decided else facts.proposed


def _facts_after(state: CycleState, change: ScenarioChange) -> ledgers.QuestionFacts:
    """The answer tried out counts as decided, as the secretariat would; its evidence stays as it
    is unless the scenario takes it as complete."""
    question = state.questions[change.question_code].question
    facts = state.questions[change.question_code].facts
    tried = answers.read_stored(question, change.answer)
    if tried is not None:
        facts = replace(facts, official=tried, is_decided=True, is_stale=False)
    if change.is_proven:
        facts = replace(
            facts,
            official=facts.official if facts.is_decided else facts.proposed,
            is_decided=True,
            is_stale=False,
            proven_items=frozenset(range(len(question.evidence))),
        )
    return facts


def _lines(
    state: CycleState,
    changes: Iterable[ScenarioChange],
    score: ledgers.Score,
    facts: dict[str, ledgers.QuestionFacts],
) -> Iterable[Line]:
    present, after = state.score.questions, score.questions
    by_code = {change.question_code: change for change in changes}
    for question in state.instrument.questions:
        if question.code in by_code:
            then = facts[question.code]
            yield Line(
                question=question,
                change=by_code[question.code],
                words_now=describe(question, present_answer(state, question.code)),
                words_then=describe(question, then.official if then.is_decided else then.proposed),
                now=present[question.code].points,
                then=after[question.code].points,
            )


def _printed(facts: ledgers.QuestionFacts) -> list[Any]:
    return [
        answers.to_raw(facts.official),
        facts.is_decided,
        facts.is_stale,
        answers.to_raw(facts.proposed),
        sorted(facts.proven_items),
    ]
