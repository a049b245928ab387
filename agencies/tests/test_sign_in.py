"""Signing in: by username, slowed down per account and source, the same answer for everybody."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client

from agencies.models import LoginThrottle
from agencies.services import people, sign_in
from agencies.tests.conftest import NOW, PASSWORD

MISMATCH = "Nama pengguna atau kata sandi tidak cocok."


def log_in(client, username, password=PASSWORD, **extra):
    return client.post("/masuk/", {"username": username, "password": password}, **extra)


def test_log_in_leads_home_with_a_new_session_id(client, home):
    client.get("/kata-sandi/")
    session = client.session
    session["x"] = 1
    session.save()
    client.cookies["sessionid"] = old = session.session_key

    response = log_in(client, "  Admin.52.72 ")

    assert (response.status_code, response.headers["Location"]) == (302, "/")
    assert client.cookies["sessionid"].value != old
    assert client.get("/").headers["Location"] == "/perangkat-daerah/"


@pytest.mark.parametrize(
    "target, location",
    [
        ("/pengguna/", "/pengguna/"),
        ("https://jahat.example/", "/"),
        ("//jahat.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/\\jahat.example", "/"),
    ],
)
def test_log_in_follows_local_paths_only(client, home, target, location):
    fields = {"username": "admin.52.72", "password": PASSWORD, "next": target}

    response = client.post("/masuk/", fields)

    assert response.headers["Location"] == location


def test_a_page_leads_to_the_log_in_and_back(client, home):
    response = client.get("/pengguna/?q=a")

    assert response.headers["Location"] == "/masuk/?next=/pengguna/%3Fq%3Da"


def test_a_fragment_reloads_the_whole_page(client, home):
    response = client.get("/pengguna/", headers={"HX-Request": "true"})

    assert (response.status_code, response.headers["HX-Refresh"]) == (401, "true")


@pytest.mark.parametrize(
    "username", ["admin.52.72", "tidak.ada", "operator.52.72", "' OR 1=1 --", "😀", "x" * 60]
)
def test_the_answer_does_not_tell_who_exists(client, home, monkeypatch, username):
    operator = home.people["operator"]
    operator.is_active = False
    operator.save(update_fields=["is_active"])
    hashed = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda *args: hashed.append(1) or encode(*args)
    )
    password = PASSWORD if username.startswith("operator") else "salah"

    response = log_in(client, username, password)

    assert response.status_code == 422
    assert MISMATCH in response.text
    assert "Galat: Masuk" in response.text
    assert len(hashed) == 1
    assert "sessionid" not in client.cookies


@pytest.mark.parametrize("username", ["a\x00b", "x" * 100_000])
def test_hostile_names_are_refused_at_the_field(client, home, username):
    response = log_in(client, username)

    assert response.status_code == 422


def test_blank_fields_are_no_attempt(client, home):
    for _ in range(7):
        assert log_in(client, " ", "").status_code == 422

    assert not LoginThrottle.objects.exists()


@pytest.mark.parametrize(
    "failures, seconds",
    [(0, 0), (4, 0), (5, 2), (6, 4), (7, 8), (13, 512), (14, 900), (15, 900), (10**6, 900)],
)
def test_waits_double_up_to_a_quarter_of_an_hour(failures, seconds):
    assert sign_in.wait_after(failures) == seconds


def test_the_sixth_attempt_waits_to_the_second(client, home):
    with time_machine.travel(NOW, tick=False) as clock:
        for _ in range(5):
            assert log_in(client, "admin.52.72", "salah").status_code == 422
        refused = log_in(client, "ADMIN.52.72")
        clock.shift(timedelta(seconds=1.999))
        still_refused = log_in(client, "admin.52.72")
        clock.shift(timedelta(seconds=0.001))
        let_in = log_in(client, "admin.52.72")

    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "2")
    assert "Tunggu 2 detik" in refused.text
    assert 'value="ADMIN.52.72"' in refused.text
    assert (still_refused.status_code, still_refused.headers["Retry-After"]) == (429, "1")
    assert let_in.status_code == 302


def test_a_refused_attempt_does_not_lengthen_the_wait(home):
    def begin(seconds):
        at = NOW + timedelta(seconds=seconds)
        return sign_in.begin_attempt(username="a", source="10.0.0.1", at=at)

    assert [begin(0) for _ in range(5)] == [0] * 5
    assert [begin(0), begin(1), begin(1), begin(2)] == [2, 1, 1, 0]
    assert [begin(2), begin(5.5), begin(6)] == [4, 1, 0]


def test_an_unknown_account_is_slowed_like_a_known_one(client, home):
    with time_machine.travel(NOW, tick=False):
        answers = [log_in(client, "tidak.ada", "salah").status_code for _ in range(6)]

    assert answers == [422] * 5 + [429]


def test_nobody_else_is_shut_out(client, home):
    with time_machine.travel(NOW, tick=False):
        for _ in range(6):
            log_in(client, "admin.52.72", "salah")

        other_account = log_in(Client(), "operator.52.72")
        other_source = log_in(Client(), "admin.52.72", REMOTE_ADDR="10.1.1.1")

    assert (other_account.status_code, other_source.status_code) == (302, 302)


@pytest.mark.parametrize(("is_trusted", "status"), [(True, 302), (False, 429)])
def test_the_source_is_the_proxys_word_only_where_trusted(
    client, home, settings, is_trusted, status
):
    settings.TRUSTED_PROXY = is_trusted
    with time_machine.travel(NOW, tick=False):
        for _ in range(6):
            log_in(client, "admin.52.72", "salah", HTTP_X_REAL_IP="10.1.1.1")

        answer = log_in(Client(), "admin.52.72", HTTP_X_REAL_IP="10.2.2.2")

    assert answer.status_code == status


def test_a_success_forgets_the_failures(client, home):
    with time_machine.travel(NOW, tick=False):
        for _ in range(4):
            log_in(client, "admin.52.72", "salah")
        assert log_in(client, "admin.52.72").status_code == 302

        assert not LoginThrottle.objects.exists()


def test_failures_are_forgotten_after_a_day(home):
    for _ in range(5):
        sign_in.begin_attempt(username="a", source="s", at=NOW)

    at = NOW + timedelta(days=1)

    assert [sign_in.begin_attempt(username="a", source="s", at=at) for _ in range(5)] == [0] * 5


def test_a_clock_set_back_does_not_lock_longer_than_the_wait(home):
    for _ in range(5):
        sign_in.begin_attempt(username="a", source="s", at=NOW)

    assert sign_in.begin_attempt(username="a", source="s", at=NOW - timedelta(hours=3)) == 2


def test_throttle_rows_hold_no_names(client, home):
    log_in(client, "admin.52.72", "salah")

    row = LoginThrottle.objects.get()

    assert (len(row.account), row.source, row.failures) == (64, "127.0.0.1", 1)
    assert "admin" not in row.account


def test_passwords_stay_out_of_the_log(client, home, caplog):
    caplog.set_level("DEBUG")

    log_in(client, "admin.52.72", "rahasia-yang-salah")
    log_in(client, "admin.52.72", PASSWORD)

    assert "rahasia-yang-salah" not in caplog.text
    assert PASSWORD not in caplog.text


def test_a_signed_in_person_goes_home_from_the_log_in_page(admin):
    assert admin.get("/masuk/").headers["Location"] == "/"


def test_log_out_ends_the_session_by_post_only(admin):
    assert admin.get("/keluar/").status_code == 405
    assert admin.get("/pengguna/").status_code == 200

    response = admin.post("/keluar/")

    assert response.headers["Location"] == "/masuk/"
    assert admin.get("/pengguna/").status_code == 302
    assert admin.post("/keluar/").headers["Location"] == "/masuk/"


def test_demo_accounts_are_shown_in_demo_mode_only(client, home, settings):
    settings.DEMO = True
    page = client.get("/masuk/").text
    settings.DEMO = False
    plain = client.get("/masuk/").text

    assert "operator.52.72" in page
    assert settings.DEMO_PASSWORD in page
    assert "operator.52.72" not in plain
    assert settings.DEMO_PASSWORD not in plain


def test_the_demo_never_shows_who_has_a_password_of_his_own(client, home, settings):

    settings.DEMO = True
    people.change_own_password(password="sandi-milik-sendiri", by=home.actor("leader"))
    people.reset_password(home.people["reviewer"], version=1, by=home.actor())

    page = client.get("/masuk/").text

    assert "leader.52.72" not in page
    assert "reviewer.52.72" not in page
    assert "coordinator.52.72" in page


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_the_log_in_page_takes_get_and_post_only(client, db, method):
    for url in ("/masuk/", "/keluar/"):
        response = getattr(client, method)(url)
        assert response.status_code == 405
        assert "hanya menerima kiriman formulir" in response.text
        assert "POST" in response.headers["Allow"]
