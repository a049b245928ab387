"""Reading answers: every kind, every wrong value, and arbitrary JSON."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.core.answers import (
    AnswerError,
    ChoiceAnswer,
    CountAnswer,
    ItemsAnswer,
    NotApplicable,
    PercentageAnswer,
    TrendAnswer,
    is_answered,
    missing,
    read_decimal,
    read_integer,
    read_stored,
    to_raw,
    validate,
)
from assessment.core.instrument import Kind, Measure
from assessment.tests.core.samples import answers_to, json_values, question

HUGE = (pytest.param(10**5000, id="huge"), pytest.param(-(10**5000), id="minus-huge"))
KEYS = ("choice", "count", "items", "numerator", "denominator", "current", "previous", "target")
COUNT_TREND = question(Kind.TREND, measure=Measure.COUNT)
ASKED = (*(question(kind) for kind in Kind), COUNT_TREND)
NOT_INTEGERS = (
    True,
    False,
    1.0,
    "1.0",
    "1.000",
    "1_000",
    "1e3",
    "-1",
    "+1",
    " 1",
    "\u0661",
    "²",
    "½",
    "NaN",
)
NOT_DECIMALS = (
    *(True, False, 1.5, [], {}, "1,5", "1e5", "1E5", "-1", "+1", " 1", "1.", ".5", ".", "1..2"),
    *(
        "NaN",
        "Infinity",
        "1_000",
        "\u0661",
        "\uff11",
        "1\n",
        Decimal("1E5"),
        Decimal("NaN"),
        Decimal(-1),
    ),
)


@pytest.mark.parametrize("asked", ASKED, ids=str)
@pytest.mark.parametrize("raw", [None, {}])
def test_validate_reads_nothing_as_not_answered(asked, raw) -> None:
    assert validate(asked, raw) is None


@pytest.mark.parametrize(
    "kind, raw, answer",
    [
        (Kind.CHOICE, {"choice": "Perda"}, ChoiceAnswer("Perda")),
        (Kind.CHOICE, {"choice": ""}, None),
        (Kind.YES_NO, {"choice": None}, None),
        (Kind.YES_NO, {"choice": "Tidak ada"}, ChoiceAnswer("Tidak ada")),
        (Kind.COUNT, {"count": 0}, CountAnswer(0)),
        (Kind.COUNT, {"count": "0012"}, CountAnswer(12)),
        (Kind.COUNT, {"count": ""}, None),
        (Kind.COUNT, {"count": 999_999_999_999}, CountAnswer(999_999_999_999)),
        (Kind.ITEMS, {"items": 3}, ItemsAnswer(3)),
        (Kind.ITEMS, {"items": None}, None),
        (Kind.PERCENTAGE, {"numerator": 4, "denominator": 5}, PercentageAnswer(4, 5)),
        (Kind.PERCENTAGE, {"numerator": 5, "denominator": "5"}, PercentageAnswer(5, 5)),
        (Kind.PERCENTAGE, {"numerator": 0, "denominator": 0}, PercentageAnswer(0, 0)),
        (Kind.PERCENTAGE, {"numerator": 3, "denominator": 0}, PercentageAnswer(3, 0)),
        (Kind.PERCENTAGE, {"numerator": 3}, PercentageAnswer(3, None)),
        (Kind.PERCENTAGE, {"numerator": "", "denominator": None}, None),
    ],
)
def test_validate_reads_each_kind(kind: Kind, raw, answer) -> None:
    assert validate(question(kind), raw) == answer


@pytest.mark.parametrize(
    "asked, raw, answer",
    [
        (
            question(Kind.TREND),
            {"current": {"numerator": 1, "denominator": 2}, "previous": None, "target": "82.5"},
            TrendAnswer(PercentageAnswer(1, 2), None, Decimal("82.5")),
        ),
        (question(Kind.TREND), {"target": 100}, TrendAnswer(None, None, Decimal(100))),
        (question(Kind.TREND), {"current": {"numerator": None}, "target": ""}, None),
        (COUNT_TREND, {"current": 7, "previous": "0"}, TrendAnswer(Decimal(7), Decimal(0), None)),
        (COUNT_TREND, {"current": {"count": "7.5"}}, TrendAnswer(Decimal("7.5"), None, None)),
        (COUNT_TREND, {"target": Decimal("101")}, TrendAnswer(None, None, Decimal(101))),
    ],
)
def test_validate_reads_two_years_and_a_target(asked, raw, answer) -> None:
    assert validate(asked, raw) == answer


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_validate_reads_not_applicable_for_every_kind(asked) -> None:
    raw = {"not_applicable": "  Tidak ada panti.\n"}

    assert validate(asked, raw) == NotApplicable("Tidak ada panti.")


@pytest.mark.parametrize(
    "reason", [None, 1, True, [], "", "  \n", "a\x00b", "a\ud800", "a\x1bb", "x" * 2001]
)
def test_validate_refuses_a_reason_that_cannot_be_read(reason) -> None:
    with pytest.raises(AnswerError) as caught:
        validate(question(Kind.COUNT), {"not_applicable": reason})

    assert caught.value.field == "not_applicable"


@pytest.mark.parametrize(
    "kind, raw, field",
    [
        (Kind.CHOICE, {"choice": "perda"}, "choice"),
        (Kind.CHOICE, {"choice": 1}, "choice"),
        (Kind.CHOICE, {"choice": ["Perda"]}, "choice"),
        (Kind.CHOICE, {"count": 1}, ""),
        (Kind.CHOICE, {"choice": "Perda", "count": 1}, ""),
        (Kind.COUNT, {"count": 1, "not_applicable": "x"}, ""),
        (Kind.COUNT, {"items": 1}, ""),
        (Kind.ITEMS, {"count": 1}, ""),
        (Kind.PERCENTAGE, {"numerator": 6, "denominator": 5}, "numerator"),
        (Kind.PERCENTAGE, {"numerator": -1, "denominator": 5}, "numerator"),
        (Kind.PERCENTAGE, {"numerator": 1, "denominator": 5.0}, "denominator"),
        (Kind.PERCENTAGE, {"percentage": 80}, ""),
        (Kind.TREND, {"current": 80}, "current"),
        (Kind.TREND, {"current": {}}, "current"),
        (Kind.TREND, {"current": {"count": 1}}, "current"),
        (Kind.TREND, {"previous": {"numerator": 2, "denominator": 1}}, "previous.numerator"),
        (Kind.TREND, {"previous": {"denominator": "x"}}, "previous.denominator"),
        (Kind.TREND, {"target": "100.000001"}, "target"),
        (Kind.TREND, {"target": -1}, "target"),
        (Kind.TREND, {"goal": 1}, ""),
    ],
)
def test_validate_names_the_wrong_field(kind: Kind, raw, field: str) -> None:
    with pytest.raises(AnswerError) as caught:
        validate(question(kind), raw)

    assert caught.value.field == field
    assert str(caught.value) == f"{field}: {caught.value.message}"


@pytest.mark.parametrize("raw", [0, "", "Perda", [], [1], True, 1.5])
def test_validate_refuses_what_is_not_an_object(raw) -> None:
    with pytest.raises(AnswerError, match="harus berupa objek"):
        validate(question(Kind.CHOICE), raw)


@pytest.mark.parametrize("raw", [{"current": "1,5"}, {"current": {"count": {}}}, {"current": []}])
def test_validate_refuses_a_year_that_is_no_figure(raw) -> None:
    with pytest.raises(AnswerError) as caught:
        validate(COUNT_TREND, raw)

    assert caught.value.field == "current"


@pytest.mark.parametrize("value", [*NOT_INTEGERS, -1, 10**12, *HUGE, "1" * 13])
def test_read_integer_refuses(value) -> None:
    with pytest.raises(AnswerError):
        read_integer(value, "count")


@pytest.mark.parametrize(
    "value", [*NOT_DECIMALS, 10**12, *HUGE, "1" * 13, "9" * 5000, "0.0000001", -1]
)
def test_read_decimal_refuses(value) -> None:
    with pytest.raises(AnswerError):
        read_decimal(value, "target")


@pytest.mark.parametrize(
    "value, number",
    [(0, "0"), ("0", "0"), ("12.50", "12.5"), ("0.000001", "0.000001"), (Decimal("1.5"), "1.5")],
)
def test_read_decimal_reads_exactly(value, number: str) -> None:
    assert read_decimal(value, "target") == Decimal(number)


def test_nothing_reads_as_none_and_zero_as_zero() -> None:
    found = [(read_integer(v, "x"), read_decimal(v, "x")) for v in (None, "", 0, "0")]

    assert found == [(None, None), (None, None), (0, Decimal(0)), (0, Decimal(0))]


shaped = st.dictionaries(
    st.sampled_from((*KEYS, "not_applicable")),
    json_values
    | st.dictionaries(st.sampled_from(("numerator", "denominator", "count")), json_values),
    max_size=3,
)


@given(st.sampled_from(ASKED), json_values | shaped)
def test_validate_answers_or_refuses_any_json(asked, raw) -> None:
    try:
        answer = validate(asked, raw)
    except AnswerError:
        return
    assert validate(asked, to_raw(answer)) == answer


@given(st.sampled_from(ASKED).flatmap(lambda q: st.tuples(st.just(q), answers_to(q))))
def test_to_raw_is_read_back_to_an_equal_answer(pair) -> None:
    asked, answer = pair

    assert validate(asked, to_raw(answer)) == answer


def test_to_raw_writes_figures_without_floats() -> None:
    half = PercentageAnswer(1, 2)

    assert to_raw(TrendAnswer(half, None, Decimal("80.50"))) == {
        "current": {"numerator": 1, "denominator": 2},
        "previous": None,
        "target": "80.5",
    }
    assert to_raw(TrendAnswer(Decimal("7.0"), None, None)) == {
        "current": "7",
        "previous": None,
        "target": None,
    }


@pytest.mark.parametrize(
    "answer, lacking, answered",
    [
        (None, ("jawaban",), False),
        (ChoiceAnswer("Perda"), (), True),
        (CountAnswer(0), (), True),
        (ItemsAnswer(0), (), True),
        (NotApplicable("x"), (), True),
        (PercentageAnswer(0, 5), (), True),
        (PercentageAnswer(None, 5), ("pembilang",), False),
        (PercentageAnswer(5, None), ("penyebut",), False),
        (PercentageAnswer(5, 0), ("penyebut",), False),
        (PercentageAnswer(None, None), ("pembilang", "penyebut"), False),
        (TrendAnswer(Decimal(1), Decimal(0), Decimal(0)), (), True),
        (
            TrendAnswer(PercentageAnswer(1, 0), None, None),
            ("penyebut tahun evaluasi", "angka tahun sebelumnya", "target"),
            True,
        ),
        (
            TrendAnswer(None, None, None),
            ("angka tahun evaluasi", "angka tahun sebelumnya", "target"),
            False,
        ),
    ],
)
def test_missing_tells_unknown_from_zero(answer, lacking, answered: bool) -> None:
    assert missing(question(Kind.COUNT), answer) == lacking
    assert is_answered(answer) is answered


@pytest.mark.parametrize(
    "answer, value",
    [
        (PercentageAnswer(1, 3), Fraction(100, 3)),
        (PercentageAnswer(0, 3), Fraction(0)),
        (PercentageAnswer(3, 0), None),
        (PercentageAnswer(None, 3), None),
        (PercentageAnswer(3, None), None),
    ],
)
def test_percentage_is_exact_or_unknown_never_zero_by_default(answer, value) -> None:
    assert answer.value == value
    assert answer.is_complete is (value is not None)


def test_a_stored_answer_of_another_version_counts_as_not_answered() -> None:
    asked = question(Kind.CHOICE)

    assert read_stored(asked, {"choice": "Dihapus"}) is None
    assert read_stored(asked, {"choice": "Perda"}) == ChoiceAnswer("Perda")
