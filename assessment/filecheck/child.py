"""The limited process that opens user files: limits first, then the parser, then one JSON line.

Called by inspect.py as: child KIND SOURCE TARGET CPU_SECONDS MEMORY_BYTES FILE_BYTES.
"""

from __future__ import annotations

import importlib
import json
import resource
import sys
from pathlib import Path
from typing import Any

from assessment.filecheck.errors import FileRefusedError, Refusal
from assessment.filecheck.kinds import FileKind

_OPEN_FILES = 64


def main(arguments: list[str]) -> None:
    kind, source, target = (
        FileKind(arguments[0]),
        Path(arguments[1]),
        Path(arguments[2]),
    )
    cpu_seconds, memory_bytes, file_bytes = (int(value) for value in arguments[3:6])
    _limit(resource.RLIMIT_CPU, cpu_seconds)
    _limit(resource.RLIMIT_AS, memory_bytes)
    _limit(resource.RLIMIT_FSIZE, file_bytes)
    _limit(resource.RLIMIT_NOFILE, _OPEN_FILES)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_NPROC, 0)
    try:
        answer: dict[str, Any] = {"pages": _check(kind, source, target)}
    except FileRefusedError as error:
        answer = {"refused": error.code}
    except MemoryError:
        answer = {"refused": Refusal.UNREADABLE}
    sys.stdout.write(json.dumps(answer))


def _check(kind: FileKind, source: Path, target: Path) -> int | None:
    # Imported here by name, so that each parser loads under the limits and only when needed.
    if kind.is_image:
        importlib.import_module("assessment.filecheck.images").check(source, kind, target)
        return None
    if kind is FileKind.PDF:
        return int(importlib.import_module("assessment.filecheck.pdfs").check(source))
    importlib.import_module("assessment.filecheck.containers").check(source, kind)
    return None


def _limit(which: int, value: int) -> None:
    hard = resource.getrlimit(which)[1]
    allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(which, (allowed, allowed))


if __name__ == "__main__":
    main(sys.argv[1:])
