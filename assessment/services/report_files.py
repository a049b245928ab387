"""Files of a snapshot, rendered by a child process and kept by hash; a web worker never renders.

A file's name holds the hash of the snapshot and of the renderers, so that it is never out of date.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import re
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

from django.conf import settings

from agencies import audit
from agencies.actors import Actor
from assessment.core.frozen import content_hash
from assessment.models import Snapshot
from assessment.reports.kinds import KINDS, Kind, Progress, options_key
from assessment.services.jobs import JobFailedError

CHILD = "assessment.management.render_report"
NO_OPTIONS: Mapping[str, str] = {}
#: The program's parts that decide what a file looks like.
RENDERER_SOURCES = (
    "assessment/format.py",
    "assessment/charts.py",
    "assessment/core/placeholders.py",
    "assessment/reports/*.py",
    "assessment/management/render_report.py",
    "templates/reports/*.html",
    "static/css/report.css",
)
RENDERER_PACKAGES = ("weasyprint", "segno", "XlsxWriter", "python-docx")
#: How often the child is looked after, and how long it has beyond its own limit of time.
TICK_SECONDS = 1.0
GRACE_SECONDS = 5
#: Exit code of a child whose memory did not suffice.
OUT_OF_MEMORY = 3
#: Where the child keeps chapters, beside the files.
CHAPTERS = "chapters"
KEEP_CHAPTERS = timedelta(days=14)
FAILED = "Berkas tidak berhasil disusun. Coba lagi beberapa saat lagi."


def filename(snapshot: Snapshot, fmt: str, options: Mapping[str, str] = NO_OPTIONS) -> str:
    """`KLA-Kota-Bima-2026-no3-9f2c4b7a.pdf`. Needs cycle and city selected."""
    city = re.sub(r"[^A-Za-z0-9]+", "-", snapshot.cycle.city.name).strip("-")
    stem = f"KLA-{city}-{snapshot.cycle.year}-no{snapshot.number}-{snapshot.sha256[:8]}"
    return KINDS[fmt].filename(stem, options) if fmt in KINDS else f"{stem}.{fmt}"


def target_of(snapshot: Snapshot, kind: Kind, options: Mapping[str, str] = NO_OPTIONS) -> Path:
    """Where the file is, or will be."""
    parts = (snapshot.sha256, renderer_version(), kind.slug, options_key(options))
    return _folder() / f"{'-'.join(part for part in parts if part)}.{kind.suffix}"


def finished(
    snapshot: Snapshot, kind: Kind, options: Mapping[str, str] = NO_OPTIONS
) -> Path | None:
    """The file if it was rendered before."""
    path = target_of(snapshot, kind, options)
    return path if path.is_file() else None


def render(snapshot: Snapshot, kind: Kind, options: Mapping[str, str], progress: Progress) -> Path:
    """The file, made by a child unless it is there; for the worker only.

    Calls progress every second; what that raises ends the child. JobFailedError when the child gave
    up, or when the snapshot's content is not what its hash says.
    """
    target = target_of(snapshot, kind, options)
    if target.is_file():
        return target
    if content_hash(snapshot.content) != snapshot.sha256:
        raise JobFailedError("Isi rekaman tidak cocok dengan sidik jarinya; beri tahu admin.")
    child = _start(snapshot, kind, options, target)
    patience = 0
    try:
        if _look_after(child, kind, progress):
            patience = GRACE_SECONDS
    finally:
        _end(child, patience)
    if child.returncode or not target.is_file():
        raise JobFailedError(_why(child.returncode, kind))
    return target


def note_download(
    *, snapshot: Snapshot, fmt: str, by: Actor, options: Mapping[str, str] = NO_OPTIONS
) -> None:
    """Who took which file of a snapshot, in the city's audit trail."""
    after = {"year": snapshot.cycle.year, "number": snapshot.number, "format": fmt}
    audit.record(
        by=by,
        action="report.download",
        subject="snapshot",
        subject_id=snapshot.pk,
        after=after | ({"options": dict(options)} if options else {}),
        city_id=snapshot.cycle.city_id,
    )


