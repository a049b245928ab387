"""Quartiles of unnamed cities, and where a city stands among them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.core.benchmark import Quartiles, Standing, quartiles, share, standing

FOUND = Quartiles(Decimal(20), Decimal(30), Decimal(40))
shares = st.decimals(0, 100, places=2)


def decimals(*values):
    return [Decimal(value) for value in values]


def test_quartiles_of_worked_examples():
    assert quartiles(decimals(50, 10, 20, 30, 40)) == FOUND
    assert quartiles(decimals(10, 20, 30, 40, 50, 60)) == Quartiles(*decimals("22.5", 35, "47.5"))


@pytest.mark.parametrize("count", range(5))
def test_too_few_cities_say_nothing(count):
    assert quartiles(decimals(*range(count))) is None


@pytest.mark.parametrize(
    "own, where",
    [
        (None, Standing.UNKNOWN),
        ("19.99", Standing.LOWEST),
        ("20", Standing.BELOW),
        ("30", Standing.ABOVE),
        ("40", Standing.ABOVE),
        ("40.01", Standing.HIGHEST),
    ],
)
def test_standing_has_exact_borders(own, where):
    assert standing(None if own is None else Decimal(own), FOUND) is where
    assert where.label


def test_shares_are_percent_of_the_maximum():
    assert share(Decimal(3), Decimal(12)) == 25
    assert share(None, Decimal(12)) is share(Decimal(0), Decimal(0)) is None


@given(st.lists(shares, min_size=5, max_size=40))
def test_quartiles_are_in_order_and_inside(values):
    found = quartiles(values)

    assert min(values) <= found.first <= found.median <= found.third <= max(values)
    assert found == quartiles(values[::-1])
