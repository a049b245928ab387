"""One's own password, one-time passwords, and rights that are withdrawn."""

from __future__ import annotations

import pytest

from agencies.models import AuditEntry, User
from agencies.passwords import one_time_password
from agencies.services import people
from agencies.tests.conftest import PASSWORD

NEW = "hujan-di-bulan-juni"


def change(client, old=PASSWORD, new=NEW, again=None):
    fields = {"old_password": old, "new_password1": new, "new_password2": again or new}
    return client.post("/kata-sandi/", fields)


def test_a_new_password_keeps_this_session_and_ends_the_others(home, browser_of):
    person = home.people["leader"]
    here, there = browser_of(person), browser_of(person)

    response = change(here)

    assert response.headers["Location"] == "/"
    assert here.get("/kata-sandi/").status_code == 200
    assert there.get("/kata-sandi/").status_code == 302
    person.refresh_from_db()
    assert person.check_password(NEW)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.username, entry.before, entry.after) == (
        "password.change",
        person.username,
        "",
        "",
    )


@pytest.mark.parametrize(
    "old, new, again, text",
    [
        ("salah", NEW, NEW, "old_password"),
        (PASSWORD, "pendek", "pendek", "12"),
        (PASSWORD, "qwerty123456", "qwerty123456", ""),
        (PASSWORD, "admin.52.72", "admin.52.72", ""),
        (PASSWORD, NEW, NEW + "x", ""),
        (PASSWORD, PASSWORD, PASSWORD, "harus lain dari kata sandi sekarang"),
        (PASSWORD, "\x00" * 12, "\x00" * 12, ""),
    ],
)
def test_a_bad_password_is_refused(home, admin, old, new, again, text):
    response = change(admin, old, new, again)

    assert response.status_code == 422
    assert "Galat: Ganti kata sandi" in response.text
    assert text in response.text
    assert User.objects.get(username="admin.52.72").check_password(PASSWORD)


def test_a_very_long_password_is_a_password(admin):
    assert change(admin, new="kata sandi " * 10_000).status_code == 302


def test_a_one_time_password_opens_only_the_change(home, browser_of):
    person = home.people["admin"]
    person.must_change_password = True
    person.save(update_fields=["must_change_password"])
    browser = browser_of(person)

    for response in (browser.get("/pengguna/"), browser.post("/pengguna/baru/"), browser.get("/")):
        assert response.headers["Location"] == "/kata-sandi/"
    assert "sekali pakai" in browser.get("/kata-sandi/").text
    assert change(browser).status_code == 302
    assert browser.get("/pengguna/").status_code == 200
    assert browser.post("/keluar/").status_code == 302


def test_a_verifier_without_a_city_can_change_the_password(towns, browser_of):
    assert change(browser_of(towns.verifier)).status_code == 302
    assert AuditEntry.objects.get().chain == "pusat"


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_the_password_page_takes_get_and_post_only(admin, method):
    assert getattr(admin, method)("/kata-sandi/").status_code == 405


def test_one_time_passwords_are_long_and_never_alike():
    made = {one_time_password() for _ in range(200)}

    assert len(made) == 200
    assert {len(password) for password in made} == {19}
    assert set("".join(made)) <= set("abcdefghjkmnpqrstuvwxyz23456789-")


def close(person, home):
    people.deactivate_person(person, version=person.version, by=home.actor())


def move(person, home):
    fields = people.PersonFields(person.full_name, "operator", agency=home.agencies["Dinsos"])
    people.change_person(person, fields, version=person.version, by=home.actor())


def promote(person, home):
    fields = people.PersonFields(person.full_name, "leader")
    people.change_person(person, fields, version=person.version, by=home.actor())


def reset(person, home):
    people.reset_password(person, version=person.version, by=home.actor())


@pytest.mark.parametrize("withdraw", [close, move, promote, reset])
def test_a_right_withdrawn_bites_on_the_next_request(home, browser_of, withdraw):
    person = home.people["operator"]
    browser = browser_of(person)
    assert browser.get("/kata-sandi/").status_code == 200

    withdraw(person, home)

    assert browser.get("/kata-sandi/").status_code == 302
    assert browser.post("/kata-sandi/", {}).status_code == 401


def test_a_new_name_ends_no_session(home, browser_of):
    person = home.people["operator"]
    browser = browser_of(person)

    fields = people.PersonFields("Nama Baru", "operator", agency=home.agencies["BPBD"])
    people.change_person(person, fields, version=1, by=home.actor())

    assert browser.get("/kata-sandi/").status_code == 200


def test_sessions_are_rows_and_survive_a_restart(home, browser_of, client):
    client.cookies["sessionid"] = browser_of(home.people["admin"]).cookies["sessionid"].value

    assert client.get("/pengguna/").status_code == 200
