"""An ODS workbook in the limited process: harmless or refused, its marks by expat, its cells by
calamine. Gives what workbook_child gives of an XLSX."""

from __future__ import annotations

import importlib
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.parsers import expat

from assessment.exchange.layout import MOST_COLUMNS, MOST_ROWS
from assessment.exchange.plain_cells import cell_name, plain
from assessment.filecheck.containers import check_archive
from assessment.filecheck.errors import FileRefusedError, Refusal

MIME = b"application/vnd.oasis.opendocument.spreadsheet"
#: Names repeat in every cell: far more than in an Office document, yet the whole stays bounded.
_MOST_RATIO, _MOST_CONTENT = 500, 80_000_000
#: Cells with something in them, repeated ones counted as often; a full city has 100,000.
_MOST_CELLS = 600_000
_BLOCK = 256 * 1024
_REFUSED_FOLDERS = {
    "basic": Refusal.OFFICE_MACRO,
    "scripts": Refusal.OFFICE_MACRO,
    "object": Refusal.OFFICE_EMBEDDED,
}
#: Elements that run something or fetch something from elsewhere.
_REFUSED_ELEMENTS = {
    "script:event-listener": Refusal.OFFICE_MACRO,
    "office:script": Refusal.OFFICE_MACRO,
    "table:table-source": Refusal.OFFICE_EXTERNAL,
    "table:cell-range-source": Refusal.OFFICE_EXTERNAL,
    "table:dde-link": Refusal.OFFICE_EXTERNAL,
    "office:dde-source": Refusal.OFFICE_EXTERNAL,
    "draw:object-ole": Refusal.OFFICE_EMBEDDED,
    "draw:plugin": Refusal.OFFICE_EMBEDDED,
    "draw:floating-frame": Refusal.OFFICE_EXTERNAL,
}


@dataclass
class _Marks:
    """What the cells alone do not tell; `far` is the first cell outside of the table."""

    name: str
    formulas: dict[str, bool] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    hidden: int = 0
    far: str = ""


def read(source: Path) -> list[dict[str, Any]]:
    """All sheets; FileRefusedError for what is no plain ODS."""
    check_archive(source, _check_content, max_ratio=_MOST_RATIO)
    marks = _marks(source)
    if any(sheet.far for sheet in marks):  # calamine would lay out the whole area
        return [_sheet(sheet, []) for sheet in marks]
    calamine = importlib.import_module("python_calamine")
    book = calamine.CalamineWorkbook.from_path(str(source))
    return [
        _sheet(sheet, book.get_sheet_by_index(number).to_python(skip_empty_area=False))
        for number, sheet in enumerate(marks)
    ]


def _check_content(archive: zipfile.ZipFile) -> None:
    names = archive.namelist()
    if names[0] != "mimetype" or archive.read("mimetype").strip() != MIME:
        raise FileRefusedError(Refusal.TYPE_MISMATCH)
    for name in names:
        folder = name.casefold().partition("/")[0].partition(" ")[0]
        if folder in _REFUSED_FOLDERS:
            raise FileRefusedError(_REFUSED_FOLDERS[folder])
    if archive.getinfo("content.xml").file_size > _MOST_CONTENT:
        raise FileRefusedError(Refusal.OFFICE_TOO_BIG)
    if b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise FileRefusedError(Refusal.OFFICE_ENCRYPTED)


def _sheet(marks: _Marks, grid: list[list[Any]]) -> dict[str, Any]:
    rows = [_row(line) for line in grid]
    while rows and not rows[-1]:
        rows.pop()
    return {
        "name": marks.name,
        "rows": rows,
        "far": marks.far,
        "formulas": marks.formulas,
        "merged": marks.merged,
        "hidden": marks.hidden,
    }


def _row(line: list[Any]) -> list[Any]:
    cells = [None if value == "" else plain(value) for value in line]
    while cells and cells[-1] is None:
        cells.pop()
    return cells


def _marks(source: Path) -> list[_Marks]:
    reader = _MarkReader()
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    with zipfile.ZipFile(source) as archive, archive.open("content.xml") as part:
        while block := part.read(_BLOCK):
            parser.Parse(block, False)
        parser.Parse(b"", True)
    return reader.sheets


class _MarkReader:
    """Counts rows and columns as they are repeated, and notes what is special about a cell."""

    def __init__(self) -> None:
        self.sheets: list[_Marks] = []
        self.depth = self.row = self.column = self.repeated = self.filled = 0

    def start(self, name: str, given: dict[str, str]) -> None:
        if name in _REFUSED_ELEMENTS:
            raise FileRefusedError(_REFUSED_ELEMENTS[name])
        if name == "table:table":
            self.depth += 1
            if self.depth == 1:
                self.sheets.append(_Marks(given.get("table:name", "")))
                self.row = 0
        elif name == "table:table-row":
            self.column, self.repeated = 0, _times(given, "table:number-rows-repeated")
            is_shown = given.get("table:visibility", "visible") == "visible"
            self.sheets[-1].hidden += 0 if is_shown or self.repeated > MOST_ROWS else self.repeated
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self._cell(given)

    def end(self, name: str) -> None:
        if name == "table:table":
            self.depth -= 1
        elif name == "table:table-row":
            self.row += self.repeated

    def _cell(self, given: dict[str, str]) -> None:
        sheet, repeated = self.sheets[-1], _times(given, "table:number-columns-repeated")
        formula, has_value = given.get("table:formula"), "office:value-type" in given
        if formula is not None or has_value:
            self.filled += repeated * self.repeated
            row, column = self.row + self.repeated, self.column + repeated
            if not sheet.far and (row > MOST_ROWS or column > MOST_COLUMNS):
                sheet.far = cell_name(self.row + 1, self.column)
        if self.filled > _MOST_CELLS and not sheet.far:
            raise FileRefusedError(Refusal.OFFICE_TOO_BIG)
        ref = cell_name(self.row + 1, self.column)
        if formula is not None:
            sheet.formulas[ref] = has_value
        rows = _times(given, "table:number-rows-spanned")
        columns = _times(given, "table:number-columns-spanned")
        if rows > 1 or columns > 1:
            last = cell_name(self.row + rows, self.column + columns - 1)
            sheet.merged.append(f"{ref}:{last}")
        self.column += repeated


def _times(given: dict[str, str], name: str) -> int:
    said = given.get(name, "1")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 9 else 1
