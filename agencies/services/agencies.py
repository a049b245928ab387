"""Writes of regional agencies: created, changed, closed with a successor, opened again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from agencies import audit
from agencies.actors import Actor
from agencies.errors import ConflictError
from agencies.models import Agency
from agencies.policies import check_manage_agencies, visible_agencies
from agencies.services.rows import lock_city, locked_city, update_versioned, values_of
from agencies.services.text import clean_text


@dataclass(frozen=True, slots=True)
class AgencyFields:
    """What the admin writes about an agency."""

    abbreviation: str
    name: str
    kind: str
    instrument_name: str = ""


@transaction.atomic
def create_agency(fields: AgencyFields, *, by: Actor) -> Agency:
    check_manage_agencies(by)
    city = locked_city(by)
    values = _clean(fields)
    _check_free(values, by=by)
    agency = Agency(city=city, **values)
    agency.save(force_insert=True)
    audit.record(
        by=by, action="agency.create", subject="agency", subject_id=agency.pk, after=values
    )
    return agency


@transaction.atomic
def change_agency(agency: Agency, fields: AgencyFields, *, version: int, by: Actor) -> Agency:
    check_manage_agencies(by)
    lock_city(by)
    agency = visible_agencies(by).select_for_update(of=("self",), no_key=True).get(pk=agency.pk)
    values = _clean(fields)
    before = values_of(agency, values)
    if agency.version == version:
        _check_free(values, by=by, agency=agency)
    changed = update_versioned(agency, version, values)
    _record("agency.change", changed, before, values, by)
    return changed


@transaction.atomic
def deactivate_agency(
    agency: Agency, *, successor: Agency | None, version: int, by: Actor
) -> Agency:
    """Close an agency; its rows and its assignments in running cycles stay as they are."""
    check_manage_agencies(by)
    lock_city(by)
    agency = visible_agencies(by).select_for_update(of=("self",), no_key=True).get(pk=agency.pk)
    if not agency.is_active:
        raise ConflictError(f"{agency.abbreviation} sudah tidak aktif.")
    if successor is not None:
        _check_successor(agency, successor, by)
    changes = {"is_active": False, "successor_id": successor.pk if successor else None}
    changed = update_versioned(agency, version, changes)
    after = {"is_active": False, "successor": successor.abbreviation if successor else ""}
    _record("agency.deactivate", changed, {"is_active": True}, after, by)
    return changed


@transaction.atomic
def activate_agency(agency: Agency, *, version: int, by: Actor) -> Agency:
    """Open a closed agency again; it has no successor any more."""
    check_manage_agencies(by)
    lock_city(by)
    agency = visible_agencies(by).select_for_update(of=("self",), no_key=True).get(pk=agency.pk)
    if agency.is_active:
        raise ConflictError(f"{agency.abbreviation} sudah aktif.")
    if _holder(agency.instrument_name, by, agency) is not None:
        raise ConflictError(
            f"Nama di instrumen {agency.instrument_name} kini dipakai perangkat daerah lain. "
            "Ubah salah satunya lebih dulu."
        )
    changed = update_versioned(agency, version, {"is_active": True, "successor_id": None})
    _record("agency.activate", changed, {"is_active": False}, {"is_active": True}, by)
    return changed


def _clean(fields: AgencyFields) -> dict[str, str]:
    values = asdict(fields)
    if values["kind"] not in Agency.AgencyKind.values:
        raise ValidationError({"kind": "Pilih jenis dari daftar."})
    for name, label, max_length, required in (
        ("abbreviation", "Singkatan", 40, True),
        ("name", "Nama", 150, True),
        ("instrument_name", "Nama dalam instrumen", 40, False),
    ):
        values[name] = clean_text(
            values[name],
            field=name,
            label=label,
            max_length=max_length,
            required=required,
            single_line=True,
        )
    return values


def _check_free(values: dict[str, str], *, by: Actor, agency: Agency | None = None) -> None:
    others = visible_agencies(by).exclude(Q(pk=agency.pk if agency else None))
    if others.filter(abbreviation__iexact=values["abbreviation"]).exists():
        raise ValidationError({"abbreviation": "Singkatan ini sudah dipakai di kota Anda."})
    is_active = agency is None or agency.is_active
    holder = _holder(values["instrument_name"], by, agency)
    if is_active and holder is not None:
        message = f"Nama ini sudah dipakai {holder.abbreviation}."
        raise ValidationError({"instrument_name": message})


def _holder(instrument_name: str, by: Actor, agency: Agency | None) -> Agency | None:
    """The other active agency that answers to this name of the instrument."""
    if not instrument_name:
        return None
    others = visible_agencies(by).filter(is_active=True, instrument_name=instrument_name)
    return others.exclude(Q(pk=agency.pk if agency else None)).first()


def _check_successor(agency: Agency, successor: Agency, by: Actor) -> None:
    is_open = visible_agencies(by).filter(pk=successor.pk, is_active=True).exists()
    if successor.pk == agency.pk or not is_open:
        raise ValidationError({"successor": "Penerus harus perangkat daerah lain yang aktif."})


def _record(
    action: str,
    agency: Agency,
    before: Mapping[str, object],
    after: Mapping[str, object],
    by: Actor,
) -> None:
    audit.record(
        by=by, action=action, subject="agency", subject_id=agency.pk, before=before, after=after
    )
