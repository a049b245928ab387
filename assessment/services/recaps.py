"""Last year's recap: kept, mapped, used as proposals, and taken back.

Nothing of it counts: values are shown beside the questions, assignments change only where a
coordinator accepts them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from agencies import audit
from agencies.actors import Actor
from agencies.errors import ConflictError
from agencies.models import Agency
from agencies.services.rows import update_versioned
from assessment import policies
from assessment.core.agency_names import alias_key
from assessment.models import AgencyAlias, Assignment, Cycle, RecapImport, RecapValue
from assessment.selectors.instruments import instrument_of
from assessment.services import guards
from assessment.services.cycles import set_assignment

#: Recaps of a cycle that were looked at and not used.
MOST_KEPT = 5
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class RecapFacts:
    """What a recap says of a question; points as canonical strings, agencies by id in order."""

    question_code: str
    maximum: str
    value: str
    agencies: tuple[int, ...]
    place: str


@transaction.atomic
def keep_recap(
    *,
    cycle: Cycle,
    filename: str,
    sheets: list[dict[str, Any]],
    mapping: Mapping[str, Any],
    by: Actor,
) -> RecapImport:
    """Keep an uploaded recap; the oldest of those that nobody used make room."""
    policies.check_import_recap(by)
    cycle = guards.lock_cycle(cycle, by=by)
    guards.check_not_closed(cycle, by=by)
    recap = RecapImport.objects.create(
        cycle=cycle,
        filename=filename[:150],
        sheets=sheets,
        mapping=dict(mapping),
        uploaded_by_id=by.user_id,
        uploaded_at=by.at,
    )
    unused = RecapImport.objects.filter(cycle=cycle, applied_at__isnull=True)
    kept = list(unused.values_list("pk", flat=True)[:MOST_KEPT])
    unused.exclude(pk__in=kept).delete()
    _record(recap, "recap.upload", {"filename": recap.filename}, by)
    return recap


@transaction.atomic
def map_recap(
    *, recap: RecapImport, mapping: Mapping[str, Any], version: int, by: Actor
) -> RecapImport:
    """Say what the columns hold; not any more once it is used."""
    _locked(recap, by)
    _check_unused(recap)
    row = update_versioned(recap, version, {"mapping": dict(mapping)})
    _record(recap, "recap.map", {"filename": recap.filename}, by)
    return row


@transaction.atomic
def confirm_names(*, recap: RecapImport, names: Mapping[str, Agency | None], by: Actor) -> int:
    """Remember for the city whom each name means, None: nobody. How many are new or other."""
    cycle = _locked(recap, by)
    _check_names(cycle, names)
    rows = AgencyAlias.objects.filter(city_id=cycle.city_id).select_related("agency")
    known = {row.key: row for row in rows}
    said = []
    for name, agency in names.items():
        key = alias_key(name)[:LONGEST_NAME]
        row = known.get(key)
        if row is not None and row.agency_id == (agency.pk if agency else None):
            continue
        AgencyAlias.objects.update_or_create(
            city_id=cycle.city_id,
            key=key,
            defaults={
                "name": name[:LONGEST_NAME],
                "agency": agency,
                "confirmed_by_id": by.user_id,
                "confirmed_at": by.at,
            },
        )
        said.append(f"{name[:LONGEST_NAME]}: {agency or 'diabaikan'}")
    if said:
        _record(recap, "alias.confirm", {"names": said}, by)
    return len(said)


def _check_names(cycle: Cycle, names: Mapping[str, Agency | None]) -> None:
    if any(agency and agency.city_id != cycle.city_id for agency in names.values()):
        raise ValidationError({"agency": "Pilih perangkat daerah kota ini."})
    if any(len(name) > LONGEST_NAME or not alias_key(name) for name in names):
        raise ValidationError({"name": "Nama ini tidak dapat diingat."})


@transaction.atomic
def apply_recap(
    *, recap: RecapImport, rows: Sequence[RecapFacts], version: int, by: Actor
) -> RecapImport:
    """Use what the recap says as last year's values and as proposals. One recap a cycle."""
    cycle = _locked(recap, by)
    _check_unused(recap)
    if RecapValue.objects.filter(cycle=cycle).exists():
        raise ConflictError("Siklus ini sudah memakai rekap lain. Batalkan rekap itu dahulu.")
    if not rows:
        raise ConflictError("Tidak ada baris yang dapat dipakai. Periksa pemetaan kolomnya.")
    _check_rows(cycle, rows)
    row = update_versioned(recap, version, {"applied_by_id": by.user_id, "applied_at": by.at})
    RecapValue.objects.bulk_create(
        RecapValue(
            recap=recap,
            cycle=cycle,
            question_code=facts.question_code,
            maximum=facts.maximum,
            value=facts.value,
            agencies=list(facts.agencies),
            place=facts.place[:80],
        )
        for facts in rows
    )
    _record(recap, "recap.apply", {"filename": recap.filename, "questions": len(rows)}, by)
    return row


