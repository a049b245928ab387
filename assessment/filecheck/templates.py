"""Reads what a DOCX template has to be filled with. The parsing happens in a child process."""

from __future__ import annotations

import threading
from pathlib import Path

from assessment.filecheck import sandbox
from assessment.filecheck.errors import FileRefusedError, Refusal
from assessment.filecheck.sandbox import Gate, Limits

_CHILD = "assessment.filecheck.docx_child"
_GATE = Gate(threading.BoundedSemaphore(1), wait_seconds=20)


def template_texts(path: Path) -> list[str]:
    """Texts with placeholders; raises FileRefusedError for what is no document."""
    answer = sandbox.run(_CHILD, [str(path)], Limits(), _GATE)
    texts = answer.get("texts")
    if not isinstance(texts, list):
        raise FileRefusedError(Refusal.UNREADABLE)
    return [str(text) for text in texts]
