"""The settings of the city."""

from __future__ import annotations

import json

import pytest

from agencies.models import AuditEntry

URL = "/pengaturan-kota/"
FIELDS = {
    "timezone": "Asia/Makassar",
    "secretariat_name": "Sekretariat Gugus Tugas",
    "letterhead": "PEMERINTAH KOTA BIMA\r\nDINAS PEMBERDAYAAN",
    "address": "Jl. Soekarno-Hatta 1",
    "place": "Bima",
    "chair_title": "Sekretaris Daerah",
    "signatory_title": "Wali Kota",
    "signatory_name": "H. Ahmad, S.E.",
    "signatory_rank": "Pembina",
    "signatory_number": "19700101 199003 1 001",
    "version": 1,
}


def test_settings_are_saved_and_only_changes_written_down(admin, home):
    assert admin.post(URL, FIELDS).headers["Location"] == URL
    assert admin.post(URL, {**FIELDS, "place": "Raba", "version": 2}).status_code == 302

    home.city.refresh_from_db()
    assert home.city.letterhead == "PEMERINTAH KOTA BIMA\nDINAS PEMBERDAYAAN"
    assert (home.city.place, home.city.version) == ("Raba", 3)
    entry = AuditEntry.objects.order_by("-sequence").first()
    assert (json.loads(entry.before), json.loads(entry.after)) == (
        {"place": "Bima"},
        {"place": "Raba"},
    )


def test_a_stale_change_shows_both_texts(admin, home):
    admin.post(URL, FIELDS)

    stale = admin.post(URL, {**FIELDS, "place": "Raba", "letterhead": "KOP LAIN"})

    assert stale.status_code == 409
    assert [(row.stored, row.typed) for row in stale.context["differences"]] == [
        ("PEMERINTAH KOTA BIMA\nDINAS PEMBERDAYAAN", "KOP LAIN"),
        ("Bima", "Raba"),
    ]
    home.city.refresh_from_db()
    assert home.city.place == "Bima"


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"timezone": "Europe/Paris"}, "timezone"),
        ({"timezone": ""}, "timezone"),
        ({"letterhead": "baris\n" * 7 + "x"}, "letterhead"),
        ({"letterhead": "x" * 601}, "letterhead"),
        ({"letterhead": "x" * 100_000}, "letterhead"),
        ({"address": "dua\nbaris"}, "address"),
        ({"address": "a\x00b"}, "address"),
        ({"signatory_number": "1" * 31}, "signatory_number"),
    ],
)
def test_bad_settings_are_refused_at_the_field(admin, home, changes, field):
    response = admin.post(URL, {**FIELDS, **changes})

    assert response.status_code == 422
    assert f'id="id_{field}_error"' in response.text
    home.city.refresh_from_db()
    assert home.city.version == 1


def test_the_zone_of_the_page_follows_the_city(admin):
    assert "WITA</time>" in admin.get(URL).text

    admin.post(URL, {**FIELDS, "timezone": "Asia/Jayapura"})

    assert "WIT</time>" in admin.get(URL).text
