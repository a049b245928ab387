"""Files of a snapshot, rendered by a child process and kept by hash; a web worker never renders.

A file's name holds the hash of the snapshot and of the renderers, so that it is never out of date.
One report at a time for each person: the child holds the person's lock until it ends.
"""

from __future__ import annotations

import fcntl
import functools
import hashlib
import os
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from agencies import audit
from agencies.actors import Actor
from agencies.errors import ConflictError
from assessment.models import Snapshot
from assessment.reports.kinds import KINDS
from assessment.services.snapshots import content_hash

FORMATS = (*KINDS, "json")
CHILD = "assessment.management.render_report"
#: How long a request waits before it shows that the work goes on.
WAIT_SECONDS = 10.0
RENDERER_SOURCES = (
    "assessment/format.py",
    "assessment/reports/*.py",
    "assessment/management/render_report.py",
    "templates/reports/*.html",
    "static/css/report.css",
)


class ReportFailedError(Exception):
    """The child ended without a file; the message is Indonesian."""

    def __init__(self) -> None:
        self.message = "Laporan tidak berhasil disusun. Coba lagi beberapa saat lagi."
        super().__init__(self.message)


def filename(snapshot: Snapshot, fmt: str) -> str:
    """`KLA-Kota-Bima-2026-no3-9f2c4b7a.pdf`. Needs cycle and city selected."""
    city = re.sub(r"[^A-Za-z0-9]+", "-", snapshot.cycle.city.name).strip("-")
    stem = f"KLA-{city}-{snapshot.cycle.year}-no{snapshot.number}-{snapshot.sha256[:8]}"
    return KINDS[fmt].filename(stem, {}) if fmt in KINDS else f"{stem}.{fmt}"


def finished(snapshot: Snapshot, fmt: str) -> Path | None:
    """The file if it was rendered before."""
    path = _target(snapshot, fmt)
    return path if path.is_file() else None


def prepare(*, snapshot: Snapshot, fmt: str, by: Actor, wait: float = WAIT_SECONDS) -> Path | None:
    """The file; None while the child still works on it after `wait` seconds.

    Raises ConflictError while the person's other report is being made, ReportFailedError when the
    child gave up or the snapshot's content is not what its hash says.
    """
    path = finished(snapshot, fmt)
    if path is not None:
        return path
    if content_hash(snapshot.content) != snapshot.sha256:
        raise ReportFailedError
    target = _target(snapshot, fmt)
    with _lock(by) as lock:
        if lock is None:
            if is_working(snapshot=snapshot, fmt=fmt, by=by):
                return None
            raise ConflictError("Laporan Anda yang lain masih disusun. Tunggu sampai selesai.")
        lock.truncate(0)
        lock.write(target.name.encode())
        lock.flush()
        process = _start(snapshot, fmt, target, lock)
    return _outcome(process, target, wait)


def is_working(*, snapshot: Snapshot, fmt: str, by: Actor) -> bool:
    """Whether a child makes this very file for this person right now."""
    with _lock(by) as lock:
        if lock is not None:
            return False
    return _lock_path(by).read_bytes() == _target(snapshot, fmt).name.encode()


def note_download(*, snapshot: Snapshot, fmt: str, by: Actor) -> None:
    """Who took which file of a snapshot, in the city's audit trail."""
    audit.record(
        by=by,
        action="report.download",
        subject="snapshot",
        subject_id=snapshot.pk,
        after={"year": snapshot.cycle.year, "number": snapshot.number, "format": fmt},
        city_id=snapshot.cycle.city_id,
    )


@functools.cache
def renderer_version() -> str:
    """Changes with every change of what draws the reports."""
    digest = hashlib.sha256()
    for package in ("weasyprint", "XlsxWriter"):
        digest.update(f"{package} {version(package)}\n".encode())
    for pattern in RENDERER_SOURCES:
        for path in sorted(Path(settings.BASE_DIR).glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _folder() -> Path:
    folder = Path(settings.MEDIA_ROOT) / "reports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _target(snapshot: Snapshot, fmt: str) -> Path:
    return _folder() / f"{snapshot.sha256}-{renderer_version()}.{fmt}"


def _lock_path(by: Actor) -> Path:
    return _folder() / f"lock-{by.user_id or 'system'}"


@contextmanager
def _lock(by: Actor) -> Iterator[BinaryIO | None]:
    """The person's lock file, held; None when somebody holds it. A child may keep holding it."""
    with _lock_path(by).open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
            return
        yield file


def _start(snapshot: Snapshot, fmt: str, target: Path, lock: BinaryIO) -> subprocess.Popen[bytes]:
    """The child reads the content from a file without a name; it sees no database and no secret."""
    with tempfile.TemporaryFile(dir=_folder()) as content:
        content.write(snapshot.content.encode())
        content.seek(0)
        return subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", CHILD, fmt, snapshot.sha256, str(target), "{}"],
            stdin=content,
            stdout=subprocess.DEVNULL,
            cwd=settings.BASE_DIR,
            env={key: os.environ[key] for key in ("PATH", "LANG", "HOME") if key in os.environ},
            pass_fds=(lock.fileno(),),
            start_new_session=True,
        )


def _outcome(process: subprocess.Popen[bytes], target: Path, wait: float) -> Path | None:
    try:
        process.wait(wait)
    except subprocess.TimeoutExpired:
        threading.Thread(target=process.wait, daemon=True).start()
        return None
    if process.returncode != 0 or not target.is_file():
        raise ReportFailedError
    return target
