"""Writes of a city: its settings, and a new city with its first admin."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from agencies import audit
from agencies.actors import Actor
from agencies.models import ZONES, City, Province, User
from agencies.policies import check_manage_city, check_manage_server
from agencies.roles import Role
from agencies.services.people import NewPerson, insert_person
from agencies.services.rows import update_versioned, values_of
from agencies.services.text import clean_text


@dataclass(frozen=True, slots=True)
class CitySettings:
    """What the admin may set; name, code and kind belong to the operator of the server."""

    timezone: str
    secretariat_name: str = ""
    letterhead: str = ""
    address: str = ""
    place: str = ""
    chair_title: str = ""
    signatory_title: str = ""
    signatory_name: str = ""
    signatory_rank: str = ""
    signatory_number: str = ""
    minutes_pattern: str = ""


# Longest texts; the letterhead alone has several lines.
LENGTHS = {
    "secretariat_name": 150,
    "letterhead": 600,
    "address": 200,
    "place": 100,
    "chair_title": 150,
    "signatory_title": 150,
    "signatory_name": 150,
    "signatory_rank": 100,
    "signatory_number": 30,
    "minutes_pattern": 80,
}
LETTERHEAD_LINES = 6


@dataclass(frozen=True, slots=True)
class NewCity:
    """A city to add; its province is made when it is not there yet."""

    code: str
    name: str
    kind: str
    timezone: str
    province_code: str
    province_name: str = ""


@transaction.atomic
def change_settings(city: City, fields: CitySettings, *, version: int, by: Actor) -> City:
    check_manage_city(by)
    city = City.objects.select_for_update(of=("self",), no_key=True).get(Q(pk=by.city_id))
    values = _clean_settings(fields)
    before = values_of(city, values)
    changed = update_versioned(city, version, values)
    audit.record(
        by=by,
        action="city.settings",
        subject="city",
        subject_id=city.pk,
        before={name: before[name] for name in values if before[name] != values[name]},
        after={name: values[name] for name in values if before[name] != values[name]},
    )
    return changed


@transaction.atomic
def add_city(fields: NewCity, *, admin: str, by: Actor) -> tuple[City, User, str]:
    """A city with its first admin; the third value is the admin's one-time password."""
    check_manage_server(by)
    _check_new_city(fields)
    province = find_province(fields.province_code, fields.province_name, by=by)
    name = clean_text(
        fields.name, field="name", label="Nama", max_length=100, required=True, single_line=True
    )
    city = City(
        code=fields.code, name=name, kind=fields.kind, timezone=fields.timezone, province=province
    )
    city.save(force_insert=True)
    after = {"code": city.code, "name": name, "timezone": city.timezone}
    audit.record(
        by=by,
        action="city.create",
        subject="city",
        subject_id=city.pk,
        after=after,
        city_id=city.pk,
    )
    person = NewPerson(username=admin, full_name=f"Admin {name}", role=Role.ADMIN)
    user, password = insert_person(person, city_id=city.pk, by=by)
    return city, user, password


@transaction.atomic
def add_verifier(
    person: NewPerson, *, province_code: str, province_name: str = "", by: Actor
) -> tuple[User, str]:
    """A verifier of a province with the one-time password."""
    check_manage_server(by)
    province = find_province(province_code, province_name, by=by)
    return insert_person(person, province_id=province.pk, by=by)


def find_province(code: str, name: str, *, by: Actor) -> Province:
    """The province of a code; made under `name` when it is new."""
    if not re.fullmatch("[0-9]{2}", code):
        raise ValidationError("Kode provinsi terdiri atas dua angka, misalnya 52.")
    province = Province.objects.filter(code=code).first()
    if province is not None:
        return province
    if not name:
        raise ValidationError(f"Provinsi {code} belum ada; sebutkan namanya.")
    name = clean_text(
        name, field="province", label="Provinsi", max_length=100, required=True, single_line=True
    )
    province = Province.objects.create(code=code, name=name)
    audit.record(
        by=by,
        action="province.create",
        subject="province",
        subject_id=province.pk,
        after={"code": code, "name": name},
    )
    return province


def _clean_settings(fields: CitySettings) -> dict[str, str]:
    values = asdict(fields)
    if values["timezone"] not in dict(ZONES):
        raise ValidationError({"timezone": "Pilih zona waktu dari daftar."})
    for name, length in LENGTHS.items():
        values[name] = clean_text(
            values[name], field=name, max_length=length, single_line=name != "letterhead"
        )
    if values["letterhead"].count("\n") >= LETTERHEAD_LINES:
        raise ValidationError({"letterhead": f"Paling banyak {LETTERHEAD_LINES} baris."})
    return values


def _check_new_city(fields: NewCity) -> None:
    if not re.fullmatch(r"[0-9]{2}\.[0-9]{2}", fields.code):
        raise ValidationError("Kode kota berbentuk dua angka, titik, dua angka, misalnya 52.72.")
    if not fields.code.startswith(f"{fields.province_code}."):
        raise ValidationError("Kode kota harus berawal dengan kode provinsinya.")
    if fields.kind not in City.CityKind.values:
        raise ValidationError("Jenis harus kota atau kabupaten.")
    if fields.timezone not in dict(ZONES):
        raise ValidationError("Zona waktu harus salah satu dari " + ", ".join(dict(ZONES)))
    if City.objects.filter(code=fields.code).exists():
        raise ValidationError(f"Kota {fields.code} sudah ada.")
