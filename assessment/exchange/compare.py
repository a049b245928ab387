"""What a workbook would change: each row as new, changed, same, in conflict or refused.

Compares first (pure), then tries what differs through the services, which have the last word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from agencies.actors import Actor
from assessment.exchange import cells
from assessment.exchange.answer_cells import Problem, RowError, column_of
from assessment.exchange.cells import Values
from assessment.exchange.layout import ANSWERS, EVIDENCE, PLACES
from assessment.exchange.messages import Message, Notice
from assessment.exchange.program_cells import COLUMNS
from assessment.exchange.resolve import CITATION_COLUMNS, Resolved, resolve
from assessment.exchange.rows import ReadBook, ReadRow
from assessment.exchange.stored import State
from assessment.services.workbook_changes import AnswerChange, Change, Outcome, try_changes


class Kind(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    CONFLICT = "conflict"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Kind.NEW: "Baru",
    Kind.CHANGED: "Berubah",
    Kind.SAME: "Sama",
    Kind.CONFLICT: "Bentrok",
    Kind.REFUSED: "Ditolak",
}
#: Rows that may be applied; the first two are unless somebody takes them out.
APPLICABLE = (Kind.NEW, Kind.CHANGED, Kind.CONFLICT)


@dataclass(frozen=True, slots=True)
class Difference:
    label: str
    old: str
    new: str
    ref: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One row and what it would do; `problems` are pairs of cell and text."""

    kind: Kind
    sheet: str
    number: int
    title: str
    differences: tuple[Difference, ...] = ()
    problems: tuple[tuple[str, str], ...] = ()
    note: str = ""
    change: Change | None = None
    row: ReadRow | None = None

    @property
    def plain(self) -> dict[str, Any]:
        """JSON for keeping and for commands."""
        return {
            "kind": self.kind.value,
            "sheet": self.sheet,
            "row": self.number,
            "title": self.title,
            "changes": [
                {"label": d.label, "old": d.old, "new": d.new, "cell": d.ref}
                for d in self.differences
            ],
            "problems": [{"cell": ref, "message": text} for ref, text in self.problems],
            "note": self.note,
        }


Report = Callable[[int, int], None]


def compare(state: State, book: ReadBook, by: Actor, report: Report | None = None) -> list[Entry]:
    """All rows in the order of the sheets; nothing is stored. `report` hears how many of the rows
    that differ were tried, of how many."""
    return _tried(state, compared(state, book), by, report or (lambda done, total: None))


def compared(state: State, book: ReadBook) -> list[Entry]:
    """The same before the services have said their word."""
    seen: dict[str, int] = {}
    return [_entry(state, row, seen) for row in book.rows]


def _entry(state: State, row: ReadRow, seen: dict[str, int]) -> Entry:
    title = f"Baris {row.number}"
    try:
        if row.key:
            first = seen.setdefault(f"{row.sheet.id} {row.key}", row.number)
            if first != row.number:
                raise RowError(Problem("", Message.TWICE.format(row=first)))
        is_untouched = (
            not row.problems and bool(row.digest) and row.digest == cells.digest(row.values)
        )
        found = resolve(state, row, is_untouched=is_untouched)
        title = found.title
        if found.stored_digest is None and is_untouched:
            return _of(Kind.SAME, row, title)
        if row.problems:
            raise RowError(*row.problems)
        return _compared(row, found, is_untouched=is_untouched)
    except RowError as error:
        return _refused(row, error.title or title, error.problems)


def _compared(row: ReadRow, found: Resolved, *, is_untouched: bool) -> Entry:
    is_equal = found.stored is not None and cells.digest(found.stored) == cells.digest(found.values)
    if is_equal:
        return _of(Kind.SAME, row, found.title)
    if is_untouched:
        return _of(Kind.SAME, row, found.title, note=Notice.NEWER)
    if found.change is None:
        names = {**found.values, **(found.stored or {})}
        changed = [name for name in names if _differs(name, found)]
        raise RowError(*(Problem(name, Message.FIXED_CITATION) for name in changed))
    differences = tuple(_differences(row, found))
    is_known = bool(found.version)
    is_moved = is_known and row.version != found.version
    kind = Kind.CONFLICT if is_moved else Kind.CHANGED if is_known else Kind.NEW
    entry = _of(kind, row, found.title)
    return replace(entry, differences=differences, change=found.change)


def _differs(name: str, found: Resolved) -> bool:
    return found.values.get(name) != (found.stored or {}).get(name)


def _differences(row: ReadRow, found: Resolved) -> Iterable[Difference]:
    stored: Values = found.stored or {}
    for column in row.sheet.editable:
        old, new = stored.get(column.name), found.values.get(column.name)
        if cells.digest({"": old}) != cells.digest({"": new}):
            yield Difference(
                column.heading, cells.shown(old), cells.shown(new), row.ref(column.name)
            )


def _of(kind: Kind, row: ReadRow, title: str, note: str = "") -> Entry:
    return Entry(kind, row.sheet_name, row.number, title, note=note, row=row)


def _refused(row: ReadRow, title: str, problems: Iterable[Problem]) -> Entry:
    named = tuple((row.ref(problem.column), problem.text) for problem in problems)
    return replace(_of(Kind.REFUSED, row, title), problems=named)


def _tried(state: State, entries: list[Entry], by: Actor, report: Report) -> list[Entry]:
    """Agency by agency, so that nobody waits for long: rows of one need none of another."""
    waiting: dict[int, list[int]] = {}
    for number, entry in enumerate(entries):
        if entry.change is not None:
            waiting.setdefault(entry.change.agency.pk, []).append(number)
    done, total = 0, sum(len(numbers) for numbers in waiting.values())
    for numbers in waiting.values():
        report(done, total)
        changes = [change for n in numbers if (change := entries[n].change) is not None]
        outcomes = try_changes(cycle=state.cycle, changes=changes, by=by)
        for number, outcome in zip(numbers, outcomes, strict=True):
            entries[number] = judged(state, entries[number], outcome)
        done += len(numbers)
    report(done, total)
    return entries


def judged(state: State, entry: Entry, outcome: Outcome) -> Entry:
    """The entry after its row was tried."""
    if entry.row is None:
        return entry
    if outcome.is_same:
        return _of(Kind.SAME, entry.row, entry.title)
    if not outcome.errors:
        return entry
    problems = [Problem(_column(state, entry, field), text) for field, text in outcome.errors]
    return _refused(entry.row, entry.title, problems)


def _column(state: State, entry: Entry, field: str) -> str:
    """Column of a field that a service refused; empty for the row as a whole."""
    sheet = entry.row.sheet if entry.row else None
    if sheet in (ANSWERS, PLACES) and isinstance(entry.change, AnswerChange):
        question = state.instrument.question(entry.change.question_code)
        return column_of(question, field) if question and field else ""
    columns: Mapping[str, str] = CITATION_COLUMNS if sheet == EVIDENCE else COLUMNS
    return columns.get(field, "")
