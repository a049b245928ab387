"""Keeps evidence files on disk so that what was acknowledged survives a crash.

Knows nothing of documents, rights or the database: it hands out generated names.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import uuid
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

_NAME = re.compile(r"[0-9a-f]{2}/[0-9a-f]{32}\.(?:pdf|jpg|png|docx|xlsx)", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_INCOMING = ".incoming"
# What Django and the inspection leave among the uploads when a process is killed.
_UPLOAD_LEFTOVER = re.compile(r"[0-9a-f]{32}\.clean|tmp\w+\.upload.*", re.ASCII | re.DOTALL)
_BLOCK = 1024 * 1024
_FULL = (errno.ENOSPC, errno.EDQUOT)


class StorageError(Exception):
    """A stored file cannot be written or named; the text is for people."""


class StorageFullError(StorageError):
    def __init__(self) -> None:
        super().__init__(
            "Berkas belum tersimpan karena tempat penyimpanan penuh. "
            "Hubungi admin kota Anda, lalu unggah lagi."
        )


class StorageChangedError(StorageError):
    def __init__(self) -> None:
        super().__init__(
            "Berkas belum tersimpan karena isinya berubah saat disimpan. Unggah lagi berkas itu."
        )


class StorageNameError(StorageError):
    def __init__(self) -> None:
        super().__init__("Nama berkas tersimpan tidak dikenal.")


class StorageMissingError(StorageError):
    def __init__(self) -> None:
        super().__init__("Berkas tidak ditemukan di tempat penyimpanan. Hubungi admin kota Anda.")


def put(clean_path: Path, sha256: str, extension: str) -> str:
    """Copies the file in and returns its name once it is on the disk.

    Order: temporary copy, checksum, fsync, rename, fsync of the directory. Whatever fails before
    the end leaves nothing behind.
    """
    name = f"{sha256[:2]}/{uuid.uuid4().hex}.{extension}"
    if not _SHA256.fullmatch(sha256) or not _NAME.fullmatch(name):
        raise StorageNameError
    root = _root()
    final = root / name
    temporary = root / _INCOMING / f"{uuid.uuid4().hex}.part"
    try:
        _make_directory(temporary.parent)
        _make_directory(final.parent)
        _copy(clean_path, temporary, sha256)
        temporary.rename(final)
        _sync_directory(final.parent)
    except BaseException as error:
        temporary.unlink(missing_ok=True)
        final.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.errno in _FULL:
            raise StorageFullError from error
        raise
    return name


def open_file(name: str) -> BinaryIO:
    """Opens a stored file for reading; the caller closes it."""
    path = _path(name)
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError as error:
        raise StorageMissingError from error
    return os.fdopen(descriptor, "rb")


def locate(name: str) -> Path:
    """Where a stored file lies, for a process that opens it itself."""
    path = _path(name)
    if not path.is_file() or path.is_symlink():
        raise StorageMissingError
    return path


def remove(name: str) -> None:
    """Removes a stored file; a file that is already gone is no error."""
    path = _path(name)
    if not path.parent.is_dir():
        return
    path.unlink(missing_ok=True)
    _sync_directory(path.parent)


def sweep(known_names: Collection[str], older_than: timedelta) -> list[str]:
    """Removes files that no row names, unfinished copies and left uploads; returns their names.

    `older_than` protects uploads whose row is not committed yet: use hours.
    """
    root = _root()
    known = frozenset(known_names)
    cutoff = datetime.now(UTC) - older_than
    removed = []
    for path in sorted(root.glob("*/*")):
        name = path.relative_to(root).as_posix()
        is_ours = bool(_NAME.fullmatch(name)) or path.parent.name == _INCOMING
        if is_ours and name not in known and _changed_at(path) < cutoff:
            path.unlink(missing_ok=True)
            removed.append(name)
    return removed + _sweep_uploads(cutoff)


def _sweep_uploads(cutoff: datetime) -> list[str]:
    if not settings.FILE_UPLOAD_TEMP_DIR:
        return []
    removed = []
    for path in sorted(Path(settings.FILE_UPLOAD_TEMP_DIR).glob("*")):
        if _UPLOAD_LEFTOVER.fullmatch(path.name) and _changed_at(path) < cutoff:
            path.unlink(missing_ok=True)
            removed.append(path.name)
    return removed


def _root() -> Path:
    return Path(settings.MEDIA_ROOT) / "evidence"


def _path(name: str) -> Path:
    """Names come from the database, which an error or an intruder may have written to."""
    root = _root()
    path = root / name if _NAME.fullmatch(name) else None
    if path is None or path.parent.resolve().parent != root.resolve():
        raise StorageNameError
    return path


def _copy(source: Path, target: Path, sha256: str) -> None:
    digest = hashlib.sha256()
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as output, source.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
            output.write(block)
        output.flush()
        os.fsync(output.fileno())
    if digest.hexdigest() != sha256:
        raise StorageChangedError


def _make_directory(path: Path) -> None:
    """Makes missing directories and writes each one's entry in its parent to the disk."""
    if path.is_dir():
        return
    _make_directory(path.parent)
    path.mkdir(mode=0o700, exist_ok=True)
    _sync_directory(path.parent)


def _sync_directory(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _changed_at(path: Path) -> datetime:
    try:
        return datetime.fromtimestamp(path.stat(follow_symlinks=False).st_mtime, UTC)
    except FileNotFoundError:
        return datetime.now(UTC)
