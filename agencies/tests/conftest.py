"""Two small towns with people of every role, without cycles: enough for people and agencies."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from django.test import Client

from agencies.actors import actor_of
from agencies.models import Agency, City, Province, Territory, User
from agencies.roles import AGENCY_ROLES, Role

PASSWORD = "kata-sandi-uji-123"
NOW = datetime(2026, 12, 1, 2, 0, 0, tzinfo=UTC)


@dataclass
class Town:
    city: City
    agencies: dict[str, Agency]
    kecamatan: Territory
    people: dict[str, User] = field(default_factory=dict)

    def actor(self, role="admin"):
        return actor_of(self.people[role], NOW)


@dataclass
class Towns:
    home: Town
    other: Town
    verifier: User


def make_user(username, role, **scope):
    user = User(username=username, full_name=f"Nama {username}", role=role, **scope)
    user.set_password(PASSWORD)
    user.save(force_insert=True)
    return user


def make_town(province, code, name):
    city = City.objects.create(
        province=province, code=code, name=name, kind="kota", timezone="Asia/Makassar"
    )
    agencies = {
        word: Agency.objects.create(
            city=city, abbreviation=word, name=f"Dinas {word}", kind="opd", instrument_name=word
        )
        for word in ("BPBD", "Dinsos")
    }
    kecamatan = Territory.objects.create(city=city, kind="kecamatan", name="Raba")
    town = Town(city, agencies, kecamatan)
    for role in Role:
        if role is not Role.VERIFIER:
            agency = agencies["BPBD"] if role in AGENCY_ROLES else None
            town.people[role.value] = make_user(f"{role}.{code}", role, city=city, agency=agency)
    return town


@pytest.fixture
def towns(db):
    province = Province.objects.create(code="52", name="Nusa Tenggara Barat")
    return Towns(
        home=make_town(province, "52.72", "Kota Bima"),
        other=make_town(province, "52.71", "Kota Mataram"),
        verifier=make_user("verifikator.52", Role.VERIFIER, province=province),
    )


@pytest.fixture
def home(towns):
    return towns.home


@pytest.fixture
def browser_of():
    """A fresh browser in which a person is signed in."""

    def open_browser(user):
        client = Client()
        client.force_login(user)
        return client

    return open_browser


@pytest.fixture
def admin(home, browser_of):
    return browser_of(home.people["admin"])
