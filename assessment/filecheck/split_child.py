"""The limited process that splits a PDF by its pages into parts that weigh no more than a limit.

Called by split.py as: SOURCE TARGET MOST_BYTES CPU_SECONDS MEMORY_BYTES FILE_BYTES. Writes
TARGET.1, TARGET.2 ... and prints how many; a page that alone weighs more is a part of its own.
"""

from __future__ import annotations

import importlib
import io
import json
import sys
from pathlib import Path
from typing import Any

from assessment.filecheck.errors import Refusal
from assessment.filecheck.sandbox import confine


def main(arguments: list[str]) -> None:
    source, target, most = Path(arguments[0]), Path(arguments[1]), int(arguments[2])
    confine(arguments[3:6])
    answer: dict[str, Any]
    try:
        pypdf = importlib.import_module("pypdf")  # loads under the limits
        reader = pypdf.PdfReader(source)
        parts = _parts(pypdf, reader, 0, len(reader.pages), most)
        for number, part in enumerate(parts, 1):
            target.with_name(f"{target.name}.{number}").write_bytes(part)
        answer = {"parts": len(parts)}
    except Exception:  # whatever a hostile file raises, the parent reads one code
        answer = {"refused": Refusal.UNREADABLE}
    sys.stdout.write(json.dumps(answer))


def _parts(pypdf: Any, reader: Any, first: int, last: int, most: int) -> list[bytes]:
    """Pages from `first` up to `last` as they fit, halved until they do."""
    writer = pypdf.PdfWriter()
    writer.append(reader, pages=(first, last), import_outline=False)
    writer.compress_identical_objects(remove_unreferenced=True)
    stream = io.BytesIO()
    writer.write(stream)
    if stream.tell() <= most or last - first == 1:
        return [stream.getvalue()]
    middle = (first + last) // 2
    return [
        *_parts(pypdf, reader, first, middle, most),
        *_parts(pypdf, reader, middle, last, most),
    ]


if __name__ == "__main__":
    main(sys.argv[1:])
