"""What is typed again: options, figures as digits, texts that fit, digests that notice changes."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.core.rekey import Figure, Typed, cut, difference, digest, typed


@pytest.mark.parametrize(
    "raw, expected",
    [
        (None, Typed("", ())),
        ({}, Typed("", ())),
        ({"choice": "Peraturan Wali Kota"}, Typed("Peraturan Wali Kota", ())),
        ({"not_applicable": "tidak ada pantai"}, Typed("Tidak berlaku: tidak ada pantai", ())),
        ({"count": 1203}, Typed("", (Figure("Jumlah", "1203"),))),
        ({"items": 2}, Typed("", (Figure("Jumlah butir", "2"),))),
        (
            {"items": 2, "rows": [{"name": "A", "note": ""}, {"name": "B", "note": "x"}]},
            Typed("", (Figure("Jumlah butir", "2"), Figure("Nama", "A; B"))),
        ),
        (
            {"numerator": 1203, "denominator": 1575},
            Typed(
                "",
                (
                    Figure("Pembilang", "1203"),
                    Figure("Penyebut", "1575"),
                    Figure("Persentase", "76,38"),
                ),
            ),
        ),
        (
            {"numerator": 3, "denominator": None},
            Typed("", (Figure("Pembilang", "3"), Figure("Penyebut", ""), Figure("Persentase", ""))),
        ),
        (
            {"current": "12.5", "previous": None, "target": "13"},
            Typed(
                "",
                (
                    Figure("Angka, tahun evaluasi", "12,5"),
                    Figure("Angka, tahun sebelumnya", ""),
                    Figure("Target", "13"),
                ),
            ),
        ),
    ],
)
def test_typed_shows_what_the_operator_enters(raw, expected):
    assert typed(raw) == expected


@pytest.mark.parametrize(
    "text, limit, expected",
    [
        ("pas", 3, "pas"),
        ("satu dua tiga empat", 14, "satu dua ..."),
        ("satu dua, tiga empat", 15, "satu dua ..."),
        ("x" * 60, 20, "x" * 16 + " ..."),
        ("abcdef", 3, "..."),
        (" " + "y" * 30, 10, " yyyyy ..."),
    ],
)
def test_cut_ends_after_a_word(text, limit, expected):
    assert cut(text, limit) == expected


@given(st.text(max_size=200), st.integers(1, 120))
def test_cut_never_exceeds_the_limit(text, limit):
    assert len(cut(text, limit)) <= limit


def test_digest_changes_with_everything_that_is_typed_or_uploaded():
    plain = Typed("Ya", (Figure("Jumlah", "1"),))
    made = digest(plain, "teks", ["a"])

    others = [
        digest(Typed("Tidak", plain.figures), "teks", ["a"]),
        digest(Typed("Ya", ()), "teks", ["a"]),
        digest(plain, "teks lain", ["a"]),
        digest(plain, "teks", ["b"]),
    ]

    assert digest(plain, "teks", ["a"]) == made
    assert len({made, *others}) == 5


@pytest.mark.parametrize(
    "ours, theirs, expected",
    [
        (Decimal("9.5"), Decimal("9"), Decimal("-0.5")),
        (None, Decimal(9), None),
        (Decimal(9), None, None),
    ],
)
def test_difference_is_theirs_less_ours(ours, theirs, expected):
    assert difference(ours, theirs) == expected
