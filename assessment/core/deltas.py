"""What changed between two frozen contents: questions old and new, evidence added or taken away.

Pure: reads the JSON of snapshots (selectors.snapshot_content).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]
#: What of a question is compared, beside its evidence.
COMPARED = ("answer", "answer_raw", "narrative", "claimed", "proven", "decided", "stale")


@dataclass(frozen=True, slots=True)
class QuestionDelta:
    """A question that differs; `old` is None when the earlier content did not know it."""

    code: str
    old: Json | None
    new: Json
    added: tuple[Json, ...]
    removed: tuple[Json, ...]


def changed_questions(old: Json, new: Json) -> tuple[QuestionDelta, ...]:
    """Differing questions in the order of the newer content."""
    before = {question["code"]: question for question in _questions(old)}
    found = (_delta(before.get(question["code"]), question) for question in _questions(new))
    return tuple(delta for delta in found if delta is not None)


def _delta(old: Json | None, new: Json) -> QuestionDelta | None:
    before = list(old["evidence"]) if old else []
    after = list(new["evidence"])
    known, now = [_compared(row) for row in before], [_compared(row) for row in after]
    added = tuple(row for row in after if _compared(row) not in known)
    removed = tuple(row for row in before if _compared(row) not in now)
    is_same = old is not None and all(old.get(key) == new.get(key) for key in COMPARED)
    if is_same and not added and not removed:
        return None
    return QuestionDelta(new["code"], old, new, added, removed)


def _compared(row: Json) -> Json:
    """A citation without what older contents did not keep: the ending of the file's name."""
    document = {key: row["document"][key] for key in row["document"] if key != "extension"}
    return {**row, "document": document}


def _questions(content: Json) -> Iterator[Json]:
    for cluster in content["clusters"]:
        for indicator in cluster["indicators"]:
            yield from indicator["questions"]
