"""What is handed over outside the site is noted in the audit trail: bundles and packs."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from agencies import audit
from agencies.actors import Actor
from assessment.models import Snapshot

MOST_LISTED = 100


@transaction.atomic
def note_handover(
    *, snapshot: Snapshot, what: str, restricted: Sequence[str] = (), by: Actor
) -> None:
    """Who took which bundle of a snapshot, among its downloads; `restricted` are the SHA-256 of
    protected documents that went with it (UU 27/2022)."""
    after: dict[str, object] = {
        "year": snapshot.cycle.year,
        "number": snapshot.number,
        "format": what,
    }
    if restricted:
        after |= {"restricted": len(restricted), "sha256": list(restricted[:MOST_LISTED])}
    audit.record(
        by=by,
        action="report.download",
        subject="snapshot",
        subject_id=snapshot.pk,
        after=after,
        city_id=snapshot.cycle.city_id,
    )
