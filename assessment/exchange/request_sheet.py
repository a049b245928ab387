"""Verifiers' requests as a workbook: an empty one to fill in, and a filled one as pasted text."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import xlsxwriter

from assessment import format as human
from assessment.core.request_lines import COLUMNS, TAB
from assessment.exchange import sheets
from assessment.exchange.sheets import Cell

MOST_ROWS = 1000
_WIDTHS = (16, 60, 20, 10, 40, 24)
_BREAKS = re.compile(r"\s+")


def template() -> bytes:
    """A workbook with the headings alone."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet, bold = book.add_worksheet("Permintaan"), book.add_format({"bold": True})
        for column, (heading, width) in enumerate(zip(COLUMNS, _WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, heading, bold)
        sheet.freeze_panes(1, 0)
    return stream.getvalue()


def read_text(path: Path) -> str:
    """The first sheet as lines with tabs; sheets.SheetError when it cannot be read."""
    rows = sheets.read_cells(path, MOST_ROWS)
    return "\n".join(TAB.join(_text(cell) for cell in row.cells[: len(COLUMNS)]) for row in rows)


def _text(cell: Cell) -> str:
    if cell is None or isinstance(cell, bool):
        return ""
    text = cell if isinstance(cell, str) else human.number(cell)
    return _BREAKS.sub(" ", text).strip()
