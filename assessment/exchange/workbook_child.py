"""The limited process that opens workbooks: reads all cells as JSON, or writes remarks into them.

Called as: xlsx (or ods, csv) SOURCE LIMITS, or mark SOURCE TARGET REMARKS LIMITS; see
filecheck.sandbox.
"""

from __future__ import annotations

import importlib
import json
import re
import sys
from pathlib import Path
from typing import Any

from assessment.exchange import csv_file, ods_file
from assessment.exchange.cells import writable
from assessment.exchange.layout import MOST_COLUMNS, MOST_ROWS
from assessment.exchange.plain_cells import plain
from assessment.filecheck import sandbox
from assessment.filecheck.errors import FileRefusedError, Refusal

MOST_TEXT = 20_000_000
AUTHOR = "KLA"
_CELL = re.compile(
    rb"<(?:\w+:)?c\b(?P<tag>[^>]*)>\s*<(?:\w+:)?f[\s/>](?P<rest>.{0,2000}?)</(?:\w+:)?c>", re.DOTALL
)
_REF = re.compile(rb"\br=\"([A-Z]+[0-9]+)\"")
_VALUE = re.compile(rb"<(?:\w+:)?v>[^<]")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*\bref=\"([A-Z]+[0-9]+:[A-Z]+[0-9]+)\"")
_HIDDEN = re.compile(rb"<(?:\w+:)?row\b[^>]*\bhidden=\"(?:1|true)\"")
_FILL, _CLEAR = "FFFCE4E2", "FFFFFFFF"


def main(arguments: list[str]) -> None:
    sandbox.confine(arguments[-3:])
    act, *rest = arguments[:-3]
    try:
        answer = _mark(*rest) if act == "mark" else {"sheets": read(Path(rest[0]), act)}
    except FileRefusedError as error:
        answer = {"refused": error.code}
    except Exception:  # whatever a hostile file raises, the parent reads one word
        answer = {"error": "unreadable"}
    sys.stdout.write(json.dumps(answer))


def read(source: Path, kind: str) -> list[dict[str, Any]]:
    """All sheets of a file of the kind; any error when it cannot be read."""
    return _READERS[kind](str(source))


def _xlsx(source: str) -> list[dict[str, Any]]:
    openpyxl = importlib.import_module("openpyxl")  # loads under the limits
    # A stream, because openpyxl judges a path by its ending.
    with Path(source).open("rb") as stream:
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        try:
            return _sheets(book)
        finally:
            book.close()


def _ods(source: str) -> list[dict[str, Any]]:
    return _bounded(ods_file.read(Path(source)))


def _csv(source: str) -> list[dict[str, Any]]:
    return csv_file.read(Path(source))


_READERS = {"xlsx": _xlsx, "ods": _ods, "csv": _csv}


def _bounded(sheets: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """FileRefusedError when the cells hold more text than a workbook of ours ever does."""
    lines = (row for sheet in sheets for row in sheet["rows"])
    if sum(len(str(cell)) for row in lines for cell in row if cell is not None) > MOST_TEXT:
        raise FileRefusedError(Refusal.UNREADABLE)
    return sheets


def _sheets(book: Any) -> list[dict[str, Any]]:
    sheets, room = [], MOST_TEXT
    for sheet in book.worksheets:
        # What a file says of its own size may leave out cells.
        sheet.reset_dimensions()
        found = _sheet(sheet)
        room -= sum(len(str(cell)) for row in found["rows"] for cell in row if cell is not None)
        if room < 0:
            raise FileRefusedError(Refusal.UNREADABLE)
        sheets.append(found if found["far"] else found | _marks(book, sheet))
    return sheets


def _sheet(sheet: Any) -> dict[str, Any]:
    rows: list[list[Any]] = []
    for number, row in enumerate(sheet.iter_rows(), start=1):
        last = next((i for i in range(len(row) - 1, -1, -1) if row[i].value is not None), -1)
        if last < 0:
            if number <= MOST_ROWS:
                rows.append([])
            continue
        if number > MOST_ROWS or last >= MOST_COLUMNS:
            return {"name": writable(sheet.title), "rows": [], "far": row[last].coordinate}
        rows.append([plain(c.value, is_error=c.data_type == "e") for c in row[: last + 1]])
    while rows and not rows[-1]:
        rows.pop()
    return {"name": writable(sheet.title), "rows": rows, "far": ""}


def _marks(book: Any, sheet: Any) -> dict[str, Any]:
    """What the cells alone do not tell: formulas (with a result or not), merged cells."""
    content = book._archive.read(sheet._worksheet_path)
    formulas: dict[str, bool] = {}
    for match in _CELL.finditer(content):
        ref = _REF.search(match["tag"])
        has_result = bool(_VALUE.search(match["rest"])) or b't="str"' in match["tag"]
        if ref:
            formulas[ref[1].decode()] = has_result
    return {
        "formulas": formulas,
        "merged": [found.decode() for found in _MERGED.findall(content)],
        "hidden": len(_HIDDEN.findall(content)),
    }


def _mark(source: str, target: str, remarks: str) -> dict[str, Any]:
    """The same workbook with a remark and a colour on each cell; older remarks of ours go."""
    openpyxl = importlib.import_module("openpyxl")
    comments = importlib.import_module("openpyxl.comments")
    styles = importlib.import_module("openpyxl.styles")
    book = openpyxl.load_workbook(source, keep_links=False)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.comment is not None and cell.comment.author == AUTHOR:
                    cell.comment = None
                    cell.fill = styles.PatternFill("solid", fgColor=_CLEAR)
    for name, ref, text in json.loads(Path(remarks).read_text(encoding="utf-8")):
        cell = book[name][ref]
        if type(cell).__name__ == "MergedCell":
            continue
        before = f"{cell.comment.text}\n" if cell.comment is not None else ""
        cell.comment = comments.Comment(before + text, AUTHOR, height=120, width=320)
        cell.fill = styles.PatternFill("solid", fgColor=_FILL)
    book.save(target)
    return {"ok": True}


if __name__ == "__main__":
    main(sys.argv[1:])
