"""The audit trail: append-only entries, chained by hash per city; writing and checking only."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.db.models import Model

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
    changed, never passwords or tokens. Within `trail` the entry is stored at its end.
    """
    city_id = by.city_id if city_id is None else city_id
    shared = _TRAIL.get()
    is_shared = shared is not None and shared.city_id == city_id
    chain = shared if shared is not None and is_shared else Trail.after_the_last(city_id)
    entry = chain.add(
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
    )
    if not is_shared:
        entry.save(force_insert=True)
    return entry


def record_row(
    row: Model,
    action: str,
    by: Actor,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> AuditEntry:
    """Append an entry on a stored row; the subject is the word before the dot of the action."""
    return record(
        by=by,
        action=action,
        subject=action.partition(".")[0],
        subject_id=row.pk,
        before=before,
        after=after,
    )


@dataclass
class Trail:
    """The end of a chain whose city is locked; `entries` are not stored yet."""

    city_id: int | None
    city: City | None
    last: AuditEntry | None
    entries: list[AuditEntry] = field(default_factory=list)

    @classmethod
    def after_the_last(cls, city_id: int | None) -> Trail:
        city = _lock_chain(city_id)
        chain = city.code if city else NO_CITY
        last = AuditEntry.objects.filter(chain=chain).order_by("-sequence").first()
        return cls(city_id, city, last)

    def add(self, **values: Any) -> AuditEntry:
        last = self.entries[-1] if self.entries else self.last
        entry = AuditEntry(
            city=self.city,
            chain=self.city.code if self.city else NO_CITY,
            sequence=last.sequence + 1 if last else 1,
            previous_hash=last.hash if last else GENESIS,
            **values,
        )
        entry.hash = entry_hash(entry)
        self.entries.append(entry)
        return entry

    def cut(self, length: int) -> None:
        """Forget the entries of a write that was undone."""
        del self.entries[length:]


_TRAIL: ContextVar[Trail | None] = ContextVar("trail", default=None)


@contextmanager
def trail(by: Actor) -> Iterator[Trail]:
    """What the actor's city records within is stored together at the end. In a transaction."""
    shared = Trail.after_the_last(by.city_id)
    token = _TRAIL.set(shared)
    try:
        yield shared
    finally:
        _TRAIL.reset(token)
    AuditEntry.objects.bulk_create(shared.entries, batch_size=500)


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
