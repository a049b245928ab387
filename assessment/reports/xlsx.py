"""Workbook to XLSX: native numbers and dates, text that is only ever text, sums with their values.

Knows typed cells and nothing of a snapshot. The same workbook gives the same bytes.
"""

from __future__ import annotations

from datetime import UTC
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from agencies.sheet_text import fitted
from assessment import format as text_format
from assessment.reports.document import (
    Cell,
    Column,
    DateCell,
    Identity,
    Kind,
    LedgerCell,
    LinkCell,
    MomentCell,
    PercentCell,
    Row,
    Sheet,
    Table,
    TextCell,
    Workbook,
    clean_text,
)
from assessment.reports.xlsx_names import HEADING_ROW, Joined, define, exact

FIRST_YEAR = 1900
LINE_HEIGHT = 13
HIGHEST_ROW = 400
NUMBER_FORMATS = {
    Kind.POINTS: "#,##0.00",
    Kind.DECIMAL: "#,##0.00",
    Kind.INTEGER: "#,##0",
    Kind.MONEY: '"Rp"#,##0',
    Kind.PERCENT: "0.0%",
    Kind.DATE: "dd/mm/yyyy",
}
SUMMED = (Kind.POINTS, Kind.INTEGER, Kind.MONEY)
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}


def render(workbook: Workbook) -> bytes:
    output = BytesIO()
    book = xlsxwriter.Workbook(output, OPTIONS)
    identity = workbook.identity
    book.set_properties(
        {
            "title": safe_text(workbook.title),
            "subject": safe_text(workbook.subject),
            "author": safe_text(identity.city),
            "keywords": safe_text(", ".join(workbook.keywords)),
            "comments": safe_text(f"{identity.stamp} · SHA-256 {identity.sha256}"),
            "created": identity.made_at.astimezone(UTC).replace(tzinfo=None),
        }
    )
    book.set_calc_mode("auto")
    formats, joined = _Formats(book), Joined(workbook.sheets)
    for sheet in workbook.sheets:
        _SheetWriter(book.add_worksheet(sheet.name), sheet, identity, formats, joined).write()
    define(book, workbook.sheets)
    book.close()
    return output.getvalue()


def safe_text(text: str) -> str:
    """Text that a cell can hold: no control characters, cut with a mark at Excel's limit."""
    return fitted(clean_text(text))


