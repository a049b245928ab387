"""Names and titles compared as people do."""

from __future__ import annotations

import pytest

from assessment.core.words import figures, name_key, plain_title, telling_words


@pytest.mark.parametrize(
    "text", ["Save the Children", "save the  children", " SAVE\u00a0THE CHILDREN "]
)
def test_name_key_ignores_case_and_spacing(text):
    assert name_key(text) == "save the children"


def test_plain_title_ignores_punctuation():
    assert plain_title("Sekolah-aman: bencana!") == "sekolah aman bencana"


def test_telling_words_leave_out_small_words_and_figures():
    found = telling_words("Pelatihan 40 guru untuk sekolah aman di Kota")

    assert found == {"pelatihan", "guru", "sekolah", "aman"}


def test_figures_are_the_numbers_of_a_title():
    assert figures("Rapat 4 Desember 2020") == {"4", "2020"}
