"""Typing again: the list and its ticks, the pack with split files, the ministry's points."""

from __future__ import annotations

import io
import json
import os
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from PIL import Image
from pypdf import PdfReader

from assessment.models import MinistryFigures, RekeyTick, ReportSetting, StoredFile
from assessment.services.snapshots import freeze
from assessment.tests.handover.conftest import put_bytes
from assessment.tests.secretariat import scene

LIST = "/laporan/1/ketik-ulang/"


def heavy_pdf(pages):
    """A PDF whose pages weigh about 400 kB each."""
    images = [Image.frombytes("RGB", (500, 500), os.urandom(750_000)) for _ in range(pages)]
    stream = io.BytesIO()
    images[0].save(stream, "PDF", save_all=True, append_images=images[1:], quality=95)
    return stream.getvalue()


def opened(answer):
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert archive.testzip() is None
    return archive


def test_list_shows_option_files_and_what_is_withheld(enter, frozen):
    page = enter("coordinator").get(LIST + "?klaster=0&page=4").content.decode()

    assert "2.1_01_SK-Gugus-Tugas-b-2026-b.pdf" in page
    assert "Tidak disertakan: " in page
    assert "0 dari 78 pertanyaan sudah diketik" in page


def test_tick_is_kept_on_the_server_and_falls_with_the_answer(enter, frozen, home, cited):
    client = enter("coordinator")
    answer = client.post(LIST + "2.1/?klaster=0&tampil=belum", {"selesai": "ya"})
    client.post(LIST + "2.1/", {"selesai": "ya"})

    assert answer["Location"] == LIST + "?tahun=2026&klaster=0&tampil=belum#p-2.1"
    assert RekeyTick.objects.get().ticked_by == home.people["coordinator"]
    assert "1 dari 274 pertanyaan" in client.get(LIST).content.decode()

    report = scene.document(home, "DP3A", title="Tambahan")
    cited("2.1", report, "2")
    freeze(cycle=home.cycle, reason="Kedua", by=home.actor("coordinator"))
    again = client.get("/laporan/2/ketik-ulang/?tampil=berubah").content.decode()
    assert "Isinya berubah sejak diketik" in again
    assert "0 dari 274 pertanyaan" in again

    client.post(LIST + "2.1/", {"selesai": "tidak"})
    assert not RekeyTick.objects.exists()


@pytest.mark.parametrize("path", [LIST + "99.9/", "/laporan/9/ketik-ulang/2.1/"])
def test_tick_of_an_unknown_question_is_404(enter, frozen, path):
    assert enter("coordinator").post(path, {"selesai": "ya"}).status_code == 404


def test_pack_renames_per_question_and_splits_heavy_files(enter, frozen, home):
    ReportSetting.objects.create(city=home.city, text_limit=100, file_limit=1)
    heavy = StoredFile.objects.get(documents__title__startswith="SK Gugus")
    put_bytes(heavy, heavy_pdf(6))
    freeze(cycle=home.cycle, reason="Kedua", by=home.actor("coordinator"))

    archive = opened(enter("coordinator").get("/laporan/2/ketik-ulang/unduh/"))

    parts = [name for name in archive.namelist() if name.startswith("berkas/2.1/")]
    assert len(parts) > 1
    assert parts[0] == "berkas/2.1/2.1_01_SK-Gugus-Tugas-b-2026-b_bagian1.pdf"
    assert all(archive.getinfo(name).file_size <= 1024 * 1024 for name in parts)
    pages = [len(PdfReader(io.BytesIO(archive.read(name))).pages) for name in parts]
    assert sum(pages) == 6
    manifest = json.loads(archive.read("manifest.json"))
    assert [row["question"] for row in manifest["left_out"]] == ["2.6"]
    book = openpyxl.load_workbook(io.BytesIO(archive.read("ketik-ulang.xlsx")), data_only=True)
    assert book.sheetnames == ["Ketik ulang", "Angka", "Nilai", "Metadata"]
    codes = [row[1].value for row in book["Ketik ulang"].iter_rows(min_row=5)]
    assert (codes[:2], len(codes)) == (["1.1", "1.2a"], 274)
    assert book["Nilai"].cell(5 + 31, 3).value == float(frozen.claimed)


def test_what_cannot_be_split_goes_as_it_is_and_is_listed(enter, frozen, home):
    ReportSetting.objects.create(city=home.city, file_limit=1)
    heavy = StoredFile.objects.get(documents__title__startswith="SK Gugus")
    put_bytes(heavy, b"%PDF-1.7 rusak" + b"x" * 1024 * 1024)
    freeze(cycle=home.cycle, reason="Kedua", by=home.actor("coordinator"))

    archive = opened(enter("coordinator").get("/laporan/2/ketik-ulang/unduh/"))

    assert "berkas/2.1/2.1_01_SK-Gugus-Tugas-b-2026-b.pdf" in archive.namelist()
    reasons = [row["reason"] for row in json.loads(archive.read("manifest.json"))["left_out"]]
    assert sum("tidak dapat dibagi" in reason for reason in reasons) == 2


def test_reconciliation_shows_where_the_application_differs(enter, frozen, home):
    client, url = enter("coordinator"), "/laporan/1/cocokkan/"

    saved = client.post(url, {"version": "0", "em_2": "3,5", "em_1": "0"})
    page = client.get(url).content.decode()

    assert saved.status_code == 302
    assert MinistryFigures.objects.get().points == {"1": "0", "2": "3.5"}
    assert "2 dari 31 indikator diisi" in page
    assert "indikator berbeda" in page


@pytest.mark.parametrize("typed", ["1000", "-1", "1e2", "0,005", "abc"])
def test_reconciliation_refuses_impossible_points(enter, frozen, typed):
    answer = enter("coordinator").post("/laporan/1/cocokkan/", {"version": "0", "em_2": typed})

    assert answer.status_code == 422
    assert not MinistryFigures.objects.exists()


def test_reconciliation_shows_both_when_somebody_was_first(enter, frozen, home):
    client, url = enter("coordinator"), "/laporan/1/cocokkan/"
    client.post(url, {"version": "0", "em_2": "3,5"})
    client.post(url, {"version": "1", "em_2": "4"})

    late = client.post(url, {"version": "1", "em_2": "5"})

    assert late.status_code == 409
    assert "Orang lain menyimpan lebih dulu" in late.content.decode()
    assert MinistryFigures.objects.get().points == {"2": "4"}
    assert Decimal(MinistryFigures.objects.get().version) == 2
