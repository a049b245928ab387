"""Several requests at the same instant, each on its own connection, on both databases."""

from __future__ import annotations

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from agencies import audit
from agencies.actors import Actor
from agencies.errors import StaleVersionError
from agencies.models import AuditEntry, LoginThrottle, User
from agencies.roles import Role
from agencies.services import people, sign_in
from agencies.tests.conftest import NOW, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def test_parallel_guesses_do_not_slip_past_the_throttle(in_threads):
    def guess(_):
        return sign_in.begin_attempt(username="admin", source="10.0.0.1", at=NOW)

    waits = in_threads(guess, 12)

    assert sorted(waits) == [0] * 5 + [2] * 7
    assert LoginThrottle.objects.get().failures == 5


def test_equal_posts_at_once_create_one_person(home, in_threads):
    first = Client()
    first.force_login(home.people["admin"])
    key = first.cookies["sessionid"].value
    post = {"username": "kembar", "full_name": "Kembar", "role": "leader", "kunci": uuid.uuid4()}

    def create(_):
        browser = Client()
        browser.cookies["sessionid"] = key
        return browser.post("/pengguna/baru/", post).headers["Location"]

    places = in_threads(create, 4)

    person = User.objects.get(username="kembar")
    assert set(places) == {f"/pengguna/{person.pk}/kata-sandi/"}
    assert AuditEntry.objects.count() == 1
    assert list(audit.verify_chain("52.72")) == []


def test_two_admins_closing_each_other_leave_one(home, in_threads):
    second = make_user("admin.dua", "admin", city=home.city)
    pair = [home.people["admin"], second]

    def close_the_other(number):
        by = Actor(at=NOW, user_id=pair[number].pk, role=Role.ADMIN, city_id=home.city.pk)
        try:
            people.deactivate_person(pair[1 - number], version=1, by=by)
        except PermissionDenied:
            return "ditolak"
        return "ditutup"

    assert sorted(in_threads(close_the_other, 2)) == ["ditolak", "ditutup"]
    assert User.objects.filter(role="admin", city=home.city, is_active=True).count() == 1


def test_equal_versions_at_once_let_one_pass(home, in_threads):
    person = home.people["leader"]

    def rename(number):
        fields = people.PersonFields(f"Nama {number}", "leader")
        try:
            return people.change_person(person, fields, version=1, by=home.actor()).full_name
        except StaleVersionError:
            return "usang"

    names = in_threads(rename, 4)

    person.refresh_from_db()
    assert sorted(names) == sorted([person.full_name, "usang", "usang", "usang"])
    assert person.version == 2
