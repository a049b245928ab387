"""A ZIP that is written while it is sent: one block of one file in memory, hashes on the way.

Files go in as they are (evidence is compressed already), texts deflated. The time of every entry is
one given instant, so that the same content gives the same bytes.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import RawIOBase
from typing import Any, BinaryIO

BLOCK = 256 * 1024
#: What ZIP can say of a file's time.
FIRST_YEAR = 1980
READABLE = 0o644 << 16


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the archive as it was written; size in bytes."""

    path: str
    sha256: str
    size: int


class _Pipe(RawIOBase):
    """What zipfile writes, kept until the response takes it. It cannot be rewound."""

    def __init__(self) -> None:
        self._blocks: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, block: Any) -> int:
        self._blocks.append(bytes(block))
        return len(block)

    def taken(self) -> bytes:
        found, self._blocks = b"".join(self._blocks), []
        return found


class ZipStream:
    """Every method hands over the bytes that are ready; the caller sends them on at once."""

    def __init__(self, made_at: datetime) -> None:
        self._pipe = _Pipe()
        self._archive = zipfile.ZipFile(self._pipe, "w", zipfile.ZIP_STORED)
        self._time = max(made_at.astimezone(UTC).timetuple()[:6], (FIRST_YEAR, 1, 1, 0, 0, 0))
        self.entries: list[Entry] = []

    def data(self, path: str, data: bytes) -> bytes:
        """A small part that is in memory already, deflated."""
        info = self._info(path)
        info.compress_type = zipfile.ZIP_DEFLATED
        self._archive.writestr(info, data)
        self.entries.append(Entry(path, hashlib.sha256(data).hexdigest(), len(data)))
        return self._pipe.taken()

    def file(self, path: str, source: BinaryIO) -> Iterator[bytes]:
        """A file as it is, block by block; of any size."""
        digest, size = hashlib.sha256(), 0
        with self._archive.open(self._info(path), "w", force_zip64=True) as target:
            while block := source.read(BLOCK):
                digest.update(block)
                size += len(block)
                target.write(block)
                yield self._pipe.taken()
        self.entries.append(Entry(path, digest.hexdigest(), size))
        yield self._pipe.taken()

    def close(self) -> bytes:
        self._archive.close()
        return self._pipe.taken()

    def _info(self, path: str) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo(path, self._time)
        info.external_attr = READABLE
        return info
