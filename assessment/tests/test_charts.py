"""Geometry of the ledger bar and the category scale."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment import charts


@dataclass(frozen=True)
class Category:
    name: str
    lower: Decimal


CATEGORIES = tuple(
    Category(name, Decimal(lower))
    for name, lower in (
        ("Pratama", 500),
        ("Madya", 600),
        ("Nindya", 700),
        ("Utama", 800),
        ("KLA", 900),
    )
)
READING = charts.Reading(
    claimed=Decimal("722.81"),
    proven=Decimal("506.2"),
    target=Decimal(600),
    estimate=(Decimal(515), Decimal(655)),
)
POINTS = st.decimals(min_value=-50, max_value=1200, places=2)


def test_ledger_bar_draws_the_three_ledgers_in_percent():
    bar = charts.ledger_bar(
        claimed=Decimal(18),
        proven=Decimal("9.5"),
        maximum=Decimal(18),
        target=Decimal(12),
        verified=Decimal(9),
    )

    assert bar == charts.LedgerBar("100.00%", "52.78%", "66.67%", "50.00%", is_known=True)


def test_ledger_bar_is_empty_when_nothing_is_claimed_yet():
    bar = charts.ledger_bar(claimed=None, proven=Decimal(0), maximum=Decimal(17))

    assert bar == charts.LedgerBar("0.00%", "0.00%", None, None, is_known=False)


@pytest.mark.parametrize(
    ("value", "maximum", "expected"),
    [
        (None, 10, "0.00%"),
        (5, 0, "0.00%"),
        (-1, 10, "0.00%"),
        (11, 10, "100.00%"),
        (1, 3, "33.33%"),
    ],
)
def test_share_stays_inside_the_bar(value, maximum, expected):
    value = None if value is None else Decimal(value)

    assert charts.share(value, Decimal(maximum)) == expected


def test_category_scale_puts_names_and_figures_where_the_mockup_has_them():
    scale = charts.category_scale(CATEGORIES, Decimal(1000), READING)

    assert [(part.name, part.x, part.width) for part in scale.segments] == [
        ("Belum", "40.0", "510.0"),
        ("Pratama", "550.0", "102.0"),
        ("Madya", "652.0", "102.0"),
        ("Nindya", "754.0", "102.0"),
        ("Utama", "856.0", "102.0"),
        ("KLA", "958.0", "102.0"),
    ]
    assert [(int(tick.value), tick.x) for tick in scale.ticks] == [
        (0, "40.0"),
        (500, "550.0"),
        (600, "652.0"),
        (700, "754.0"),
        (800, "856.0"),
        (900, "958.0"),
        (1000, "1060.0"),
    ]
    assert [(mark.name, mark.x, mark.is_target) for mark in scale.markers] == [
        ("klaim", "777.3", False),
        ("terbukti", "556.3", False),
        ("target", "652.0", True),
    ]
    assert scale.estimate == charts.Estimate("565.3", "142.8")


def test_category_scale_on_a_phone_begins_just_under_the_first_category():
    scale = charts.category_scale(CATEGORIES, Decimal(1000), READING, is_narrow=True)

    assert [part.name for part in scale.segments] == ["", *(c.name for c in CATEGORIES)]
    assert [(int(tick.value), tick.anchor) for tick in scale.ticks] == [
        (500, "middle"),
        (600, "middle"),
        (700, "middle"),
        (800, "middle"),
        (900, "middle"),
        (1000, "end"),
    ]


def test_category_scale_on_a_phone_says_when_a_value_lies_left_of_it():
    reading = charts.Reading(claimed=Decimal(510), proven=Decimal("31.16"))

    scale = charts.category_scale(CATEGORIES, Decimal(1000), reading, is_narrow=True)

    assert [(m.name, m.x, m.is_below) for m in scale.markers] == [
        ("klaim", "38.7", False),
        ("terbukti", "6.0", True),
    ]


def test_category_scale_of_an_instrument_with_low_categories_begins_at_zero():
    bands = (Category("Satu", Decimal(100)), Category("Dua", Decimal(400)))

    scale = charts.category_scale(bands, Decimal(500), charts.Reading(), is_narrow=True)

    assert [(part.name, part.x, part.width) for part in scale.segments] == [
        ("Belum", "6.0", "60.0"),
        ("Satu", "66.0", "180.0"),
        ("Dua", "246.0", "60.0"),
    ]
    assert (scale.markers, scale.estimate) == ((), None)


def test_category_scale_without_estimate_width_draws_none():
    reading = charts.Reading(estimate=(Decimal(500), Decimal(500)))

    assert charts.category_scale(CATEGORIES, Decimal(1000), reading).estimate is None


@given(POINTS, POINTS, st.booleans())
def test_category_scale_keeps_every_marker_and_word_inside(claimed, proven, is_narrow):
    reading = charts.Reading(claimed=claimed, proven=proven)

    scale = charts.category_scale(CATEGORIES, Decimal(1000), reading, is_narrow=is_narrow)

    for marker in scale.markers:
        assert 0 <= Decimal(marker.x) <= scale.width
        room = (
            scale.width - Decimal(marker.label_x)
            if marker.anchor == "start"
            else Decimal(marker.label_x)
        )
        assert room >= 100
