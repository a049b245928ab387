"""What was typed survives an expired session and an expired form, and nothing else does."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from agencies import kept
from agencies.kept import Kept
from agencies.models import Agency
from agencies.tests.conftest import PASSWORD

PATH = "/perangkat-daerah/baru/"
NAME = 'Dinas "Anak" <b>& Ibu</b> \u0627\u0644\u0637\u0641\u0644 \U0001f600'
FIELDS = {"abbreviation": "DPPA", "name": NAME, "kind": "opd", "instrument_name": ""}


def hidden(page, name):
    """Values of the hidden inputs of a name, as a browser would send them."""
    found = re.findall(rf'type="hidden"\s+name="{re.escape(name)}"\s+value="([^"]*)"', page)
    return [unescape(value) for value in found]


def log_in(client, page, username="admin.52.72", **more):
    fields = {"username": username, "password": PASSWORD, "isian": hidden(page, "isian")[0]}
    return client.post("/masuk/", {**fields, **more})


def test_an_expired_session_keeps_the_text_and_sends_it_after_a_click(client, home):
    expired = client.post(PATH, {**FIELDS, "kunci": "5b8e1c90-6f0e-4d5e-9c6f-0d1f5a3f2a11"})
    assert expired.status_code == 401
    assert "Sesi Anda berakhir; isian Anda masih ada" in expired.text
    assert Agency.objects.filter(abbreviation="DPPA").count() == 0

    again = log_in(client, expired.text)
    assert again.status_code == 200
    assert f'action="{PATH}"' in again.text
    assert {name: hidden(again.text, name) for name in FIELDS} == {
        name: [value] for name, value in FIELDS.items()
    }
    assert Agency.objects.filter(abbreviation="DPPA").count() == 0

    sent = client.post(PATH, {name: hidden(again.text, name)[0] for name in FIELDS})
    assert sent.headers["Location"] == "/perangkat-daerah/"
    assert Agency.objects.get(abbreviation="DPPA").name == NAME


def test_a_wrong_password_on_the_way_keeps_the_text(client, home):
    expired = client.post(PATH, FIELDS)

    wrong = log_in(client, expired.text, password="salah")

    assert wrong.status_code == 422
    assert "isian Anda masih ada" in wrong.text
    assert hidden(wrong.text, "isian")[0]
    assert hidden(log_in(client, wrong.text).text, "name") == [NAME]


def test_repeated_fields_and_line_ends_are_kept_in_order(client, home):
    expired = client.post(PATH, {"a": ["1", "2"], "b": "baris\r\n\r\nkedua\n"})

    page = log_in(client, expired.text).text

    assert hidden(page, "a") == ["1", "2"]
    assert hidden(page, "b") == ["baris\r\n\r\nkedua\n"]


def test_files_are_not_kept_and_the_page_says_so(client, home):
    photo = SimpleUploadedFile("foto.jpg", b"\xff\xd8isi-berkas")

    page = log_in(client, client.post(PATH, {**FIELDS, "file": photo}).text).text

    assert "Berkas tidak ikut terbawa" in page
    assert "isi-berkas" not in page


def test_too_much_text_is_not_carried_and_the_page_says_what_to_do(client, home):
    page = client.post(PATH, {"name": "x" * (kept.MAX_CHARACTERS + 1)})

    assert page.status_code == 401
    assert hidden(page.text, "isian") == []
    assert "tekan Kembali di peramban" in page.text


def test_passwords_are_never_kept(client, home):
    page = client.post("/kata-sandi/", {"old_password": "rahasia-1", "new_password1": "rahasia-2"})

    assert page.status_code == 401
    assert hidden(page.text, "isian") == []
    assert "rahasia" not in page.text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "bukan-tanda-tangan",
        signing.dumps(["//jahat.example/", [], False], salt="lain"),
        kept.pack(Kept("/pengguna/", (("a", "b"),)))[:-3],
    ],
    ids=["empty", "unsigned", "signed for another purpose", "shortened"],
)
def test_forged_text_is_ignored(client, home, text):
    fields = {"username": "admin.52.72", "password": PASSWORD, "isian": text}

    response = client.post("/masuk/", fields)

    assert (response.status_code, response.headers["Location"]) == (302, "/")


def test_old_text_is_ignored(monkeypatch):
    packed = kept.pack(Kept("/pengguna/", (("a", "b"),)))
    assert kept.unpack(packed) == Kept("/pengguna/", (("a", "b"),))

    monkeypatch.setattr(kept, "MAX_AGE", -1)

    assert kept.unpack(packed) is None


def test_a_path_can_never_lead_to_another_site(client, home):
    outside = client.post("/", FIELDS, PATH_INFO="//jahat.example/pengguna/")
    assert outside.status_code == 404
    expired = client.post(f"{PATH}?lanjut=//jahat.example/", FIELDS)

    page = log_in(client, expired.text).text

    assert f'action="{PATH}?lanjut=//jahat.example/"' in page


def test_a_one_time_password_is_changed_first_and_the_text_stays(client, home):
    person = home.people["admin"]
    person.must_change_password = True
    person.save(update_fields=["must_change_password"])
    expired = client.post(PATH, FIELDS)

    change = log_in(client, expired.text)
    assert change.status_code == 200
    assert "Ganti kata sandi" in change.text
    new = {"new_password1": "sandi-baru-yang-kuat", "new_password2": "sandi-baru-yang-kuat"}
    isian = {"isian": hidden(change.text, "isian")[0]}
    refused = client.post("/kata-sandi/", {"old_password": "salah", **new, **isian})
    assert refused.status_code == 422
    assert hidden(refused.text, "isian") == [isian["isian"]]
    done = client.post("/kata-sandi/", {"old_password": PASSWORD, **new, **isian})

    assert hidden(done.text, "name") == [NAME]
    assert f'action="{PATH}"' in done.text


def test_somebody_who_signed_in_elsewhere_gets_the_text_too(home, browser_of):
    browser = Client()
    expired = browser.post(PATH, FIELDS)
    browser.force_login(home.people["admin"])

    assert hidden(log_in(browser, expired.text).text, "name") == [NAME]


SAME = {"Origin": "http://testserver"}


@pytest.mark.parametrize(
    "headers",
    [
        SAME,
        {"Sec-Fetch-Site": "same-origin", **SAME},
        {"Referer": "http://testserver/perangkat-daerah/baru/"},
    ],
)
def test_an_expired_form_of_our_own_gives_the_text_back(home, headers):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(home.people["admin"])

    page = browser.post(PATH, FIELDS, headers=headers)

    assert page.status_code == 403
    assert "Isian Anda masih ada" in page.text
    assert hidden(page.text, "name") == [NAME]
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)[1]
    sent = browser.post(PATH, {**FIELDS, "csrfmiddlewaretoken": token}, headers=headers)
    assert sent.status_code == 302


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://jahat.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site", **SAME},
        {"Sec-Fetch-Site": "same-site", **SAME},
        {"Referer": "http://testserver.jahat.example/"},
    ],
)
def test_a_form_of_another_site_gets_nothing_prepared(home, headers):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(home.people["admin"])

    page = browser.post(PATH, FIELDS, headers=headers)

    assert page.status_code == 403
    assert "DPPA" not in page.text
    assert "kedaluwarsa" in page.text


def test_an_expired_form_without_a_session_asks_to_sign_in(db):
    page = Client(enforce_csrf_checks=True).post(PATH, FIELDS, headers=SAME)

    assert page.status_code == 401
    assert hidden(page.text, "isian")[0]


def test_an_expired_log_in_form_shows_no_password(db):
    fields = {"username": "admin.52.72", "password": PASSWORD}

    page = Client(enforce_csrf_checks=True).post("/masuk/", fields, headers=SAME)

    assert page.status_code == 403
    assert PASSWORD not in page.text


def test_kept_text_stays_out_of_the_log(client, home, caplog):
    caplog.set_level("DEBUG")

    log_in(client, client.post(PATH, FIELDS).text)

    assert "DPPA" not in caplog.text
    assert PASSWORD not in caplog.text
