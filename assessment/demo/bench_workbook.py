"""A city's workbook with a change in almost every row: read, tried, and taken over."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

from django.db import transaction

from agencies.actors import Actor
from assessment import policies
from assessment.core.workflow import Status
from assessment.exchange import imports, layout, stored, workbook_child, workbook_file
from assessment.exchange.compare import Kind
from assessment.models import Cycle, Submission

#: Column of each sheet that is given another text in every row.
CHANGED = {"Jawaban": "penjelasan", "Wilayah": "penjelasan", "Kegiatan": "hasil"}


def seconds(cycle: Cycle, actor: Actor) -> tuple[int, float, float, float]:
    """Rows that differ, and CPU seconds to read the file, to try them, and to take them over.

    Everything is undone. The file is read in this process, so that its time is counted.
    """
    by = policies.importing(actor)
    with transaction.atomic(), tempfile.TemporaryDirectory() as folder:
        Submission.objects.filter(cycle=cycle).update(status=Status.DRAFT)
        path = Path(folder) / "kota.xlsx"
        path.write_bytes(workbook_file.workbook(stored.state_of(by, cycle, None), by.at))
        sheets, reading = _timed(lambda: workbook_child.read(path, "xlsx"))
        _change(sheets)
        place: dict[str, Any] = {"cycle": cycle, "agency": None, "by": by}
        checked, trying = _timed(lambda: imports.check(sheets, **place))
        entries = enumerate(checked.entries)
        chosen = {n for n, entry in entries if entry.kind in (Kind.NEW, Kind.CHANGED)}
        shown = checked.plain
        _, taking = _timed(lambda: imports.apply(sheets, chosen=chosen, shown=shown, **place))
        transaction.set_rollback(True)
    return len(chosen), reading, trying, taking


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    start = process_time()
    found = work()
    return found, process_time() - start


def _change(sheets: imports.Sheets) -> None:
    for sheet in layout.READ:
        found = next(raw for raw in sheets if raw["name"] == sheet.title)
        if sheet.title not in CHANGED:
            continue
        index = [column.name for column in sheet.columns].index(CHANGED[sheet.title])
        for row in found["rows"][layout.HEADING_ROW :]:
            if row and row[0]:
                row += [None] * (index + 1 - len(row))
                row[index] = "Ditulis lagi di Excel"
