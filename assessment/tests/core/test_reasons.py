"""Codes of reasons and how they read."""

from __future__ import annotations

import pytest

from assessment.core import reasons
from assessment.core.reasons import Reason


@pytest.mark.parametrize(
    "reason, note, words",
    [
        (Reason.NOT_SIGNED, "", "Tidak bertanda tangan"),
        (Reason.NOT_SIGNED, "Halaman 3.", "Tidak bertanda tangan: Halaman 3."),
        (Reason.OTHER, "Tertukar.", "Tertukar."),
        (Reason.OTHER, "", "Lainnya"),
    ],
)
def test_words_join_code_and_note(reason, note, words):
    assert reason.words(note) == words


@pytest.mark.parametrize(
    "code, note, expected",
    [
        ("", "", None),
        ("", "Tertukar.", Reason.OTHER),
        ("duplicate", "", Reason.DUPLICATE),
        ("duplicate", "Lihat 1.2a.", Reason.DUPLICATE),
    ],
)
def test_read_takes_a_note_alone_as_other(code, note, expected):
    assert reasons.read(code, note) is expected


def test_read_refuses_an_unknown_code():
    with pytest.raises(ValueError, match="x"):
        reasons.read("x", "")


def test_every_code_has_words_of_its_own():
    labels = [label for _, label in reasons.CHOICES]

    assert len(set(labels)) == len(labels) == len(Reason)
