"""Pages of the regional agencies."""

from __future__ import annotations

import json
import uuid

import pytest

from agencies.models import Agency, AuditEntry, User

LIST = "/perangkat-daerah/"
NEW = "/perangkat-daerah/baru/"
FIELDS = {"abbreviation": "DP3A", "name": "Dinas Anak", "kind": "opd", "instrument_name": "DP3A"}
HOSTILE = 'O\'Neil "<script>alert(1)</script>" {{ 7 }} \u202b\u0639\u0631\u0628\u064a \U0001f476'


def edit_url(agency, act=""):
    return f"{LIST}{agency.pk}/{act}"


def stored(agency):
    agency.refresh_from_db()
    return (agency.abbreviation, agency.name, agency.kind, agency.instrument_name, agency.version)


def test_an_agency_is_added_once_and_written_down(admin, home):
    post = {**FIELDS, "kunci": str(uuid.uuid4())}

    first, second = admin.post(NEW, post), admin.post(NEW, post)

    assert (first.status_code, second.status_code) == (302, 302)
    assert first.headers["Location"] == second.headers["Location"] == LIST
    agency = Agency.objects.get(abbreviation="DP3A")
    assert (agency.city, stored(agency)) == (home.city, ("DP3A", "Dinas Anak", "opd", "DP3A", 1))
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.subject_id, entry.username, json.loads(entry.after)) == (
        "agency.create",
        str(agency.pk),
        "admin.52.72",
        FIELDS,
    )
    assert "DP3A ditambahkan." in admin.get(LIST).text


@pytest.mark.parametrize(
    "field, value, message",
    [
        ("abbreviation", "", "wajib"),
        ("abbreviation", "bpbd", "sudah dipakai di kota Anda"),
        ("abbreviation", "x" * 41, "40"),
        ("name", "x" * 100_000, "150"),
        ("name", "a\x00b", ""),
        ("name", "a\x07b", "tidak dapat disimpan"),
        ("name", "baris\nkedua", "tidak dapat disimpan"),
        ("kind", "dinas", ""),
        ("kind", "", "wajib dipilih"),
        ("instrument_name", "BPBD", "sudah dipakai BPBD"),
    ],
)
def test_a_bad_agency_is_refused_at_its_field(admin, home, field, value, message):
    response = admin.post(NEW, {**FIELDS, field: value})

    assert response.status_code == 422
    assert "Galat: Tambah perangkat daerah" in response.text
    assert f'href="#id_{field}"' in response.text
    assert f'id="id_{field}_error"' in response.text
    assert message in response.text
    assert Agency.objects.filter(city=home.city).count() == 2
    assert not AuditEntry.objects.exists()


def test_an_empty_post_is_refused(admin):
    response = admin.post(NEW, {})

    assert response.status_code == 422
    assert "wajib" in response.text


def test_two_cities_may_use_the_same_abbreviation(towns, browser_of):
    for town in (towns.home, towns.other):
        assert browser_of(town.people["admin"]).post(NEW, FIELDS).status_code == 302

    assert Agency.objects.filter(abbreviation="DP3A").count() == 2


def test_hostile_text_is_kept_and_shown_as_text(admin, home):
    agency = home.agencies["BPBD"]
    post = {**FIELDS, "name": f"  {HOSTILE}  ", "version": 1}

    admin.post(edit_url(agency), post)

    assert stored(agency)[1] == HOSTILE
    for page in (admin.get(LIST), admin.get(edit_url(agency))):
        assert "<script>alert" not in page.text
        assert "&lt;script&gt;" in page.text
        assert "{{ 7 }}" in page.text


def test_a_stale_change_shows_both_texts_and_loses_neither(admin, home):
    agency = home.agencies["BPBD"]
    admin.post(edit_url(agency), {**FIELDS, "name": "Nama pertama", "version": 1})

    stale = admin.post(edit_url(agency), {**FIELDS, "name": "Nama kedua", "version": 1})

    assert stale.status_code == 409
    assert stored(agency)[1] == "Nama pertama"
    assert stale.text.count("Nama pertama") >= 1
    assert 'value="Nama kedua"' in stale.text
    assert [(row.label, row.stored, row.typed) for row in stale.context["differences"]] == [
        ("Nama", "Nama pertama", "Nama kedua")
    ]
    assert stale.context["form"]["version"].value() == 2
    again = admin.post(edit_url(agency), {**FIELDS, "name": "Nama kedua", "version": 2})
    assert again.status_code == 302
    assert stored(agency)[1:] == ("Nama kedua", "opd", "DP3A", 3)
    assert AuditEntry.objects.count() == 2


@pytest.mark.parametrize("version", ["", "0", "-1", "x", "9" * 40, "2147483648"])
def test_a_garbage_version_is_refused(admin, home, version):
    response = admin.post(edit_url(home.agencies["BPBD"]), {**FIELDS, "version": version})

    assert response.status_code == 422


