"""Lists as files: a list declares its columns once, its rows are written one after the other.

Knows neither requests nor which list it writes. A file is complete or there is none: it is written
to a temporary file, with the memory of one row, before a byte of it is sent.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, StrEnum
from itertools import chain, islice
from typing import IO, Any, Generic, TypeVar
from zoneinfo import ZoneInfo

import xlsxwriter
from xlsxwriter.format import Format as Look

from agencies.models import ZONES
from agencies.sheet_text import csv_text, sheet_text

Row = TypeVar("Row")
Value = str | int | Decimal | date | datetime | None
#: Rows of one file; a longer list is to be narrowed.
MOST_ROWS = 20_000
CHUNK = 500
DATA, ABOUT = "Data", "Keterangan"
#: Excel keeps so many digits of a number; longer ones travel as text.
EXACT_DIGITS = 15
FIRST_YEAR = 1900


class Format(StrEnum):
    XLSX = "xlsx"
    CSV = "csv"

    @property
    def mime(self) -> str:
        return _MIMES[self]


_MIMES = {
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "text/csv; charset=utf-8",
}


class Type(Enum):
    """What a column holds: its format in a sheet."""

    TEXT = "@"
    WHOLE = "#,##0"
    NUMBER = "#,##0.00"
    MONEY = '"Rp"#,##0'
    DATE = "dd/mm/yyyy"
    MOMENT = "dd/mm/yyyy hh:mm:ss"


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """`value` takes a row; None is an empty cell. `width` in letters."""

    heading: str
    value: Callable[[Row], Value]
    type: Type = Type.TEXT
    width: int = 16


@dataclass(frozen=True, slots=True)
class Listing(Generic[Row]):
    """A list of people's pages as a table; `name` becomes part of the file's name."""

    name: str
    title: str
    columns: Sequence[Column[Row]]


@dataclass(frozen=True, slots=True)
class Stamp:
    """Whose list it is and from when; `year` is None for lists of no cycle, `source` the address
    of the page with its filters."""

    city: str
    city_code: str
    year: int | None
    made_at: datetime
    timezone: str
    source: str
    snapshot: str = "tidak ada: keadaan saat berkas dibuat"

    @property
    def zone(self) -> str:
        """`WITA`."""
        return dict(ZONES).get(self.timezone, self.timezone).split()[0]

    def local(self, at: datetime) -> datetime:
        """The instant on the city's clock, without a zone."""
        return at.astimezone(ZoneInfo(self.timezone)).replace(tzinfo=None)

    def lines(self, title: str) -> list[tuple[str, str]]:
        year = "tidak terikat siklus" if self.year is None else str(self.year)
        return [
            ("Daftar", title),
            ("Kota", f"{self.city} ({self.city_code})" if self.city_code else self.city),
            ("Siklus", year),
            ("Rekaman", self.snapshot),
            ("Dibuat", f"{self.local(self.made_at):%d-%m-%Y %H.%M.%S} {self.zone}"),
            ("Halaman dan saringan", self.source),
        ]


class TooManyRowsError(Exception):
    """The list is longer than a file may be."""


def in_chunks(rows: Any, make: Callable[[list[Any]], Iterable[Row]]) -> Iterator[Row]:
    """Rows of a queryset, made ready some hundred at a time."""
    found = rows.iterator(chunk_size=CHUNK)
    while chunk := list(islice(found, CHUNK)):
        yield from make(chunk)


def write(
    target: IO[bytes], fmt: Format, listing: Listing[Row], rows: Iterable[Row], stamp: Stamp
) -> int:
    """Write the file; how many rows it holds. TooManyRowsError beyond MOST_ROWS."""
    lines = (tuple(column.value(row) for column in listing.columns) for row in _bounded(rows))
    if fmt is Format.CSV:
        return _csv(target, listing, lines, stamp)
    return _xlsx(target, listing, lines, stamp)


