"""The instrument of 2024 as a whole: its sums, the real sample, and random answers to all of it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessment.core.answers import (
    ChoiceAnswer,
    CountAnswer,
    ItemsAnswer,
    PercentageAnswer,
    TrendAnswer,
    is_answered,
    to_raw,
    validate,
)
from assessment.core.instrument import Better, Kind, Measure, mismatches
from assessment.core.ledgers import QuestionFacts, score
from assessment.core.numbers import canonical
from assessment.core.rules import Comparison, best_points
from assessment.core.scoring import award
from assessment.tests.core.samples import answers_to, real_answers, real_instrument

PER_CLUSTER = {"0": "164", "1": "115", "2": "156", "3": "150", "4": "110", "5": "205", "6": "100"}
PUBLISHED = {"0": "126.91", "1": "89", "2": "93.8"}
whole = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def sample_facts(*, is_decided: bool = True):
    instrument = real_instrument()
    facts = {}
    for row in real_answers():
        asked = instrument.question(row["question"])
        answer = validate(asked, row["answer"])
        proven = frozenset(range(len(asked.evidence)))
        facts[asked.code] = QuestionFacts(answer, is_decided, False, answer, proven)
    return facts


def best_answer(asked):
    """An answer that earns the maximum."""
    if asked.kind in (Kind.CHOICE, Kind.YES_NO):
        best = max(asked.options, key=lambda option: option.points)
        return ChoiceAnswer(best.label)
    if asked.kind is Kind.TREND:
        good, bad = (1, 9) if asked.better is Better.LOWER else (9, 1)
        years = [Decimal(n) if asked.measure is Measure.COUNT else n for n in (good, bad)]
        if asked.measure is Measure.PERCENTAGE:
            years = [PercentageAnswer(n, 10) for n in (good, bad)]
        target = Decimal(good) if asked.measure is Measure.COUNT else Decimal(good * 10)
        return TrendAnswer(*years, target)
    if asked.kind is Kind.PERCENTAGE:
        lowest = any(band.comparison is Comparison.AT_MOST for band in asked.rule.bands)
        return PercentageAnswer(0 if lowest else 10, 10)
    return CountAnswer(999) if asked.kind is Kind.COUNT else ItemsAnswer(999)


def test_instrument_has_the_published_shape_and_adds_up_to_1000() -> None:
    instrument = real_instrument()

    assert mismatches(instrument) == ()
    assert {c.code: canonical(c.max_points) for c in instrument.clusters} == PER_CLUSTER
    assert instrument.total_points == Decimal(1000)
    assert (len(instrument.indicators), len(instrument.questions)) == (31, 274)
    matrices = [instrument.question(code).is_matrix_demanded for code in ("1.1", "2.5")]
    assert matrices == [False, True]


def test_best_answers_give_exactly_1000_in_every_ledger() -> None:
    facts = {
        asked.code: QuestionFacts(
            best_answer(asked), is_decided=True, proven_items=frozenset(range(len(asked.evidence)))
        )
        for asked in real_instrument().questions
    }

    found = score(real_instrument(), facts).points

    assert found.max_points == found.claimed == found.proven == Decimal(1000)


def test_sample_of_a_real_kabupaten_comes_out_exactly() -> None:
    found = score(real_instrument(), sample_facts())

    totals = {c.cluster.code: c.points for c in found.clusters}
    assert {code: canonical(totals[code].claimed) for code in PUBLISHED} == PUBLISHED
    assert {code: canonical(totals[code].proven) for code in PUBLISHED} == PUBLISHED
    assert [totals[code].claimed for code in PER_CLUSTER if code not in PUBLISHED] == [None] * 4
    assert canonical(found.points.claimed) == "309.71"


@pytest.mark.parametrize("row", real_answers(), ids=lambda row: row["question"])
def test_each_question_of_the_sample_gives_its_published_points(row) -> None:
    asked = real_instrument().question(row["question"])

    given_points = award(asked, validate(asked, row["answer"]))

    assert canonical(given_points.points) == row["points"]
    assert real_instrument().indicator_of(asked.code).code == row["indicator"]


def test_sample_is_not_reproduced_by_full_points_for_any_answer() -> None:
    instrument = real_instrument()
    naive = {
        code: sum(
            instrument.question(row["question"]).max_points
            for row in real_answers()
            if row["cluster"] == code
        )
        for code in PUBLISHED
    }

    assert naive == {"0": Decimal(164), "1": Decimal(115), "2": Decimal(156)}
    assert all(naive[code] > Decimal(points) for code, points in PUBLISHED.items())
    assert sum(naive.values()) - sum(map(Decimal, PUBLISHED.values())) == Decimal("125.29")


def test_sample_proves_nothing_before_the_secretariat_decides() -> None:
    found = score(real_instrument(), sample_facts(is_decided=False)).points

    assert (canonical(found.claimed), found.proven) == ("309.71", Decimal(0))


@st.composite
def cycles(draw):
    """Facts of all 274 questions; draws few values, so that whole cycles stay cheap."""
    random = draw(st.randoms(use_true_random=True))
    pools = draw(pools_of_answers())
    facts = {}
    for asked in real_instrument().questions:
        items = range(len(asked.evidence))
        facts[asked.code] = QuestionFacts(
            official=random.choice(pools[asked.code]),
            is_decided=random.random() < 0.7,
            is_stale=random.random() < 0.2,
            proposed=random.choice(pools[asked.code]),
            proven_items=frozenset(i for i in items if random.random() < 0.8),
            verified=random.choice((None, Decimal(0), asked.max_points)),
        )
    return facts


@st.composite
def pools_of_answers(draw):
    """Answers to choose from, by question; questions of one shape share what was drawn."""
    by_shape = {}
    pools = {}
    for asked in real_instrument().questions:
        shape = (asked.kind, asked.measure, tuple(option.label for option in asked.options))
        if shape not in by_shape:
            by_shape[shape] = [draw(answers_to(asked)), best_answer(asked), None]
        pools[asked.code] = by_shape[shape]
    return pools


def check_level(points, parts) -> None:
    known = [part.claimed for part in parts if part.claimed is not None]
    marked = [part.verified for part in parts if part.verified is not None]
    assert points.max_points == sum(part.max_points for part in parts)
    assert points.claimed == (sum(known) if known else None)
    assert points.proven == sum(part.proven for part in parts)
    assert points.verified == (sum(marked) if marked else None)
    assert 0 <= points.proven <= (points.claimed or 0) <= points.max_points


@whole
@given(cycles())
def test_every_level_is_the_sum_of_its_parts_within_its_bounds(facts) -> None:
    found = score(real_instrument(), facts)

    check_level(found.points, [c.points for c in found.clusters])
    check_level(found.points, [q.points for q in found.questions.values()])
    for cluster in found.clusters:
        check_level(cluster.points, [i.points for i in cluster.indicators])
        for indicator in cluster.indicators:
            check_level(indicator.points, [q.points for q in indicator.questions])
            assert indicator.points.max_points == indicator.indicator.max_points
    for one in found.questions.values():
        assert 0 <= one.points.proven <= (one.points.claimed or 0) <= one.question.max_points
        assert one.reason


@whole
@given(cycles(), st.randoms(use_true_random=True))
def test_score_does_not_depend_on_the_order_of_the_facts(facts, random) -> None:
    codes = list(facts)
    random.shuffle(codes)

    assert score(real_instrument(), {code: facts[code] for code in codes}) == score(
        real_instrument(), facts
    )


@whole
@given(cycles(), st.randoms(use_true_random=True))
def test_losing_evidence_never_raises_a_ledger(facts, random) -> None:
    fewer = {
        code: replace(f, proven_items=frozenset(i for i in f.proven_items if random.random() < 0.5))
        for code, f in facts.items()
    }

    before, after = score(real_instrument(), facts), score(real_instrument(), fewer)

    assert after.points.claimed == before.points.claimed
    for code, one in after.questions.items():
        assert one.points.proven <= before.questions[code].points.proven
    assert after.points.proven <= before.points.proven


@whole
@given(pools_of_answers())
def test_answers_to_every_question_survive_storage(pools) -> None:
    for asked in real_instrument().questions:
        for answer in pools[asked.code]:
            given_points = award(asked, answer)

            assert validate(asked, to_raw(answer)) == answer
            assert (given_points is not None) is is_answered(answer)
            assert given_points is None or 0 <= given_points.points <= best_points(asked.rule)