def test_an_agency_is_closed_with_a_successor(admin, home):
    agency, successor = home.agencies["BPBD"], home.agencies["Dinsos"]
    page = admin.get(edit_url(agency, "nonaktifkan/")).text
    assert "Penugasan pada siklus yang sedang berjalan" in page
    assert "(2 pengguna aktif)" in page

    response = admin.post(
        edit_url(agency, "nonaktifkan/"), {"version": 1, "successor": successor.pk}
    )

    assert response.headers["Location"] == LIST
    agency.refresh_from_db()
    assert (agency.is_active, agency.successor, agency.version) == (False, successor, 2)
    entry = AuditEntry.objects.get()
    assert (entry.action, json.loads(entry.after)) == (
        "agency.deactivate",
        {"is_active": False, "successor": "Dinsos"},
    )
    assert "Penerus: Dinsos" in admin.get(LIST).text
    assert admin.get(edit_url(agency, "nonaktifkan/")).headers["Location"] == edit_url(agency)


def test_a_closed_agency_is_opened_again(admin, home):
    agency = home.agencies["BPBD"]
    admin.post(edit_url(agency, "nonaktifkan/"), {"version": 1, "successor": ""})

    response = admin.post(edit_url(agency, "aktifkan/"), {"version": 2})

    assert response.status_code == 302
    agency.refresh_from_db()
    assert (agency.is_active, agency.successor, agency.version) == (True, None, 3)


def test_an_agency_whose_name_was_taken_stays_closed(admin, home):
    agency = home.agencies["BPBD"]
    admin.post(edit_url(agency, "nonaktifkan/"), {"version": 1})
    admin.post(NEW, {**FIELDS, "instrument_name": "BPBD"})

    response = admin.post(edit_url(agency, "aktifkan/"), {"version": 2})

    assert response.status_code == 409
    assert "kini dipakai perangkat daerah lain" in response.text
    agency.refresh_from_db()
    assert not agency.is_active


@pytest.mark.parametrize("act", ["nonaktifkan/", "aktifkan/"])
def test_a_stale_or_repeated_change_of_state_is_a_conflict(admin, home, act):
    agency = home.agencies["BPBD"]
    if act == "aktifkan/":
        admin.post(edit_url(agency, "nonaktifkan/"), {"version": 1})
    version = Agency.objects.get(pk=agency.pk).version

    assert admin.post(edit_url(agency, act), {"version": 99}).status_code == 409
    assert admin.post(edit_url(agency, act), {"version": version}).status_code == 302
    assert admin.post(edit_url(agency, act), {"version": version + 1}).status_code == 409


@pytest.mark.parametrize("choice", ["self", "foreign", "closed", "garbage", "huge", "nul"])
def test_a_bad_successor_is_refused(admin, towns, choice):
    home = towns.home
    agency = home.agencies["BPBD"]
    Agency.objects.filter(pk=home.agencies["Dinsos"].pk).update(is_active=False)
    successor = {
        "self": agency.pk,
        "foreign": towns.other.agencies["Dinsos"].pk,
        "closed": home.agencies["Dinsos"].pk,
        "garbage": "x",
        "huge": "9" * 30,
        "nul": "\x00",
    }[choice]

    response = admin.post(edit_url(agency, "nonaktifkan/"), {"version": 1, "successor": successor})

    assert response.status_code == 422
    agency.refresh_from_db()
    assert agency.is_active


def test_the_list_is_searched_and_filtered(admin, home, towns):
    Agency.objects.filter(pk=home.agencies["Dinsos"].pk).update(is_active=False)

    def found(query):
        return [row.abbreviation for row in admin.get(f"{LIST}?{query}").context["page"]]

    assert found("") == ["BPBD", "Dinsos"]
    assert found("q=sos") == ["Dinsos"]
    assert found("q=%25") == []
    assert found("status=aktif") == ["BPBD"]
    assert found("status=nonaktif&q=dinas") == ["Dinsos"]
    assert "Tidak ada yang cocok" in admin.get(f"{LIST}?q=zzz").text


def test_an_empty_list_gives_the_first_step(home, admin):
    User.objects.filter(agency__city=home.city).delete()
    Agency.objects.filter(city=home.city).delete()

    page = admin.get(LIST).text

    assert "Belum ada perangkat daerah" in page
    assert f'href="{NEW}"' in page


def test_pages_keep_the_filter(admin, home):
    Agency.objects.bulk_create(
        Agency(city=home.city, abbreviation=f"A{number:03}", name="Kantor", kind="opd")
        for number in range(60)
    )

    page = admin.get(f"{LIST}?q=kantor")

    assert "?q=kantor&amp;page=2" in page.text
    assert len(admin.get(f"{LIST}?q=kantor&page=2").context["page"].object_list) == 10
