"""The tar file: written and read as a stream, each byte of it accounted for.

Members are plain files with names from a short list, so that a hostile archive can name nothing
else. Nothing is ever unpacked by the names alone.
"""

from __future__ import annotations

import hashlib
import re
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO, BinaryIO

from assessment.backup.errors import BackupError
from assessment.backup.manifest import Manifest, Member, from_bytes

MANIFEST = "manifest.json"
SEAL = "manifest.sha256"
MAX_MANIFEST_BYTES = 512 * 1024 * 1024
_NAME = re.compile(
    r"manifest\.json|manifest\.sha256|tables/[a-z]+\.[a-z_]+\.jsonl"
    r"|evidence/[0-9a-f]{2}/[0-9a-f]{32}\.(?:pdf|jpg|png|docx|xlsx)",
    re.ASCII,
)
_BLOCK = 1024 * 1024
_UNIT = tarfile.BLOCKSIZE


class HashingReader:
    """Passes a stream on and keeps its SHA-256 and size."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._digest = hashlib.sha256()
        self.size = 0

    def read(self, size: int = -1) -> bytes:
        block = self._stream.read(size)
        self._digest.update(block)
        self.size += len(block)
        return block

    def blocks(self) -> Iterator[bytes]:
        while block := self.read(_BLOCK):
            yield block

    def member(self, name: str) -> Member:
        return Member(name, self.size, self._digest.hexdigest())


class Writer:
    """Adds members to a new archive and remembers them for the manifest."""

    def __init__(self, stream: BinaryIO) -> None:
        self._tar = tarfile.open(fileobj=stream, mode="w", format=tarfile.USTAR_FORMAT)  # noqa: SIM115 - closed by finish
        self.members: list[Member] = []

    def add(self, name: str, stream: IO[bytes], size: int) -> Member:
        reader = HashingReader(stream)
        self._tar.addfile(_header(name, size), reader)
        member = reader.member(name)
        self.members.append(member)
        return member

    def finish(self, manifest: Manifest) -> None:
        """Writes the manifest and its seal, and the end of the archive."""
        data = manifest.to_bytes()
        seal = f"{hashlib.sha256(data).hexdigest()}  {MANIFEST}\n".encode()
        for name, content in ((MANIFEST, data), (SEAL, seal)):
            self._tar.addfile(_header(name, len(content)), BytesIO(content))
        self._tar.close()


class Reader:
    """An archive whose structure has been checked; the contents are checked by their digests."""

    def __init__(self, stream: BinaryIO, tar: tarfile.TarFile) -> None:
        self._tar = tar
        try:
            self._infos = _infos(tar)
        except ValueError as error:
            raise BackupError("Cadangan rusak: susunan berkasnya tidak terbaca.") from error
        _check_structure(stream, list(self._infos.values()))

    @property
    def names(self) -> set[str]:
        return set(self._infos) - {MANIFEST, SEAL}

    def manifest(self) -> Manifest:
        for name in (MANIFEST, SEAL):
            if name not in self._infos or self._infos[name].size > MAX_MANIFEST_BYTES:
                raise BackupError("Cadangan tidak lengkap: daftar isinya tidak ada.")
        data, seal = self.open(MANIFEST).read(), self.open(SEAL).read()
        if seal.decode("ascii", "replace") != f"{hashlib.sha256(data).hexdigest()}  {MANIFEST}\n":
            raise BackupError("Daftar isi cadangan rusak: hash-nya tidak cocok.")
        return from_bytes(data)

    def open(self, name: str) -> HashingReader:
        stream = self._tar.extractfile(self._infos[name])
        assert stream is not None  # noqa: S101 - members are plain files, see _infos
        return HashingReader(stream)

    def lines(self, name: str) -> Iterator[bytes]:
        stream = self._tar.extractfile(self._infos[name])
        assert stream is not None  # noqa: S101 - members are plain files, see _infos
        yield from stream


@contextmanager
def reading(path: Path) -> Iterator[Reader]:
    """Opens an archive for reading; refuses what dump never writes."""
    try:
        with path.open("rb") as stream, tarfile.open(fileobj=stream, mode="r:") as tar:
            yield Reader(stream, tar)
    except (tarfile.TarError, EOFError) as error:
        raise BackupError(f"Berkas {path} bukan cadangan yang utuh.") from error


def _header(name: str, size: int) -> tarfile.TarInfo:
    """The same header for the same name and size, whenever and wherever it is written."""
    if not _NAME.fullmatch(name):
        raise BackupError(f"Nama {name!r} tidak boleh ada di dalam cadangan.")
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info


def _infos(tar: tarfile.TarFile) -> dict[str, tarfile.TarInfo]:
    infos: dict[str, tarfile.TarInfo] = {}
    for info in tar:
        if info.type != tarfile.REGTYPE or info.issparse() or not _NAME.fullmatch(info.name):
            raise BackupError(f"Cadangan memuat isi yang tidak dikenal: {info.name!r}.")
        if info.name in infos:
            raise BackupError(f"Cadangan memuat {info.name} dua kali.")
        infos[info.name] = info
    return infos


def _check_structure(stream: BinaryIO, infos: list[tarfile.TarInfo]) -> None:
    """Between the contents there is nothing but our headers and zeros, up to the last byte."""
    damage = BackupError("Cadangan rusak: susunan berkasnya berubah.")
    expected = 0
    for info in infos:
        header = _header(info.name, info.size).tobuf(tarfile.USTAR_FORMAT)
        stream.seek(expected)
        if info.offset != expected or stream.read(_UNIT) != header:
            raise damage
        stream.seek(info.offset_data + info.size)
        padding = -info.size % _UNIT
        if stream.read(padding) != bytes(padding):
            raise damage
        expected = info.offset_data + info.size + padding
    # The end of a tar file: two empty blocks, filled up to a whole record.
    end = expected + 2 * _UNIT
    stream.seek(expected)
    if stream.read(3 * tarfile.RECORDSIZE) != bytes(end + -end % tarfile.RECORDSIZE - expected):
        raise damage
