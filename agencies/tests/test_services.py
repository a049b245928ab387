"""What the database and the services refuse whatever page asks."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from agencies.errors import ConflictError
from agencies.models import Agency, AuditEntry, City, Territory, User
from agencies.services import agencies, cities, people, territories
from agencies.services.agencies import AgencyFields
from agencies.services.territories import TerritoryFields, version_of
from agencies.services.text import clean_text
from agencies.tests.conftest import make_user


@pytest.mark.parametrize(
    "role, scope",
    [
        ("operator", {"city": True}),
        ("head", {}),
        ("leader", {"city": True, "agency": True}),
        ("admin", {"province": True}),
        ("verifier", {"city": True}),
        ("verifier", {"city": True, "province": True}),
        ("dewa", {"city": True}),
    ],
)
def test_the_database_refuses_a_scope_that_does_not_fit_the_role(home, role, scope):
    values = {"city": home.city, "agency": home.agencies["BPBD"], "province": home.city.province}

    with pytest.raises(IntegrityError), transaction.atomic():
        make_user("salah", role, **{name: values[name] for name in scope})


def test_the_database_refuses_upper_case_and_equal_usernames(home):
    for username in ("Besar", "admin.52.72"):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_user(username, "leader", city=home.city)


def test_the_database_refuses_equal_agencies_and_foreign_zones(home):
    with pytest.raises(IntegrityError), transaction.atomic():
        Agency.objects.create(city=home.city, abbreviation="bpbd", name="x", kind="opd")
    with pytest.raises(IntegrityError), transaction.atomic():
        City.objects.filter(pk=home.city.pk).update(timezone="UTC")


ACTS = {
    "agency.create": lambda t, by: agencies.create_agency(AgencyFields("A", "B", "opd"), by=by),
    "agency.change": lambda t, by: agencies.change_agency(
        t.agencies["BPBD"], AgencyFields("A", "B", "opd"), version=1, by=by
    ),
    "agency.deactivate": lambda t, by: agencies.deactivate_agency(
        t.agencies["BPBD"], successor=None, version=1, by=by
    ),
    "agency.activate": lambda t, by: agencies.activate_agency(t.agencies["BPBD"], version=1, by=by),
    "territory.create": lambda t, by: territories.create_territory(
        TerritoryFields("kecamatan", "X"), by=by
    ),
    "territory.change": lambda t, by: territories.change_territory(
        t.kecamatan, TerritoryFields("kecamatan", "X"), version=version_of(t.kecamatan), by=by
    ),
    "territory.delete": lambda t, by: territories.delete_territory(
        t.kecamatan, version=version_of(t.kecamatan), by=by
    ),
    "person.create": lambda t, by: people.create_person(
        people.NewPerson(username="baru", full_name="Baru", role="leader"), by=by
    ),
    "person.change": lambda t, by: people.change_person(
        t.people["leader"], people.PersonFields("N", "leader"), version=1, by=by
    ),
    "person.deactivate": lambda t, by: people.deactivate_person(
        t.people["leader"], version=1, by=by
    ),
    "person.activate": lambda t, by: people.activate_person(t.people["leader"], version=1, by=by),
    "password.reset": lambda t, by: people.reset_password(t.people["leader"], version=1, by=by),
    "city.settings": lambda t, by: cities.change_settings(
        t.city, cities.CitySettings("Asia/Jakarta"), version=1, by=by
    ),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
@pytest.mark.parametrize("role", ["operator", "head", "reviewer", "coordinator", "leader"])
def test_services_refuse_everybody_but_the_admin(home, act, role):
    with pytest.raises(PermissionDenied):
        act(home, home.actor(role))

    assert not AuditEntry.objects.exists()


FOREIGN = {name: act for name, act in ACTS.items() if not name.endswith(("create", "settings"))}


@pytest.mark.parametrize("act", FOREIGN.values(), ids=FOREIGN)
def test_services_never_touch_another_city(towns, act):
    with pytest.raises((Agency.DoesNotExist, User.DoesNotExist, ConflictError)):
        act(towns.other, towns.home.actor())

    assert not AuditEntry.objects.exists()
    assert Territory.objects.filter(pk=towns.other.kecamatan.pk).exists()


def test_settings_always_mean_the_own_city(towns):
    fields = cities.CitySettings("Asia/Jakarta")

    changed = cities.change_settings(towns.other.city, fields, version=1, by=towns.home.actor())

    assert changed == towns.home.city
    towns.other.city.refresh_from_db()
    assert towns.other.city.timezone == "Asia/Makassar"


def test_a_race_for_a_username_is_a_refusal_not_a_crash(home, monkeypatch):
    monkeypatch.setattr(people, "_clean_username", lambda typed: typed)
    fields = people.NewPerson(username="leader.52.72", full_name="X", role="leader")

    with pytest.raises(ValidationError, match="sudah dipakai"):
        people.create_person(fields, by=home.actor())


@pytest.mark.parametrize(
    "typed, multiline, stored",
    [
        ("  a  ", False, "a"),
        ("a\r\nb\rc", True, "a\nb\nc"),
        (
            "\U0001f468\u200d\U0001f469\u200d\U0001f467",
            False,
            "\U0001f468\u200d\U0001f469\u200d\U0001f467",
        ),
        ("\u0639\u0631\u0628\u064a", False, "\u0639\u0631\u0628\u064a"),
        ("x" * 20, False, "x" * 20),
    ],
)
def test_clean_text_strips(typed, multiline, stored):
    assert clean_text(typed, field="name", max_length=20, single_line=not multiline) == stored


@pytest.mark.parametrize(
    "typed, multiline", [("a\x00", True), ("a\ud800", True), ("a\nb", False), ("x" * 21, True)]
)
def test_clean_text_refuses_at_the_field(typed, multiline):
    with pytest.raises(ValidationError) as refusal:
        clean_text(typed, field="name", max_length=20, single_line=not multiline)

    assert list(refusal.value.message_dict) == ["name"]


def test_clean_text_names_what_is_missing():
    with pytest.raises(ValidationError) as refusal:
        clean_text(" ", field="name", label="Nama", max_length=20, required=True)

    assert refusal.value.message_dict == {"name": ["Nama wajib diisi."]}
