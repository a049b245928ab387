"""Every rule at its boundaries, with the reason it gives."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from assessment.core.numbers import ratio
from assessment.core.rules import (
    Award,
    Band,
    BandsRule,
    Comparison,
    Option,
    OptionsRule,
    PerItemRule,
    TrendRule,
    TrendValues,
    award_band,
    award_items,
    award_option,
    award_trend,
    best_points,
)

REGULATION = OptionsRule((Option("Perda", Decimal("12")), Option("Tidak ada", Decimal("0"))))
STEPS = {
    Comparison.ABOVE: ("80", "60", "0"),
    Comparison.AT_LEAST: ("80", "60", "1"),
    Comparison.AT_MOST: ("0", "20", "40"),
}
TREND = TrendRule(Decimal("3"), Decimal("2.5"), Decimal("2"), Decimal("1"), Decimal("0"))


def bands(comparison: Comparison) -> BandsRule:
    points = ("3", "2", "1")
    steps = zip(STEPS[comparison], points, strict=True)
    return BandsRule(tuple(Band(comparison, Decimal(at), Decimal(p)) for at, p in steps))


@pytest.mark.parametrize("label, points", [("Perda", "12"), ("Tidak ada", "0")])
def test_option_gives_the_points_of_its_label(label: str, points: str) -> None:
    expected = Award(Decimal(points), f"Pilihan “{label}” bernilai {points}.")

    assert award_option(REGULATION, label) == expected


@pytest.mark.parametrize("label", ["", "perda", "Perda ", "Perwali"])
def test_option_refuses_a_label_it_does_not_have(label: str) -> None:
    with pytest.raises(KeyError):
        award_option(REGULATION, label)


@pytest.mark.parametrize(
    "comparison, value, points",
    [
        (Comparison.ABOVE, ratio(4, 5), "2"),
        (Comparison.ABOVE, ratio(80_001, 100_000), "3"),
        (Comparison.ABOVE, ratio(3, 5), "1"),
        (Comparison.ABOVE, ratio(2, 3), "2"),
        (Comparison.ABOVE, ratio(1, 3), "1"),
        (Comparison.ABOVE, ratio(1, 999_999_999_999), "1"),
        (Comparison.ABOVE, ratio(0, 9), "0"),
        (Comparison.ABOVE, ratio(9, 9), "3"),
        (Comparison.AT_LEAST, ratio(4, 5), "3"),
        (Comparison.AT_LEAST, ratio(79_999, 100_000), "2"),
        (Comparison.AT_LEAST, Fraction(1), "1"),
        (Comparison.AT_LEAST, Fraction(0), "0"),
        (Comparison.AT_MOST, ratio(0, 5), "3"),
        (Comparison.AT_MOST, ratio(1, 999_999_999_999), "2"),
        (Comparison.AT_MOST, ratio(1, 5), "2"),
        (Comparison.AT_MOST, ratio(1, 3), "1"),
        (Comparison.AT_MOST, ratio(2, 5), "1"),
        (Comparison.AT_MOST, ratio(2, 3), "0"),
    ],
)
def test_band_compares_exactly_at_its_limit(comparison, value: Fraction, points: str) -> None:
    assert award_band(bands(comparison), value, "nilai").points == Decimal(points)


@pytest.mark.parametrize("limit, holds", [("33.33", True), ("33.34", False)])
def test_band_compares_a_third_without_rounding(limit: str, holds: bool) -> None:
    assert Band(Comparison.ABOVE, Decimal(limit), Decimal(1)).holds(ratio(1, 3)) is holds


def test_band_takes_the_first_that_holds_in_the_order_of_the_document() -> None:
    generous = Band(Comparison.AT_MOST, Decimal("80"), Decimal("1"))
    strict = Band(Comparison.AT_MOST, Decimal("0"), Decimal("5"))

    assert award_band(BandsRule((strict, generous)), Fraction(0), "0").points == Decimal("5")
    assert award_band(BandsRule((generous, strict)), Fraction(0), "0").points == Decimal("1")


@pytest.mark.parametrize(
    "comparison, words",
    [
        (Comparison.ABOVE, "di atas 80 bernilai 3."),
        (Comparison.AT_LEAST, "paling sedikit 80 bernilai 3."),
        (Comparison.AT_MOST, "di luar semua rentang, bernilai 0."),
    ],
)
def test_band_names_the_condition_that_held(comparison: Comparison, words: str) -> None:
    assert award_band(bands(comparison), Fraction(81), "81 %").reason == f"81 %: {words}"


@pytest.mark.parametrize(
    "items, points, reason",
    [
        (0, "0", "0 butir x 0,5 = 0."),
        (1, "0.5", "1 butir x 0,5 = 0,5."),
        (8, "4", "8 butir x 0,5 = 4."),
        (9, "4.5", "9 butir x 0,5 = 4,5."),
        (10, "4.5", "10 butir x 0,5, dibatasi 4,5."),
        (999_999_999_999, "4.5", "999999999999 butir x 0,5, dibatasi 4,5."),
    ],
)
def test_items_are_counted_up_to_the_cap(items: int, points: str, reason: str) -> None:
    rule = PerItemRule(Decimal("0.5"), Decimal("4.5"))

    assert award_items(rule, items) == Award(Decimal(points), reason)


@pytest.mark.parametrize("lower_is_better", [False, True])
@pytest.mark.parametrize(
    "current, previous, target, points",
    [
        ("90", "80", "85", "3"),
        ("85", "80", "85", "3"),
        ("85", "85", "85", "2.5"),
        ("90", "95", "85", "2.5"),
        ("84", "80", "85", "2"),
        ("80", "80", "85", "1"),
        ("79", "80", "85", "1"),
        ("0", "0", "0", "2.5"),
        (None, "80", "85", "0"),
        ("90", None, "85", "0"),
        ("90", "80", None, "0"),
        (None, None, None, "0"),
    ],
)
def test_trend_needs_target_met_and_strict_improvement(
    current, previous, target, points, lower_is_better
) -> None:
    sign = -1 if lower_is_better else 1
    values = TrendValues(
        *(None if v is None else sign * Fraction(v) for v in (current, previous, target))
    )

    assert award_trend(TREND, values, lower_is_better=lower_is_better).points == Decimal(points)


@pytest.mark.parametrize(
    "figures, reason",
    [
        ((2, 1, 2), "Target tercapai dan membaik: bernilai 3."),
        ((2, 2, 2), "Target tercapai, tidak membaik: bernilai 2,5."),
        ((2, 1, 3), "Membaik, target belum tercapai: bernilai 2."),
        ((2, 2, 3), "Target belum tercapai dan tidak membaik: bernilai 1."),
        ((2, 2, None), "Data dua tahun dan target belum lengkap: 0."),
    ],
)
def test_trend_says_what_was_reached(figures, reason: str) -> None:
    values = TrendValues(*(None if figure is None else Fraction(figure) for figure in figures))

    assert award_trend(TREND, values, lower_is_better=False).reason == reason


@pytest.mark.parametrize(
    "rule, best",
    [
        (REGULATION, "12"),
        (bands(Comparison.AT_MOST), "3"),
        (PerItemRule(Decimal("0.5"), Decimal("4.5")), "4.5"),
        (TREND, "3"),
    ],
)
def test_best_points_is_the_most_a_rule_can_give(rule, best: str) -> None:
    assert best_points(rule) == Decimal(best)
