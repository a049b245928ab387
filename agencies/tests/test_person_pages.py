"""Pages of the city's accounts."""

from __future__ import annotations

import json
import re
import uuid

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.test import Client

from agencies.actors import Actor
from agencies.models import AuditEntry, User
from agencies.roles import Role
from agencies.services import people
from agencies.tests.conftest import NOW, PASSWORD, make_user

LIST = "/pengguna/"
NEW = "/pengguna/baru/"
PATTERN = re.compile(r"[a-z2-9]{4}(?:-[a-z2-9]{4}){3}")


def fields_of(town, **changes):
    fields = {
        "username": "Siti.Rahma",
        "full_name": "Siti Rahma",
        "position": "Analis",
        "role": "operator",
        "agency": town.agencies["BPBD"].pk,
    }
    return {**fields, **changes}


def edit_url(person, act=""):
    return f"{LIST}{person.pk}/{act}"


def no_secret_left(password):
    """The one-time password stands nowhere in the database but as a hash."""
    trail = "".join(
        f"{entry.before}{entry.after}{entry.reason}" for entry in AuditEntry.objects.all()
    )
    sessions = "".join(str(session.get_decoded()) for session in Session.objects.all())
    return password not in trail + sessions


def test_a_person_is_created_and_the_password_shown_once(admin, home, caplog):
    caplog.set_level("DEBUG")
    created = admin.post(NEW, fields_of(home))

    person = User.objects.get(username="siti.rahma")
    assert created.headers["Location"] == f"{LIST}{person.pk}/kata-sandi/"
    assert (person.city, person.agency, person.role, person.must_change_password) == (
        home.city,
        home.agencies["BPBD"],
        "operator",
        True,
    )
    shown = admin.get(created.headers["Location"])
    password = PATTERN.search(shown.text)[0]
    assert person.check_password(password)
    assert shown.headers["Cache-Control"] == "no-store"
    assert no_secret_left(password)
    assert password not in str(created.cookies) + str(admin.cookies) + caplog.text
    again = admin.get(created.headers["Location"])
    assert password not in again.text
    assert "sudah pernah ditampilkan" in again.text

    newcomer = Client()
    answer = newcomer.post("/masuk/", {"username": "SITI.rahma", "password": password})
    assert answer.status_code == 302
    assert newcomer.get("/").headers["Location"] == "/kata-sandi/"


def test_a_double_post_creates_one_person_whose_password_is_shown(admin, home):
    post = fields_of(home, kunci=str(uuid.uuid4()))

    first, second = admin.post(NEW, post), admin.post(NEW, post)

    assert first.headers["Location"] == second.headers["Location"]
    assert User.objects.filter(username="siti.rahma").count() == 1
    assert AuditEntry.objects.filter(action="person.create").count() == 1
    password = PATTERN.search(admin.get(second.headers["Location"]).text)[0]
    assert User.objects.get(username="siti.rahma").check_password(password)


def test_a_creation_is_written_down_without_the_password(admin, home):
    admin.post(NEW, fields_of(home))

    entry = AuditEntry.objects.get()

    assert (entry.action, entry.username, json.loads(entry.after)) == (
        "person.create",
        "admin.52.72",
        {
            "username": "siti.rahma",
            "full_name": "Siti Rahma",
            "position": "Analis",
            "role": "operator",
            "agency": "BPBD",
            "phone": False,
            "email": False,
        },
    )


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"username": ""}, "username"),
        ({"username": "ab"}, "username"),
        ({"username": "siti rahma"}, "username"),
        ({"username": "siti\u202erahma"}, "username"),
        ({"username": "si\x00ti"}, "username"),
        ({"username": "x" * 100_000}, "username"),
        ({"username": "\U0001f600\U0001f600\U0001f600"}, "username"),
        ({"username": "ADMIN.52.72"}, "username"),
        ({"username": "admin.52.71"}, "username"),
        ({"full_name": "  "}, "full_name"),
        ({"full_name": "x" * 151}, "full_name"),
        ({"full_name": "a\x1bb"}, "full_name"),
        ({"position": "x" * 151}, "position"),
        ({"role": ""}, "role"),
        ({"role": "verifier"}, "role"),
        ({"role": "dewa"}, "role"),
        ({"agency": ""}, "agency"),
        ({"role": "leader"}, "agency"),
        ({"agency": "9" * 40}, "agency"),
        ({"agency": "x\x00"}, "agency"),
    ],
)
def test_a_bad_person_is_refused_at_the_field(admin, towns, changes, field):
    count = User.objects.count()

    response = admin.post(NEW, fields_of(towns.home, **changes))

    assert response.status_code == 422
    assert f'id="id_{field}_error"' in response.text
    assert 'value="Analis"' in response.text or "position" in changes
    assert User.objects.count() == count


def test_a_person_of_another_citys_agency_is_refused(admin, towns):
    foreign = towns.other.agencies["BPBD"].pk

    assert admin.post(NEW, fields_of(towns.home, agency=foreign)).status_code == 422


def test_a_person_moves_with_a_version(admin, home):
    person = home.people["operator"]
    move = {
        "full_name": "Nama Lain",
        "position": "",
        "role": "head",
        "agency": home.agencies["Dinsos"].pk,
        "version": 1,
    }

    moved = admin.post(edit_url(person), move)
    stale = admin.post(edit_url(person), {**move, "full_name": "Terlambat"})

    assert (moved.status_code, stale.status_code) == (302, 409)
    person.refresh_from_db()
    assert (person.full_name, person.role, person.agency.abbreviation, person.version) == (
        "Nama Lain",
        "head",
        "Dinsos",
        2,
    )
    assert [(row.stored, row.typed) for row in stale.context["differences"]] == [
        ("Nama Lain", "Terlambat")
    ]
    entry = AuditEntry.objects.get()
    assert json.loads(entry.before)["agency"] == "BPBD"
    assert json.loads(entry.after)["agency"] == "Dinsos"


