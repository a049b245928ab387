"""What joins the sheets of one book: names of ranges, and figures that are the total of another.

Knows where the writer puts rows; writes nothing but names.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

import xlsxwriter
from xlsxwriter.utility import quote_sheetname, xl_range_abs, xl_rowcol_to_cell

from assessment.reports.document import Cell, PointsCell, Sheet, Table, TextCell

#: The row of the headings, counted from 0; the first row of data follows it.
HEADING_ROW = 3
NAME_LIMIT = 200


class Joined:
    """All sheets of a book, by name."""

    def __init__(self, sheets: Sequence[Sheet]) -> None:
        self._tables = {sheet.name: sheet.table for sheet in sheets}

    def formula(self, cell: Cell, title: str) -> str:
        """`='Klaster I'!F40` for points that are the total of that sheet's column of the same
        title; empty where they are not, to the last digit."""
        if not isinstance(cell, PointsCell) or cell.value is None:
            return ""
        table = self._tables.get(cell.of_sheet)
        if table is None or not table.rows or table.total is None:
            return ""
        titles = [column.title for column in table.columns]
        if title not in titles:
            return ""
        number = titles.index(title)
        if exact(table.total[number]) != cell.value:
            return ""
        place = xl_rowcol_to_cell(HEADING_ROW + 1 + len(table.rows), number)
        return f"={quote_sheetname(cell.of_sheet)}!{place}"


def define(book: xlsxwriter.Workbook, sheets: Sequence[Sheet]) -> None:
    """A name for the data of each sheet (`Data_Klaster_I`) and for each figure of its total
    (`Klaim_Klaster_I`); the totals of the first sheet go by the column alone (`Klaim`)."""
    taken: set[str] = set()
    for place, sheet in enumerate(sheets):
        ending = "" if place == 0 else sheet.name
        for name, where in _places(sheet, ending):
            if name.lower() not in taken:
                taken.add(name.lower())
                book.define_name(name, f"={quote_sheetname(sheet.name)}!{where}")


def _places(sheet: Sheet, ending: str) -> list[tuple[str, str]]:
    """Names and the ranges that they stand for; none where nothing is listed."""
    table = sheet.table
    if not table.rows:
        return []
    last = HEADING_ROW + len(table.rows)
    data = xl_range_abs(HEADING_ROW, 0, last, len(table.columns) - 1)
    totals = [
        (name_of(title, ending), xl_rowcol_to_cell(last + 1, number, row_abs=True, col_abs=True))
        for number, title in _named_totals(table)
    ]
    return [(name_of("Data", sheet.name), data), *totals]


def name_of(*parts: str) -> str:
    """A name that every office program takes: letters, digits and underscores, no cell address."""
    plain = re.sub(r"\W+", "_", "_".join(parts).replace("\u00ad", ""), flags=re.ASCII).strip("_")
    is_odd = not plain or not plain[0].isalpha() or re.fullmatch(r"[A-Za-z]{1,3}\d+|[RrCc]", plain)
    return (f"N_{plain}" if is_odd else plain)[:NAME_LIMIT]


def exact(cell: Cell) -> Decimal | None:
    value = getattr(cell, "value", None)
    return Decimal(value) if isinstance(value, Decimal | int) else None


def _named_totals(table: Table) -> list[tuple[int, str]]:
    total = table.total or ()
    return [
        (number, column.title)
        for number, (column, cell) in enumerate(zip(table.columns, total, strict=bool(total)))
        if not isinstance(cell, TextCell) and exact(cell) is not None
    ]
