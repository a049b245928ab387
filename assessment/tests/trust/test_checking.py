"""The open page behind the code on reports, and the log of downloads."""

from __future__ import annotations

import pytest
from django.utils.html import strip_tags

from agencies.models import AuditEntry
from assessment.core.frozen import content_hash
from assessment.models import Snapshot
from assessment.reports import html_front
from assessment.reports.kinds import Source
from assessment.services.snapshots import freeze
from assessment.tests.factories import NOW


@pytest.fixture
def frozen(world):
    return freeze(cycle=world.home.cycle, reason="Rahasia", by=world.home.actor("coordinator"))


def test_anybody_confirms_number_instant_hash_and_points(client, frozen, world):
    page = client.get(f"/cek/{frozen.sha256[:12]}/")
    text = " ".join(strip_tags(page.content.decode()).split())

    assert page.status_code == 200
    for said in ("Nomor rekaman 1", "pukul", "WITA", frozen.sha256, "Nilai terbukti 0"):
        assert said in text
    people = world.home.people["coordinator"].full_name
    for hidden in (world.home.city.name, "Rahasia", people, str(frozen.cycle.year + 1)):
        assert hidden not in text


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["0" * 12, "abc", "tebakan", "0" * 64])
def test_unknown_codes_are_one_and_the_same_404(client, code):
    page = client.get(f"/cek/{code}/")

    assert page.status_code == 404
    assert "Tidak ada rekaman dengan kode ini" in page.content.decode()


def test_a_code_of_two_snapshots_confirms_neither(client, frozen):
    twin = Snapshot(cycle=frozen.cycle, number=2, content="{}", proven="0", made_at=NOW)
    twin.sha256 = frozen.sha256[:12] + content_hash("{}")[12:]
    twin.save()

    assert client.get(f"/cek/{frozen.sha256[:12]}/").status_code == 404


def test_a_typed_code_may_have_blanks_and_capitals(client, frozen):
    code = frozen.sha256[:12]
    answer = client.get("/cek/", {"kode": f" {code[:6].upper()}-{code[6:]} "})

    assert (answer.status_code, answer["Location"]) == (302, f"/cek/{code}/")
    assert client.get("/cek/").status_code == 200
    assert client.get("/cek/", {"kode": "\0"}).status_code in (400, 404)


def test_reports_carry_the_code_as_vectors(frozen):
    source = Source({}, frozen.sha256, site="https://kla.example")

    assert source.check_url == f"https://kla.example/cek/{frozen.sha256[:12]}/"
    assert Source({}, frozen.sha256).check_url == ""
    drawn = html_front.check_code(source.check_url)
    assert drawn.startswith("<svg")
    assert source.check_url in drawn
    assert html_front.check_code("") == ""


def test_the_log_of_downloads_is_for_the_secretariat(client, frozen, world):
    client.force_login(world.home.people["coordinator"])
    client.get("/laporan/1/json/")
    client.force_login(world.home.people["reviewer"])
    text = client.get("/laporan/unduhan/").content.decode()
    entry = AuditEntry.objects.get(action="report.download")

    assert entry.username in text
    assert "JSON" in text
    assert "Nomor 1, 2026" in text
    client.force_login(world.neighbour.people["reviewer"])
    assert "Belum ada unduhan" in client.get("/laporan/unduhan/").content.decode()
