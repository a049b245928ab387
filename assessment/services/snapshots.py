"""Freezing: the state of a cycle becomes a numbered, hashed snapshot that never changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from agencies import audit
from agencies.actors import Actor
from assessment import policies
from assessment.models import Cycle, Snapshot
from assessment.selectors import snapshots as selectors
from assessment.selectors.snapshot_content import Stamp, snapshot_content
from assessment.services import guards
from assessment.services.text import clean_text


@transaction.atomic
def freeze(*, cycle: Cycle, reason: str = "", by: Actor) -> Snapshot:
    """Make the next snapshot of a cycle: number, canonical JSON, SHA-256, audit entry.

    In order: who, lock, calendar, reason; then one consistent read. Every write of the city begins
    with the same lock: while it is held here nothing else is committed, so that all queries of
    this transaction see the same state on both databases.
    """
    policies.check_freeze(by)
    guards.lock_cycle(cycle, by=by)
    fresh = Cycle.objects.select_related("city__province", "instrument").get(pk=cycle.pk)
    guards.check_review_open(fresh, by=by)
    reason = clean_text(reason, field="reason", max_length=2000)
    last = Snapshot.objects.filter(cycle=fresh).aggregate(last=Max("number"))["last"] or 0
    if last >= selectors.MAX_NUMBER:
        raise ValidationError("Jumlah rekaman siklus ini sudah mencapai batas.")
    stamp = Stamp(
        number=last + 1,
        made_at=by.at,
        maker=by.name,
        maker_role=by.role.label if by.role else "Sistem",
        reason=reason,
        audit_head=audit.chain_head(fresh.city.code).hash,
    )
    return _store(fresh, stamp, by)


def canonical_json(content: Mapping[str, object]) -> str:
    """One text per content: sorted keys, no spaces, letters as they are."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def content_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _store(cycle: Cycle, stamp: Stamp, by: Actor) -> Snapshot:
    content = snapshot_content(cycle, stamp)
    text = canonical_json(content)
    totals = content["totals"]
    row = Snapshot.objects.create(
        cycle=cycle,
        number=stamp.number,
        content=text,
        sha256=content_hash(text),
        claimed=totals["claimed"] or "",
        proven=totals["proven"],
        reason=stamp.reason,
        made_by_id=by.user_id,
        made_at=stamp.made_at,
    )
    audit.record(
        by=by,
        action="snapshot.freeze",
        subject="snapshot",
        subject_id=row.pk,
        after={
            "year": cycle.year,
            "number": row.number,
            "sha256": row.sha256,
            "claimed": totals["claimed"],
            "proven": totals["proven"],
        },
        reason=stamp.reason,
    )
    return row
