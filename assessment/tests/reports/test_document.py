"""The cleaning of texts, the column's alignment and the stamp."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from assessment.reports.document import Align, Column, Identity, Kind, clean_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("biasa", "biasa"),
        ("dua\r\nbaris\rtiga", "dua\nbaris\ntiga"),
        ("nul\x00 bel\x07 tab\t", "nul bel tab\t"),
        ("hapus\x7f c1\x85", "hapus c1"),
        ("pengganti \ud800 tunggal", "pengganti  tunggal"),
        ("bukan huruf \ufffe\uffff\U0001ffff", "bukan huruf "),
        ("مرحبا 😀 ä", "مرحبا 😀 ä"),
    ],
)
def test_clean_text_keeps_only_what_can_be_written(text, expected):
    assert clean_text(text) == expected


def test_column_aligns_numbers_to_the_end():
    aligns = {kind: Column("x", kind).align for kind in Kind}

    assert {kind for kind, align in aligns.items() if align is Align.START} == {
        Kind.TEXT,
        Kind.DATE,
        Kind.BAR,
    }


def test_identity_stamps_number_and_short_hash():
    made = datetime(2026, 12, 21, tzinfo=UTC)

    identity = Identity("Kota Bima", 2026, 3, "0123456789abcdef", made, "Asia/Makassar")

    assert identity.stamp == "Rekaman nomor 3 · sidik jari 0123456789ab"
