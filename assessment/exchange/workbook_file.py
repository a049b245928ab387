"""Writes the workbook of an agency or a city: prefilled sheets, lists, instructions, identity."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from assessment import format as human
from assessment.exchange import answer_cells, cells, layout, program_cells, stored, workbook_words
from assessment.exchange.cells import Value
from assessment.exchange.layout import Column, Sheet, Type
from assessment.exchange.stored import Row, State

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_ALLOWED = {
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
    "sort": True,
    "autofilter": True,
}
_NUMBERS = {Type.WHOLE: "#,##0", Type.DATE: layout.DAY_FORMAT, Type.NUMBER: "General"}
#: Excel keeps so many digits of a number; longer ones travel as text.
_EXACT_DIGITS = 15
_A3, _A4 = 8, 9
_LINE_POINTS, _MOST_LINES = 15.0, 12
_GREY, _HEAD, _LINE = "#EEF1F4", "#E3F0F4", "#D9E0E6"


def workbook(state: State, made_at: dt.datetime) -> bytes:
    """The workbook as it is now; the same state at the same instant gives the same cells."""
    stream = BytesIO()
    with _Book(stream, _OPTIONS) as book:
        book.set_properties(
            {"title": workbook_words.title(state), "created": made_at.replace(tzinfo=None)}
        )
        _Writer(book, state, made_at).write()
    return stream.getvalue()


class _Book(xlsxwriter.Workbook):
    """Sheets cannot be added, removed or unhidden by mistake; no password, and the reader does
    without."""

    def _write_book_views(self) -> None:
        self._xml_empty_tag("workbookProtection", [("lockStructure", 1)])
        super()._write_book_views()


class _Writer:
    """One workbook in the making; formats and lists are shared by its sheets."""

    def __init__(self, book: xlsxwriter.Workbook, state: State, made_at: dt.datetime) -> None:
        self.book, self.state, self.made_at = book, state, made_at
        self._formats: dict[tuple[bool, Type], Format] = {}
        self._lists: dict[tuple[str, ...], str] = {}
        self.stamp = workbook_words.stamp(state)
        self.bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.title = book.add_format({"bold": True, "font_size": 16})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self.head = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bg_color": _HEAD, "border": 1}
            | {"border_color": _LINE}
        )

    def write(self) -> None:
        self._words(layout.COVER, workbook_words.cover(self.state, self.made_at), (26, 90))
        for sheet in layout.WRITTEN:
            self._sheet(sheet, stored.rows(self.state, sheet))
        self._words(layout.HELP, workbook_words.instructions(), (34, 18, 80))
        self._write_lists()
        self._write_identity()

    def _words(self, name: str, lines: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
        """A sheet to read: the first line is its title, a line of one text is a heading."""
        page = self.book.add_worksheet(name)
        for column, width in enumerate(widths):
            page.set_column(column, column, width)
        for number, line in enumerate(lines):
            form = self.bold if len(line) == 1 else self.wrap
            for column, text in enumerate(line):
                page.write_string(number, column, text, self.title if number == 0 else form)
        page.hide_gridlines(2)
        page.set_paper(_A4)
        page.fit_to_pages(1, 0)
        page.protect()

    def _sheet(self, sheet: Sheet, rows: Sequence[Row]) -> None:
        page = self.book.add_worksheet(sheet.title)
        for number, column in enumerate(sheet.columns):
            hidden = {"hidden": True} if column.is_hidden else {}
            page.set_column(number, number, column.width, None, hidden)
            page.write_string(layout.FIELD_ROW - 1, number, sheet.field(column))
            page.write_string(layout.HEADING_ROW - 1, number, column.heading, self.head)
        page.write_string(layout.FIELD_ROW - 1, len(sheet.columns), self.stamp)
        headings = {column.name: column.heading for column in sheet.columns}
        page.set_row(layout.HEADING_ROW - 1, _height(sheet, headings))
        page.set_row(layout.FIELD_ROW - 1, None, None, {"hidden": True})
        for number, row in enumerate(rows, start=layout.FIRST_ROW - 1):
            self._row(page, number, row)
        last = layout.FIRST_ROW - 2 + len(rows)
        if sheet.takes_new:
            last = self._blank_rows(page, sheet, last + 1)
        first_editable = next((n for n, c in enumerate(sheet.columns) if not c.is_fixed), 1)
        page.freeze_panes(layout.HEADING_ROW, min(first_editable, 5))
        page.autofilter(
            layout.HEADING_ROW - 1, 0, max(last, layout.FIRST_ROW - 1), len(sheet.columns) - 1
        )
        page.protect("", _ALLOWED)
        page.set_paper(_A3)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.repeat_rows(layout.HEADING_ROW - 1)

    def _row(self, page: Worksheet, number: int, row: Row) -> None:
        system: Mapping[str, Value] = {
            layout.KEY: row.key,
            layout.VERSION: row.version,
            layout.DIGEST: row.digest,
        }
        values = {**row.shown, **row.values, **(system if row.key else {})}
        page.set_row(number, _height(row.sheet, values))
        allowed = answer_cells.open_columns(row.question) if row.question else None
        for index, column in enumerate(row.sheet.columns):
            is_open = not column.is_fixed and (allowed is None or column.name in allowed)
            self._cell(page, number, index, values.get(column.name), self._format(column, is_open))
            if is_open:
                self._suggest(page, number, number, index, self._choices(column, row))

    def _blank_rows(self, page: Worksheet, sheet: Sheet, first: int) -> int:
        last = first + layout.BLANK_ROWS - 1
        is_city = self.state.agency is None
        for index, column in enumerate(sheet.columns):
            is_open = not column.is_fixed or (is_city and column.name == layout.AGENCY)
            if not is_open:
                continue
            form = self._format(column, is_open=True)
            for number in range(first, last + 1):
                page.write_blank(number, index, None, form)
            self._suggest(page, first, last, index, self._choices(column, None))
        return last

    def _choices(self, column: Column, row: Row | None) -> tuple[str, ...]:
        if column.name == "pilihan" and row and row.question:
            return tuple(option.label for option in row.question.options)
        if column.type is Type.YES_NO:
            return (layout.YES,)
        if column.name == layout.AGENCY:
            return tuple(agency.abbreviation for agency in self.state.agencies.values())
        return {
            "dana": layout.FUND_SOURCES,
            "indikator": tuple(program_cells.indicator_words(self.state.instrument)),
            "mitra": tuple(program_cells.PARTNER_KINDS.values()),
        }.get(column.list_name, ())

    def _suggest(
        self, page: Worksheet, first: int, last: int, index: int, choices: tuple[str, ...]
    ) -> None:
        """A list to choose from; what is typed otherwise is judged when the workbook is read."""
        if choices:
            rule = {"validate": "list", "source": self._list(choices), "show_error": False}
            page.data_validation(first, index, last, index, rule)

    def _list(self, choices: tuple[str, ...]) -> str:
        """Range of a list on the hidden sheet; a rule of its own holds only 255 letters."""
        if choices not in self._lists:
            column = xl_col_to_name(len(self._lists), col_abs=True)
            self._lists[choices] = f"={layout.LISTS}!{column}$1:{column}${len(choices)}"
        return self._lists[choices]

    def _write_lists(self) -> None:
        page = self.book.add_worksheet(layout.LISTS)
        for column, choices in enumerate(self._lists):
            for number, choice in enumerate(choices):
                page.write_string(number, column, cells.writable(choice))
        page.very_hidden()

    def _write_identity(self) -> None:
        page = self.book.add_worksheet(layout.IDENTITY)
        for number, (name, value) in enumerate(workbook_words.identity(self.state).items()):
            page.write_string(number, 0, name)
            page.write_string(number, 1, value)
        page.very_hidden()

    def _cell(self, page: Worksheet, row: int, column: int, value: Value, form: Format) -> None:
        if value is None or value == "":
            page.write_blank(row, column, None, form)
        elif isinstance(value, str):
            page.write_string(row, column, cells.writable(value), form)
        elif isinstance(value, dt.date):
            page.write_datetime(row, column, dt.datetime.combine(value, dt.time()), form)
        elif len(Decimal(value).as_tuple().digits) > _EXACT_DIGITS:
            page.write_string(row, column, human.number(value), form)
        else:
            page.write_number(row, column, value, form)

    def _format(self, column: Column, is_open: bool) -> Format:
        key = (is_open, column.type)
        if key not in self._formats:
            look: dict[str, Any] = {
                "valign": "top",
                "border": 1,
                "border_color": _LINE,
                "locked": not is_open,
                "text_wrap": column.type in (Type.TEXT, Type.LONG),
                "num_format": _NUMBERS.get(column.type, "@"),
            }
            self._formats[key] = self.book.add_format(
                look | ({} if is_open else {"bg_color": _GREY})
            )
        return self._formats[key]


def _height(sheet: Sheet, values: Mapping[str, Value]) -> float:
    """Points for a row in which every wrapped text is read whole, up to a limit; not every program
    measures for itself."""
    lines = 1
    for column in sheet.columns:
        value = values.get(column.name)
        if isinstance(value, str) and not column.is_hidden:
            parts = value.split("\n")[:_MOST_LINES]
            lines = max(lines, sum(1 + len(part) // (column.width - 1) for part in parts))
    return _LINE_POINTS * min(lines, _MOST_LINES)
