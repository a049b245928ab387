"""Lists of named items: what is typed, pasted or stored, and which lists are refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.core import answers, named_items
from assessment.core.answers import AnswerError, ItemsAnswer
from assessment.core.instrument import Kind
from assessment.core.named_items import NamedItem, from_lines, read_items, to_lines
from assessment.core.scoring import describe
from assessment.tests.core.samples import question

ASKED = question(Kind.ITEMS)
FORUM = NamedItem("Forum Anak", "SK 4/2026")
texts = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=30).map(
    lambda text: " ".join(text.split())
)
items = st.lists(st.builds(NamedItem, texts.filter(bool), texts), max_size=6, unique=True)


@pytest.mark.parametrize(
    "text, rows",
    [
        ("", []),
        (" \n\n", []),
        ("Forum Anak", [("Forum Anak", "")]),
        ("Forum  Anak ; SK 4/2026\r\nPATBM", [("Forum Anak", "SK 4/2026"), ("PATBM", "")]),
        ("PT Maju\tMoU 1\t\t3 Maret 2026", [("PT Maju", "MoU 1, 3 Maret 2026")]),
        ("1\tPT Maju\tMoU 1\n2.\tRadio\t", [("PT Maju", "MoU 1"), ("Radio", "")]),
        ("1\t\tMoU", [("1", "MoU")]),
        ("A; B\tMoU", [("A; B", "MoU")]),
        ("; hanya keterangan", [("", "hanya keterangan")]),
    ],
)
def test_lines_are_read_as_typed_or_pasted(text, rows):
    assert from_lines(text) == [{"name": name, "note": note} for name, note in rows]


@given(items)
def test_lines_read_back_to_the_same_items(listed):
    assert read_items(from_lines(to_lines(listed))) == tuple(listed)


@given(items.filter(bool))
def test_number_is_that_of_the_names(listed):
    answer = ItemsAnswer(len(listed), tuple(listed))

    raw = answers.to_raw(answer)

    assert answers.validate(ASKED, raw) == answer
    assert answers.validate(ASKED, {"rows": raw["rows"]}) == answer


@pytest.mark.parametrize(
    "raw, words",
    [
        ({}, "harus berupa daftar"),
        ("Forum", "harus berupa daftar"),
        (["Forum"], "baris 1 harus berisi"),
        ([{"name": "A", "amount": 1}], "baris 1 harus berisi"),
        ([{"name": "A"}, {"note": "x"}], "baris 2: nama harus berupa teks"),
        ([{"name": 3}], "baris 1: nama harus berupa teks"),
        ([{"name": "A", "note": None}], "baris 1: keterangan harus berupa teks"),
        ([{"name": " "}], "baris 1 belum bernama"),
        ([{"name": "A\x00"}], "baris 1: nama memuat karakter"),
        ([{"name": "A", "note": "\ud800"}], "baris 1: keterangan memuat karakter"),
        ([{"name": "x" * 201}], "paling panjang 200"),
        ([{"name": "A", "note": "x" * 301}], "paling panjang 300"),
        (
            [{"name": "A"}, {"name": "B"}, {"name": " A ", "note": ""}],
            "baris 3 sama dengan baris 1",
        ),
        ([{"name": str(n)} for n in range(301)], "paling banyak 300 butir; kelebihan 1"),
    ],
)
def test_lists_that_cannot_be_read_name_their_line(raw, words):
    with pytest.raises(AnswerError, match=words) as caught:
        answers.validate(ASKED, {"rows": raw})

    assert caught.value.field == "rows"


@pytest.mark.parametrize(
    "raw, answer",
    [
        ({"rows": None}, None),
        ({"rows": [], "items": 4}, ItemsAnswer(4)),
        ({"rows": [{"name": "Forum Anak", "note": "SK 4/2026"}]}, ItemsAnswer(1, (FORUM,))),
    ],
)
def test_list_and_number(raw, answer):
    assert answers.validate(ASKED, raw) == answer


def test_number_that_differs_from_the_list_is_refused():
    with pytest.raises(AnswerError, match="daftar memuat 1 butir") as caught:
        answers.validate(ASKED, {"items": 2, "rows": [{"name": "A"}]})

    assert caught.value.field == "items"


def test_without_names_the_stored_form_is_as_before():
    assert answers.to_raw(ItemsAnswer(3)) == {"items": 3}


def test_names_are_said():
    listed = (FORUM, NamedItem("PATBM"))

    assert describe(ASKED, ItemsAnswer(2, listed)) == "2 butir: Forum Anak (SK 4/2026); PATBM"


def test_most_items_fit_the_form():
    longest = NamedItem("x" * named_items.LONGEST_NAME, "y" * named_items.LONGEST_NOTE)

    assert len(to_lines([longest] * named_items.MOST)) < 200_000
