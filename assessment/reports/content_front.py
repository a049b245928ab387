"""What stands before the chapters: how the report looks, its foreword.

Pure. A snapshot that is older than these settings has none of them.
"""

from __future__ import annotations

from assessment.reports.content_source import BREAK, Json
from assessment.reports.document import Paragraph, Section

A4 = "A4"
PAPERS = (A4, "F4")


def settings_of(content: Json) -> Json:
    """Paper, foreword and crest as they were when the snapshot was made."""
    found: Json = content.get("report") or {}
    return {
        "paper": found.get("paper") or A4,
        "foreword": found.get("foreword") or "",
        "crest": (found.get("crest") or "").replace(BREAK, ""),
    }


def foreword(content: Json) -> tuple[Section, ...]:
    """One section, or none where nobody wrote it; an empty line begins a new paragraph."""
    text = settings_of(content)["foreword"].strip()
    if not text:
        return ()
    parts = [part.strip() for part in text.split("\n\n")]
    blocks = tuple(Paragraph(part) for part in parts if part)
    return (Section("Kata pengantar", "kata-pengantar", 2, blocks),)
