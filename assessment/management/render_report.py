"""Renders a snapshot: bytes for a command, or a file as a limited child process.

As a child: `python -m assessment.management.render_report FORMAT SHA256 TARGET < content.json`.
It needs the templates only: no database, no secret key, no environment of the server.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import tempfile
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import django
from django.conf import settings

from assessment.reports import content as report_content
from assessment.reports import pdf, xlsx
from assessment.reports.content_minutes import minutes

ROOT = Path(__file__).resolve().parents[2]
WALL_SECONDS = 240
CPU_SECONDS = 180
MEMORY_BYTES = 3 * 1024**3
FILE_BYTES = 256 * 1024**2


def rendered(content: Mapping[str, Any], sha256: str, fmt: str) -> bytes:
    """A snapshot's content as report, workbook or minutes; KeyError for another format."""
    renderers = {
        "pdf": lambda: pdf.render(report_content.build(content, sha256=sha256)),
        "berita-acara": lambda: pdf.render(minutes(content, sha256=sha256)),
        "xlsx": lambda: xlsx.render(report_content.workbook(content, sha256=sha256)),
    }
    return renderers[fmt]()


def write_atomically(target: Path, data: bytes) -> None:
    """All of the file or none of it: written beside, synced, renamed."""
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".part")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def main(arguments: list[str]) -> None:
    fmt, sha256, target = arguments
    _limit()
    if not settings.configured:
        templates = "django.template.backends.django.DjangoTemplates"
        settings.configure(
            TEMPLATES=[{"BACKEND": templates, "DIRS": [ROOT / "templates"]}], USE_TZ=True
        )
        django.setup()
    try:
        content = json.loads(sys.stdin.buffer.read())
        write_atomically(Path(target), rendered(content, sha256, fmt))
    except Exception as error:
        sys.stderr.write(f"render_report: {_place(error)}\n")
        raise SystemExit(1) from None


def _place(error: Exception) -> str:
    """Kind of the error and where it arose; its message may hold what people answered."""
    frames = traceback.extract_tb(error.__traceback__)
    last = frames[-1] if frames else None
    where = f" {Path(last.filename).name}:{last.lineno}" if last else ""
    return type(error).__name__ + where


def _limit() -> None:
    signal.alarm(WALL_SECONDS)
    for which, value in (
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, FILE_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(which)[1]
        allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(which, (allowed, allowed))


if __name__ == "__main__":
    main(sys.argv[1:])