@functools.cache
def renderer_version() -> str:
    """Changes with every change of what draws the reports."""
    digest = hashlib.sha256(f"{settings.BASE_URL or ''}\n".encode())
    for package in RENDERER_PACKAGES:
        digest.update(f"{package} {version(package)}\n".encode())
    for pattern in RENDERER_SOURCES:
        for path in sorted(Path(settings.BASE_DIR).glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def sweep(older_than: timedelta) -> list[str]:
    """Remove files of earlier renderers, unfinished ones and chapters long unused; their names."""
    now = datetime.now(UTC)
    removed = []
    for path in sorted([*_folder().glob("*"), *_folder().glob(f"{CHAPTERS}/*")]):
        is_chapter = path.parent != _folder()
        is_current = f"-{renderer_version()}-" in path.name
        age = KEEP_CHAPTERS if is_chapter else older_than
        before = (now - age).timestamp()
        if path.is_file() and not is_current and path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
            removed.append(f"reports/{path.relative_to(_folder())}")
    return removed


def _folder() -> Path:
    folder = Path(settings.MEDIA_ROOT) / "reports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _start(
    snapshot: Snapshot, kind: Kind, options: Mapping[str, str], target: Path
) -> subprocess.Popen[bytes]:
    """The child reads the content from a file without a name; it sees no database and no secret."""
    words = (kind.slug, snapshot.sha256, str(target), json.dumps(dict(options)))
    site = settings.BASE_URL or ""
    with tempfile.TemporaryFile(dir=_folder()) as content:
        content.write(snapshot.content.encode())
        content.seek(0)
        return subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", CHILD, *words, site],
            stdin=content,
            stdout=subprocess.PIPE,
            cwd=settings.BASE_DIR,
            env={key: os.environ[key] for key in ("PATH", "LANG", "HOME") if key in os.environ},
            start_new_session=True,
        )


def _look_after(child: subprocess.Popen[bytes], kind: Kind, progress: Progress) -> bool:
    """Pass the child's progress on, once a second; True when it ended, False when it was late."""
    until = time.monotonic() + kind.wall_seconds + GRACE_SECONDS
    told: tuple[int, int, str] = (0, 0, "Mulai menyusun")
    stream = child.stdout
    assert stream is not None  # noqa: S101 - opened as a pipe
    os.set_blocking(stream.fileno(), False)
    with selectors.DefaultSelector() as ready:
        ready.register(stream, selectors.EVENT_READ)
        next_tick = 0.0
        while time.monotonic() < until:
            if time.monotonic() >= next_tick:
                progress(*told)
                next_tick = time.monotonic() + TICK_SECONDS
            if ready.select(max(0.0, next_tick - time.monotonic())):
                data = stream.read()
                if data == b"":
                    return True
                told = _last_line(data or b"", told)
    return False


def _last_line(data: bytes, told: tuple[int, int, str]) -> tuple[int, int, str]:
    """The newest whole line of progress; a line cut in two is passed over."""
    for line in reversed(data.splitlines()):
        try:
            done, total, words = json.loads(line)
        except ValueError:
            continue
        return int(done), int(total), str(words)
    return told


def _end(child: subprocess.Popen[bytes], patience: int) -> None:
    """Wait so many seconds for the child, then end it and its pool."""
    with suppress(subprocess.TimeoutExpired):
        child.wait(patience)
    if child.returncode is None:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        child.returncode = -signal.SIGALRM
    if child.stdout:
        child.stdout.close()


def _why(code: int | None, kind: Kind) -> str:
    if code in (-signal.SIGALRM, -signal.SIGXCPU):
        return f"Penyusunan melewati batas waktu {kind.wall_seconds // 60} menit."
    if code in (OUT_OF_MEMORY, -signal.SIGKILL):
        return "Penyusunan melewati batas memori. Pilih bagian yang lebih kecil."
    return FAILED
