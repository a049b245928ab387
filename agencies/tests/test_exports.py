"""Tables as files: types, hostile texts, whose and when, and the longest list."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest

from agencies import exports
from agencies.exports import Column, Format, Listing, Stamp, TooManyRowsError, Type, write
from agencies.sheet_text import CUT_MARK, LONGEST, csv_text, fitted, sheet_text

STAMP = Stamp(
    city="Kota Bima",
    city_code="52.72",
    year=2026,
    made_at=datetime(2026, 12, 20, 15, 59, 58, tzinfo=UTC),
    timezone="Asia/Makassar",
    source="/kegiatan/?opd=3",
)
TABLE = Listing(
    "uji",
    "Daftar uji",
    tuple(
        Column(kind.name.title(), lambda row, place=place: row[place], kind)
        for place, kind in enumerate(Type)
    ),
)
ROW = (
    "=1+1",
    1250,
    Decimal("12.5"),
    5_000_000,
    date(2026, 3, 9),
    datetime(2026, 12, 1, 2, 0, 7, tzinfo=UTC),
)
BLANK = (None,) * 6


def written(fmt, rows, table=TABLE, stamp=STAMP):
    target = io.BytesIO()
    count = write(target, fmt, table, rows, stamp)
    return count, target.getvalue()


def sheet_of(rows, table=TABLE):
    _, content = written(Format.XLSX, rows, table)
    return openpyxl.load_workbook(io.BytesIO(content))


def test_a_sheet_has_native_types_and_text_as_text():
    page = sheet_of([ROW, BLANK])["Data"]

    cells = list(page[2])
    assert [cell.value for cell in cells] == [
        "=1+1",
        1250,
        12.5,
        5_000_000,
        datetime.fromisoformat("2026-03-09"),
        datetime.fromisoformat("2026-12-01T10:00:07"),
    ]
    assert [cell.data_type for cell in cells] == ["s", "n", "n", "n", "d", "d"]
    assert [cell.value for cell in page[1]][-1] == "Moment (WITA)"
    assert page.max_row == 2
    assert page.auto_filter.ref == "A1:F3"


def test_a_sheet_says_whose_it_is_and_when():
    about = {row[0].value: row[1].value for row in sheet_of([ROW])["Keterangan"]}

    assert about == {
        "Daftar": "Daftar uji",
        "Kota": "Kota Bima (52.72)",
        "Siklus": "2026",
        "Rekaman": "tidak ada: keadaan saat berkas dibuat",
        "Dibuat": "20-12-2026 23.59.58 WITA",
        "Halaman dan saringan": "/kegiatan/?opd=3",
        "Jumlah baris": "1",
    }


def test_a_csv_is_as_excel_reads_it_in_indonesian():
    count, content = written(Format.CSV, [ROW, BLANK])

    text = content.decode("utf-8")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert text.startswith("\ufeff# Daftar;Daftar uji\r\n")
    assert rows[5:7] == [["# Halaman dan saringan", "/kegiatan/?opd=3"], []]
    assert rows[7] == ["Text", "Whole", "Number", "Money", "Date", "Moment (WITA)"]
    assert rows[8:] == [
        ["'=1+1", "1250", "12,5", "5000000", "2026-03-09", "2026-12-01 10:00:07"],
        [""] * 6,
    ]
    assert count == 2


def test_a_list_of_no_cycle_says_so():
    stamp = Stamp("Kota Bima", "", None, STAMP.made_at, "Asia/Jayapura", "/pengguna/")

    lines = dict(stamp.lines("Pengguna"))

    assert lines["Kota"] == "Kota Bima"
    assert lines["Siklus"] == "tidak terikat siklus"
    assert lines["Dibuat"].endswith("00.59.58 WIT")


@pytest.mark.parametrize(
    "text",
    ["=A1", "+1", "-1", "@SUM(A1)", "\tx", "\nx", " =1", "\u00a0=1", "\uff1dA1", "\uff0d1", "\r=1"],
)
def test_a_csv_cell_never_begins_like_a_formula(text):
    assert csv_text(text).startswith("'")


@pytest.mark.parametrize("text", ["", "Dinas", "1-2", "SK = 3", "'x"])
def test_other_texts_of_a_csv_stay_as_they_are(text):
    assert csv_text(text) == text


def test_texts_hold_nothing_that_xml_forbids():
    assert sheet_text("a\x00b\x0bc\r\nd\ud800e") == "a\ufffdb\ufffdc\nd\ufffde"


def test_long_texts_are_cut_with_a_mark_and_counted_as_excel_does():
    found = fitted("\U0001f600" * LONGEST)

    assert found.endswith(CUT_MARK)
    assert len(found.encode("utf-16-le")) // 2 <= LONGEST
    assert fitted("x" * LONGEST) == "x" * LONGEST


@pytest.mark.parametrize("value", [10**17, Decimal("1234567890.1234567"), date(1899, 1, 2)])
def test_what_a_sheet_cannot_hold_exactly_travels_as_text(value):
    table = Listing("uji", "Uji", (Column("Nilai", lambda row: row),))

    cell = sheet_of([value], table)["Data"]["A2"]

    assert (cell.value, cell.data_type) == (str(value), "s")


@pytest.mark.parametrize("fmt", list(Format))
def test_a_list_that_is_too_long_gives_no_file_at_all(monkeypatch, fmt):
    monkeypatch.setattr(exports, "MOST_ROWS", 3)

    assert written(fmt, [ROW] * 3)[0] == 3
    with pytest.raises(TooManyRowsError):
        written(fmt, [ROW] * 4)


class Rows:
    """Stands in for a queryset: gives its rows one by one and notes how they were asked for."""

    def iterator(self, chunk_size):
        self.chunk_size = chunk_size
        return iter(range(chunk_size + 2))


def test_rows_are_made_ready_in_chunks():
    sizes = []
    rows = Rows()

    found = list(exports.in_chunks(rows, lambda some: sizes.append(len(some)) or some))

    assert found == list(range(exports.CHUNK + 2))
    assert sizes == [exports.CHUNK, 2]
