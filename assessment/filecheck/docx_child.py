"""The limited process that opens a DOCX template and lists its texts with placeholders.

Called by templates.py as: SOURCE CPU_SECONDS MEMORY_BYTES FILE_BYTES. Prints {"texts": [...]}.
"""

from __future__ import annotations

import importlib
import json
import sys
from typing import Any

from assessment.filecheck.errors import Refusal
from assessment.filecheck.sandbox import confine

MOST_TEXTS = 500
LONGEST = 1000


def main(arguments: list[str]) -> None:
    source = arguments[0]
    confine(arguments[1:4])
    answer: dict[str, Any]
    try:
        document = importlib.import_module("docx").Document(source)  # loads under the limits
        answer = {"texts": _texts(document)}
    except Exception:  # whatever a hostile file raises, the parent reads one code
        answer = {"refused": Refusal.UNREADABLE}
    sys.stdout.write(json.dumps(answer))


def _texts(document: Any) -> list[str]:
    """Paragraphs with braces of body, tables, headers and footers."""
    parts = [document, *(cell for table in document.tables for cell in table._cells)]
    for section in document.sections:
        parts += [section.header, section.footer]
    found = (paragraph.text[:LONGEST] for part in parts for paragraph in part.paragraphs)
    return [text for text in found if "{{" in text][:MOST_TEXTS]


if __name__ == "__main__":
    main(sys.argv[1:])
