"""Splits a kept PDF into parts within a size. The parsing happens in a child process."""

from __future__ import annotations

import threading
from pathlib import Path

from assessment.filecheck import sandbox
from assessment.filecheck.errors import FileRefusedError, Refusal
from assessment.filecheck.sandbox import MEGABYTE, Gate, Limits

_CHILD = "assessment.filecheck.split_child"
#: One pack splits one file after the other; two packs wait for each other, not for uploads.
_GATE = Gate(threading.BoundedSemaphore(1), wait_seconds=60)
LIMITS = Limits(wall_seconds=60.0, cpu_seconds=50, memory_bytes=900 * MEGABYTE)


def split(source: Path, folder: Path, most_bytes: int) -> list[Path]:
    """Parts in the order of the pages, written to `folder`; raises FileRefusedError.

    A single page that weighs more than `most_bytes` is a part all the same.
    """
    target = folder / "bagian"
    arguments = [str(source), str(target), str(most_bytes)]
    answer = sandbox.run(_CHILD, arguments, LIMITS, _GATE)
    try:
        count = int(answer["parts"])
    except (KeyError, TypeError, ValueError) as error:
        raise FileRefusedError(Refusal.UNREADABLE) from error
    return [folder / f"bagian.{number}" for number in range(1, count + 1)]
