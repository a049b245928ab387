"""Which stored files go with a snapshot, and which an earlier snapshot had not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from agencies.actors import Actor
from assessment import policies
from assessment.core.deltas import QuestionDelta, changed_questions
from assessment.models import Snapshot, StoredFile
from assessment.selectors.snapshots import content_of

Json = Mapping[str, Any]


def content_with_endings(snapshot: Snapshot) -> tuple[Json, bool]:
    """The content, and whether it knew the endings of its files itself; an older one is told them.
    One query for an older one, else none."""
    content = content_of(snapshot)
    documents = [
        citation["document"]
        for cluster in content["clusters"]
        for indicator in cluster["indicators"]
        for question in indicator["questions"]
        for citation in question["evidence"]
        if citation["document"]
    ]
    unnamed = [document for document in documents if "extension" not in document]
    if not unnamed:
        return content, True
    rows = StoredFile.objects.filter(city_id=snapshot.cycle.city_id)
    endings = dict(rows.values_list("sha256", "extension"))
    for document in unnamed:
        if document["sha256"] in endings:
            document["extension"] = endings[document["sha256"]]
    return content, False


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A file of the evidence store: its name there and its size in bytes."""

    name: str
    size: int


def held_files(
    actor: Actor, snapshot: Snapshot, hashes: Iterable[str], *, with_restricted: bool
) -> dict[str, HeldFile]:
    """By SHA-256, what may go with the snapshot; one that became restricted since does not. One
    query."""
    rows = policies.visible_frozen_files(actor, snapshot, with_restricted=with_restricted)
    found = rows.values_list("sha256", "name", "size")
    wanted = set(hashes)
    return {sha: HeldFile(name, size) for sha, name, size in found if sha in wanted}


@dataclass(frozen=True)
class Since:
    """What a snapshot brought after an earlier one of the same cycle."""

    earlier: Snapshot
    questions: tuple[QuestionDelta, ...]

    @property
    def added(self) -> frozenset[tuple[str, str]]:
        """Question and SHA-256 of every citation that is new."""
        return frozenset(
            (delta.code, row["document"]["sha256"])
            for delta in self.questions
            for row in delta.added
            if row["document"]
        )


def since(earlier: Snapshot, content: Json, cluster: str = "") -> Since:
    """The changes up to `content`; of one cluster, or of all without one."""
    codes = {
        question["code"]
        for group in content["clusters"]
        if cluster in ("", group["code"])
        for indicator in group["indicators"]
        for question in indicator["questions"]
    }
    changed = changed_questions(content_of(earlier), content)
    return Since(earlier, tuple(delta for delta in changed if delta.code in codes))
