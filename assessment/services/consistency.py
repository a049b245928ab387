"""References of the city and findings that may stand, both set by the coordinator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from agencies import audit
from agencies.actors import Actor
from agencies.errors import ConflictError
from agencies.services.rows import update_versioned
from assessment import policies
from assessment.core.answers import MAX_COUNT
from assessment.core.city_facts import facts
from assessment.models import CityFact, ConsistencyWaiver, Cycle
from assessment.selectors.consistency import findings_of
from assessment.selectors.instruments import instrument_of
from assessment.services import guards
from assessment.services.text import clean_text

#: Version of a reference that does not exist yet.
NEW = 0
GONE = "Angka acuan ini sudah dihapus. Simpan lagi bila tetap diperlukan."


@dataclass(frozen=True, slots=True)
class FactFields:
    """What the coordinator writes of a fact."""

    value: int
    source: str
    as_of: date | None = None


@transaction.atomic
def set_city_fact(
    *, cycle: Cycle, code: str, fields: FactFields, version: int, by: Actor
) -> CityFact:
    """Write the reference of a fact; `version` is the shown one's, NEW for none."""
    cycle = _open(cycle, by)
    label = next((fact.label for fact in facts(instrument_of(cycle)) if fact.code == code), None)
    if label is None:
        raise ValidationError({"code": "Angka ini tidak ada di instrumen."})
    if not 0 <= fields.value <= MAX_COUNT:
        raise ValidationError({"value": "Isi bilangan dari 0 sampai 999.999.999.999."})
    values = {
        "label": label[:200],
        "value": fields.value,
        "source": clean_text(fields.source, field="source", max_length=200, required=True),
        "as_of": fields.as_of,
        "updated_by_id": by.user_id,
        "updated_at": by.at,
    }
    current = CityFact.objects.filter(cycle=cycle, code=code).first()
    before = None if current is None else _recorded(current)
    row = _store(cycle, code, current, values, version)
    audit.record(
        by=by,
        action="city_fact.set",
        subject="city_fact",
        subject_id=code,
        before=before,
        after=_recorded(row),
    )
    return row


@transaction.atomic
def delete_city_fact(*, fact: CityFact, version: int, by: Actor) -> None:
    _open(fact.cycle, by)
    deleted, _ = CityFact.objects.filter(pk=fact.pk, version=version).delete()
    if not deleted:
        raise ConflictError("Angka acuan ini sudah diubah atau dihapus. Muat ulang halaman.")
    audit.record(
        by=by,
        action="city_fact.delete",
        subject="city_fact",
        subject_id=fact.code,
        before=_recorded(fact),
    )


@transaction.atomic
def waive(
    *, cycle: Cycle, rule: str, subject: str, seen: str, reason: str, by: Actor
) -> ConsistencyWaiver:
    """Let a finding stand, with a reason; `seen` is the fingerprint that the page showed.

    The waiver lapses by itself when the figures change.
    """
    cycle = _open(cycle, by)
    reason = clean_text(reason, field="reason", max_length=2000, required=True)
    checked = next(
        (f for f in findings_of(cycle) if (f.finding.rule, f.finding.subject) == (rule, subject)),
        None,
    )
    if checked is None or checked.finding.fingerprint != seen:
        raise ConflictError("Angkanya sudah berubah sejak ditampilkan. Periksa lagi temuannya.")
    if not checked.is_open:
        raise ConflictError("Temuan ini sudah dikecualikan.")
    values = {
        "fingerprint": seen,
        "reason": reason,
        "decided_by_id": by.user_id,
        "decided_at": by.at,
    }
    row, _ = ConsistencyWaiver.objects.update_or_create(
        cycle=cycle, rule=rule, subject=subject, defaults=values
    )
    audit.record(
        by=by,
        action="consistency.waive",
        subject="consistency",
        subject_id=row.pk,
        after={"title": checked.finding.message},
        reason=reason,
    )
    return row


@transaction.atomic
def withdraw_waiver(*, waiver: ConsistencyWaiver, by: Actor) -> None:
    """The finding counts again."""
    _open(waiver.cycle, by)
    deleted, _ = ConsistencyWaiver.objects.filter(
        pk=waiver.pk, fingerprint=waiver.fingerprint
    ).delete()
    if not deleted:
        raise ConflictError("Pengecualian ini sudah dicabut.")
    audit.record(
        by=by,
        action="consistency.unwaive",
        subject="consistency",
        subject_id=waiver.pk,
        before={"title": waiver.subject, "reason": waiver.reason},
    )


def _open(cycle: Cycle, by: Actor) -> Cycle:
    """The locked cycle, when the actor may settle its consistency now."""
    cycle = guards.lock_cycle(cycle, by=by)
    policies.check_settle_consistency(by)
    guards.check_review_open(cycle, by=by)
    return cycle


def _store(
    cycle: Cycle, code: str, current: CityFact | None, values: dict[str, object], version: int
) -> CityFact:
    if current is not None:
        return update_versioned(current, version, values)
    if version != NEW:
        raise ConflictError(GONE)
    return CityFact.objects.create(cycle=cycle, code=code, **values)


def _recorded(row: CityFact) -> dict[str, object]:
    return {
        "title": row.label,
        "value": row.value,
        "source": row.source,
        "as_of": None if row.as_of is None else row.as_of.isoformat(),
    }
