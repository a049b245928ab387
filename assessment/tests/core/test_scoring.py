"""Points of one answer, and the words people read for it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.core.answers import (
    ChoiceAnswer,
    CountAnswer,
    ItemsAnswer,
    NotApplicable,
    PercentageAnswer,
    TrendAnswer,
    is_answered,
)
from assessment.core.instrument import Better, Kind, Measure
from assessment.core.rules import Award
from assessment.core.scoring import award, describe
from assessment.tests.core.samples import answers_to, question

ASKED = [question(kind) for kind in Kind]
FULL_TREND = TrendAnswer(PercentageAnswer(9, 10), PercentageAnswer(8, 10), Decimal("85.5"))
COUNTED_TREND = TrendAnswer(Decimal(3), Decimal(5), Decimal(4))


@pytest.mark.parametrize(
    "kind, answer, points, reason",
    [
        (Kind.CHOICE, ChoiceAnswer("Perda"), "4", "Pilihan “Perda” bernilai 4."),
        (Kind.YES_NO, ChoiceAnswer("Tidak ada"), "0", "Pilihan “Tidak ada” bernilai 0."),
        (Kind.COUNT, CountAnswer(0), "0", "Jumlah 0: di luar semua rentang, bernilai 0."),
        (Kind.COUNT, CountAnswer(81), "5", "Jumlah 81: di atas 80 bernilai 5."),
        (Kind.ITEMS, ItemsAnswer(3), "1.5", "3 butir x 0,5 = 1,5."),
        (
            Kind.PERCENTAGE,
            PercentageAnswer(4_000, 5_000),
            "1",
            "4.000 dari 5.000 = 80 %: di atas 0 bernilai 1.",
        ),
        (
            Kind.PERCENTAGE,
            PercentageAnswer(0, 5),
            "0",
            "0 dari 5 = 0 %: di luar semua rentang, bernilai 0.",
        ),
        (Kind.TREND, FULL_TREND, "3", "Target tercapai dan membaik: bernilai 3."),
    ],
)
def test_award_gives_points_with_a_reason(kind: Kind, answer, points: str, reason: str) -> None:
    assert award(question(kind), answer) == Award(Decimal(points), reason)


@pytest.mark.parametrize(
    "kind, answer",
    [
        *((kind, None) for kind in Kind),
        (Kind.PERCENTAGE, PercentageAnswer(5, 0)),
        (Kind.PERCENTAGE, PercentageAnswer(5, None)),
        (Kind.PERCENTAGE, PercentageAnswer(None, 5)),
        (Kind.TREND, TrendAnswer(None, None, None)),
    ],
)
def test_award_is_unknown_while_nothing_is_answered(kind: Kind, answer) -> None:
    assert award(question(kind), answer) is None


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked.kind)
@pytest.mark.parametrize("written", ["Tidak ada panti", "Tidak ada panti."])
def test_award_of_not_applicable_is_zero_and_says_why(asked, written: str) -> None:
    expected = Award(Decimal(0), "Tidak berlaku: Tidak ada panti.")

    assert award(asked, NotApplicable(written)) == expected


@pytest.mark.parametrize(
    "answer, better, points",
    [
        (COUNTED_TREND, Better.LOWER, "3"),
        (COUNTED_TREND, Better.HIGHER, "1"),
        (TrendAnswer(Decimal(5), Decimal(5), Decimal(4)), Better.LOWER, "1"),
        (TrendAnswer(Decimal(4), Decimal(4), Decimal(4)), Better.LOWER, "2.5"),
        (TrendAnswer(Decimal(4), None, Decimal(4)), Better.LOWER, "0"),
    ],
)
def test_award_of_a_counted_trend_follows_its_direction(answer, better, points: str) -> None:
    asked = question(Kind.TREND, measure=Measure.COUNT, better=better)

    assert award(asked, answer).points == Decimal(points)


@pytest.mark.parametrize("zero", [PercentageAnswer(0, 0), PercentageAnswer(3, 0)])
def test_award_of_a_trend_with_a_zero_denominator_is_incomplete(zero) -> None:
    for answer in (
        TrendAnswer(zero, PercentageAnswer(1, 2), Decimal(0)),
        TrendAnswer(PercentageAnswer(1, 2), zero, Decimal(0)),
    ):
        given_points = award(question(Kind.TREND), answer)

        assert given_points == Award(Decimal(0), "Data dua tahun dan target belum lengkap: 0.")


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked.kind)
def test_award_refuses_an_answer_of_another_kind(asked) -> None:
    answers = {
        Kind.COUNT: CountAnswer(1),
        Kind.ITEMS: ItemsAnswer(1),
        Kind.TREND: COUNTED_TREND,
        Kind.CHOICE: ChoiceAnswer("Perda"),
    }
    strangers = [
        answer
        for kind, answer in answers.items()
        if not (kind is asked.kind or {kind, asked.kind} == {Kind.CHOICE, Kind.YES_NO})
        and not (asked.kind is Kind.PERCENTAGE and kind is Kind.COUNT)
    ]

    assert strangers
    for answer in strangers:
        with pytest.raises(TypeError, match="does not answer"):
            award(asked, answer)


@pytest.mark.parametrize(
    "asked, answer, words",
    [
        (question(Kind.CHOICE), None, ""),
        (question(Kind.CHOICE), ChoiceAnswer("Perda"), "Perda"),
        (question(Kind.COUNT), CountAnswer(1_250_000), "1.250.000"),
        (question(Kind.ITEMS), ItemsAnswer(1_000), "1.000 butir"),
        (question(Kind.PERCENTAGE), PercentageAnswer(1, 3), "1 dari 3 = 33,33 %"),
        (question(Kind.PERCENTAGE), PercentageAnswer(1, 0), "1 dari 0"),
        (question(Kind.PERCENTAGE), PercentageAnswer(None, None), "– dari –"),
        (
            question(Kind.TREND),
            TrendAnswer(PercentageAnswer(1, 2), None, Decimal("82.50")),
            "tahun evaluasi 1 dari 2 = 50 %; tahun sebelumnya –; target 82,5 %",
        ),
        (
            question(Kind.TREND, measure=Measure.COUNT),
            TrendAnswer(Decimal("7.5"), Decimal(0), None),
            "tahun evaluasi 7,5; tahun sebelumnya 0; target –",
        ),
        (question(Kind.COUNT), NotApplicable("Tidak ada panti"), "Tidak berlaku: Tidak ada panti"),
    ],
)
def test_describe_reads_like_a_sentence(asked, answer, words: str) -> None:
    assert describe(asked, answer) == words


@given(st.sampled_from(ASKED).flatmap(lambda q: st.tuples(st.just(q), answers_to(q))))
def test_award_is_known_exactly_for_what_is_answered(pair) -> None:
    asked, answer = pair

    given_points = award(asked, answer)

    assert (given_points is not None) is is_answered(answer)
    assert given_points is None or 0 <= given_points.points <= asked.max_points
    assert bool(describe(asked, answer)) is (answer is not None)
