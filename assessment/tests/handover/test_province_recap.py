"""The recap of the province: newest snapshots of its own cities, on the page and as files."""

from __future__ import annotations

import io

import openpyxl
import pytest
from pypdf import PdfReader

from assessment.management.render_report import make_file
from assessment.models import Job
from assessment.reports.kinds import Source
from assessment.selectors.province_recap import recap
from assessment.services import province_jobs
from assessment.services.snapshots import freeze
from assessment.tests.factories import NOW, actor_of


@pytest.fixture
def province(world, stored):
    """Two cities of one province have frozen, one of them twice, and one abroad."""
    freeze(cycle=stored.cycle, reason="Pertama", by=stored.actor("coordinator"))
    freeze(cycle=stored.cycle, reason="Kedua", by=stored.actor("coordinator"))
    for place in (world.neighbour, world.abroad):
        freeze(cycle=place.cycle, reason="Sendiri", by=place.actor("coordinator"))
    return recap(actor_of(world.verifier, NOW), 2026)


def test_recap_holds_the_newest_snapshot_of_the_own_cities(province, home):
    cities = province.content["cities"]

    assert [(city["name"], city["number"]) for city in cities] == [
        ("Kota Mataram", 1),
        ("Kota Bima", 2),
    ]
    newest = home.cycle.snapshots.get(number=2)
    assert cities[1]["totals"]["claimed"] == newest.claimed
    assert len(province.content["clusters"]) == 7


def test_page_and_workbook_show_cities_against_clusters(client, world, province):
    client.force_login(world.verifier)
    page = client.get("/verifikasi/rekap/?tahun=2026").content.decode()
    data = client.get("/verifikasi/rekap/xlsx/").content

    assert "Kota Bima" in page
    assert "Kota Bogor" not in page
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["Klaim", "Terbukti", "Rekaman"]
    row = [cell.value for cell in book["Klaim"][6]]
    claimed = float(province.content["cities"][1]["totals"]["claimed"])
    assert (row[0], sum(value or 0 for value in row[1:8])) == ("Kota Bima", claimed)
    assert row[8] == claimed
    assert client.get("/verifikasi/rekap/?tahun=1999").status_code == 404


def test_pdf_is_made_by_the_worker_and_downloaded(client, world, province, settings):
    client.force_login(world.verifier)
    assert client.post("/verifikasi/rekap/pdf/").status_code == 302
    job = Job.objects.get(key=f"recap:{province.sha256}")
    early = client.get(f"/berkas/{job.pk}/unduh/")
    target = province_jobs.report_files.target_of(
        province_jobs._as_snapshot(province.text, province.sha256), province_jobs.KIND
    )
    make_file("rekap-provinsi", Source(province.content, province.sha256), target)

    answer = client.get(f"/berkas/{job.pk}/unduh/")

    assert early.status_code == 404
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.getvalue())).pages)
    assert "Rekap dari 2 rekaman" in text
    assert "Kota Mataram" in text
    assert "Unduh PDF" in client.get("/verifikasi/rekap/").content.decode()


def test_kind_is_not_offered_for_a_snapshot(enter, frozen):
    assert enter("coordinator").get("/laporan/1/rekap-provinsi/").status_code == 404