class _Formats:
    """The looks of one book; made once each, because a book keeps every one it is given."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        base = {"valign": "top", "font_name": "Arial", "font_size": 10}
        line = {**base, "bottom": 4, "bottom_color": "#D9E0E6"}
        total = {**base, "bold": True, "top": 1}
        self.title = book.add_format({**base, "bold": True, "font_size": 14})
        self.stamp = book.add_format({**base, "valign": "vcenter", "font_color": "#55636F"})
        self.empty = book.add_format({**base, "italic": True, "font_color": "#55636F"})
        heading = {
            **base,
            "bold": True,
            "text_wrap": True,
            "valign": "vcenter",
            "font_color": "#FFFFFF",
            "bg_color": "#0B5D7A",
        }
        self.heading = book.add_format({**heading, "indent": 1})
        self.heading_end = book.add_format({**heading, "align": "right"})
        self._cells = {kind: book.add_format({**line, **_look(kind)}) for kind in Kind}
        self._totals = {kind: book.add_format({**total, **_look(kind)}) for kind in Kind}

    def cell(self, kind: Kind, *, is_total: bool = False) -> Format:
        return (self._totals if is_total else self._cells)[kind]


def _look(kind: Kind) -> dict[str, Any]:
    if kind in NUMBER_FORMATS:
        align = "left" if kind is Kind.DATE else "right"
        return {
            "num_format": NUMBER_FORMATS[kind],
            "align": align,
            "indent": int(kind is Kind.DATE),
        }
    return {"text_wrap": True, "num_format": "@", "align": "left", "indent": 1}


def lines_high(columns: tuple[Column, ...], row: Row) -> int:
    """How many lines the tallest text of a row needs in the width of its column."""
    tallest = 1
    for column, cell in zip(columns, row, strict=True):
        if isinstance(cell, TextCell):
            room = max(column.width - 2, 1)
            parts = "\n".join((cell.text, *cell.notes)).split("\n")
            tallest = max(tallest, sum(1 + max(len(part) - 1, 0) // room for part in parts))
    return tallest


class _SheetWriter:
    """Writes one sheet: title, stamp, headings, rows, total, and how it prints."""

    def __init__(
        self,
        worksheet: Worksheet,
        sheet: Sheet,
        identity: Identity,
        formats: _Formats,
        joined: Joined,
    ) -> None:
        self.worksheet = worksheet
        self.sheet = sheet
        self.identity = identity
        self.formats = formats
        self.joined = joined

    @property
    def table(self) -> Table:
        return self.sheet.table

    @property
    def last_row(self) -> int:
        return HEADING_ROW + len(self.table.rows)

    def write(self) -> None:
        self._head()
        for number, row in enumerate(self.table.rows, HEADING_ROW + 1):
            height = LINE_HEIGHT * lines_high(self.table.columns, row) + 2
            self.worksheet.set_row(number, min(height, HIGHEST_ROW))
            for column, cell in enumerate(row):
                self._cell(number, column, cell)
        if not self.table.rows:
            self.worksheet.write_string(
                HEADING_ROW + 1, 0, safe_text(self.table.empty), self.formats.empty
            )
        elif self.table.total:
            self._total(self.table.total)
        self._view()
        self._paper()

    def _head(self) -> None:
        identity = self.identity
        made = text_format.datetime_zone(identity.made_at, identity.timezone)
        whose = f"{identity.city} · siklus {identity.year}"
        stamp = f"{whose} · {identity.stamp} · {identity.made_word} {made}"
        self.worksheet.write_string(0, 0, safe_text(self.sheet.title), self.formats.title)
        self.worksheet.write_string(1, 0, safe_text(stamp), self.formats.stamp)
        for number, column in enumerate(self.table.columns):
            is_end = column.align.value == "end"
            look = self.formats.heading_end if is_end else self.formats.heading
            title = safe_text(column.title.replace("\u00ad", ""))
            self.worksheet.write_string(HEADING_ROW, number, title, look)
            self.worksheet.set_column(number, number, max(column.width, 6))
        self.worksheet.set_row(0, 22)
        self.worksheet.set_row(HEADING_ROW, 30)

    def _cell(self, row: int, column: int, cell: Cell, *, is_total: bool = False) -> None:
        look = self.formats.cell(self.table.columns[column].kind, is_total=is_total)
        value = native(cell, self.identity)
        formula = self.joined.formula(cell, self.table.columns[column].title)
        if value is None:
            self.worksheet.write_blank(row, column, None, look)
        elif formula:
            self.worksheet.write_formula(row, column, formula, look, value)
        elif isinstance(value, str):
            if isinstance(cell, DateCell):
                look = self.formats.cell(Kind.TEXT, is_total=is_total)
            self.worksheet.write_string(row, column, safe_text(value), look)
        elif isinstance(cell, DateCell):
            self.worksheet.write_datetime(row, column, value, look)
        else:
            self.worksheet.write_number(row, column, value, look)

    def _total(self, total: Row) -> None:
        row = self.last_row + 1
        for number, (column, cell) in enumerate(zip(self.table.columns, total, strict=True)):
            if self._is_sum(number, column, cell):
                look = self.formats.cell(column.kind, is_total=True)
                first = xl_rowcol_to_cell(HEADING_ROW + 1, number)
                last = xl_rowcol_to_cell(self.last_row, number)
                value = native(cell, self.identity)
                self.worksheet.write_formula(row, number, f"=SUM({first}:{last})", look, value)
            else:
                self._cell(row, number, cell, is_total=True)

    def _is_sum(self, number: int, column: Column, cell: Cell) -> bool:
        """A formula only where it gives exactly our own value."""
        if column.kind not in SUMMED or isinstance(cell, TextCell):
            return False
        ours = exact(cell)
        parts = [exact(row[number]) for row in self.table.rows]
        return ours is not None and sum((part for part in parts if part), Decimal(0)) == ours

    def _view(self) -> None:
        last_column = len(self.table.columns) - 1
        self.worksheet.freeze_panes(HEADING_ROW + 1, self.sheet.frozen_columns)
        if self.sheet.filtered and self.table.rows:
            self.worksheet.autofilter(HEADING_ROW, 0, self.last_row, last_column)
        area = f"A1:{xl_rowcol_to_cell(self.last_row + 1, last_column)}"
        self.worksheet.ignore_errors({"number_stored_as_text": area})
        self.worksheet.hide_gridlines(2)

    def _paper(self) -> None:
        identity = self.identity
        self.worksheet.set_landscape()
        self.worksheet.set_paper(9)
        self.worksheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        self.worksheet.fit_to_pages(1, 0)
        last = self.last_row + (1 if self.table.total or not self.table.rows else 0)
        self.worksheet.print_area(0, 0, last, len(self.table.columns) - 1)
        self.worksheet.repeat_rows(HEADING_ROW)
        stamp = f"{identity.origin}, {identity.short_hash}"
        self.worksheet.set_footer(f"&L&8{stamp}&R&8halaman &P dari &N")


def native(cell: Cell, identity: Identity) -> Any:
    """What Excel stores: text, a number, a date, or None for an empty cell."""
    match cell:
        case TextCell():
            return "\n".join((cell.text, *cell.notes)) or None
        case LinkCell():
            return cell.text or None
        case MomentCell():
            return text_format.datetime_zone(cell.value, identity.timezone)
        case DateCell():
            is_old = cell.value is not None and cell.value.year < FIRST_YEAR
            return cell.value.isoformat() if cell.value and is_old else cell.value
        case PercentCell():
            return None if cell.value is None else float(cell.value / 100)
        case LedgerCell():
            return None if cell.claimed is None else float(cell.claimed)
        case _:
            return None if cell.value is None else float(cell.value)
