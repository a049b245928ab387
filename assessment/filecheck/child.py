"""The limited process that opens user files: limits first, then the parser, then one JSON line.

Called by inspect.py as: child KIND SOURCE TARGET CPU_SECONDS MEMORY_BYTES FILE_BYTES.
"""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from typing import Any

from assessment.filecheck.errors import FileRefusedError, Refusal
from assessment.filecheck.kinds import FileKind
from assessment.filecheck.sandbox import confine


def main(arguments: list[str]) -> None:
    kind, source, target = (
        FileKind(arguments[0]),
        Path(arguments[1]),
        Path(arguments[2]),
    )
    confine(arguments[3:6])
    try:
        answer = _check(kind, source, target)
    except FileRefusedError as error:
        answer = {"refused": error.code}
    except MemoryError:
        answer = {"refused": Refusal.UNREADABLE}
    sys.stdout.write(json.dumps(answer))


def _check(kind: FileKind, source: Path, target: Path) -> dict[str, Any]:
    # Imported here by name, so that each parser loads under the limits and only when needed.
    if kind.is_image:
        likeness = importlib.import_module("assessment.filecheck.images").check(
            source, kind, target
        )
        return {"pages": None, "likeness": likeness}
    if kind is FileKind.PDF:
        return {"pages": int(importlib.import_module("assessment.filecheck.pdfs").check(source))}
    importlib.import_module("assessment.filecheck.containers").check(source, kind)
    return {"pages": None}


if __name__ == "__main__":
    main(sys.argv[1:])
