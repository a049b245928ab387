"""Demo people: one for every role, with one shared password and usernames that can be guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.contrib.auth.hashers import check_password, make_password

from agencies.models import Agency, City, Province, User
from agencies.roles import Role
from assessment.demo.places import CITIES, DemoCity

# Invented people: common given and family names of the archipelago, mixed.
GIVEN = (
    "Siti Rahmah", "Muhammad Yusuf", "Nurhayati", "Abdul Haris", "Dewi Anggita", "Rizal Firdaus",
    "Maria Goreti", "Yohanes Bere", "Endang Suryani", "Agus Setiawan", "Fitriani", "Hendra Gunawan",
    "Ratna Sari", "Bambang Irawan", "Lilis Suryani", "Dedi Kurniawan", "Yuliana", "Syarifuddin",
    "Aisyah Putri", "Iwan Ridwan", "Kartini", "Usman Hakim", "Wulan Sari", "Taufik Rahman",
)  # fmt: skip
FAMILY = (
    "Anwar", "Saputra", "Wahyuni", "Maulana", "Permata", "Nugraha", "Tahir", "Pratiwi", "Salim",
    "Handayani", "Mansur", "Puspita", "Arsyad", "Hasanah", "Ramadhan", "Utami", "Ismail", "Safitri",
    "Yasin", "Anggraini", "Ibrahim", "Kusuma", "Latief",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Account:
    """`place` is the city's name, or the verifier's province; `city` its code, empty for those."""

    username: str
    role: Role
    place: str
    city: str
    agency: str


def slug(abbreviation: str) -> str:
    """`Bag. Hukum` becomes `baghukum`."""
    return re.sub(r"[^a-z0-9]", "", abbreviation.lower())


def local_name(city: DemoCity, instrument_name: str) -> str:
    return city.local_names.get(instrument_name, (instrument_name, ""))[0]


def operator_name(city: DemoCity, instrument_name: str) -> str:
    return f"{slug(local_name(city, instrument_name))}.{city.slug}"


def head_name(city: DemoCity, instrument_name: str) -> str:
    return f"kepala.{operator_name(city, instrument_name)}"


def usernames(city: DemoCity) -> Iterator[tuple[str, Role, str, str]]:
    """Username, role, position and agency (by the instrument's name) of everybody in a city."""
    for name in city.operators:
        local = local_name(city, name)
        yield operator_name(city, name), Role.OPERATOR, f"Operator KLA {local}", name
    for name in city.heads:
        yield head_name(city, name), Role.HEAD, f"Kepala {local_name(city, name)}", name
    staff = (
        ("pemeriksa", Role.REVIEWER, "Anggota sekretariat Gugus Tugas KLA"),
        ("pemeriksa2", Role.REVIEWER, "Anggota sekretariat Gugus Tugas KLA"),
        ("koordinator", Role.COORDINATOR, "Ketua sekretariat Gugus Tugas KLA"),
        ("walikota", Role.LEADER, "Wali Kota"),
        ("admin", Role.ADMIN, "Pengelola aplikasi, Diskominfo"),
    )
    for name, role, position in staff:
        yield f"{name}.{city.slug}", role, position, ""


def verifier_name(city: DemoCity) -> str:
    return f"verifikator.{city.province_slug}"


def make_people(place: DemoCity, city: City, agencies: dict[str, Agency], hashed: str) -> None:
    """Everybody of a city, and the verifier of its province."""
    start = CITIES.index(place) * 7
    for number, (username, role, position, agency) in enumerate(usernames(place), start=start):
        User.objects.create(
            username=username,
            full_name=_full_name(number),
            position=position,
            role=role,
            city=city,
            agency=agencies[agency] if agency else None,
            password=hashed,
        )
    _make_verifier(place, city.province, hashed)


def _make_verifier(place: DemoCity, province: Province, hashed: str) -> None:
    User.objects.get_or_create(
        username=verifier_name(place),
        defaults={
            "full_name": _full_name(int(province.code) * 11),
            "position": f"Tim verifikasi KLA Provinsi {province.name}",
            "role": Role.VERIFIER,
            "province": province,
            "password": hashed,
        },
    )


def shared_hash(password: str) -> str:
    """The stored form of the shared password; reused where a demo person has it already, because
    hashing is slow on purpose."""
    present = User.objects.filter(username__in=_all_usernames()).values_list("password", flat=True)
    for hashed in sorted(set(present)):
        if check_password(password, hashed):
            return hashed
    return make_password(password)


def accounts(password: str) -> list[Account]:
    """Demo people who can sign in with the shared password, city by city."""
    names = _all_usernames()
    rows = User.objects.filter(username__in=names, password=shared_hash(password), is_active=True)
    found = {row.username: row for row in rows.select_related("city", "agency", "province")}
    return [
        Account(
            username=name,
            role=Role(row.role),
            place=str(row.city or f"Provinsi {row.province}"),
            city=row.city.code if row.city else "",
            agency=str(row.agency or ""),
        )
        for name in names
        if (row := found.get(name)) is not None
    ]


def _all_usernames() -> list[str]:
    people = [name for city in CITIES for name, *_ in usernames(city)]
    return list(dict.fromkeys([*people, *map(verifier_name, CITIES)]))


def _full_name(number: int) -> str:
    return f"{GIVEN[number % len(GIVEN)]} {FAMILY[number * 5 % len(FAMILY)]}"


def cast(names: Iterable[str]) -> dict[str, User]:
    """People by username, with what an actor needs."""
    rows = User.objects.filter(username__in=list(names)).select_related("agency")
    return {row.username: row for row in rows}
