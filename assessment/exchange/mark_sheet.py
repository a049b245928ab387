"""Marks in a sheet: tingkat, kode, nilai, alasan, and the version of the mark that the template
held. Written as a template, read row by row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import xlsxwriter

from agencies.forms import MAX_VERSION
from assessment import format as human
from assessment.core.instrument import Instrument
from assessment.exchange import sheets
from assessment.exchange.sheets import Cell, SheetRow
from assessment.models import Mark
from assessment.reports.xlsx import OPTIONS
from assessment.services.marks import NEW, MarkRow, Place, maximum_of

HEADINGS = ("tingkat", "kode", "uraian", "maksimum", "nilai", "alasan", "versi")
LEVELS = {"pertanyaan": Mark.Level.QUESTION, "indikator": Mark.Level.INDICATOR}
LEVELS["seluruhnya"] = Mark.Level.TOTAL
MAX_ROWS = 1000
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that cannot be applied: the cell at fault, and why."""

    cell: str
    reason: str


@dataclass(frozen=True, slots=True)
class MarkFile:
    """What a file would give; `refused` stops all of it."""

    rows: tuple[MarkRow, ...]
    refused: tuple[Refused, ...]


class _RowError(Exception):
    def __init__(self, column: int, reason: str) -> None:
        super().__init__(reason)
        self.column, self.reason = column, reason


def template(instrument: Instrument, known: Mapping[tuple[str, str], Mark]) -> bytes:
    """Every place of the instrument with the marks of the stage that are stored."""
    output = BytesIO()
    book = xlsxwriter.Workbook(output, OPTIONS)
    sheet = book.add_worksheet("Nilai")
    bold = book.add_format({"bold": True})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.freeze_panes(1, 0)
    sheet.set_column(2, 2, 60, wrap)
    sheet.set_column(5, 5, 40, wrap)
    sheet.set_column(6, 6, 8, None, {"hidden": True})
    for column, heading in enumerate(HEADINGS):
        sheet.write_string(0, column, heading, bold)
    for number, (level, code, name, top) in enumerate(_places(instrument), start=1):
        for column, text in enumerate((level, code, name)):
            sheet.write_string(number, column, text)
        sheet.write_number(number, 3, top)
        mark = known.get((LEVELS[level].value, code))
        if mark is not None:
            sheet.write_number(number, 4, Decimal(mark.hundredths) / 100)
            sheet.write_string(number, 5, mark.reason)
            sheet.write_number(number, 6, mark.version)
    book.close()
    return output.getvalue()


def read(path: Path, instrument: Instrument, stage: Mark.Stage) -> MarkFile:
    """Rows with a mark; sheets.SheetError when the file is no such sheet at all."""
    header, *rows = sheets.read_cells(path, MAX_ROWS)
    headings = [str(cell or "").strip().casefold() for cell in header.cells]
    if tuple(headings[: len(HEADINGS)]) != HEADINGS:
        raise sheets.SheetError("Judul kolom tidak sesuai. Pakai templat dari halaman ini.")
    found: dict[Place, MarkRow] = {}
    refused = []
    for row in rows:
        try:
            mark = _mark(row, instrument, stage)
            if mark is not None and mark.place in found:
                raise _RowError(1, "kode ini sudah ada di baris sebelumnya")
        except _RowError as error:
            cell = f"lembar Nilai sel {'ABCDEFG'[error.column]}{row.number}"
            refused.append(Refused(cell, error.reason))
        else:
            if mark is not None:
                found[mark.place] = mark
    return MarkFile(tuple(found.values()), tuple(refused))


def _places(instrument: Instrument) -> Iterable[tuple[str, str, str, Decimal]]:
    yield "seluruhnya", "", instrument.title, instrument.total_points
    for indicator in instrument.indicators:
        yield "indikator", indicator.code, indicator.name, indicator.max_points
        for question in indicator.questions:
            yield "pertanyaan", question.code, question.text, question.max_points


def _mark(row: SheetRow, instrument: Instrument, stage: Mark.Stage) -> MarkRow | None:
    """None for a row without a mark."""
    level, code, _, _, value, reason, version = (*row.cells, *[None] * 7)[:7]
    if value in (None, ""):
        if reason not in (None, ""):
            raise _RowError(4, "ada alasan tetapi nilainya kosong")
        return None
    known = LEVELS.get(str(level or "").strip().casefold())
    if known is None:
        raise _RowError(0, "isi pertanyaan, indikator, atau seluruhnya")
    if isinstance(code, Decimal) and code != code.to_integral_value():
        raise _RowError(1, "kode tersimpan sebagai angka; tulis sebagai teks")
    place = Place(str(code if code is not None else "").strip(), known, stage)
    top = maximum_of(instrument, place)
    if top is None:
        raise _RowError(1, "kode ini tidak ada di instrumen")
    points = _points(value, top)
    text = str(reason or "").strip()
    if points < top and not text:
        raise _RowError(5, "tulis alasan bila nilai di bawah maksimum")
    if len(text) > LONGEST:
        raise _RowError(5, f"alasan paling panjang {LONGEST} karakter")
    return MarkRow(place, points, text, _version(version))


def _version(value: Cell) -> int:
    """The version that the template wrote; 0 where it held no mark."""
    if value in (None, ""):
        return NEW
    if not isinstance(value, Decimal) or not 0 <= value <= MAX_VERSION or value % 1:
        raise _RowError(6, "kolom versi berubah; unduh templat lagi")
    return int(value)


def _points(value: Cell, top: Decimal) -> Decimal:
    if isinstance(value, bool):
        raise _RowError(4, "isi angka")
    try:
        points = value if isinstance(value, Decimal) else human.parse_number(str(value))
    except human.NumberError as error:
        raise _RowError(4, str(error)) from error
    if not points.is_finite() or not 0 <= points <= top:
        raise _RowError(4, f"isi nilai dari 0 sampai {human.points(top)}")
    if points != points.quantize(Decimal("0.01")):
        raise _RowError(4, "paling banyak dua angka di belakang koma")
    return points
