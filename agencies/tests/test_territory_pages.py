"""Pages of kecamatan, desa and kelurahan."""

from __future__ import annotations

import json
import uuid

import pytest

from agencies.models import AuditEntry, Territory

LIST = "/wilayah/"
NEW = "/wilayah/baru/"


def edit_url(territory, act=""):
    return f"{LIST}{territory.pk}/{act}"


def version_on(page):
    return page.context["form"]["version"].value()


@pytest.fixture
def kelurahan(home):
    return Territory.objects.create(
        city=home.city, kind="kelurahan", name="Penaraga", parent=home.kecamatan
    )


def test_a_kelurahan_is_added_once(admin, home):
    post = {"kind": "kelurahan", "name": " Rabadompu ", "parent": home.kecamatan.pk}
    post["kunci"] = str(uuid.uuid4())

    assert admin.post(NEW, post).headers["Location"] == LIST
    assert admin.post(NEW, post).headers["Location"] == LIST

    row = Territory.objects.get(name="Rabadompu")
    assert (row.city, row.kind, row.parent) == (home.city, "kelurahan", home.kecamatan)
    entry = AuditEntry.objects.get()
    assert (entry.action, json.loads(entry.after)) == (
        "territory.create",
        {"kind": "kelurahan", "name": "Rabadompu", "parent": "Raba"},
    )


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": "x" * 100_000}, "name"),
        ({"name": "a\x00"}, "name"),
        ({"name": "a\x7fb"}, "name"),
        ({"name": "raba"}, "name"),
        ({"kind": "negara"}, "kind"),
        ({"parent": "x"}, "parent"),
        ({"parent": "9" * 30}, "parent"),
        ({"parent": "own"}, "parent"),
        ({"parent": "foreign", "kind": "kelurahan"}, "parent"),
    ],
)
def test_a_bad_territory_is_refused_at_the_field(admin, towns, changes, field):
    post = {"kind": "kecamatan", "name": "Mpunda", "parent": "", **changes}
    named = {"own": towns.home.kecamatan.pk, "foreign": towns.other.kecamatan.pk}
    post["parent"] = named.get(post["parent"], post["parent"])

    response = admin.post(NEW, post)

    assert response.status_code == 422
    assert f'id="id_{field}_error"' in response.text
    assert Territory.objects.count() == 2


def test_a_territory_is_changed_and_a_stale_change_refused(admin, kelurahan):
    seen = version_on(admin.get(edit_url(kelurahan)))
    post = {"kind": "kelurahan", "name": "Penaraga Satu", "parent": kelurahan.parent_id}

    changed = admin.post(edit_url(kelurahan), {**post, "version": seen})
    stale = admin.post(edit_url(kelurahan), {**post, "name": "Penaraga Dua", "version": seen})

    assert (changed.status_code, stale.status_code) == (302, 409)
    kelurahan.refresh_from_db()
    assert kelurahan.name == "Penaraga Satu"
    assert [(row.stored, row.typed) for row in stale.context["differences"]] == [
        ("Penaraga Satu", "Penaraga Dua")
    ]
    again = {**post, "name": "Penaraga Dua", "version": version_on(stale)}
    assert admin.post(edit_url(kelurahan), again).status_code == 302


def test_a_kecamatan_with_kelurahan_keeps_its_kind(admin, home, kelurahan):
    url = edit_url(home.kecamatan)
    post = {"kind": "kelurahan", "name": "Raba", "version": version_on(admin.get(url))}

    assert admin.post(url, post).status_code == 422


def test_a_territory_cannot_lie_in_itself(admin, home):
    url = edit_url(home.kecamatan)
    post = {"kind": "kelurahan", "name": "Raba", "parent": home.kecamatan.pk}

    response = admin.post(url, {**post, "version": version_on(admin.get(url))})

    assert response.status_code == 422


def test_an_unused_territory_is_deleted(admin, kelurahan):
    seen = version_on(admin.get(edit_url(kelurahan)))
    url = edit_url(kelurahan, "hapus/")

    stale = admin.post(url, {"version": "lama"})
    deleted = admin.post(url, {"version": seen})
    gone = admin.post(url, {"version": seen})

    assert (stale.status_code, deleted.status_code, gone.status_code) == (409, 302, 404)
    assert not Territory.objects.filter(pk=kelurahan.pk).exists()
    assert AuditEntry.objects.get().action == "territory.delete"


def test_a_second_press_on_delete_gets_the_first_answer(admin, kelurahan):
    post = {"version": version_on(admin.get(edit_url(kelurahan))), "kunci": str(uuid.uuid4())}
    url = edit_url(kelurahan, "hapus/")

    assert admin.post(url, post).headers["Location"] == LIST
    assert admin.post(url, post).headers["Location"] == LIST


def test_a_territory_in_use_stays(admin, home, kelurahan):
    seen = version_on(admin.get(edit_url(home.kecamatan)))

    response = admin.post(edit_url(home.kecamatan, "hapus/"), {"version": seen})

    assert response.status_code == 409
    assert "tidak dapat dihapus" in response.text
    assert Territory.objects.filter(pk=home.kecamatan.pk).exists()


def test_the_list_is_filtered(admin, home, kelurahan):
    def found(query):
        return [row.name for row in admin.get(f"{LIST}?{query}").context["page"]]

    assert found("") == ["Raba", "Penaraga"]
    assert found("jenis=kelurahan") == ["Penaraga"]
    assert found(f"kecamatan={home.kecamatan.pk}") == ["Raba", "Penaraga"]
    assert found("q=pena") == ["Penaraga"]
    assert "Tidak ada yang cocok" in admin.get(f"{LIST}?q=zzz").text


def test_an_empty_list_gives_the_first_step(admin, home):
    home.kecamatan.delete()

    assert "Belum ada wilayah" in admin.get(LIST).text
