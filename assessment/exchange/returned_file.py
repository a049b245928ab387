"""An ODS or CSV comes back as XLSX: the cells as they were read, with the remarks on them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from assessment.exchange import layout
from assessment.exchange.cells import writable
from assessment.reports.xlsx import OPTIONS

AUTHOR = "KLA"
_RED = "#FCE4E2"


def returned(sheets: Iterable[Mapping[str, Any]], remarks: Iterable[tuple[str, str, str]]) -> bytes:
    """`remarks` are sheet, cell and text; what stands in the cells is read back as it was."""
    said: dict[tuple[str, str], str] = {}
    for title, ref, text in remarks:
        said[title, ref] = f"{said[title, ref]}\n{text}" if (title, ref) in said else text
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, OPTIONS) as book:
        red = book.add_format({"bg_color": _RED})
        day = book.add_format({"num_format": layout.DAY_FORMAT})
        for sheet in sheets:
            page = book.add_worksheet(sheet["name"])
            _write(page, sheet["rows"], day)
            for (name, ref), text in said.items():
                if name == sheet["name"]:
                    page.write_comment(ref, writable(text), {"author": AUTHOR})
                    page.conditional_format(ref, {"type": "no_errors", "format": red})
            if sheet["name"] == layout.IDENTITY:
                page.hide()
    return stream.getvalue()


def _write(page: Worksheet, rows: Iterable[list[Any]], day: Format) -> None:
    fields = {sheet.field(column) for sheet in layout.READ for column in sheet.columns}
    for number, line in enumerate(rows):
        for column, cell in enumerate(line):
            _cell(page, number, column, cell, day)
        if len(fields & {cell for cell in line if isinstance(cell, str)}) > 1:
            page.set_row(number, None, None, {"hidden": True})
            page.set_column(0, 2, None, None, {"hidden": True})


def _cell(page: Worksheet, row: int, column: int, cell: Any, day: Format) -> None:
    if isinstance(cell, bool):
        page.write_boolean(row, column, cell)
    elif isinstance(cell, str):
        page.write_string(row, column, cell)
    elif isinstance(cell, dict) and "n" in cell:
        page.write_number(row, column, Decimal(cell["n"]))
    elif isinstance(cell, dict) and "d" in cell:
        page.write_datetime(row, column, dt.datetime.fromisoformat(cell["d"]), day)
    elif isinstance(cell, dict):
        page.write_string(row, column, cell["e"])
