"""A sheet of answers: header row, one answer a row, numbers as Indonesians write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from assessment import format as human
from assessment.exchange import sheets
from assessment.exchange.sheets import Cell, SheetRow
from assessment.services.answer_files import AnswerRow

#: Headings that people write, and the field each one means.
HEADINGS = {
    "pertanyaan": "question",
    "kode pertanyaan": "question",
    "kode": "question",
    "perangkat daerah": "agency",
    "opd": "agency",
    "wilayah": "territory",
    "catatan": "note",
    "penjelasan": "note",
    "poin": "points",
    "jawaban": "answer",
    "pilihan": "choice",
    "jumlah": "count",
    "butir": "items",
    "pembilang": "numerator",
    "penyebut": "denominator",
    "tahun evaluasi": "current",
    "pembilang tahun evaluasi": "current_numerator",
    "penyebut tahun evaluasi": "current_denominator",
    "tahun sebelumnya": "previous",
    "pembilang tahun sebelumnya": "previous_numerator",
    "penyebut tahun sebelumnya": "previous_denominator",
    "target": "target",
    "tidak berlaku": "not_applicable",
    "alasan tidak berlaku": "not_applicable",
}
FIELDS = frozenset(HEADINGS.values())
TEXTS = ("agency", "territory", "note", "choice", "not_applicable")
WHOLE = frozenset(
    {"count", "items", "numerator", "denominator"}
    | {
        f"{year}_{part}"
        for year in ("current", "previous")
        for part in ("numerator", "denominator")
    }
)
#: What the general answer column means for a kind of question.
ANSWER_FIELD = {"choice": "choice", "yes_no": "choice", "count": "count", "items": "items"}


class SheetError(Exception):
    """The sheet as a whole is not one of answers; the text is for people."""


class _CellError(Exception):
    """One row cannot be read; the text is for people."""


def read(path: Path, kinds: Mapping[str, str], max_rows: int) -> list[AnswerRow]:
    """Answers of the first sheet; empty rows are skipped."""
    try:
        header, *rows = sheets.read_cells(path, max_rows + 1)
    except sheets.SheetError as error:
        raise SheetError(str(error)) from error
    fields = _fields(header)
    return [_row(row, fields, kinds) for row in rows if not row.is_empty]


def _fields(header: SheetRow) -> dict[int, str]:
    """Field of each column; SheetError for headings unknown, repeated or missing."""
    found: dict[int, str] = {}
    for index, cell in enumerate(header.cells):
        if cell in (None, ""):
            continue
        heading = re.sub(r"[\s_]+", " ", str(cell)).strip().casefold()
        field = HEADINGS.get(heading) or heading.replace(" ", "_")
        if field not in FIELDS:
            raise SheetError(f"judul kolom tidak dikenal: “{str(cell)[:40]}”")
        if field in found.values():
            raise SheetError(f"kolom “{str(cell)[:40]}” ada dua kali")
        found[index] = field
    if "question" not in found.values():
        raise SheetError("baris pertama harus memuat judul kolom, termasuk “pertanyaan”")
    return found


def _row(row: SheetRow, fields: Mapping[int, str], kinds: Mapping[str, str]) -> AnswerRow:
    cells = {field: row.cells[index] for index, field in fields.items() if index < len(row.cells)}
    filled = {field: cell for field, cell in cells.items() if cell not in (None, "")}
    place = f"baris {row.number}"
    cell = filled.pop("question", "")
    code = _text(cell)
    try:
        if isinstance(cell, Decimal) and f"{code}0" in kinds:
            raise _CellError(
                f"kode tersimpan sebagai angka: tulis {code} atau {code}0 sebagai teks"
            )
        if any(i not in fields and cell not in (None, "") for i, cell in enumerate(row.cells)):
            raise _CellError("ada isian di kolom tanpa judul")
        values = {field: _value(field, cell, kinds.get(code, "")) for field, cell in filled.items()}
        return AnswerRow(
            place=place,
            question=code,
            raw=_raw(values, kinds.get(code, "")),
            agency=values.get("agency", ""),
            territory=values.get("territory", ""),
            note=values.get("note"),
            points=values.get("points"),
        )
    except _CellError as error:
        return AnswerRow(place, code, None, problem=str(error))


def _text(cell: Cell) -> str:
    """A cell as text; a code like 2.7 may be stored as the number 2.7."""
    if isinstance(cell, bool):
        return "Ya" if cell else "Tidak"
    return str(cell or "").strip()


def _value(field: str, cell: Cell, kind: str) -> Any:
    if field == "answer":
        field = ANSWER_FIELD.get(kind, "")
        if not field:
            raise _CellError("isi kolom pembilang, penyebut, atau tahun; bukan kolom jawaban")
    if field in TEXTS:
        return _text(cell)
    if isinstance(cell, bool):
        raise _CellError(f"{field}: isi angka")
    try:
        number = cell if isinstance(cell, Decimal) else human.parse_number(str(cell))
    except human.NumberError as error:
        raise _CellError(f"{field}: {error}") from error
    if field not in WHOLE:
        return number
    if number != number.to_integral_value():
        raise _CellError(f"{field}: isi bilangan bulat, misalnya 1250")
    return int(number)


def _raw(values: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """The JSON form of the answer in the filled columns, whatever the question asks."""
    values = dict(values)
    if "answer" in values:
        field = ANSWER_FIELD[kind]
        if field in values:
            raise _CellError("jawaban tertulis di dua kolom")
        values[field] = values.pop("answer")
    raw: dict[str, Any] = {
        name: values[name]
        for name in ("choice", "count", "items", "numerator", "denominator", "not_applicable")
        if name in values
    }
    if "target" in values:
        raw["target"] = str(values["target"])
    for year in ("current", "previous"):
        parts = {
            part: values[f"{year}_{part}"]
            for part in ("numerator", "denominator")
            if f"{year}_{part}" in values
        }
        if year in values and parts:
            raise _CellError("tahun tertulis sebagai angka dan sebagai pembilang/penyebut")
        if year in values:
            raw[year] = str(values[year])
        elif parts:
            raw[year] = parts
    return raw
