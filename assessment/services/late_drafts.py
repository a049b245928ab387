"""Late drafts: what arrived too late is kept for its author alone, and counts for nothing."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction

from agencies import audit
from agencies.actors import Actor
from assessment import policies
from assessment.models import Cycle, LateDraft
from assessment.services.guards import lock_cycle

#: Beyond this a text is not kept; no form of ours is so long.
MOST_CHARACTERS = 400_000
#: Forms of which one person's texts are kept in one cycle.
MOST_DRAFTS = 200
Fields = Iterable[tuple[str, str]]


@transaction.atomic
def keep_late_draft(
    *, cycle: Cycle, address: str, title: str, fields: Fields, by: Actor
) -> LateDraft | None:
    """Keep the newest text of one form (its page is `address`); None when there is no room.

    The audit trail notes that a draft came, never what it says: it is private.
    """
    if by.user_id is None:
        raise PermissionDenied("Draf pribadi hanya untuk orang yang masuk.")
    cycle = lock_cycle(cycle, by=by)
    rows = LateDraft.objects.filter(user_id=by.user_id, cycle=cycle)
    kept = [[name, _storable(value)] for name, value in fields]
    size = sum(len(name) + len(value) for name, value in kept)
    known = rows.filter(address=address).first()
    if size > MOST_CHARACTERS or (known is None and rows.count() >= MOST_DRAFTS):
        return None
    if known is not None:
        rows.filter(pk=known.pk).update(fields=kept, arrived_at=by.at)
        return known
    draft = LateDraft.objects.create(
        user_id=by.user_id,
        cycle=cycle,
        address=address,
        title=title[:200],
        fields=kept,
        arrived_at=by.at,
    )
    _note(draft, "late_draft.keep", by)
    return draft


@transaction.atomic
def delete_late_draft(*, draft: LateDraft, by: Actor) -> None:
    """Only the author throws a draft away; a second time changes nothing."""
    if not policies.visible_late_drafts(by).filter(pk=draft.pk).exists():
        return
    lock_cycle(draft.cycle, by=by)
    _note(draft, "late_draft.delete", by)
    LateDraft.objects.filter(pk=draft.pk).delete()


def _note(draft: LateDraft, action: str, by: Actor) -> None:
    audit.record(
        by=by,
        action=action,
        subject="late_draft",
        subject_id=draft.pk,
        after={"title": draft.title},
    )


def _storable(text: str) -> str:
    """Without the signs that no database takes; everything else as it came."""
    return "".join(c for c in text if c != "\x00" and not "\ud800" <= c <= "\udfff")
