"""One sheet saved as CSV, read in the limited process: UTF-8 with semicolons, commas or tabs."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from assessment.exchange.cells import writable
from assessment.exchange.layout import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS
from assessment.exchange.plain_cells import cell_name
from assessment.filecheck.errors import FileRefusedError, Refusal

NAME = "CSV"
_SEPARATORS = ";,\t"


def read(source: Path) -> list[dict[str, Any]]:
    """The file as a single sheet of texts; FileRefusedError when it is no text at all."""
    content = source.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileRefusedError(Refusal.TYPE_MISMATCH) from error
    if "\0" in text or text.lstrip()[:1] in ("<", "{", "%"):
        raise FileRefusedError(Refusal.TYPE_MISMATCH)
    csv.field_size_limit(4 * LONGEST_CELL)
    first = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    rows: list[list[Any]] = []
    far = ""
    try:
        for number, line in enumerate(csv.reader(io.StringIO(text), delimiter=separator), start=1):
            cells = [writable(cell) or None for cell in line]
            while cells and cells[-1] is None:
                cells.pop()
            if cells and (number > MOST_ROWS or len(cells) > MOST_COLUMNS):
                far = cell_name(number, len(cells) - 1)
                break
            rows.append(cells)
    except csv.Error as error:
        raise FileRefusedError(Refusal.UNREADABLE) from error
    while rows and not rows[-1]:
        rows.pop()
    return [{"name": NAME, "rows": [] if far else rows, "far": far}]
