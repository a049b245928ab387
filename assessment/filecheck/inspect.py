"""Decides whether an uploaded file may be kept. The parsing itself happens in a child process."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assessment.filecheck.clamd import scan
from assessment.filecheck.errors import FileRefusedError, Refusal
from assessment.filecheck.kinds import FileKind, check_magic, kind_from_name
from assessment.filecheck.names import safe_name

MEGABYTE = 1024 * 1024
_ROOT = Path(__file__).resolve().parents[2]
# Isolated mode ignores PYTHONPATH and the working directory, so the root is passed explicitly.
_BOOT = (
    "import runpy, sys; sys.path.insert(0, sys.argv.pop(1)); "
    "runpy.run_module('assessment.filecheck.child', run_name='__main__')"
)
# Each child may take the whole memory limit: a burst of uploads must not exhaust the machine.
_SLOTS = threading.BoundedSemaphore(3)
_SLOT_WAIT_SECONDS = 60


@dataclass(frozen=True)
class Limits:
    """What one child process may use."""

    wall_seconds: float = 20.0
    cpu_seconds: int = 15
    memory_bytes: int = 700 * MEGABYTE
    file_bytes: int = 64 * MEGABYTE


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True)
class Inspected:
    """A file that may be kept. Size and sha256 are those of `clean_path`, which is to be stored;
    source_sha256 is that of the uploaded bytes, by which the same upload is recognised."""

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
        pages = _run_child(kind, source, target, limits)
        clean_path = target if kind.is_image else source
        if kind.is_image and not target.is_file():
            raise FileRefusedError(Refusal.UNREADABLE)
        _check_size(clean_path, max_bytes)
        return Inspected(
            kind=kind,
            name=shown_name,
            mime=kind.mime,
            extension=kind.extension,
            size=clean_path.stat().st_size,
            sha256=_sha256(clean_path),
            source_sha256=_sha256(source),
            source_path=source,
            clean_path=clean_path,
            pages=pages,
        )
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def _check_size(path: Path, max_bytes: int) -> None:
    size = path.stat().st_size
    if size == 0:
        raise FileRefusedError(Refusal.EMPTY)
    if size > max_bytes:
        limit = f"{max_bytes // MEGABYTE} MB" if max_bytes >= MEGABYTE else f"{max_bytes} bita"
        raise FileRefusedError(Refusal.TOO_LARGE, limit=limit)


def _run_child(kind: FileKind, source: Path, target: Path, limits: Limits) -> int | None:
    command = [sys.executable, "-I", "-c", _BOOT, str(_ROOT)]
    command += [kind.value, str(source), str(target)]
    command += [
        str(limits.cpu_seconds),
        str(limits.memory_bytes),
        str(limits.file_bytes),
    ]
    if not _SLOTS.acquire(timeout=_SLOT_WAIT_SECONDS):
        raise FileRefusedError(Refusal.BUSY)
    try:
        return _pages_from(_output(command, limits.wall_seconds))
    finally:
        _SLOTS.release()


def _output(command: list[str], wall_seconds: float) -> bytes:
    """What the child printed. It inherits no secrets, and its whole group dies with it."""
    with subprocess.Popen(  # noqa: S603 - our own interpreter, an argument list, no shell
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={"LC_ALL": "C.UTF-8"},
        start_new_session=True,
    ) as child:
        try:
            output, _ = child.communicate(timeout=wall_seconds)
        except subprocess.TimeoutExpired as error:
            raise FileRefusedError(Refusal.UNREADABLE) from error
        finally:
            if child.returncode is None:
                os.killpg(child.pid, signal.SIGKILL)
    if child.returncode != 0:
        raise FileRefusedError(Refusal.UNREADABLE)
    return output


def _pages_from(output: bytes) -> int | None:
    try:
        answer: dict[str, Any] = json.loads(output)
        if "refused" in answer:
            refusal = Refusal(answer["refused"])
        else:
            pages = answer["pages"]
            return None if pages is None else int(pages)
    except (ValueError, TypeError, KeyError) as error:
        raise FileRefusedError(Refusal.UNREADABLE) from error
    raise FileRefusedError(refusal)


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
