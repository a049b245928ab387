"""Freezing: the state of a cycle becomes a numbered, hashed snapshot that never changes."""

from __future__ import annotations

import json
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from agencies import audit
from agencies.actors import Actor
from agencies.errors import ConflictError
from agencies.models import City, local_day
from agencies.services.text import clean_text
from assessment import policies
from assessment.core.frozen import content_hash
from assessment.core.minutes import minutes_number
from assessment.models import Cycle, Snapshot
from assessment.selectors import snapshots as selectors
from assessment.selectors.preflight import fingerprint_of
from assessment.selectors.snapshot_content import Json, Minutes, Signatory, Stamp, snapshot_content
from assessment.services import guards
from assessment.services.report_jobs import make_ahead


@transaction.atomic
def freeze(
    *,
    cycle: Cycle,
    reason: str = "",
    minutes: Minutes | None = None,
    seen: str = "",
    with_files: bool = True,
    by: Actor,
) -> Snapshot:
    """Make the next snapshot of a cycle: number, canonical JSON, SHA-256, audit entry, and jobs for
    its standard files.

    In order: who, lock, calendar, reason; then one consistent read. Every write of the city begins
    with the same lock: while it is held here nothing else is committed, so that all queries of
    this transaction see the same state on both databases. `seen` is the print of the list of checks
    that a person has read; ConflictError when it is another one by now.
    """
    policies.check_freeze(by)
    guards.lock_cycle(cycle, by=by)
    fresh = Cycle.objects.select_related("city__province", "instrument").get(pk=cycle.pk)
    guards.check_freezing_open(fresh, by=by)
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
        minutes=_minutes(fresh, last + 1, minutes or Minutes(), by),
    )
    content = snapshot_content(fresh, stamp)
    if seen and seen != fingerprint_of(content["minutes"]["open"]):
        raise ConflictError(
            "Daftar pemeriksaan berubah sejak Anda membukanya. Baca lagi, lalu centang dan bekukan."
        )
    return _store(fresh, stamp, content, by, with_files=with_files)


def canonical_json(content: Mapping[str, object]) -> str:
    """One text per content: sorted keys, no spaces, letters as they are."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _minutes(cycle: Cycle, number: int, given: Minutes, by: Actor) -> Minutes:
    """The minutes with their number, unique in the city, and with those who sign."""
    city = cycle.city
    text = clean_text(given.number, field="minutes_number", max_length=100, single_line=True)
    rows = Snapshot.objects.filter(cycle__city=city)
    taken = set(rows.values_list("minutes_number", flat=True))
    if text in taken:
        raise ValidationError({"minutes_number": "Nomor ini sudah dipakai berita acara lain."})
    day = local_day(city, by.at)
    while not text or text in taken:
        text = minutes_number(city.minutes_pattern, number=number, year=cycle.year, day=day)
        number += 1
    signatories = tuple(
        _signatory(each, place) for place, each in enumerate(given.signatories, 1) if each.name
    )
    return Minutes(text, signatories or (_of_settings(city),))


def _signatory(given: Signatory, place: int) -> Signatory:
    def line(name: str, max_length: int) -> str:
        value = getattr(given, name)
        return clean_text(
            value, field=f"signatory_{place}_{name}", max_length=max_length, single_line=True
        )

    return Signatory(line("name", 150), line("title", 150), line("rank", 100), line("nip", 30))


def _of_settings(city: City) -> Signatory:
    return Signatory(
        city.signatory_name, city.signatory_title, city.signatory_rank, city.signatory_number
    )


def _store(cycle: Cycle, stamp: Stamp, content: Json, by: Actor, *, with_files: bool) -> Snapshot:
    text = canonical_json(content)
    totals = content["totals"]
    row = Snapshot.objects.create(
        cycle=cycle,
        number=stamp.number,
        content=text,
        sha256=content_hash(text),
        minutes_number=stamp.minutes.number,
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
    if with_files:
        make_ahead(snapshot=row, by=by)
    return row
