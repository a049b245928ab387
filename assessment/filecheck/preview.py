"""Draws one page of a kept file as a small PNG. The parsing happens in a child process."""

from __future__ import annotations

import threading
from pathlib import Path

from assessment.filecheck import sandbox
from assessment.filecheck.kinds import FileKind
from assessment.filecheck.sandbox import MEGABYTE, Gate, Limits

_CHILD = "assessment.filecheck.preview_child"
#: Fewer and less patient than inspections: an upload must never wait for pictures of others.
_GATE = Gate(threading.BoundedSemaphore(2), wait_seconds=8)
LIMITS = Limits(
    wall_seconds=10.0, cpu_seconds=8, memory_bytes=500 * MEGABYTE, file_bytes=16 * MEGABYTE
)
DRAWN = frozenset({FileKind.PDF, FileKind.JPEG, FileKind.PNG})


def draw(source: Path, kind: FileKind, page: int, target: Path, limits: Limits = LIMITS) -> None:
    """Writes page `page` (from 1) of `source` to `target`; raises FileRefusedError.

    Nothing is left at `target` when it fails.
    """
    try:
        sandbox.run(_CHILD, [kind.value, str(source), str(page), str(target)], limits, _GATE)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