def _check_rows(cycle: Cycle, rows: Sequence[RecapFacts]) -> None:
    instrument = instrument_of(cycle)
    if any(instrument.question(facts.question_code) is None for facts in rows):
        raise ValidationError({"question": "Pertanyaan ini tidak ada di instrumen."})
    named = {pk for facts in rows for pk in facts.agencies}
    if Agency.objects.filter(pk__in=named, city_id=cycle.city_id).count() != len(named):
        raise ValidationError({"agencies": "Pilih perangkat daerah kota ini."})


@transaction.atomic
def accept_assignments(*, recap: RecapImport, seen: Mapping[str, str], by: Actor) -> int:
    """Assign the questions as the recap proposes; `seen` are the ids shown for each. ConflictError,
    and nothing changed, when one was assigned otherwise meanwhile."""
    policies.check_assign(by)
    cycle = _locked(recap, by)
    if not recap.is_applied:
        raise ConflictError("Rekap ini tidak sedang dipakai.")
    values = RecapValue.objects.filter(recap=recap, question_code__in=list(seen))
    agencies = {row.pk: row for row in Agency.objects.filter(city_id=cycle.city_id, is_active=True)}
    present = _assigned(cycle)
    accepted = dict(recap.accepted)
    for value in values:
        code = value.question_code
        today = present.get(code, [])
        if ",".join(map(str, today)) != seen[code]:
            raise ConflictError(f"Penugasan {code} sudah diubah. Muat ulang halaman ini.")
        chosen = [agencies[pk] for pk in value.agencies if pk in agencies]
        set_assignment(cycle=cycle, question_code=code, agencies=chosen, by=by)
        first = accepted.get(code, {}).get("before", today)
        accepted[code] = {"before": first, "after": [agency.pk for agency in chosen]}
    RecapImport.objects.filter(pk=recap.pk).update(accepted=accepted, version=recap.version + 1)
    _record(recap, "recap.accept", {"questions": sorted(seen)}, by)
    return len(values)


@transaction.atomic
def undo_recap(*, recap: RecapImport, version: int, by: Actor) -> tuple[str, ...]:
    """Take the recap's values away and put accepted assignments back; codes of those that were
    changed by hand since, which stay as they are."""
    cycle = _locked(recap, by)
    if not recap.is_applied:
        raise ConflictError("Rekap ini tidak sedang dipakai.")
    update_versioned(recap, version, {"undone_at": by.at, "accepted": {}})
    RecapValue.objects.filter(recap=recap).delete()
    present = _assigned(cycle)
    agencies = {row.pk: row for row in Agency.objects.filter(city_id=cycle.city_id)}
    changed = []
    for code, step in recap.accepted.items():
        if present.get(code, []) != step["after"]:
            changed.append(code)
            continue
        before = [agencies[pk] for pk in step["before"] if pk in agencies]
        set_assignment(cycle=cycle, question_code=code, agencies=before, by=by)
    _record(recap, "recap.undo", {"filename": recap.filename, "kept": changed}, by)
    return tuple(changed)


def _locked(recap: RecapImport, by: Actor) -> Cycle:
    """The right, the lock, the calendar; then the recap as it stands now."""
    policies.check_import_recap(by)
    cycle = guards.lock_cycle(recap.cycle, by=by)
    guards.check_not_closed(cycle, by=by)
    fields = ("version", "applied_at", "undone_at", "accepted")
    recap.refresh_from_db(fields=fields)
    return cycle


def _check_unused(recap: RecapImport) -> None:
    if recap.applied_at is not None:
        raise ConflictError("Rekap ini sudah dipakai. Unggah lagi bila ada yang perlu diubah.")


def _assigned(cycle: Cycle) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for code, pk in Assignment.objects.filter(cycle=cycle).values_list(
        "question_code", "agency_id"
    ):
        found.setdefault(code, []).append(pk)
    return found


def _record(recap: RecapImport, action: str, after: Mapping[str, object], by: Actor) -> None:
    audit.record(by=by, action=action, subject="recap", subject_id=recap.pk, after=after)
