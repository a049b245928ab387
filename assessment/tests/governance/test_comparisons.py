"""Comparing snapshots on the page and as a workbook, for the city and for the province."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest

from assessment.services.snapshots import freeze
from assessment.tests.factories import NOW
from assessment.tests.secretariat import scene

PAGE = "/laporan/banding/"


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def second(frozen, proven):
    """Number 2: 22B.2 is answered, 22B.1 is stale."""
    scene.answer(proven, "Dinsos", "22B.2", note="<b>baru</b>")
    scene.answer(proven, "Dinsos", "22B.1", scene.worst(proven, "22B.1"))
    later = NOW + timedelta(minutes=1)
    return freeze(cycle=proven.cycle, reason="Tambahan", by=proven.actor("coordinator", later))


def test_page_shows_what_changed_and_why(enter, second):
    page = enter("reviewer").get(PAGE)

    assert page.status_code == 200
    changes = {q.code: q.causes for q in page.context["comparison"].questions if q.is_changed}
    assert changes == {"22B.1": ("bukti", "keputusan"), "22B.2": ("jawaban", "bukti")}
    words = text_of(page)
    assert "9 → 9,5 +0,5" in words
    assert "9 → 0 −9" in words
    assert "Tambahan" in words
    assert "Bukti ditambahkan" in words


def test_one_snapshot_cannot_be_compared(enter, frozen):
    client = enter("coordinator")

    assert "Belum ada yang dapat dibandingkan" in text_of(client.get(PAGE))
    assert client.get(f"{PAGE}xlsx/").status_code == 404


@pytest.mark.parametrize(
    "query, count",
    [
        ("", 2),
        ("?dari=2&ke=1", 2),
        ("?ke=1", 2),
        ("?tampil=semua", 274),
        ("?sebab=keputusan", 1),
        ("?klaster=5", 2),
        ("?klaster=1", 0),
    ],
)
def test_filters_stay_in_the_address(enter, second, query, count):
    assert enter("coordinator").get(PAGE + query).context["shown"].count == count


@pytest.mark.parametrize(
    "query",
    ["?dari=1&ke=1", "?ke=3", "?dari=0", "?dari=99999999", "?dari=x", "?sebab=x", "?klaster=9"],
)
def test_garbage_is_no_such_page(enter, second, query):
    assert enter("coordinator").get(PAGE + query).status_code == 404


def test_workbook_holds_all_questions(enter, second):
    sent = enter("coordinator").get(f"{PAGE}xlsx/?dari=1&ke=2")
    book = openpyxl.load_workbook(BytesIO(sent.content))
    rows = list(book["Pertanyaan"].iter_rows(values_only=True))

    assert sent["Content-Disposition"] == (
        'attachment; filename="KLA-Kota-Bima-2026-banding-no1-no2.xlsx"'
    )
    assert [row[4] for row in rows if row[0] == "22B.1"] == ["bukti berubah, keputusan berubah"]
    assert (
        sum(1 for row in rows if row[0] and re.fullmatch(r"[0-9]+[A-Z]?\.[0-9a-z]+", row[0])) > 250
    )
    assert [row[5] for row in book["Bukti"].iter_rows(values_only=True) if row[0] == "22B.2"]


@pytest.mark.parametrize("who", ["operator BPBD", "head BPBD", "leader", "admin"])
def test_others_do_not_compare(enter, second, who):
    client = enter(who)

    assert client.get(PAGE).status_code == client.get(f"{PAGE}xlsx/").status_code == 403


def test_verifiers_compare_what_their_cities_sent(client, world, second):
    address = f"/verifikasi/{second.pk}/banding/"
    client.force_login(world.verifier)

    assert client.get(address).context["shown"].count == 2
    assert client.get(f"{address}xlsx/").status_code == 200
    client.force_login(world.foreign_verifier)
    assert client.get(address).status_code == client.get(f"{address}xlsx/").status_code == 404


def test_comparing_costs_the_same_for_many(enter, second, proven, django_assert_max_num_queries):
    client = enter("coordinator")

    def measured():
        with django_assert_max_num_queries(12) as counted:
            assert client.get(PAGE).status_code == 200
        return len(counted)

    two = measured()
    for number in range(2, 12):
        at = NOW + timedelta(minutes=number)
        freeze(cycle=proven.cycle, by=proven.actor("coordinator", at))
    assert measured() == two
