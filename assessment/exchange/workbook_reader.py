"""Opens an uploaded workbook in a limited process; gives its cells, or why the file is refused."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings

from assessment.exchange.cells import BLANK, Cell
from assessment.exchange.messages import FileMessage
from assessment.filecheck import FileRefusedError, inspect, sandbox
from assessment.filecheck.clamd import scan
from assessment.filecheck.errors import Refusal
from assessment.filecheck.kinds import kind_from_name
from assessment.filecheck.sandbox import MEGABYTE, Gate, Limits

MAX_BYTES = 10_000_000
KINDS = ("xlsx", "ods", "csv")
#: What a refusal of evidence says otherwise.
_WORDS = {
    Refusal.EXTENSION: FileMessage.KIND,
    Refusal.TYPE_MISMATCH: FileMessage.KIND,
    Refusal.UNREADABLE: FileMessage.UNREADABLE,
    Refusal.OFFICE_DAMAGED: FileMessage.UNREADABLE,
    Refusal.MIXED_CONTENT: FileMessage.UNREADABLE,
    Refusal.OFFICE_MACRO: FileMessage.MACRO,
    Refusal.OFFICE_EXTERNAL: FileMessage.EXTERNAL,
    Refusal.OFFICE_EMBEDDED: FileMessage.EMBEDDED,
    Refusal.OFFICE_ENTITY: FileMessage.ENTITY,
    Refusal.OFFICE_TOO_BIG: FileMessage.TOO_BIG,
    Refusal.TOO_LARGE: FileMessage.TOO_BIG,
    Refusal.OFFICE_ENCRYPTED: FileMessage.ENCRYPTED,
    Refusal.OFFICE_OLD: FileMessage.OLD,
}
_CHILD = "assessment.exchange.workbook_child"
#: Together five seconds of work, four times what a full city takes; more by the clock on a machine
#: that is busy.
_INSPECT = Limits(wall_seconds=10, cpu_seconds=1, memory_bytes=300 * MEGABYTE)
_READ = Limits(wall_seconds=15, cpu_seconds=4, memory_bytes=300 * MEGABYTE)
_MARK = Limits(wall_seconds=60, cpu_seconds=40, memory_bytes=700 * MEGABYTE)
_GATE = Gate(threading.BoundedSemaphore(2), wait_seconds=60)


class WorkbookError(Exception):
    """The file as a whole is refused; the text is for people."""


@dataclass(frozen=True)
class RawSheet:
    """A sheet as it was found; `rows` are lists of JSON cells."""

    name: str
    rows: list[list[Any]]
    formulas: Mapping[str, bool]
    merged: tuple[str, ...]
    hidden: int
    far: str

    def cell(self, row: int, column: int, ref: str) -> Cell:
        """The cell at these indexes from 0; merged ones are found in rows.py."""
        line = self.rows[row] if row < len(self.rows) else []
        plain = line[column] if column < len(line) else None
        if plain is None and self.formulas.get(ref) is False:
            return Cell(is_empty_formula=True)
        return _cell(plain)


def read(path: Path, name: str) -> list[dict[str, Any]]:
    """Sheets in the JSON form that `sheets` understands; WorkbookError when refused."""
    kind = name.rpartition(".")[2].lower()
    try:
        if kind not in KINDS:
            kind_from_name(name)  # says it where the kind has a reason of its own
            raise FileRefusedError(Refusal.EXTENSION)
        _check(path, name, kind)
        answer = sandbox.run(_CHILD, [kind, str(path.absolute())], _READ, _GATE)
    except FileRefusedError as error:
        raise WorkbookError(_WORDS.get(error.code, error.message)) from error
    found = answer.get("sheets")
    if not isinstance(found, list):
        raise WorkbookError(FileMessage.UNREADABLE)
    return found


def _check(path: Path, name: str, kind: str) -> None:
    """Whether the file is what its name says, and harmless; ODS and CSV are looked at as they are
    read."""
    if kind == "xlsx":
        inspect(
            path, name, max_bytes=MAX_BYTES, clamd_url=settings.CLAMD_URL, limits=_INSPECT
        ).discard()
        return
    if path.stat().st_size > MAX_BYTES:
        raise FileRefusedError(Refusal.TOO_LARGE, limit=f"{MAX_BYTES // 1_000_000} MB")
    if settings.CLAMD_URL:
        scan(path, settings.CLAMD_URL)


def sheets(found: Iterable[Mapping[str, Any]]) -> list[RawSheet]:
    return [
        RawSheet(
            name=str(sheet["name"]),
            rows=list(sheet["rows"]),
            formulas=dict(sheet.get("formulas", {})),
            merged=tuple(sheet.get("merged", ())),
            hidden=int(sheet.get("hidden", 0)),
            far=str(sheet.get("far", "")),
        )
        for sheet in found
    ]


def marked(content: bytes, remarks: Iterable[tuple[str, str, str]]) -> bytes:
    """The workbook with remarks (sheet, cell, text) in its cells."""
    with tempfile.TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as folder:
        source, target, notes = (Path(folder) / name for name in ("a.xlsx", "b.xlsx", "c.json"))
        source.write_bytes(content)
        notes.write_text(json.dumps(list(remarks)), encoding="utf-8")
        arguments = ["mark", str(source), str(target), str(notes)]
        try:
            sandbox.run(_CHILD, arguments, _MARK, _GATE)
            return target.read_bytes()
        except (FileRefusedError, OSError) as error:
            raise WorkbookError(FileMessage.UNREADABLE) from error


def _cell(plain: Any) -> Cell:
    if plain is None:
        return BLANK
    if not isinstance(plain, dict):
        return Cell(plain)
    if "n" in plain:
        return Cell(Decimal(plain["n"]))
    return Cell(dt.date.fromisoformat(plain["d"])) if "d" in plain else Cell(error=plain["e"])
