"""The list of snapshots, freezing from the page, the report on the screen."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest

from assessment.models import Snapshot
from assessment.services.snapshots import freeze
from assessment.tests.factories import NOW, PLAN
from assessment.tests.secretariat import scene

LIST = "/laporan/"
EVERYBODY_ELSE = ["operator BPBD", "head BPBD", "leader", "admin"]


def freeze_post(client, **data):
    return client.post(LIST, {"confirmed": "on"} | data)


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_list_begins_with_the_first_step(enter):
    page = enter("coordinator").get(LIST)

    assert page.status_code == 200
    assert "Belum ada rekaman" in text_of(page)
    assert page.context["preflight"].waiting == 0


def test_list_warns_of_what_is_not_proven(enter, proven):
    scene.answer(proven, "Dinsos", "22B.1", scene.worst(proven, "22B.1"))
    page = enter("coordinator").get(LIST)

    assert "Usang sesudah diputuskan" in text_of(page)
    assert "9 poin diklaim tetapi belum terbukti" in text_of(page)


def test_freezing_makes_a_snapshot_and_shows_it(enter, proven):
    page = enter("coordinator").post(LIST, {"confirmed": "on"}, follow=True)

    row = Snapshot.objects.get()
    assert page.redirect_chain == [("/laporan/1/?tahun=2026", 302)]
    assert "Rekaman nomor 1 dibuat." in text_of(page)
    assert (row.made_by_id, row.made_at) == (proven.people["coordinator"].pk, NOW)


def test_freezing_twice_with_one_token_is_one_snapshot(enter, home):
    client, token = enter("coordinator"), str(uuid.uuid4())
    first, second = (freeze_post(client, kunci=token) for _ in range(2))

    assert first["Location"] == second["Location"] == "/laporan/1/?tahun=2026"
    assert Snapshot.objects.count() == 1


def test_second_snapshot_needs_a_reason(enter, frozen):
    client = enter("coordinator")
    refused = freeze_post(client)

    assert refused.status_code == 422
    assert "Galat:" in refused.content.decode()
    assert refused.context["form"].errors == {"reason": ["Tulis alasan membuat rekaman baru."]}
    assert freeze_post(client, reason="Perbaikan").status_code == 302
    assert list(Snapshot.objects.order_by("number").values_list("reason", flat=True)) == [
        "Untuk rapat",
        "Perbaikan",
    ]


def test_freezing_needs_the_tick(enter, home):
    refused = enter("coordinator").post(LIST, {"reason": "Tetap tertulis"})

    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == ["confirmed"]
    assert "Tetap tertulis" in refused.content.decode()
    assert not Snapshot.objects.exists()


def test_late_freezing_is_refused_and_keeps_the_text(enter, home, clock):
    clock(PLAN.recap_closes_at)
    refused = freeze_post(enter("coordinator"), reason="Terlambat satu detik")

    assert refused.status_code == 409
    assert "sudah ditutup" in text_of(refused)
    assert not Snapshot.objects.exists()


@pytest.mark.parametrize("who", EVERYBODY_ELSE)
def test_reports_are_for_the_secretariat(enter, frozen, who):
    client = enter(who)

    for address in (LIST, "/laporan/1/", "/laporan/1/json/"):
        assert client.get(address).status_code == 403
    assert freeze_post(client, reason="x").status_code == 403
    assert Snapshot.objects.count() == 1


def test_reviewers_read_and_do_not_freeze(enter, frozen):
    client = enter("reviewer")

    assert client.get(LIST).context["preflight"] is None
    assert client.get("/laporan/1/").status_code == 200
    assert freeze_post(client, reason="x").status_code == 403


def test_verifiers_are_sent_to_their_own_pages(client, world, frozen):
    client.force_login(world.verifier)

    assert client.get(LIST).status_code == 403


def test_reports_of_another_city_do_not_exist(client, world, frozen):
    client.force_login(world.neighbour.people["coordinator"])

    assert client.get(LIST).context["page"].paginator.count == 0
    assert client.get("/laporan/1/").status_code == 404
    assert client.get("/laporan/1/json/").status_code == 404


def test_report_shows_the_frozen_numbers(enter, frozen):
    page = enter("coordinator").get("/laporan/1/")

    assert "Klaim 9 · Terbukti 9" in text_of(page)
    assert frozen.sha256 in page.content.decode()
    assert page.content.decode().count("<h1") == 1


def test_report_opens_one_chapter_and_links_the_others(enter, frozen):
    summary = enter("coordinator").get("/laporan/1/").content.decode()
    chapter = enter("coordinator").get("/laporan/1/?bab=klaster-5").content.decode()

    assert 'href="?bab=klaster-5#klaster-5"' in summary
    assert 'id="indikator-22B"' not in summary
    assert 'id="indikator-22B"' in chapter
    assert 'href="#indikator-22B"' in chapter


@pytest.mark.parametrize(
    "address",
    [
        "/laporan/2/",
        "/laporan/0/",
        "/laporan/99999999999999999999/",
        "/laporan/9223372036854775807/",
        "/laporan/1/?bab=tidak-ada",
        "/laporan/1/doc/",
        "/laporan/1/bundle/",
        "/laporan/?tahun=1999",
        "/laporan/?tahun=x",
        "/laporan/?tahun=99999999999999999999",
        "/laporan/?tahun=9223372036854775807",
        "/laporan/?page=9",
        "/laporan/?page=x",
    ],
)
def test_garbage_is_no_such_page(enter, frozen, address):
    assert enter("coordinator").get(address).status_code == 404


@pytest.mark.parametrize("address", ["/laporan/1/?bab=%00", "/laporan/?page=%00"])
def test_unreadable_text_is_a_bad_request(enter, frozen, address):
    assert enter("coordinator").get(address).status_code == 400


def test_wrong_methods(enter, frozen):
    client = enter("coordinator")

    assert client.post("/laporan/1/").status_code == 405
    assert client.post("/laporan/1/json/").status_code == 405
    assert client.put(LIST).status_code == 405


def test_list_costs_the_same_for_many(enter, proven, django_assert_max_num_queries):
    client = enter("coordinator")

    def measured():
        with django_assert_max_num_queries(12) as counted:
            assert client.get(LIST).status_code == 200
        return len(counted)

    freeze(cycle=proven.cycle, by=proven.actor("coordinator"))
    one = measured()
    for number in range(39):
        at = NOW + timedelta(minutes=number)
        freeze(cycle=proven.cycle, by=proven.actor("coordinator", at))
    assert measured() == one
