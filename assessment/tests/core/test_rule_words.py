"""A rule as the lines people read."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assessment.core.instrument import Better, Kind
from assessment.core.rule_words import rule_lines
from assessment.core.rules import Option, OptionsRule, best_points
from assessment.tests.core.samples import question, real_instrument

TREND_LINES = [
    ("Target tercapai dan {}", "3"),
    ("Target tercapai, tidak {}", "2.5"),
    ("{}, target belum tercapai", "2"),
    ("Keduanya tidak", "1"),
    ("Data dua tahun atau target belum lengkap", "0"),
]


def lines(asked):
    return [(line.condition, line.points) for line in rule_lines(asked)]


@pytest.mark.parametrize(
    "asked, expected",
    [
        (question(Kind.CHOICE), [("Perda", "4"), ("Tidak ada", "0")]),
        (question(Kind.COUNT), [("Di atas 80", "5"), ("Di atas 0", "1")]),
        (question(Kind.PERCENTAGE), [("Di atas 80 %", "5"), ("Di atas 0 %", "1")]),
        (question(Kind.ITEMS), [("Tiap butir", "0.5"), ("Paling banyak", "4.5")]),
        (
            question(Kind.ITEMS, item_label="Tiap forum anak"),
            [("Tiap forum anak", "0.5"), ("Paling banyak", "4.5")],
        ),
    ],
)
def test_rule_lines_keep_the_order_of_the_rule(asked, expected) -> None:
    assert lines(asked) == [(condition, Decimal(points)) for condition, points in expected]


@pytest.mark.parametrize("better, word", [(Better.HIGHER, "naik"), (Better.LOWER, "turun")])
def test_rule_lines_of_a_trend_say_which_way_is_good(better: Better, word: str) -> None:
    expected = [
        (condition.format(word.capitalize() if condition.startswith("{") else word), Decimal(p))
        for condition, p in TREND_LINES
    ]

    assert lines(question(Kind.TREND, better=better)) == expected


def test_rule_lines_of_every_real_question_show_the_most_it_gives() -> None:
    for asked in real_instrument().questions:
        assert max(line.points for line in rule_lines(asked)) == best_points(asked.rule)


def test_an_option_names_the_evidence_of_its_own() -> None:
    rule = OptionsRule(
        (
            Option("Ada", Decimal(4), frozenset({0})),
            Option("Tidak", Decimal(0), frozenset()),
        )
    )

    assert [condition for condition, _ in lines(question(Kind.CHOICE, rule))] == [
        "Ada (bukti: Naskah)",
        "Tidak (bukti: tidak ada)",
    ]
