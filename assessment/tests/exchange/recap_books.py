"""Odd recaps made by code, as they go round: layouts, numbers, mistakes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

from assessment.core.instrument import Instrument, parse
from assessment.exchange import recap_sheets, workbook_child
from assessment.tests.factories import INSTRUMENT

FLAT = ("Klaster", "Indikator", "Kode", "Pertanyaan", "Nilai Maks", "Nilai", "OPD")


@dataclass(frozen=True)
class Formula:
    """A formula with the result that it was saved with; None: never calculated."""

    text: str
    result: Any = None


def instrument() -> Instrument:
    return parse(json.loads(INSTRUMENT.read_text(encoding="utf-8")))


def book(*sheets: tuple[str, list[list[Any]]], merged: tuple[str, ...] = ()) -> bytes:
    """XLSX of sheets by name and rows; `merged` ranges of the first one."""
    stream = BytesIO()
    options = {"strings_to_formulas": False, "in_memory": True}
    with xlsxwriter.Workbook(stream, options) as made:
        for name, rows in sheets:
            page = made.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    _write(page, number, column, value)
            if name == sheets[0][0]:
                for span in merged:
                    page.merge_range(span, "")
                    _restore(page, span, rows)
    return stream.getvalue()


def _write(page: Any, row: int, column: int, value: Any) -> None:
    if isinstance(value, Formula):
        page.write_formula(
            row, column, value.text, None, "" if value.result is None else value.result
        )
    elif isinstance(value, str):
        page.write_string(row, column, value)
    elif value is not None:
        page.write_number(row, column, value)


def _restore(page: Any, span: str, rows: list[list[Any]]) -> None:
    """A merged range shows the value of its first cell."""
    first = span.split(":")[0]
    column, row = ord(first[0]) - ord("A"), int(first[1:]) - 1
    _write(page, row, column, rows[row][column])


def raw_sheets(content: bytes, folder: Path) -> list[recap_sheets.RawSheet]:
    """The sheets as the limited process reads them, without starting one."""
    path = folder / "rekap.xlsx"
    path.write_bytes(content)
    return recap_sheets.opened(workbook_child.read(path, "xlsx"))
