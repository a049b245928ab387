"""Photos that look alike: near-identical ones among the documents that the reader may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from agencies.actors import Actor
from assessment import policies
from assessment.filecheck.likeness import is_alike
from assessment.models import Document

#: Newest photos of the city that are compared; comparing costs about a microsecond each.
MOST_COMPARED = 20_000
#: Alike documents that are named.
MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Alike:
    """A document whose photo looks the same; `agency` is the owner's abbreviation."""

    pk: int
    title: str
    agency: str
    uploaded_at: datetime


def alike(actor: Actor, documents: Iterable[Document]) -> Mapping[int, tuple[Alike, ...]]:
    """By document the visible ones with another file that looks the same, newest first.

    The documents come with their file. One query at most.
    """
    photos = {
        row.pk: (row.file_id, int(row.file.likeness, 16)) for row in documents if row.file.likeness
    }
    if not photos:
        return {}
    library = policies.visible_documents(actor).exclude(file__likeness="").order_by("-pk")
    rows = library.values_list(
        "file_id", "file__likeness", "pk", "title", "agency__abbreviation", "uploaded_at"
    )
    found: dict[int, list[Alike]] = defaultdict(list)
    for other_file, likeness, other, title, agency, uploaded_at in rows[:MOST_COMPARED]:
        number = int(likeness, 16)
        for pk, (file_id, own) in photos.items():
            if file_id != other_file and is_alike(own, number):
                found[pk].append(Alike(other, title, agency, uploaded_at))
    return {pk: tuple(others[:MOST_NAMED]) for pk, others in found.items()}
