"""The limited process that reads a workbook's cells: limits first, then openpyxl, then JSON.

Called as: SOURCE MAX_SHEETS MAX_ROWS MAX_COLUMNS CPU_SECONDS MEMORY_BYTES. Prints the first sheets
as {"sheets": [[name, [[...], ...]], ...]} (text, numbers as text, true/false), or
{"refused": code}.
"""

from __future__ import annotations

import datetime as dt
import importlib
import json
import resource
import sys
from typing import Any

_LIMITS = ((resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_NPROC, 0))


def main(arguments: list[str]) -> None:
    source, max_sheets, max_rows, max_columns, cpu_seconds, memory_bytes = arguments
    _limit(resource.RLIMIT_CPU, int(cpu_seconds))
    _limit(resource.RLIMIT_AS, int(memory_bytes))
    for which, value in _LIMITS:
        _limit(which, value)
    answer: dict[str, object]
    try:
        answer = {"sheets": _sheets(source, int(max_sheets), int(max_rows), int(max_columns))}
    except Exception:  # whatever a hostile file raises, the parent reads one code
        answer = {"refused": "unreadable"}
    sys.stdout.write(json.dumps(answer))


def _sheets(source: str, max_sheets: int, max_rows: int, max_columns: int) -> list[object]:
    openpyxl = importlib.import_module("openpyxl")  # loads under the limits
    book = openpyxl.load_workbook(source, read_only=True, data_only=True, keep_links=False)
    chosen = book.worksheets[:max_sheets]
    return [[sheet.title, _rows(sheet, max_rows, max_columns)] for sheet in chosen]


def _rows(sheet: Any, max_rows: int, max_columns: int) -> list[list[object]]:
    """Cells; one row more than the limit when something is written beyond it."""
    found: list[list[object]] = []
    for number, row in enumerate(sheet.iter_rows(max_col=max_columns, values_only=True), start=1):
        if number <= max_rows:
            found.append([_plain(value) for value in row])
        elif any(value not in (None, "") for value in row):
            found.append([])
            return found
    while found and not any(value not in (None, "") for value in found[-1]):
        found.pop()
    return found


def _plain(value: object) -> object:
    """Numbers keep their shortest exact text, so that nothing is lost on the way."""
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, int):
        return {"number": str(value)}
    if isinstance(value, float):
        whole = value.is_integer() and abs(value) < 1e15
        return {"number": str(int(value)) if whole else repr(value)}
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    return str(value)


def _limit(which: int, value: int) -> None:
    hard = resource.getrlimit(which)[1]
    allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(which, (allowed, allowed))


if __name__ == "__main__":
    main(sys.argv[1:])
