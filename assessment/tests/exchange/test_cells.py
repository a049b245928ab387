"""Single cells: tolerant in form, strict in meaning."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.exchange import cells, joined
from assessment.exchange.cells import Cell, CellError
from assessment.exchange.layout import KEPT, Type
from assessment.exchange.plain_cells import cell_name

DAY = dt.date(2026, 12, 20)


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        (None, Type.WHOLE, None),
        ("   ", Type.WHOLE, None),
        (" 12 ", Type.WHOLE, 12),
        ("\u00a012\u00a0", Type.WHOLE, 12),
        ("1.000", Type.WHOLE, 1000),
        ("1.000,0", Type.NUMBER, Decimal("1000.0")),
        (Decimal(1250), Type.WHOLE, 1250),
        (Decimal("12.0"), Type.WHOLE, 12),
        ("0", Type.WHOLE, 0),
        ("1,5", Type.NUMBER, Decimal("1.5")),
        (Decimal("82.5"), Type.NUMBER, Decimal("82.5")),
        (DAY, Type.DATE, DAY),
        ("20-12-2026", Type.DATE, DAY),
        ("20/12/2026", Type.DATE, DAY),
        ("20.12.2026", Type.DATE, DAY),
        ("2026-12-20", Type.DATE, DAY),
        ("2026-12-20 00:00:00", Type.DATE, DAY),
        ("20 Desember 2026", Type.DATE, DAY),
        ("20 des 2026", Type.DATE, DAY),
        ("20 Dec 2026", Type.DATE, DAY),
        (Decimal(46376), Type.DATE, DAY),
        ("Ya", Type.YES_NO, "Ya"),
        ("y", Type.YES_NO, "Ya"),
        (True, Type.YES_NO, "Ya"),
        ("tidak", Type.YES_NO, None),
        (False, Type.YES_NO, None),
        (Decimal("12.5"), Type.TEXT, "12,5"),
        (True, Type.TEXT, "Ya"),
        (DAY, Type.TEXT, "20 Desember 2026"),
        ("=1+1", Type.TEXT, "=1+1"),
        ("a\r\nb", Type.LONG, "a\nb"),
    ],
)
def test_a_cell_is_read_as_it_was_meant(value, kind, expected):
    assert cells.read(Cell(value), kind) == expected


@pytest.mark.parametrize(
    ("cell", "kind", "word"),
    [
        (Cell("dua"), Type.WHOLE, "hanya angka"),
        (Cell("1.00"), Type.WHOLE, "Titik"),
        (Cell("1,5"), Type.WHOLE, "bulat"),
        (Cell("1,000"), Type.WHOLE, "tanpa koma"),
        (Cell(Decimal("1.5")), Type.WHOLE, "bulat"),
        (Cell(True), Type.WHOLE, "bulat"),
        (Cell(True), Type.NUMBER, "82,5"),
        (Cell("1e5"), Type.NUMBER, "hanya angka"),
        (Cell("1_000"), Type.NUMBER, "hanya angka"),
        (Cell(DAY), Type.WHOLE, "tanggal"),
        (Cell("31-02-2026"), Type.DATE, "20-12-2026"),
        (Cell("12/2026"), Type.DATE, "20-12-2026"),
        (Cell("20 Foo 2026"), Type.DATE, "20-12-2026"),
        (Cell(True), Type.DATE, "20-12-2026"),
        (Cell(Decimal("1.5")), Type.DATE, "20-12-2026"),
        (Cell(dt.date(1900, 1, 1)), Type.DATE, "1945"),
        (Cell("mungkin"), Type.YES_NO, "Isi Ya"),
        (Cell(error="#REF!"), Type.TEXT, "#REF!"),
        (Cell(is_empty_formula=True), Type.TEXT, "belum mempunyai hasil"),
    ],
)
def test_a_doubtful_cell_is_refused_with_its_remedy(cell, kind, word):
    with pytest.raises(CellError, match=word):
        cells.read(cell, kind)


def test_what_excel_cannot_hold_is_kept_out_of_the_cell():
    assert cells.stored("a" * 40_000) == KEPT
    assert cells.stored("\ufffe b \r\n") == "\ufffd b"
    assert cells.code(Decimal("7.2")) == "7.2"


@pytest.mark.parametrize(
    ("value", "expected"),
    [(None, "\u2013"), (1250, "1.250"), (DAY, "20 Desember 2026"), ("a", "a")],
)
def test_values_are_shown_as_people_write_them(value, expected):
    assert cells.shown(value) == expected


def test_the_digest_forgets_blanks_and_nothing_else():
    assert cells.digest({"a": 1, "b": None, "c": ""}) == cells.digest({"a": 1})
    assert cells.digest({"a": Decimal("1.50")}) == cells.digest({"a": Decimal("1.5")})
    assert cells.digest({"a": DAY}) != cells.digest({"a": "lain"})


@pytest.mark.parametrize(("row", "column", "name"), [(1, 0, "A1"), (3, 25, "Z3"), (9, 27, "AB9")])
def test_cells_are_named_as_excel_names_them(row, column, name):
    assert cell_name(row, column) == name


@given(st.lists(st.text().map(str.strip), min_size=1, max_size=6), st.sampled_from("|;"))
def test_joined_texts_come_apart_again(parts, sign):
    expected = parts if parts != [""] else []

    assert joined.split(joined.join(parts, sign), sign) == expected


@given(st.text(max_size=200), st.sampled_from(list(Type)))
def test_no_text_breaks_the_reader(text, kind):
    try:
        value = cells.read(Cell(text), kind)
    except CellError as error:
        value = str(error)

    assert value is None or str(value)
