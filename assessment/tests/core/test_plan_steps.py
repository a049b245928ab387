"""From a question's score to its steps: gains exact, days by what is missing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assessment.core.answers import ChoiceAnswer, CountAnswer, ItemsAnswer
from assessment.core.instrument import Kind, Question
from assessment.core.ledgers import QuestionFacts, score_question
from assessment.core.plan_steps import Estimate, Gap, gap_of, prove_days, raise_days, steps_of
from assessment.core.rules import (
    Band,
    BandsRule,
    Comparison,
    Option,
    OptionsRule,
    PerItemRule,
    TrendRule,
)

OPTIONS = OptionsRule((Option("Perda", Decimal(4)), Option("SK", Decimal("1.5"))))
BOTH = frozenset({0, 1})


def question(rule=OPTIONS, kind=Kind.CHOICE, most=4):
    return Question("1.1", "Contoh", Decimal(most), kind, rule, ("SK", "Foto"), ("A",))


def scored(answer=None, *, asked=None, **facts):
    decided = {"official": answer, "is_decided": True} if facts.pop("decided", False) else {}
    return score_question(
        asked or question(), QuestionFacts(**{"proposed": answer, **decided, **facts})
    )


def taken(score, estimate=None):
    steps = steps_of(score, "1", "A", estimate or Estimate())
    return [(str(each.gain), each.effort, each.title) for each in steps]


def test_an_unanswered_question_is_answered_at_one_of_its_levels():
    score = scored()

    assert gap_of(score) is Gap.ANSWER
    assert taken(score) == [
        ("1.5", 4, "Jawab dengan nilai 1,5 poin dan buktikan"),
        ("4", 9, "Jawab dengan nilai 4 poin dan buktikan"),
    ]


def test_a_claim_without_evidence_is_proven_first_and_raised_next():
    score = scored(ChoiceAnswer("SK"), proven_items=frozenset({0}))

    assert gap_of(score) is Gap.EVIDENCE
    assert taken(score) == [
        ("1.5", 2, "Buktikan nilai yang sudah diklaim"),
        ("4", 7, "Naikkan menjadi 4 poin dan buktikan"),
    ]


@pytest.mark.parametrize(
    "facts, gap",
    [
        ({"proven_items": BOTH}, Gap.DECISION),
        ({"proven_items": BOTH, "decided": True, "is_stale": True}, Gap.STALE),
        ({"proven_items": BOTH, "decided": True}, Gap.NONE),
        ({"proven_items": frozenset(), "decided": True}, Gap.EVIDENCE),
    ],
)
def test_gap_names_the_nearest_thing_to_do(facts, gap):
    assert gap_of(scored(ChoiceAnswer("Perda"), **facts)) is gap
    assert gap.label


def test_a_proven_answer_can_only_be_raised_and_a_full_one_not_at_all():
    low = scored(ChoiceAnswer("SK"), proven_items=BOTH, decided=True)
    full = scored(ChoiceAnswer("Perda"), proven_items=BOTH, decided=True)

    assert gap_of(low) is Gap.RESULT
    assert taken(low) == [("2.5", 6, "Naikkan menjadi 4 poin dan buktikan")]
    assert taken(full) == []


def test_estimates_replace_the_defaults():
    score = scored(ChoiceAnswer("SK"))
    estimate = Estimate(prove_days=10, raise_days=2, chance=40)

    steps = steps_of(score, "1", "A", estimate)

    assert [(each.effort, each.chance) for each in steps] == [(10, 40), (12, 40)]
    assert (prove_days(score, estimate), raise_days(estimate)) == (10, 2)
    assert (prove_days(score), raise_days()) == (3, 5)


def test_levels_of_each_rule_stop_at_the_maximum():
    bands = BandsRule((Band(Comparison.AT_LEAST, Decimal(1), Decimal(9)),))
    items = PerItemRule(Decimal("0.5"), Decimal(4))
    nothing = PerItemRule(Decimal(0), Decimal(4))
    trend = TrendRule(*map(Decimal, (4, 3, 2, 1, 0)))

    def gains(asked, answer=None):
        return [str(each.gain) for each in steps_of(scored(answer, asked=asked), "1", "A")]

    assert gains(question(bands, Kind.COUNT)) == ["4"]
    assert gains(question(items, Kind.ITEMS), ItemsAnswer(6)) == ["3.0", "3.5", "4.0"]
    assert gains(question(nothing, Kind.ITEMS)) == ["4"]
    assert gains(question(trend, Kind.TREND)) == ["1", "2", "3", "4"]
    assert gains(question(bands, Kind.COUNT), CountAnswer(3)) == ["4"]


def test_many_levels_are_thinned_out_and_keep_the_best():
    asked = question(PerItemRule(Decimal("0.1"), Decimal(4)), Kind.ITEMS)

    steps = steps_of(scored(asked=asked), "1", "A")

    assert len(steps) == 10
    assert steps[-1].gain == 4
