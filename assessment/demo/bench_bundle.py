"""A bundle of two gigabytes: what our stream costs beside zipfile, and that memory is flat."""

from __future__ import annotations

import resource
import tempfile
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import process_time

from assessment.exchange.zip_stream import BLOCK, ZipStream

SIZE = 2 * 1024**3
FILES = 8
#: What the process may grow by while it sends the whole archive.
MOST_GROWTH_KB = 32 * 1024
MADE = datetime(2026, 1, 1, tzinfo=UTC)


class MemoryGrewError(Exception):
    """The archive was gathered in memory."""


def milliseconds() -> tuple[float, float]:
    """CPU of our stream (with SHA-256) and of zipfile writing to nowhere, over sparse files."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "besar.pdf"
        with source.open("wb") as file:
            file.truncate(SIZE // FILES)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        ours = _timed(_ours, source)
        growth = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        if growth > MOST_GROWTH_KB:
            raise MemoryGrewError(f"{growth // 1024} MB")
        return ours, _timed(_reference, source)


def _timed(work: Callable[[Path], None], source: Path) -> float:
    start = process_time()
    work(source)
    return (process_time() - start) * 1000


def _ours(source: Path) -> None:
    archive, sent = ZipStream(MADE), 0
    for number in range(FILES):
        with source.open("rb") as stream:
            for block in archive.file(f"{number}.pdf", stream):
                sent += len(block)
    sent += len(archive.close())
    if sent < SIZE:
        raise MemoryGrewError("the archive is not whole")


def _reference(source: Path) -> None:
    with (
        Path("/dev/null").open("wb") as nowhere,
        zipfile.ZipFile(nowhere, "w", zipfile.ZIP_STORED) as archive,
    ):
        for number in range(FILES):
            with source.open("rb") as stream, archive.open(f"{number}.pdf", "w") as target:
                while block := stream.read(BLOCK):
                    target.write(block)
