"""Small parts of the core that other tests reach through the database only."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from assessment.core.category import _share
from assessment.core.comparison import Cause
from assessment.core.consistency import Figure, Finding, Rule
from assessment.core.evidence_examples import EXAMPLES, GENERAL, KINDS, example_of
from assessment.core.frozen import FrozenEvidence, content_hash
from assessment.core.icalendar import LONGEST_LINE, _cut
from assessment.core.ledgers import Ledger, Points
from assessment.core.marking import Marks
from assessment.core.minutes import minutes_number
from assessment.tests.core.samples import real_instrument


@pytest.mark.parametrize(
    "pattern, number",
    [
        ("", "003/BA-KLA/2026"),
        ("BA/{bulan}/{tahun}", "003/BA/XI/2026"),
        ("{nomor}-{bulan}", "003-XI"),
    ],
)
def test_minutes_are_numbered_by_the_pattern(pattern, number):
    assert minutes_number(pattern, number=3, year=2026, day=date(2026, 11, 22)) == number


def test_each_item_has_an_example_by_the_words_of_its_name():
    assert example_of("SK (Tim)") == {marks[0]: text for marks, text in EXAMPLES}["sk"]
    assert example_of("Hasil usulan anak").startswith("Contoh: berita acara")
    assert example_of("Lain-lain") == GENERAL
    assert all(example_of(kind).startswith("Contoh: ") for kind in KINDS)


def test_long_lines_of_a_calendar_are_cut_at_whole_letters():
    pieces = list(_cut("é" * LONGEST_LINE))

    assert "".join(pieces) == "é" * LONGEST_LINE
    assert len(pieces) == 3
    assert all(len(piece.encode()) <= LONGEST_LINE for piece in pieces)


def test_equal_marks_and_instruments_hash_alike():
    first, second = (Marks({"1": Decimal(3)}, Decimal(4)) for _ in range(2))

    assert (first, hash(first)) == (second, hash(second))
    assert hash(real_instrument()) == hash(real_instrument())
    assert {real_instrument(): 1}[real_instrument()] == 1


def test_every_cause_of_a_difference_has_words():
    assert len({cause.label for cause in Cause}) == len(Cause)


def test_an_indicator_that_is_not_asked_reaches_no_share():
    nothing = Points(Decimal(0), None, Decimal(0), None)
    half = Points(Decimal(4), Decimal(2), Decimal(1), None)

    assert (_share(nothing, Ledger.CLAIMED), _share(half, Ledger.CLAIMED)) == (0, 50)


def test_a_finding_names_each_of_its_questions_once():
    figures = tuple(Figure(code, "x", "x", Decimal(1)) for code in ("2.1", "1.1", "2.1"))

    assert Finding(next(iter(Rule)), "x", "x", figures).questions == ("2.1", "1.1")


def test_a_content_is_known_by_the_sha256_of_its_text():
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    assert content_hash("") == empty
    assert content_hash("é") != content_hash("e")


def test_frozen_evidence_is_the_same_by_document_item_pages_and_agency():
    first, renamed = (
        FrozenEvidence("SK", title, "2", "BPBD", state, "abc")
        for title, state in (("Lama", "pending"), ("Baru", "accepted"))
    )

    assert (first.state_words, renamed.state_words) == ("menunggu diperiksa", "diterima")
    assert first.key == renamed.key == ("SK", "abc", "2", "BPBD")
