"""Finds the sheets and columns of a workbook, moved or renamed, and reads its rows. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assessment.exchange import layout
from assessment.exchange.answer_cells import Problem
from assessment.exchange.cells import BLANK, Cell, CellError, Value, code, read, text
from assessment.exchange.joined import split
from assessment.exchange.layout import Column, Sheet
from assessment.exchange.messages import FileMessage, Message, Notice
from assessment.exchange.plain_cells import cell_name
from assessment.exchange.workbook_reader import RawSheet, WorkbookError

#: Rows among which the headings are looked for, and how many have to be found.
_SEARCHED, _ENOUGH = 30, 3
_LETTERS = 26
_OURS = {layout.IDENTITY, layout.LISTS, layout.COVER, layout.HELP, layout.DOCUMENTS.title}


@dataclass(frozen=True)
class ReadRow:
    """A row as people left it; `columns` says where each field stands in the file."""

    sheet: Sheet
    sheet_name: str
    number: int
    key: str
    version: int
    digest: str
    agency: str
    values: Mapping[str, Value]
    problems: tuple[Problem, ...]
    columns: Mapping[str, int]

    def ref(self, column: str) -> str:
        """Cell of a field; the first column that people see when the file has none of it."""
        index = self.columns.get(column)
        if index is None:
            shown = [i for name, i in self.columns.items() if not self.sheet.column(name).is_hidden]
            index = min(shown, default=0)
        return cell_name(self.number, index)


@dataclass(frozen=True)
class ReadBook:
    identity: Mapping[str, str]
    rows: tuple[ReadRow, ...]
    notices: tuple[str, ...]


@dataclass(frozen=True)
class _Found:
    """Where a sheet of ours lies in the file; rows and columns as indexes from 0."""

    sheet: Sheet
    raw: RawSheet
    first: int
    columns: Mapping[str, int]
    strange: tuple[str, ...]


def read_book(raw: Iterable[RawSheet]) -> ReadBook:
    """Rows of all sheets; WorkbookError when the file as a whole cannot be trusted."""
    raw = list(raw)
    for sheet in raw:
        if sheet.far:
            message = FileMessage.FAR.format(sheet=sheet.name[:40], cell=sheet.far)
            raise WorkbookError(message)
    identity = _identity(raw)
    found, notices = _locate(raw)
    rows = [row for place in found for row in _rows(place)]
    return ReadBook(identity, tuple(rows), (*notices, *_notices(found)))


def _identity(raw: list[RawSheet]) -> dict[str, str]:
    for sheet in raw:
        first = sheet.rows[0] if sheet.rows else []
        if first and first[0] == "kla.workbook":
            pairs = [row for row in sheet.rows if len(row) > 1]
            return {str(row[0]): text(_plain(row[1])) for row in pairs}
    stamp = _stamp(raw)
    if stamp:
        return stamp
    raise WorkbookError(FileMessage.NOT_OURS)


def _stamp(raw: list[RawSheet]) -> dict[str, str]:
    """The identity that each sheet carries beside its field ids, for a sheet saved alone (CSV)."""
    lines = raw[0].rows[:_SEARCHED] if len(raw) == 1 else []
    for cell in (cell for line in lines for cell in line):
        if isinstance(cell, str) and cell.startswith(layout.STAMP):
            return dict(
                zip(layout.STAMPED, split(cell.removeprefix(layout.STAMP), "|"), strict=False)
            )
    return {}


def _plain(value: object) -> object:
    return value.get("n", "") if isinstance(value, dict) else value


def _locate(raw: Iterable[RawSheet]) -> tuple[list[_Found], list[str]]:
    found: dict[str, _Found] = {}
    notices = []
    for sheet in raw:
        place = _place(sheet)
        if place is None:
            is_known = sheet.name in _OURS or not sheet.rows
            if not is_known:
                notices.append(Notice.SHEET.format(name=sheet.name[:40]))
        elif place.sheet.id in found:
            first = found[place.sheet.id].raw.name
            values = {"title": place.sheet.title, "first": first[:40], "second": sheet.name[:40]}
            raise WorkbookError(FileMessage.TWO_SHEETS.format(**values))
        else:
            found[place.sheet.id] = place
    if not found:
        raise WorkbookError(FileMessage.SHEETS)
    missing = (sheet for sheet in layout.READ if sheet.id not in found)
    notices += [Notice.MISSING_SHEET.format(sheet=sheet.title) for sheet in missing]
    return [found[sheet.id] for sheet in layout.READ if sheet.id in found], notices


def _place(raw: RawSheet) -> _Found | None:
    """By the hidden row of field ids; by the headings where somebody deleted it."""
    for number, line in enumerate(raw.rows[:_SEARCHED]):
        said = [value if isinstance(value, str) else "" for value in line]
        for sheet in layout.READ:
            fields = {sheet.field(column): column for column in sheet.columns}
            if sum(value in fields for value in said) >= _ENOUGH:
                return _found(
                    sheet, raw, number + 1, said, fields, skip=_is_heading(raw, number + 1)
                )
    return _by_headings(raw)


def _by_headings(raw: RawSheet) -> _Found | None:
    for number, line in enumerate(raw.rows[:_SEARCHED]):
        said = [_key(value) if isinstance(value, str) else "" for value in line]
        for sheet in layout.READ:
            fields = {_key(column.heading): column for column in sheet.columns}
            has_keys = _key(sheet.columns[0].heading) in said
            if has_keys and set(said) & set(fields) >= {_key(c.heading) for c in sheet.editable}:
                return _found(sheet, raw, number + 1, said, fields, skip=False)
    return None


def _is_heading(raw: RawSheet, number: int) -> bool:
    """Whether the row below the field ids is the row of headings, and no data."""
    line = raw.rows[number] if number < len(raw.rows) else []
    keys = {_key(column.heading) for sheet in layout.READ for column in sheet.columns}
    return any(isinstance(value, str) and _key(value) in keys for value in line)


def _found(
    sheet: Sheet,
    raw: RawSheet,
    first: int,
    said: list[str],
    fields: Mapping[str, Column],
    *,
    skip: bool,
) -> _Found:
    columns: dict[str, int] = {}
    strange = []
    headings = raw.rows[first] if skip else raw.rows[first - 1]
    for index, value in enumerate(said):
        if value not in fields:
            strange.append(index)
            continue
        column = fields[value]
        if column.name in columns:
            values = {"sheet": raw.name[:40], "heading": column.heading}
            raise WorkbookError(FileMessage.TWO_COLUMNS.format(**values))
        columns[column.name] = index
    strange += range(len(said), max((len(line) for line in raw.rows), default=0))
    if layout.KEY not in columns:
        raise WorkbookError(FileMessage.NO_KEYS.format(sheet=raw.name[:40]))
    start = first + skip
    used = [i for i in strange if any(_has(line, i) for line in raw.rows[start:])]
    names = tuple(
        text(_plain(headings[i])) if i < len(headings) and headings[i] else cell_name(1, i)[:-1]
        for i in used
    )
    return _Found(sheet, raw, start, columns, names)


def _has(line: list[object], index: int) -> bool:
    return index < len(line) and line[index] not in (None, "")


def _key(heading: str) -> str:
    return " ".join(heading.split()).casefold()


def _notices(found: Iterable[_Found]) -> Iterable[str]:
    for place in found:
        name = place.raw.name[:40]
        if place.raw.formulas:
            yield Notice.FORMULA.format(sheet=name, count=len(place.raw.formulas))
        for heading in place.strange:
            yield Notice.COLUMN.format(sheet=name, heading=heading[:40])
        if place.raw.hidden > 1:
            yield Notice.HIDDEN.format(sheet=name, count=place.raw.hidden - 1)


def _rows(place: _Found) -> Iterable[ReadRow]:
    merged = _merged(place.raw)
    for index in range(place.first, len(place.raw.rows)):
        row = _row(place, index, merged)
        if row is not None:
            yield row


def _row(place: _Found, index: int, merged: frozenset[tuple[int, int]]) -> ReadRow | None:
    def cell(name: str) -> Cell:
        column = place.columns.get(name)
        if column is None:
            return BLANK
        return place.raw.cell(index, column, cell_name(index + 1, column))

    values: dict[str, Value] = {}
    problems = []
    for column in place.sheet.editable:
        if (index, place.columns.get(column.name, -1)) in merged:
            problems.append(Problem(column.name, Message.MERGED))
            continue
        try:
            values[column.name] = read(cell(column.name), column.type)
        except CellError as error:
            problems.append(Problem(column.name, str(error)))
    key = code(cell(layout.KEY).value)
    if not key and not problems and all(value is None for value in values.values()):
        return None
    return ReadRow(
        sheet=place.sheet,
        sheet_name=place.raw.name,
        number=index + 1,
        key=key,
        version=_version(cell(layout.VERSION)),
        digest=text(cell(layout.DIGEST).value),
        agency=text(cell(layout.AGENCY).value),
        values={name: value for name, value in values.items() if value is not None},
        problems=tuple(problems),
        columns=place.columns,
    )


def _version(cell: Cell) -> int:
    digits = code(cell.value)
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else 0


def _merged(raw: RawSheet) -> frozenset[tuple[int, int]]:
    """Cells of merged ranges that span rows, as indexes; one row's columns may be merged too."""
    found: set[tuple[int, int]] = set()
    for span in raw.merged:
        (top, left), (bottom, right) = (_indexes(ref) for ref in span.split(":"))
        bottom, right = min(bottom, layout.MOST_ROWS), min(right, layout.MOST_COLUMNS)
        found |= {(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)}
    return frozenset(found)


def _indexes(ref: str) -> tuple[int, int]:
    letters = ref.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * _LETTERS + ord(letter) - ord("A") + 1
    return int(ref[len(letters) :]) - 1, column - 1
