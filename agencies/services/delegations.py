"""Writes of acting heads (Plt./Plh.): named by a letter for some days, and ended early."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from agencies import audit
from agencies.actors import Actor
from agencies.errors import ConflictError
from agencies.models import Agency, City, Delegation, User, local_day
from agencies.policies import (
    check_delegate,
    delegable_agencies,
    possible_delegates,
    visible_delegations,
)
from agencies.roles import Role
from agencies.services.rows import locked_city
from agencies.services.text import clean_text

LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class DelegationFields:
    """Who stands in for which head, by which letter, on which days (both included)."""

    agency: Agency
    person: User
    letter_number: str
    starts_on: date
    ends_on: date


@transaction.atomic
def grant_delegation(fields: DelegationFields, *, by: Actor) -> Delegation:
    """Name an acting head; refused where another one holds on one of the days."""
    check_delegate(by)
    city = locked_city(by)
    _check_people(fields, by)
    _check_days(fields, city, by)
    letter = clean_text(
        fields.letter_number,
        field="letter_number",
        label="Nomor surat",
        max_length=60,
        required=True,
        single_line=True,
    )
    row = Delegation.objects.create(
        agency=fields.agency,
        person=fields.person,
        letter_number=letter,
        starts_on=fields.starts_on,
        ends_on=fields.ends_on,
        granted_by_id=by.user_id,
        granted_at=by.at,
    )
    after = {
        "agency": fields.agency.abbreviation,
        "person": fields.person.full_name,
        "letter_number": letter,
        "starts_on": fields.starts_on,
        "ends_on": fields.ends_on,
    }
    audit.record(
        by=by, action="delegation.grant", subject="delegation", subject_id=row.pk, after=after
    )
    return row


@transaction.atomic
def revoke_delegation(row: Delegation, *, by: Actor) -> Delegation:
    """End it at once; what the acting head has approved stays approved."""
    check_delegate(by)
    city = locked_city(by)
    row = visible_delegations(by).select_related("agency", "person").get(pk=row.pk)
    if row.revoked_at is not None:
        raise ConflictError("Penunjukan ini sudah dicabut.")
    if row.ends_on < local_day(city, by.at):
        raise ConflictError("Penunjukan ini sudah berakhir.")
    row.revoked_at = by.at
    row.save(update_fields=["revoked_at"])
    audit.record(
        by=by,
        action="delegation.revoke",
        subject="delegation",
        subject_id=row.pk,
        before={"person": row.person.full_name, "letter_number": row.letter_number},
        after={"agency": row.agency.abbreviation},
    )
    return row


def _check_people(fields: DelegationFields, by: Actor) -> None:
    agency, person = fields.agency, fields.person
    if not delegable_agencies(by).filter(pk=agency.pk).exists():
        raise ValidationError({"agency": "Pilih perangkat daerah dari daftar."})
    if not possible_delegates(by).filter(pk=person.pk).exists():
        raise ValidationError({"person": "Pilih orang dari daftar."})
    is_own = person.agency_id == agency.pk
    if person.role == Role.OPERATOR and not is_own:
        raise ValidationError(
            {"person": f"Operator hanya dapat menjadi Plt. perangkat daerahnya, bukan {agency}."}
        )
    if person.role == Role.HEAD and is_own:
        raise ValidationError({"person": f"{person} sudah kepala {agency}."})


def _check_days(fields: DelegationFields, city: City, by: Actor) -> None:
    if fields.ends_on < fields.starts_on:
        raise ValidationError({"ends_on": "Hari terakhir tidak boleh sebelum hari pertama."})
    if fields.ends_on < local_day(city, by.at):
        raise ValidationError({"ends_on": "Hari terakhir sudah lewat."})
    if fields.ends_on - fields.starts_on > LONGEST:
        raise ValidationError({"ends_on": "Paling lama satu tahun; perpanjang dengan surat baru."})
    others = Delegation.objects.filter(agency=fields.agency, revoked_at__isnull=True)
    same = others.filter(starts_on__lte=fields.ends_on, ends_on__gte=fields.starts_on).first()
    if same is not None:
        raise ValidationError(
            {
                "starts_on": f"{fields.agency} sudah punya Plt. pada hari-hari itu: {same.person}, "
                f"surat nomor {same.letter_number}. Cabut dahulu."
            }
        )
