"""Photos that look alike: near-identical ones among the documents that the reader may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from agencies.actors import Actor
from assessment import policies
from assessment.filecheck.likeness import is_alike
from assessment.models import Document

#: Newest photos of the city that are compared; comparing costs about a microsecond each.
MOST_COMPARED = 20_000
#: Alike documents that are named.
MOST_NAMED = 5


def alike(actor: Actor, documents: Iterable[Document]) -> Mapping[int, tuple[Document, ...]]:
    """By document the visible ones with another file that looks the same. At most two queries.

    The documents come with their file.
    """
    photos = {
        row.pk: (row.file_id, int(row.file.likeness, 16)) for row in documents if row.file.likeness
    }
    if not photos:
        return {}
    library = policies.visible_documents(actor).exclude(file__likeness="")
    others = library.order_by("-pk").values_list("pk", "file_id", "file__likeness")
    found: dict[int, list[int]] = defaultdict(list)
    for other, other_file, likeness in others[:MOST_COMPARED]:
        number = int(likeness, 16)
        for pk, (file_id, own) in photos.items():
            if file_id != other_file and is_alike(own, number):
                found[pk].append(other)
    wanted = {pk for rows in found.values() for pk in rows[:MOST_NAMED]}
    if not wanted:
        return {}
    named = policies.visible_documents(actor).select_related("agency").in_bulk(wanted)
    return {
        pk: tuple(named[other] for other in rows[:MOST_NAMED] if other in named)
        for pk, rows in found.items()
    }
