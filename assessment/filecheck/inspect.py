"""Decides whether an uploaded file may be kept. The parsing itself happens in a child process."""

from __future__ import annotations

import hashlib
import threading
import uuid
from dataclasses import dataclass
from pathlib import Path

from assessment.filecheck import sandbox
from assessment.filecheck.clamd import scan
from assessment.filecheck.errors import FileRefusedError, Refusal
from assessment.filecheck.kinds import FileKind, check_magic, kind_from_name
from assessment.filecheck.names import safe_name
from assessment.filecheck.sandbox import MEGABYTE, Gate, Limits

_CHILD = "assessment.filecheck.child"
_GATE = Gate(threading.BoundedSemaphore(3), wait_seconds=60)
DEFAULT_LIMITS = Limits()


@dataclass(frozen=True)
class Inspected:
    """A file that may be kept. Size and sha256 are those of `clean_path`, which is to be stored;
    source_sha256 is that of the uploaded bytes, by which the same upload is recognised; likeness
    that of a photo, by which near-identical ones are found."""

    kind: FileKind
    name: str
    mime: str
    extension: str
    size: int
    sha256: str
    source_sha256: str
    source_path: Path
    clean_path: Path
    pages: int | None
    taken_at: None = None
    likeness: str = ""

    def discard(self) -> None:
        """Removes the cleaned copy if there is one; the uploaded file belongs to the caller."""
        if self.clean_path != self.source_path:
            self.clean_path.unlink(missing_ok=True)


def inspect(
    path: Path,
    name: str,
    *,
    max_bytes: int,
    clamd_url: str = "",
    limits: Limits = DEFAULT_LIMITS,
) -> Inspected:
    """Checks the upload at `path`; raises FileRefusedError.

    An image is cleaned into a new file beside `path`: call discard() once it is stored.
    """
    source, shown_name = path.absolute(), safe_name(name)
    kind = kind_from_name(shown_name)
    _check_size(source, max_bytes)
    check_magic(source, kind)
    if clamd_url:
        scan(source, clamd_url)
    target = source.with_name(f"{uuid.uuid4().hex}.clean")
    try:
        pages, likeness = _run_child(kind, source, target, limits)
        clean_path = target if kind.is_image else source
        if kind.is_image and not target.is_file():
            raise FileRefusedError(Refusal.UNREADABLE)
        _check_size(clean_path, max_bytes)
        return _inspected(kind, shown_name, source, clean_path, pages, likeness)
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def _inspected(
    kind: FileKind, name: str, source: Path, clean_path: Path, pages: int | None, likeness: str
) -> Inspected:
    return Inspected(
        kind=kind,
        name=name,
        mime=kind.mime,
        extension=kind.extension,
        size=clean_path.stat().st_size,
        sha256=_sha256(clean_path),
        source_sha256=_sha256(source),
        source_path=source,
        clean_path=clean_path,
        pages=pages,
        likeness=likeness,
    )


def _check_size(path: Path, max_bytes: int) -> None:
    size = path.stat().st_size
    if size == 0:
        raise FileRefusedError(Refusal.EMPTY)
    if size > max_bytes:
        limit = f"{max_bytes // MEGABYTE} MB" if max_bytes >= MEGABYTE else f"{max_bytes} bita"
        raise FileRefusedError(Refusal.TOO_LARGE, limit=limit)


def _run_child(
    kind: FileKind, source: Path, target: Path, limits: Limits
) -> tuple[int | None, str]:
    """Pages of the file and the likeness of a photo."""
    answer = sandbox.run(_CHILD, [kind.value, str(source), str(target)], limits, _GATE)
    try:
        pages, likeness = answer["pages"], answer.get("likeness", "")
        return None if pages is None else int(pages), str(likeness)
    except (ValueError, TypeError, KeyError) as error:
        raise FileRefusedError(Refusal.UNREADABLE) from error


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
