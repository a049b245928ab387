"""One answer, citation or decision moves the levels above it, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.core.ledgers import Points, QuestionFacts, Score, score
from assessment.models import Cycle
from assessment.selectors.scores import in_window
from assessment.tests.core.samples import answers_to, real_instrument
from assessment.tests.core.test_real_instrument import best_answer

WINDOW = Cycle(window_start=date(2025, 1, 1), window_end=date(2026, 12, 31))
ADDED = ("claimed", "proven")


@cache
def proven_city() -> dict[str, QuestionFacts]:
    """Every question decided with its best answer and all its evidence."""
    return {
        question.code: QuestionFacts(
            official=best_answer(question),
            is_decided=True,
            proposed=best_answer(question),
            proven_items=frozenset(range(len(question.evidence))),
        )
        for question in real_instrument().questions
    }


@cache
def whole() -> Score:
    return score(real_instrument(), proven_city())


@st.composite
def mutations(draw):
    """A question and what is known of it after one answer, citation date or decision changed."""
    question = draw(st.sampled_from(real_instrument().questions))
    facts = proven_city()[question.code]
    what = draw(st.sampled_from(["answer", "undecided", "stale", "date"]))
    if what == "answer":
        return question, replace(facts, official=draw(answers_to(question)))
    if what == "undecided":
        return question, replace(facts, official=None, is_decided=False)
    if what == "stale":
        return question, replace(facts, is_stale=True)
    dated = draw(st.dates(date(2023, 1, 1), date(2028, 1, 1)))
    kept = facts.proven_items if in_window(WINDOW, dated) else facts.proven_items - {0}
    return question, replace(facts, proven_items=kept)


def moved(before: Points, after: Points) -> dict[str, Decimal]:
    return {
        name: (getattr(after, name) or Decimal(0)) - (getattr(before, name) or Decimal(0))
        for name in ADDED
    }


@settings(max_examples=150, deadline=None)
@given(mutations())
def test_a_change_moves_exactly_the_levels_above_it(mutation):
    question, facts = mutation
    instrument, before = real_instrument(), whole()
    after = score(instrument, {**proven_city(), question.code: facts})
    indicator = instrument.indicator_of(question.code).code
    cluster = instrument.cluster_of(indicator).code
    expected = moved(before.questions[question.code].points, after.questions[question.code].points)

    assert moved(before.points, after.points) == expected
    for was, now in zip(before.clusters, after.clusters, strict=True):
        if was.cluster.code != cluster:
            assert was == now
            continue
        assert moved(was.points, now.points) == expected
        for one, other in zip(was.indicators, now.indicators, strict=True):
            if one.indicator.code != indicator:
                assert one == other
                continue
            assert moved(one.points, other.points) == expected
            rest = [q for q in one.questions if q.question.code != question.code]
            assert rest == [q for q in other.questions if q.question.code != question.code]


@settings(max_examples=60, deadline=None)
@given(mutations())
def test_ledgers_stay_in_order_at_every_level(mutation):
    question, facts = mutation
    after = score(real_instrument(), {**proven_city(), question.code: facts})
    levels = [after.points, *(c.points for c in after.clusters)]
    levels += [row.points for row in (*after.indicators.values(), *after.questions.values())]

    for points in levels:
        assert 0 <= points.proven <= (points.claimed or 0) <= points.max_points
