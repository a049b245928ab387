"""Three ledgers of one question and their sums, categories and the way to the next."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assessment.core.answers import CountAnswer, ItemsAnswer, NotApplicable, PercentageAnswer
from assessment.core.instrument import Cluster, Indicator, Instrument, Kind
from assessment.core.ledgers import (
    Marks,
    Points,
    QuestionFacts,
    add,
    category,
    next_category,
    score,
    score_question,
)
from assessment.tests.core.samples import question, real_instrument

ASKED = question(Kind.ITEMS)
EIGHT = ItemsAnswer(8)
ALL_ITEMS = frozenset({0, 1})
DECIDED = QuestionFacts(official=EIGHT, is_decided=True, proven_items=ALL_ITEMS)
SUM = "8 butir x 0,5 = 4."


def points(max_points, claimed, proven, verified) -> Points:
    numbers = (max_points, claimed, proven, verified)
    return Points(*(None if n is None else Decimal(n) for n in numbers))


@pytest.mark.parametrize(
    "facts, ledgers, reason, lacking",
    [
        (QuestionFacts(), ("5", None, "0", None), "Belum dijawab.", ("Naskah", "Foto")),
        (
            QuestionFacts(proposed=EIGHT, proven_items=ALL_ITEMS),
            ("5", "4", "0", None),
            f"{SUM} Usulan dari jawaban perangkat daerah; belum diputuskan sekretariat.",
            (),
        ),
        (DECIDED, ("5", "4", "4", None), f"{SUM} Terbukti.", ()),
        (
            QuestionFacts(official=EIGHT, is_decided=True, proven_items=frozenset({0})),
            ("5", "4", "0", None),
            f"{SUM} Belum terbukti: kurang Foto.",
            ("Foto",),
        ),
        (
            QuestionFacts(official=EIGHT, is_decided=True, proven_items=frozenset({2, 9})),
            ("5", "4", "0", None),
            f"{SUM} Belum terbukti: kurang Naskah, Foto.",
            ("Naskah", "Foto"),
        ),
        (
            QuestionFacts(EIGHT, is_decided=True, is_stale=True, proven_items=ALL_ITEMS),
            ("5", "4", "0", None),
            f"{SUM} Keputusan usang: dasarnya berubah sesudah diputuskan.",
            (),
        ),
        (
            QuestionFacts(None, is_decided=True, proposed=EIGHT, proven_items=ALL_ITEMS),
            ("5", None, "0", None),
            "Belum dijawab.",
            (),
        ),
        (
            QuestionFacts(ItemsAnswer(0), is_decided=True, proposed=EIGHT, proven_items=ALL_ITEMS),
            ("5", "0", "0", None),
            "0 butir x 0,5 = 0. Tidak ada poin yang perlu dibuktikan.",
            (),
        ),
    ],
)
def test_ledgers_of_a_question(facts, ledgers, reason: str, lacking) -> None:
    found = score_question(ASKED, facts)

    assert found.points == points(*ledgers)
    assert (found.reason, found.missing_items) == (reason, lacking)
    assert (found.is_decided, found.is_stale) == (facts.is_decided, facts.is_stale)


def test_not_applicable_is_zero_of_the_whole_maximum() -> None:
    facts = QuestionFacts(NotApplicable("Tidak ada"), is_decided=True, proven_items=ALL_ITEMS)

    assert score_question(ASKED, facts).points == points("5", "0", "0", None)


def test_a_zero_denominator_is_unknown_not_zero() -> None:
    asked = question(Kind.PERCENTAGE)
    unknown = QuestionFacts(PercentageAnswer(0, 0), is_decided=True, proven_items=ALL_ITEMS)
    zero = QuestionFacts(PercentageAnswer(0, 9), is_decided=True, proven_items=ALL_ITEMS)

    assert score_question(asked, unknown).points == points("5", None, "0", None)
    assert score_question(asked, zero).points == points("5", "0", "0", None)


def test_a_question_that_demands_no_evidence_is_proven_by_the_decision() -> None:
    asked = question(Kind.ITEMS, evidence=())

    facts = QuestionFacts(EIGHT, is_decided=True)

    assert score_question(asked, facts).points == points("5", "4", "4", None)


def test_points_never_pass_the_maximum_of_a_document_that_does_not_add_up() -> None:
    asked = question(Kind.COUNT, max_points=Decimal("2"))
    facts = QuestionFacts(
        CountAnswer(99), is_decided=True, proven_items=ALL_ITEMS, verified=Decimal("3")
    )

    assert score_question(asked, facts).points == points("2", "2", "2", "2")


@pytest.mark.parametrize(
    "parts, total",
    [
        ([], ("0", None, "0", None)),
        ([("5", None, "0", None)], ("5", None, "0", None)),
        ([("5", None, "0", None), ("3", "0", "0", None)], ("8", "0", "0", None)),
        ([("5", "4", "4", "3"), ("3", "0.25", "0", None)], ("8", "4.25", "4", "3")),
    ],
)
def test_add_is_unknown_only_where_every_part_is(parts, total) -> None:
    assert add(points(*part) for part in parts) == points(*total)


def test_add_takes_a_mark_given_above_instead_of_the_sum() -> None:
    parts = [points("5", "4", "4", "3")]

    assert add(parts, verified=Decimal("1")).verified == Decimal("1")
    assert add(parts, verified=Decimal("0")).verified == Decimal("0")


@pytest.mark.parametrize("claimed, proven, open_points", [(None, "0", "0"), ("4", "1.5", "2.5")])
def test_unproven_is_what_verification_would_not_find(claimed, proven, open_points) -> None:
    assert points("5", claimed, proven, None).unproven == Decimal(open_points)


def small_instrument() -> Instrument:
    def indicator(code: str, *codes: str) -> Indicator:
        asked = tuple(question(Kind.ITEMS, code=c) for c in codes)
        total = sum((q.max_points for q in asked), Decimal(0))
        return Indicator(code, int(code), "Indikator", total, (), (), asked)

    first, second = indicator("1", "1.1", "1.2"), indicator("2", "2.1")
    clusters = (
        Cluster("0", "Kelompok", first.max_points, (first,)),
        Cluster("1", "Kelompok", second.max_points, (second,)),
    )
    bands = real_instrument().categories
    return Instrument("kecil", "Kecil", 2025, "", Decimal(15), (), bands, "", clusters)


def test_score_sums_each_level_from_the_questions() -> None:
    instrument = small_instrument()
    facts = {"1.1": DECIDED, "2.1": QuestionFacts(proposed=ItemsAnswer(1)), "x": DECIDED}

    found = score(instrument, facts)

    assert found.points == points("15", "4.5", "4", None)
    assert [c.points for c in found.clusters] == [
        points("10", "4", "4", None),
        points("5", "0.5", "0", None),
    ]
    assert {code: i.points for code, i in found.indicators.items()} == {
        "1": points("10", "4", "4", None),
        "2": points("5", "0.5", "0", None),
    }
    assert {code: q.points.claimed for code, q in found.questions.items()} == {
        "1.1": Decimal("4"),
        "1.2": None,
        "2.1": Decimal("0.5"),
    }


def test_marks_enter_at_their_level_and_are_summed_upwards() -> None:
    instrument = small_instrument()
    marks = Marks({"1": Decimal("3.25"), "2": Decimal("0")})

    by_indicator = score(instrument, {}, marks)
    decided = score(instrument, {}, Marks(marks.indicators, total=Decimal("2")))

    assert [c.points.verified for c in by_indicator.clusters] == [Decimal("3.25"), Decimal("0")]
    assert by_indicator.points.verified == Decimal("3.25")
    assert decided.points.verified == Decimal("2")


@pytest.mark.parametrize(
    "total, name, next_name",
    [
        (None, None, "Pratama"),
        ("0", None, "Pratama"),
        ("499.99", None, "Pratama"),
        ("500", "Pratama", "Madya"),
        ("600", "Pratama", "Madya"),
        ("600.01", "Madya", "Nindya"),
        ("601", "Madya", "Nindya"),
        ("700", "Madya", "Nindya"),
        ("700.01", "Nindya", "Utama"),
        ("800", "Nindya", "Utama"),
        ("800.01", "Utama", "KLA"),
        ("900", "Utama", "KLA"),
        ("900.01", "KLA", None),
        ("1000", "KLA", None),
    ],
)
def test_category_at_its_limits(total, name, next_name) -> None:
    bands = real_instrument().categories
    value = None if total is None else Decimal(total)

    reached, following = category(bands, value), next_category(bands, value)

    assert (reached and reached.name, following and following.name) == (name, next_name)
