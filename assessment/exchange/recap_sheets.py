"""The cells of an uploaded recap as lines of the core: by a guess first, then as people map it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from assessment import format as human
from assessment.core import recap_columns
from assessment.core.recap import Line
from assessment.core.recap_columns import NO_HEADER, Header, Role
from assessment.exchange.cells import CellError, code, read, text
from assessment.exchange.layout import Type
from assessment.exchange.messages import FileMessage
from assessment.exchange.rows import cell_name
from assessment.exchange.workbook_reader import RawSheet, WorkbookError, sheets

NUMBERS = (Role.MAXIMUM, Role.VALUE)
#: What people write where there is no number.
_NOTHING = frozenset({"-", "--", "\u2013", "\u2014", "n/a", "na", "tidak ada", "tt"})
#: Rows of all sheets; a recap has some hundred.
MOST_ROWS = 5000
SHOWN_ROWS, SHOWN_COLUMNS, MOST_COLUMNS = 12, 12, 40


@dataclass(frozen=True, slots=True)
class RecapMapping:
    """How a recap is to be read: the sheet, its row of headings (from 0; -1: none), the column of
    each role (from 0), and whether other sheets with the same headings are read too."""

    sheet: str
    row: int
    columns: Mapping[Role, int]
    reads_alike: bool = True

    @property
    def plain(self) -> dict[str, Any]:
        columns = {role.value: index for role, index in self.columns.items()}
        return {
            "sheet": self.sheet,
            "row": self.row,
            "columns": columns,
            "reads_alike": self.reads_alike,
        }

    @property
    def is_enough(self) -> bool:
        """A question can be found, and there is something to know of it."""
        names = {Role.CODE, Role.TEXT} & set(self.columns)
        return bool(names) and bool({Role.VALUE, Role.AGENCIES} & set(self.columns))


def mapping_of(plain: Mapping[str, Any]) -> RecapMapping:
    columns = {Role(name): int(index) for name, index in plain["columns"].items()}
    return RecapMapping(plain["sheet"], plain["row"], columns, plain["reads_alike"])


def opened(found: Iterable[Mapping[str, Any]]) -> list[RawSheet]:
    """Sheets that hold something; WorkbookError when there is none, or a stray cell far away."""
    kept = []
    for sheet in sheets(found):
        if sheet.far:
            raise WorkbookError(FileMessage.FAR.format(sheet=sheet.name[:40], cell=sheet.far))
        if sheet.rows:
            kept.append(sheet)
    if not kept:
        raise WorkbookError("Berkas ini tidak berisi apa pun.")
    if sum(len(sheet.rows) for sheet in kept) > MOST_ROWS:
        raise WorkbookError(
            f"Berkas ini lebih dari {human.number(MOST_ROWS)} baris. Sebuah rekap hanya beberapa "
            "ratus baris; hapus lembar yang lain, lalu unggah lagi."
        )
    return kept


def guess(raw: Sequence[RawSheet]) -> RecapMapping:
    """The sheet whose headings say most; the first sheet without columns when none says enough."""
    best, header = raw[0], NO_HEADER
    for sheet in raw:
        found = _header(sheet)
        if len(found.columns) > len(header.columns):
            best, header = sheet, found
    return RecapMapping(best.name, header.row, header.columns)


def guess_at(sheet: RawSheet, row: int) -> RecapMapping:
    """The guess for one row of headings (from 0; -1: none) that people chose."""
    header = recap_columns.guess_row(_texts(sheet, row + 1), row)
    return RecapMapping(sheet.name, row, header.columns)


def lines(raw: Sequence[RawSheet], mapping: RecapMapping) -> Iterator[Line]:
    """The rows below the headings of the mapped sheet, then of those with the same headings."""
    for sheet in sorted(raw, key=lambda sheet: sheet.name != mapping.sheet):
        first = mapping.row + 1
        if sheet.name != mapping.sheet:
            header = _header(sheet)
            if not mapping.reads_alike or dict(header.columns) != dict(mapping.columns):
                continue
            first = header.row + 1
        for index in range(first, len(sheet.rows)):
            line = _line(sheet, index, mapping.columns)
            if line is not None:
                yield line


def alike_sheets(raw: Sequence[RawSheet], mapping: RecapMapping) -> list[str]:
    """Other sheets whose headings are found in the same columns."""
    others = (sheet for sheet in raw if sheet.name != mapping.sheet)
    return [s.name for s in others if dict(_header(s).columns) == dict(mapping.columns)]


@dataclass(frozen=True, slots=True)
class Sample:
    """The beginning of a sheet for the mapping page: letters, and rows with their number."""

    letters: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def sample(sheet: RawSheet, first: int = 0) -> Sample:
    """Some rows from an index on, as people see them."""
    start = max(first, 0)
    width = min(_width(sheet), SHOWN_COLUMNS)
    rows = tuple(
        (number + 1, tuple(_shown(sheet, number, column)[:60] for column in range(width)))
        for number in range(start, min(start + SHOWN_ROWS, len(sheet.rows)))
    )
    return Sample(letters(width), rows)


def letters(width: int) -> tuple[str, ...]:
    return tuple(cell_name(1, column)[:-1] for column in range(width))


def headings(sheet: RawSheet, row: int) -> list[tuple[int, str]]:
    """Columns to choose from: index and "C: Nilai Maks"."""
    names = letters(min(_width(sheet), MOST_COLUMNS))
    said = [_shown(sheet, row, index) if row >= 0 else "" for index in range(len(names))]
    return [
        (index, f"{name}: {' '.join(said[index].split())[:50]}" if said[index] else name)
        for index, name in enumerate(names)
    ]


def _width(sheet: RawSheet) -> int:
    return max((len(row) for row in sheet.rows), default=0)


def _header(sheet: RawSheet) -> Header:
    return recap_columns.guess(_texts(sheet, recap_columns.SEARCHED))


def _texts(sheet: RawSheet, most: int) -> list[list[str]]:
    some = range(min(len(sheet.rows), most))
    return [[_shown(sheet, row, column) for column in range(len(sheet.rows[row]))] for row in some]


def _shown(sheet: RawSheet, row: int, column: int) -> str:
    cell = sheet.cell(row, column, cell_name(row + 1, column))
    return cell.error or text(cell.value)


def _line(sheet: RawSheet, index: int, columns: Mapping[Role, int]) -> Line | None:
    texts: dict[Role, str] = {}
    numbers: dict[Role, Decimal] = {}
    problems: dict[Role, str] = {}
    names = {role: cell_name(index + 1, column) for role, column in columns.items()}
    for role, column in columns.items():
        cell = sheet.cell(index, column, names[role])
        if role not in NUMBERS:
            texts[role] = cell.error or (code if role is Role.CODE else text)(cell.value)
            continue
        if isinstance(cell.value, str) and cell.value.strip().casefold() in _NOTHING:
            continue
        try:
            value = read(cell, Type.NUMBER)
        except CellError as error:
            problems[role] = str(error)
            continue
        if isinstance(value, Decimal):
            numbers[role] = value
    if not (numbers or problems or any(said.strip() for said in texts.values())):
        return None
    return Line(sheet.name, index + 1, texts, numbers, names, problems)
