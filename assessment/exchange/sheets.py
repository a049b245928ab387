"""Cells of an uploaded workbook, read by a child process with limits of time and memory."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from assessment.filecheck import FileRefusedError, inspect
from assessment.filecheck.sandbox import ChildError, output_of

MAX_BYTES = 10 * 1024 * 1024
MAX_COLUMNS = 40
_WALL_SECONDS = 30.0
_CPU_SECONDS = 20
_MEMORY_BYTES = 500 * 1024 * 1024
_ROOT = Path(__file__).resolve().parents[2]
# Isolated mode ignores PYTHONPATH and the working directory, so the root is passed explicitly.
_BOOT = (
    "import runpy, sys; sys.path.insert(0, sys.argv.pop(1)); "
    "runpy.run_module('assessment.exchange.sheet_child', run_name='__main__')"
)

Cell = str | bool | Decimal | None


class SheetError(Exception):
    """The workbook cannot be read; the text is for people."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """Cells of one row; `number` as the spreadsheet shows it."""

    number: int
    cells: tuple[Cell, ...]

    @property
    def is_empty(self) -> bool:
        return all(cell in (None, "") for cell in self.cells)


def read_cells(path: Path, max_rows: int) -> list[SheetRow]:
    """Rows of the first sheet, numbered from 1; SheetError when there are more or none."""
    [(_, rows)] = _read(path, max_sheets=1, max_rows=max_rows)
    if not rows:
        raise SheetError("Lembar pertama kosong.")
    if len(rows) > max_rows:
        raise SheetError(f"Lembar pertama memuat lebih dari {max_rows} baris.")
    return _numbered(rows)


def read_book(path: Path, max_sheets: int, max_rows: int) -> dict[str, list[SheetRow]]:
    """Rows of each sheet by its name; SheetError when one has more rows than the limit."""
    found = {}
    for name, rows in _read(path, max_sheets=max_sheets, max_rows=max_rows):
        if len(rows) > max_rows:
            raise SheetError(f"Lembar {name[:31]} memuat lebih dari {max_rows} baris.")
        found[name] = _numbered(rows)
    return found


def _read(path: Path, *, max_sheets: int, max_rows: int) -> list[tuple[str, list[list[Any]]]]:
    try:
        inspect(path, path.name, max_bytes=MAX_BYTES).discard()
    except FileRefusedError as error:
        raise SheetError(str(error)) from error
    return _parsed(_child_output(path, max_sheets, max_rows))


def _numbered(rows: list[list[Any]]) -> list[SheetRow]:
    return [
        SheetRow(number, tuple(_cell(value) for value in row))
        for number, row in enumerate(rows, start=1)
    ]


def _child_output(path: Path, max_sheets: int, max_rows: int) -> bytes:
    command = [sys.executable, "-I", "-c", _BOOT, str(_ROOT), str(path.absolute())]
    command += [
        str(max_sheets),
        str(max_rows),
        str(MAX_COLUMNS),
        str(_CPU_SECONDS),
        str(_MEMORY_BYTES),
    ]
    try:
        return output_of(command, _WALL_SECONDS)
    except ChildError as error:
        if error.is_late:
            message = "Buku kerja terlalu lama dibaca. Simpan ulang tabelnya saja."
        else:
            message = "Buku kerja tidak dapat dibaca. Simpan ulang sebagai XLSX."
        raise SheetError(message) from error


def _parsed(output: bytes) -> list[tuple[str, list[list[Any]]]]:
    try:
        answer = json.loads(output)
    except ValueError as error:
        raise SheetError("Buku kerja tidak dapat dibaca. Simpan ulang sebagai XLSX.") from error
    if not answer.get("sheets"):
        raise SheetError("Buku kerja tidak dapat dibaca. Simpan ulang sebagai XLSX.")
    return [(name, rows) for name, rows in answer["sheets"]]


def _cell(value: object) -> Cell:
    if isinstance(value, dict):
        try:
            return Decimal(value["number"])
        except InvalidOperation:
            return str(value["number"])
    return value if isinstance(value, str | bool) else None