def test_a_conflict_words_choices_as_the_form_does(admin, home):
    person = home.people["operator"]
    fields = people.PersonFields("Nama", "leader")
    people.change_person(person, fields, version=1, by=home.actor())
    typed = {
        "full_name": "Nama",
        "role": "operator",
        "agency": home.agencies["Dinsos"].pk,
        "version": 1,
    }

    page = admin.post(edit_url(person), typed)

    assert [(row.label, row.stored, row.typed) for row in page.context["differences"]] == [
        ("Peran", "Pimpinan daerah", "Operator perangkat daerah"),
        ("Perangkat daerah", "", "Dinsos"),
    ]


def test_an_admin_cannot_demote_or_close_himself(admin, home):
    me = home.people["admin"]
    demoted = admin.post(edit_url(me), {"full_name": "Aku", "role": "leader", "version": 1})
    closed = admin.post(edit_url(me, "nonaktifkan/"), {"version": 1})
    reset = admin.post(edit_url(me, "kata-sandi-baru/"), {"version": 1})

    assert (demoted.status_code, closed.status_code, reset.status_code) == (422, 409, 409)
    assert "tidak dapat mengubah peran Anda sendiri" in demoted.text
    assert "tidak dapat menonaktifkan akun Anda sendiri" in closed.text
    me.refresh_from_db()
    assert (me.role, me.is_active, me.version) == ("admin", True, 1)
    assert "Nonaktifkan" not in admin.get(edit_url(me)).text
    renamed = admin.post(edit_url(me), {"full_name": "Aku", "role": "admin", "version": 1})
    assert renamed.status_code == 302


def test_two_admins_cannot_close_each_other(home):
    second = make_user("admin.dua", "admin", city=home.city)
    first = home.people["admin"]
    by_second = Actor(at=NOW, user_id=second.pk, role=Role.ADMIN, city_id=home.city.pk)
    people.deactivate_person(second, version=1, by=home.actor())

    with pytest.raises(PermissionDenied):
        people.deactivate_person(first, version=1, by=by_second)

    first.refresh_from_db()
    assert first.is_active


def test_an_account_is_closed_and_opened_again(admin, home):
    person = home.people["operator"]

    answers = [
        admin.post(edit_url(person, f"{act}/"), {"version": version}).status_code
        for act, version in (
            ("aktifkan", 1),
            ("nonaktifkan", 7),
            ("nonaktifkan", 1),
            ("nonaktifkan", 2),
            ("aktifkan", 2),
        )
    ]

    assert answers == [409, 409, 302, 409, 302]
    actions = list(AuditEntry.objects.values_list("action", flat=True))
    assert actions == ["person.deactivate", "person.activate"]
    person.refresh_from_db()
    assert (person.is_active, person.version) == (True, 3)


def test_a_password_is_reset_to_one_that_is_shown_once(admin, home):
    person = home.people["operator"]
    token = str(uuid.uuid4())
    post = {"version": 1, "kunci": token}

    first = admin.post(edit_url(person, "kata-sandi-baru/"), post)
    second = admin.post(edit_url(person, "kata-sandi-baru/"), post)

    assert first.headers["Location"] == second.headers["Location"]
    password = PATTERN.search(admin.get(first.headers["Location"]).text)[0]
    person.refresh_from_db()
    assert person.check_password(password)
    assert not person.check_password(PASSWORD)
    assert person.must_change_password
    assert no_secret_left(password)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.before, entry.after) == ("password.reset", "", "")


def test_a_one_time_password_is_shown_only_for_its_person(admin, home):
    admin.post(edit_url(home.people["operator"], "kata-sandi-baru/"), {"version": 1})

    other = admin.get(edit_url(home.people["leader"], "kata-sandi/"))

    assert not PATTERN.search(other.text)


def test_a_button_without_a_version_does_nothing(admin, home):
    person = home.people["operator"]
    for act in ("nonaktifkan", "aktifkan", "kata-sandi-baru"):
        response = admin.post(edit_url(person, f"{act}/"), {"version": "x"})
        assert response.headers["Location"] == edit_url(person)

    assert not AuditEntry.objects.exists()


def test_the_list_is_searched_and_filtered(admin, home):
    bpbd = home.agencies["BPBD"].pk
    User.objects.filter(pk=home.people["leader"].pk).update(is_active=False)
    User.objects.filter(pk=home.people["head"].pk).update(position="Kepala Pelaksana")

    def found(query):
        return {row.role for row in admin.get(f"{LIST}?{query}").context["page"]}

    assert found("") == {"operator", "head", "reviewer", "coordinator", "leader", "admin"}
    assert found("peran=reviewer") == {"reviewer"}
    assert found(f"perangkat={bpbd}") == {"operator", "head"}
    assert found("q=pelaksana") == {"head"}
    assert found("q=ADMIN.52") == {"admin"}
    assert found("status=nonaktif") == {"leader"}
    assert found("q=mataram") == set()


def test_people_of_another_city_are_not_listed(admin, towns):
    page = admin.get(LIST).text

    assert "operator.52.72" in page
    assert "operator.52.71" not in page
    assert "verifikator.52" not in page