def _bounded(rows: Iterable[Row]) -> Iterator[Row]:
    for number, row in enumerate(rows):
        if number >= MOST_ROWS:
            raise TooManyRowsError
        yield row


def _csv(
    target: IO[bytes],
    listing: Listing[Any],
    lines: Iterable[tuple[Value, ...]],
    stamp: Stamp,
) -> int:
    """Semicolons, decimal commas and a byte order mark: as Excel reads it in Indonesian."""
    text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="", write_through=True)
    out = csv.writer(text, delimiter=";", quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")
    about = ((f"# {name}", csv_text(said)) for name, said in stamp.lines(listing.title))
    out.writerows(chain(about, [()]))
    out.writerow([_heading(column, stamp) for column in listing.columns])
    count = 0
    for line in lines:
        out.writerow([_csv_cell(value, stamp) for value in line])
        count += 1
    text.detach()
    return count


def _csv_cell(value: Value, stamp: Stamp) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return stamp.local(value).isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f").replace(".", ",")
    return str(value) if isinstance(value, int) else csv_text(value)


def _xlsx(
    target: IO[bytes],
    listing: Listing[Any],
    lines: Iterable[tuple[Value, ...]],
    stamp: Stamp,
) -> int:
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(target, options) as book:
        title = sheet_text(f"{listing.title} {stamp.city}")
        created = stamp.local(stamp.made_at)
        book.set_properties({"title": title, "author": stamp.city, "created": created})
        count = _data(book, listing, lines, stamp)
        _about(book, [*stamp.lines(listing.title), ("Jumlah baris", str(count))])
    return count


def _data(
    book: xlsxwriter.Workbook,
    listing: Listing[Any],
    lines: Iterable[tuple[Value, ...]],
    stamp: Stamp,
) -> int:
    page = book.add_worksheet(DATA)
    base = {"valign": "top", "text_wrap": True}
    head = book.add_format({**base, "bold": True, "bg_color": "#E3F0F4", "bottom": 1})
    looks = {kind: book.add_format({**base, "num_format": kind.value}) for kind in Type}
    page.freeze_panes(1, 1)
    for index, column in enumerate(listing.columns):
        page.set_column(index, index, column.width)
        page.write_string(0, index, _heading(column, stamp), head)
    kinds = [looks[column.type] for column in listing.columns]
    count = 0
    for count, line in enumerate(lines, start=1):
        for index, value in enumerate(line):
            _cell(page, (count, index), value, kinds[index], stamp)
    page.autofilter(0, 0, max(count, 1), len(listing.columns) - 1)
    return count


def _cell(page: Any, place: tuple[int, int], value: Value, look: Look, stamp: Stamp) -> None:
    """Numbers and days as such, text as text whatever it looks like."""
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        page.write_datetime(*place, stamp.local(value), look)
    elif isinstance(value, date) and value.year >= FIRST_YEAR:
        page.write_datetime(*place, datetime(value.year, value.month, value.day), look)  # noqa: DTZ001 - a day
    elif isinstance(value, int | Decimal) and _is_exact(value):
        page.write_number(*place, value, look)
    else:
        text = value if isinstance(value, str) else str(value)
        page.write_string(*place, sheet_text(text), look)


def _is_exact(value: int | Decimal) -> bool:
    return len(str(value).replace("-", "").replace(".", "")) <= EXACT_DIGITS


def _about(book: xlsxwriter.Workbook, lines: Iterable[tuple[str, str]]) -> None:
    page = book.add_worksheet(ABOUT)
    page.set_column(0, 0, 22)
    page.set_column(1, 1, 90)
    bold = book.add_format({"bold": True, "valign": "top"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    for number, (name, said) in enumerate(lines):
        page.write_string(number, 0, name, bold)
        page.write_string(number, 1, sheet_text(said), wrap)


def _heading(column: Column[Any], stamp: Stamp) -> str:
    return f"{column.heading} ({stamp.zone})" if column.type is Type.MOMENT else column.heading
