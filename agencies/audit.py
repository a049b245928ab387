"""The audit trail: append-only entries, chained by hash per city; writing and checking only."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction

from agencies.actors import Actor
from agencies.models import AuditEntry, City, Province

GENESIS = "0" * 64
NO_CITY = "pusat"


@transaction.atomic
def record(
    *,
    by: Actor,
    action: str,
    subject: str,
    subject_id: object,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    reason: str = "",
    city_id: int | None = None,
) -> AuditEntry:
    """Append one entry to the chain of the actor's city (or `city_id`).

    Locks the city so that the chain has one writer at a time. `before` and `after` hold what
    changed, never passwords or tokens.
    """
    city_id = by.city_id if city_id is None else city_id
    city = _lock_chain(city_id)
    chain = city.code if city else NO_CITY
    last = AuditEntry.objects.filter(chain=chain).order_by("-sequence").first()
    entry = AuditEntry(
        city=city,
        chain=chain,
        sequence=last.sequence + 1 if last else 1,
        at=by.at,
        username=by.username,
        role=by.role or "",
        agency=by.agency_label,
        action=action,
        subject=subject,
        subject_id=str(subject_id),
        before=_dump(before),
        after=_dump(after),
        reason=reason,
        previous_hash=last.hash if last else GENESIS,
    )
    entry.hash = entry_hash(entry)
    entry.save(force_insert=True)
    return entry


def _lock_chain(city_id: int | None) -> City | None:
    """Hold the city's row, or a province's for the chain of the instance: one writer at a time."""
    if city_id:
        return City.objects.select_for_update(no_key=True).filter(pk=city_id).first()
    Province.objects.select_for_update(no_key=True).order_by("pk").first()
    return None


def entry_hash(entry: AuditEntry) -> str:
    """SHA-256 over every field of the entry and the hash before it."""
    fields = (
        entry.chain,
        entry.sequence,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.username,
        entry.role,
        entry.agency,
        entry.action,
        entry.subject,
        entry.subject_id,
        entry.before,
        entry.after,
        entry.reason,
        entry.previous_hash,
    )
    return hashlib.sha256(json.dumps(fields, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Break:
    """A place where a chain does not hold."""

    chain: str
    sequence: int
    message: str


def verify_chain(chain: str) -> Iterator[Break]:
    """Every break of one chain, in order; nothing when it is whole."""
    expected, previous = 1, GENESIS
    for entry in AuditEntry.objects.filter(chain=chain).order_by("sequence").iterator():
        if entry.sequence != expected:
            yield Break(chain, expected, f"urutan {expected} hilang, ada {entry.sequence}")
        if entry.previous_hash != previous:
            yield Break(chain, entry.sequence, "tidak menyambung dengan catatan sebelumnya")
        if entry.hash != entry_hash(entry):
            yield Break(chain, entry.sequence, "isi tidak cocok dengan hash")
        expected, previous = entry.sequence + 1, entry.hash


@dataclass(frozen=True, slots=True)
class Head:
    """The newest entry of a chain; kept outside, it proves that nothing was cut off."""

    chain: str
    sequence: int
    hash: str
    at: datetime | None


def chain_head(chain: str) -> Head:
    """Head of a chain; sequence 0 and the zero hash while it is empty."""
    last = AuditEntry.objects.filter(chain=chain).order_by("-sequence").first()
    if last is None:
        return Head(chain, 0, GENESIS, None)
    return Head(chain, last.sequence, last.hash, last.at)


def chains() -> list[str]:
    """Names of all chains that have entries."""
    return sorted(AuditEntry.objects.order_by().values_list("chain", flat=True).distinct())


def _dump(values: Mapping[str, object] | None) -> str:
    if not values:
        return ""
    return json.dumps(values, ensure_ascii=False, sort_keys=True, default=str)
