"""Exact numbers as machines and people read them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.core.numbers import canonical, percent, plain, ratio


@pytest.mark.parametrize(
    "value, text",
    [
        ("0", "0"),
        ("-0", "0"),
        ("0.00", "0"),
        ("0E+3", "0"),
        ("89", "89"),
        ("90", "90"),
        ("100", "100"),
        ("93.80", "93.8"),
        ("126.91", "126.91"),
        ("1E+5", "100000"),
        ("5E-7", "0.0000005"),
        ("-1.50", "-1.5"),
    ],
)
def test_canonical_is_the_shortest_plain_string(value: str, text: str) -> None:
    assert canonical(Decimal(value)) == text
    assert plain(Decimal(value)) == text.replace(".", ",")


@given(st.decimals(-(10**12), 10**12, places=4))
def test_canonical_keeps_the_value_and_forgets_the_notation(value: Decimal) -> None:
    assert Decimal(canonical(value)) == value
    assert canonical(value) == canonical(value.quantize(Decimal("1E-8")))


@pytest.mark.parametrize(
    "numerator, denominator, text",
    [
        (0, 7, "0 %"),
        (1, 3, "33,33 %"),
        (2, 3, "66,66 %"),
        (4, 5, "80 %"),
        (79_999, 100_000, "79,99 %"),
        (999_999, 1_000_000, "99,99 %"),
        (7, 7, "100 %"),
    ],
)
def test_percent_is_cut_never_rounded_up(numerator: int, denominator: int, text: str) -> None:
    assert percent(ratio(numerator, denominator)) == text


def test_ratio_is_exact_and_refuses_a_zero_denominator() -> None:
    assert ratio(1, 3) == Fraction(100, 3)
    with pytest.raises(ZeroDivisionError):
        ratio(1, 0)
