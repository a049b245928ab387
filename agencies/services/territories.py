"""Writes of territories: kecamatan, desa and kelurahan of a city."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.crypto import salted_hmac

from agencies import audit
from agencies.actors import Actor
from agencies.errors import ConflictError, StaleVersionError
from agencies.models import Territory
from agencies.policies import check_manage_territories, visible_territories
from agencies.services.rows import lock_city, locked_city
from agencies.services.text import clean_text

KECAMATAN = Territory.TerritoryKind.KECAMATAN


@dataclass(frozen=True, slots=True)
class TerritoryFields:
    """What the admin writes; `parent` is the kecamatan of a desa or kelurahan."""

    kind: str
    name: str
    parent: Territory | None = None


def version_of(territory: Territory) -> str:
    """Changes with the row; stands in for a version number."""
    value = f"{territory.kind}|{territory.parent_id}|{territory.name}"
    return salted_hmac("agencies.territory", value).hexdigest()[:16]


@transaction.atomic
def create_territory(fields: TerritoryFields, *, by: Actor) -> Territory:
    check_manage_territories(by)
    territory = Territory(city=locked_city(by))
    _fill(territory, fields, by)
    territory.save(force_insert=True)
    _record("territory.create", territory, None, _values(territory), by)
    return territory


@transaction.atomic
def change_territory(
    territory: Territory, fields: TerritoryFields, *, version: str, by: Actor
) -> Territory:
    check_manage_territories(by)
    lock_city(by)
    territory = _locked(territory, version, by)
    before = _values(territory)
    if fields.kind != territory.kind and territory.territory_set.exists():
        raise ValidationError({"kind": "Masih ada desa/kelurahan di kecamatan ini."})
    _fill(territory, fields, by)
    territory.save(update_fields=["kind", "name", "parent"])
    _record("territory.change", territory, before, _values(territory), by)
    return territory


@transaction.atomic
def delete_territory(territory: Territory, *, version: str, by: Actor) -> None:
    """Delete a territory that nothing refers to."""
    check_manage_territories(by)
    lock_city(by)
    territory = _locked(territory, version, by)
    pk, before = territory.pk, _values(territory)
    try:
        with transaction.atomic():
            territory.delete()
    except ProtectedError as error:
        raise ConflictError(
            f"{territory.name} sudah dipakai (oleh jawaban atau desa/kelurahan di bawahnya), "
            "jadi tidak dapat dihapus."
        ) from error
    audit.record(
        by=by, action="territory.delete", subject="territory", subject_id=pk, before=before
    )


def _locked(territory: Territory, version: str, by: Actor) -> Territory:
    rows = visible_territories(by).select_for_update(of=("self",), no_key=True)
    current = rows.filter(pk=territory.pk).first()
    if current is None:
        raise ConflictError("Wilayah ini sudah dihapus.")
    if version_of(current) != version:
        raise StaleVersionError(current)
    return current


def _fill(territory: Territory, fields: TerritoryFields, by: Actor) -> None:
    """Write checked values into the row, without saving."""
    if fields.kind not in Territory.TerritoryKind.values:
        raise ValidationError({"kind": "Pilih jenis dari daftar."})
    name = clean_text(
        fields.name, field="name", label="Nama", max_length=100, required=True, single_line=True
    )
    _check_parent(territory, fields, by)
    same = visible_territories(by).filter(kind=fields.kind, name__iexact=name)
    if same.exclude(pk=territory.pk).exists():
        raise ValidationError({"name": "Wilayah dengan jenis dan nama ini sudah ada."})
    territory.kind, territory.name, territory.parent = fields.kind, name, fields.parent


def _check_parent(territory: Territory, fields: TerritoryFields, by: Actor) -> None:
    if fields.parent is None:
        return
    if fields.kind == KECAMATAN:
        raise ValidationError({"parent": "Kosongkan: kecamatan tidak berada di kecamatan lain."})
    found = visible_territories(by).filter(pk=fields.parent.pk, kind=KECAMATAN).exists()
    if not found or fields.parent.pk == territory.pk:
        raise ValidationError({"parent": "Pilih kecamatan dari daftar."})


def _values(territory: Territory) -> dict[str, object]:
    parent = territory.parent.name if territory.parent else ""
    return {"kind": territory.kind, "name": territory.name, "parent": parent}


def _record(
    action: str,
    territory: Territory,
    before: dict[str, object] | None,
    after: dict[str, object],
    by: Actor,
) -> None:
    audit.record(
        by=by,
        action=action,
        subject="territory",
        subject_id=territory.pk,
        before=before,
        after=after,
    )
