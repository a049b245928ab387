"""add_city and add_verifier: what the operator of the server does before anybody can sign in."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from agencies import audit
from agencies.models import AuditEntry, City, Province, User
from agencies.roles import Role
from agencies.services import cities
from agencies.services.people import NewPerson

CITY = {
    "--province-code": "52",
    "--province": "Nusa Tenggara Barat",
    "--kind": "kota",
    "--timezone": "Asia/Makassar",
    "--admin": "admin.bima",
}


def add_city(code="52.72", name="Kota Bima", **changes):
    options = {**CITY, **{f"--{key.replace('_', '-')}": value for key, value in changes.items()}}
    flat = [word for pair in options.items() for word in pair]
    out = StringIO()
    call_command("add_city", code, name, *flat, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_add_city_makes_a_city_with_an_admin_who_can_sign_in(client, db):
    result = add_city()

    city = City.objects.get()
    assert (city.code, city.name, city.kind, city.timezone, city.province.name) == (
        "52.72",
        "Kota Bima",
        "kota",
        "Asia/Makassar",
        "Nusa Tenggara Barat",
    )
    user = User.objects.get()
    assert (user.username, user.role, user.city, user.must_change_password) == (
        "admin.bima",
        "admin",
        city,
        True,
    )
    assert {**result, "password": ""} == {
        "city": "52.72",
        "username": "admin.bima",
        "password": "",
    }
    answer = client.post("/masuk/", {"username": "admin.bima", "password": result["password"]})
    assert answer.headers["Location"] == "/"
    entries = AuditEntry.objects.order_by("pk").values_list("chain", "action")
    assert list(entries) == [
        ("pusat", "province.create"),
        ("52.72", "city.create"),
        ("52.72", "person.create"),
    ]
    assert list(audit.verify_chain("52.72")) == []
    assert not any(result["password"] in entry.after for entry in AuditEntry.objects.all())


def test_add_city_uses_a_province_that_is_there(db):
    add_city()

    add_city("52.71", "Kota Mataram", admin="admin.mataram", province="")

    assert Province.objects.count() == 1
    assert City.objects.count() == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"code": "5272"},
        {"code": "53.72"},
        {"name": ""},
        {"name": "x" * 101},
        {"province_code": "5"},
        {"province": ""},
        {"admin": "a b"},
        {"admin": ""},
    ],
)
def test_add_city_refuses_and_leaves_nothing(db, changes):
    with pytest.raises(CommandError):
        add_city(**changes)

    counts = [model.objects.count() for model in (City, Province, User, AuditEntry)]
    assert counts == [0, 0, 0, 0]


def test_add_city_refuses_a_city_or_name_that_is_there(db):
    add_city()

    with pytest.raises(CommandError, match=r"52\.72 sudah ada"):
        add_city(admin="lain.bima")
    with pytest.raises(CommandError, match="sudah dipakai"):
        add_city("52.71", "Kota Mataram")

    assert City.objects.count() == 1


def test_add_city_speaks_plainly(db):
    out = StringIO()
    flat = [word for pair in CITY.items() for word in pair]

    call_command("add_city", "52.72", "Kota Bima", *flat, stdout=out)

    lines = out.getvalue().splitlines()
    assert lines[:2] == ["Kota Bima (52.72) ditambahkan.", "Admin: admin.bima"]
    password = lines[2].removeprefix("Kata sandi sekali pakai: ")
    assert User.objects.get().check_password(password)


def test_add_verifier_belongs_to_the_province(client, towns):
    out = StringIO()

    call_command("add_verifier", "Ver.NTB", "Baiq Nur", "--province-code=52", stdout=out)

    user = User.objects.get(username="ver.ntb")
    assert (user.role, user.province.code, user.city, user.full_name) == (
        "verifier",
        "52",
        None,
        "Baiq Nur",
    )
    password = out.getvalue().splitlines()[1].removeprefix("Kata sandi sekali pakai: ")
    answer = client.post("/masuk/", {"username": "ver.ntb", "password": password})
    assert answer.status_code == 302


def test_add_verifier_refuses_an_unknown_province(db):
    with pytest.raises(CommandError, match="sebutkan namanya"):
        call_command("add_verifier", "ver", "Nama", "--province-code=99")


def test_add_verifier_prints_json(db):
    out = StringIO()
    words = ("--province-code=52", "--province=NTB", "--json")

    call_command("add_verifier", "ver.ntb", "Nama", *words, stdout=out)

    result = json.loads(out.getvalue())
    assert User.objects.get(username=result["username"]).check_password(result["password"])


def test_no_person_makes_cities_or_verifiers(home):
    city = cities.NewCity("52.73", "Kota", "kota", "Asia/Makassar", "52")
    person = NewPerson(username="ver", full_name="Nama", role=Role.VERIFIER)

    with pytest.raises(PermissionDenied):
        cities.add_city(city, admin="x.admin", by=home.actor())
    with pytest.raises(PermissionDenied):
        cities.add_verifier(person, province_code="52", by=home.actor())
