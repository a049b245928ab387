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
from assessment.filecheck.sandbox import MEGABYTE, Gate, Limits

MAX_BYTES = 10_000_000
_CHILD = "assessment.exchange.workbook_child"
_INSPECT = Limits(wall_seconds=15, cpu_seconds=5, memory_bytes=300 * MEGABYTE)
_READ = Limits(wall_seconds=20, cpu_seconds=10, memory_bytes=300 * MEGABYTE)
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
    if not name.lower().endswith(".xlsx"):
        name = f"{name}.txt" if "." not in name else name
    try:
        inspect(
            path, name, max_bytes=MAX_BYTES, clamd_url=settings.CLAMD_URL, limits=_INSPECT
        ).discard()
        answer = sandbox.run(_CHILD, ["read", str(path.absolute())], _READ, _GATE)
    except FileRefusedError as error:
        raise WorkbookError(error.message) from error
    found = answer.get("sheets")
    if not isinstance(found, list):
        raise WorkbookError(FileMessage.UNREADABLE)
    return found


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
