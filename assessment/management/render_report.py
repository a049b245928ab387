"""Makes a file from a snapshot: for a command, or as a limited child process.

As a child: `python -m assessment.management.render_report KIND SHA256 TARGET OPTIONS SITE <
content`; OPTIONS is a JSON object. Each line on stdout is [done, total, words] of its progress. It
needs the files of the program only: no database, no secret key, no environment of the server.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import tempfile
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
from django.conf import settings

from assessment.reports.kinds import KINDS, Progress, Source

#: Exit code that services.report_files understands.
OUT_OF_MEMORY = 3

ROOT = Path(__file__).resolve().parents[2]
CPU_FACTOR = 3
MEMORY_BYTES = 3 * 1024**3
FILE_BYTES = 4 * 1024**3
#: Chapters of reports, by the hash of their content; beside the files.
CACHE = "chapters"


def silent(done: int, total: int, words: str) -> None:
    """A progress that nobody watches."""


def make_file(slug: str, source: Source, target: Path, progress: Progress = silent) -> None:
    """The file of that kind, whole or not at all; KeyError for another kind."""
    kind = KINDS[slug]
    with written_atomically(target) as part:
        kind.make(source, part, progress)


def rendered(
    content: Mapping[str, Any], sha256: str, slug: str, options: Mapping[str, str] | None = None
) -> bytes:
    """A snapshot's content as a file of that kind; KeyError for another kind."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "file"
        make_file(slug, Source(content, sha256, options or {}), target)
        return target.read_bytes()


@contextmanager
def written_atomically(target: Path) -> Iterator[Path]:
    """A path beside the target to write to: synced and renamed when all went well, else gone."""
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".part")
    os.close(descriptor)
    part = Path(name)
    try:
        yield part
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def write_atomically(target: Path, data: bytes) -> None:
    """All of the file or none of it."""
    with written_atomically(target) as part:
        part.write_bytes(data)


def main(arguments: list[str]) -> None:
    slug, sha256, target, options, site = arguments
    _limit(KINDS[slug].wall_seconds)
    if not settings.configured:
        templates = "django.template.backends.django.DjangoTemplates"
        settings.configure(
            TEMPLATES=[{"BACKEND": templates, "DIRS": [ROOT / "templates"]}], USE_TZ=True
        )
        django.setup()
    try:
        content = json.loads(sys.stdin.buffer.read())
        cache = Path(target).parent / CACHE
        cache.mkdir(mode=0o700, exist_ok=True)
        source = Source(content, sha256, json.loads(options), cache, site)
        make_file(slug, source, Path(target), _tell)
    except MemoryError:
        raise SystemExit(OUT_OF_MEMORY) from None
    except Exception as error:
        sys.stderr.write(f"render_report: {place_of(error)}\n")
        raise SystemExit(1) from None


def _tell(done: int, total: int, words: str) -> None:
    sys.stdout.write(json.dumps([done, total, words]) + "\n")
    sys.stdout.flush()


def place_of(error: Exception) -> str:
    """Kind of the error and where it arose; its message may hold what people answered."""
    frames = traceback.extract_tb(error.__traceback__)
    last = frames[-1] if frames else None
    where = f" {Path(last.filename).name}:{last.lineno}" if last else ""
    return type(error).__name__ + where


def _limit(wall_seconds: int) -> None:
    signal.alarm(wall_seconds)
    for which, value in (
        (resource.RLIMIT_CPU, wall_seconds * CPU_FACTOR),
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, FILE_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(which)[1]
        allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(which, (allowed, allowed))


if __name__ == "__main__":
    main(sys.argv[1:])
