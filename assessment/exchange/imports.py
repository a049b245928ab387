"""From an uploaded workbook to the difference it would make, and to its application."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from agencies.actors import Actor
from agencies.models import Agency
from agencies.policies import visible_agencies
from assessment.exchange import compare, layout, rows, stored, workbook_reader
from assessment.exchange.compare import Entry, Kind, Report
from assessment.exchange.messages import FileMessage
from assessment.exchange.rows import ReadBook
from assessment.exchange.stored import State
from assessment.exchange.workbook_reader import WorkbookError
from assessment.models import Cycle
from assessment.services.workbook_changes import NotAppliedError, apply_changes

Sheets = list[dict[str, Any]]


@dataclass(frozen=True)
class Checked:
    """What a workbook would do now."""

    entries: tuple[Entry, ...]
    notices: tuple[str, ...]

    def of(self, *kinds: Kind) -> list[Entry]:
        return [entry for entry in self.entries if entry.kind in kinds]

    @property
    def plain(self) -> dict[str, Any]:
        return {"entries": [e.plain for e in self.entries], "notices": list(self.notices)}


class ChangedMeanwhileError(Exception):
    """What was shown is no longer so; nothing was stored. `checked` is how it is now, `reasons`
    say which of the chosen rows could not be stored, and why."""

    def __init__(self, checked: Checked, reasons: tuple[str, ...] = ()) -> None:
        super().__init__("shown rows changed")
        self.checked, self.reasons = checked, reasons


def opened(path: Path, name: str) -> Sheets:
    """The cells of the file; WorkbookError when it is refused as a whole."""
    return workbook_reader.read(path, name)


def identity_of(sheets: Sheets) -> Mapping[str, str]:
    return _book(sheets).identity


def check(
    sheets: Sheets,
    *,
    cycle: Cycle,
    agency: Agency | None,
    by: Actor,
    report: Report | None = None,
) -> Checked:
    """The difference between the file and what is stored; WorkbookError for a foreign file."""
    book, state = _opened(sheets, cycle, agency, by)
    return Checked(tuple(compare.compare(state, book, by, report)), book.notices)


def apply(
    sheets: Sheets,
    *,
    cycle: Cycle,
    agency: Agency | None,
    chosen: Collection[int],
    shown: Mapping[str, Any],
    by: Actor,
) -> None:
    """Store the chosen entries (by position) in one transaction, exactly as they were shown.

    ChangedMeanwhileError, and nothing stored, when one of them would do something else by now.
    """
    book, state = _opened(sheets, cycle, agency, by)
    entries, known = compare.compared(state, book), shown.get("entries", [])
    taken = [n for n in sorted(chosen) if n < len(entries)]
    try:
        with transaction.atomic():
            changes = [change for n in taken if (change := entries[n].change) is not None]
            if len(known) != len(entries) or not len(changes) == len(taken) == len(chosen):
                raise _OtherwiseError
            outcomes = apply_changes(cycle=cycle, changes=changes, by=by)
            for n, outcome in zip(taken, outcomes, strict=True):
                if compare.judged(state, entries[n], outcome).plain != known[n]:
                    raise _OtherwiseError
    except (_OtherwiseError, NotAppliedError) as error:
        again = check(sheets, cycle=cycle, agency=agency, by=by)
        failed = error.outcomes if isinstance(error, NotAppliedError) else ()
        named = zip((entries[n].title for n in taken), failed, strict=False)
        reasons = (f"{title}: {text}" for title, outcome in named for _, text in outcome.errors)
        raise ChangedMeanwhileError(again, tuple(reasons)) from error


class _OtherwiseError(Exception):
    """A row would not do what was shown."""


def _opened(
    sheets: Sheets, cycle: Cycle, agency: Agency | None, by: Actor
) -> tuple[ReadBook, State]:
    book, agency = check_file(sheets, cycle=cycle, agency=agency, by=by)
    return book, stored.state_of(by, cycle, agency)


def remarks(entries: Iterable[Mapping[str, Any]]) -> list[tuple[str, str, str]]:
    """Sheet, cell and text of everything that was refused or is in conflict."""
    found = []
    for entry in entries:
        found += [(entry["sheet"], p["cell"], p["message"]) for p in entry["problems"]]
        if entry["kind"] == Kind.CONFLICT:
            for change in entry["changes"]:
                text = f"Sudah diubah di aplikasi menjadi: {change['old']}"
                found.append((entry["sheet"], change["cell"], text))
    return found


def _book(sheets: Sheets) -> ReadBook:
    return rows.read_book(workbook_reader.sheets(sheets))


def check_file(
    sheets: Sheets, *, cycle: Cycle, agency: Agency | None, by: Actor
) -> tuple[ReadBook, Agency | None]:
    """The rows of a file and the agency that it is about; WorkbookError when it cannot be
    trusted."""
    book = _book(sheets)
    _check_identity(book.identity, cycle, agency)
    return book, agency or _owner(book.identity, by)


def _owner(identity: Mapping[str, str], by: Actor) -> Agency | None:
    """The agency of a workbook that the secretariat takes over; None for the whole city's."""
    pk = identity.get("agency", "")
    is_number = pk.isascii() and pk.isdigit() and len(pk) < 19
    found = visible_agencies(by).filter(pk=int(pk)).first() if is_number else None
    if found is None and pk:
        raise WorkbookError(FileMessage.NOT_OURS)
    return found


def _check_identity(identity: Mapping[str, str], cycle: Cycle, agency: Agency | None) -> None:
    """WorkbookError for a workbook of another city, year, instrument or agency."""
    if identity.get("kla.workbook") != layout.FORMAT:
        raise WorkbookError(FileMessage.FORMAT)
    if identity.get("city") != cycle.city.code:
        name = identity.get("city_name", "")[:60]
        raise WorkbookError(FileMessage.CITY.format(city=name))
    if identity.get("year") != str(cycle.year):
        year = identity.get("year", "")[:10]
        raise WorkbookError(FileMessage.YEAR.format(year=year, now=cycle.year))
    if identity.get("instrument") != cycle.instrument.checksum:
        raise WorkbookError(FileMessage.INSTRUMENT)
    owner = identity.get("agency", "")
    if agency is not None and owner not in ("", str(agency.pk)):
        name = identity.get("agency_name", "")[:60]
        raise WorkbookError(FileMessage.AGENCY.format(agency=name))
