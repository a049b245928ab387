"""Verifier bundles: what lies in them, what is withheld, who may take them."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile

import pytest
from pypdf import PdfReader

from agencies.models import AuditEntry
from assessment.models import Document, Snapshot, StoredFile
from assessment.reports.kinds import KINDS
from assessment.services import report_files
from assessment.services.snapshots import freeze
from assessment.tests.handover.conftest import put_bytes
from assessment.tests.secretariat import scene

DECREE = "bukti/indikator-2/2.1/01-SK-Gugus-Tugas-b-2026-b.pdf"


def opened(answer):
    assert answer.streaming
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert archive.testzip() is None
    return archive


def test_bundle_of_a_cluster_holds_index_evidence_and_manifest(enter, frozen):
    answer = enter("coordinator").get("/laporan/1/bundel/unduh/?klaster=0")

    archive = opened(answer)
    assert archive.namelist() == [
        "index.html",
        "gaya.css",
        DECREE,
        "bukti/indikator-2/2.2/01-SK-Gugus-Tugas-b-2026-b.html",
        "manifest.json",
        "manifest.sha256",
    ]
    assert archive.read(DECREE) == b"%PDF-1.7 surat keputusan"
    assert archive.getinfo(DECREE).compress_type == zipfile.ZIP_STORED
    assert b'href="../2.1/01-SK-Gugus' in archive.read(archive.namelist()[3])
    manifest = json.loads(archive.read("manifest.json"))
    assert (manifest["snapshot"], manifest["sha256"]) == (1, frozen.sha256)
    assert [row["questions"] for row in manifest["files"]] == [[], [], ["2.1", "2.2"], []]
    for row in manifest["files"]:
        assert row["sha256"] == hashlib.sha256(archive.read(row["path"])).hexdigest()
    sums = archive.read("manifest.sha256").decode().splitlines()
    assert sums == [f"{row['sha256']}  {row['path']}" for row in manifest["files"]]
    assert (
        f'filename="KLA-Kota-Bima-2026-no1-{frozen.sha256[:8]}-bundel-0.zip"'
        in (answer["Content-Disposition"])
    )


def test_index_opens_documents_at_the_cited_page_and_escapes(enter, frozen):
    page = opened(enter("coordinator").get("/laporan/1/bundel/unduh/")).read("index.html").decode()

    assert f'href="{DECREE}#page=7"' in page
    assert f'href="{DECREE}">' in page
    assert "SK Gugus Tugas: &lt;b&gt;2026&lt;/b&gt;" in page
    assert "Tidak disertakan: terbatas" in page
    assert "Nama anak korban" not in page


@pytest.mark.parametrize(
    "who, query, has_secret",
    [("coordinator", "", False), ("coordinator", "?terbatas=ya", True)],
)
def test_restricted_evidence_is_withheld_unless_the_secretariat_asks(
    enter, frozen, who, query, has_secret
):
    archive = opened(enter(who).get(f"/laporan/1/bundel/unduh/{query}"))

    secret = [name for name in archive.namelist() if "/2.6/" in name]
    assert bool(secret) is has_secret
    left_out = json.loads(archive.read("manifest.json"))["left_out"]
    assert [row["question"] for row in left_out] == ([] if has_secret else ["2.6"])
    after = json.loads(AuditEntry.objects.get(action="report.download").after)
    assert after.get("restricted") == (1 if has_secret else None)


def test_verifier_gets_no_restricted_evidence_even_when_asking(client, world, frozen):
    client.force_login(world.verifier)
    archive = opened(client.get(f"/verifikasi/{frozen.pk}/bundel/unduh/?terbatas=ya"))

    assert DECREE in archive.namelist()
    assert b"rahasia" not in b"".join(map(archive.read, archive.namelist()))
    assert client.get(f"/verifikasi/{frozen.pk}/bundel/").status_code == 200


def test_what_became_restricted_after_freezing_is_withheld_too(enter, frozen):
    Document.objects.filter(title__startswith="SK").update(is_restricted=True)

    archive = opened(enter("coordinator").get("/laporan/1/bundel/unduh/?klaster=0"))

    left_out = json.loads(archive.read("manifest.json"))["left_out"]
    assert [(row["question"], row["reason"]) for row in left_out] == [
        ("2.1", "berkas tidak lagi tersedia"),
        ("2.2", "berkas tidak lagi tersedia"),
        ("2.6", "terbatas, untuk melindungi data anak"),
    ]
    assert DECREE not in archive.namelist()


def test_missing_and_changed_bytes_are_listed(enter, frozen, settings):
    [path] = settings.MEDIA_ROOT.glob(
        "evidence/*/" + hashlib.sha256(b"%PDF-1.7 surat keputusan").hexdigest()[:32] + ".pdf"
    )
    path.write_bytes(b"lain")
    changed = opened(enter("coordinator").get("/laporan/1/bundel/unduh/"))
    path.unlink()
    missing = opened(enter("coordinator").get("/laporan/1/bundel/unduh/"))

    reasons = [
        [row["reason"] for row in json.loads(archive.read("manifest.json"))["left_out"]][1:]
        for archive in (changed, missing)
    ]
    assert reasons == [
        ["isi berkas tidak cocok dengan sidik jarinya"],
        ["berkas tidak lagi tersedia"],
    ]


def test_bundle_of_changes_holds_only_what_is_new(enter, frozen, home, cited):
    report = scene.document(home, "DP3A", title="Laporan")
    put_bytes(report.file, b"%PDF-1.7 laporan")
    cited("2.3", report, "2")
    freeze(cycle=home.cycle, reason="Kedua", by=home.actor("coordinator"))
    client = enter("coordinator")

    archive = opened(client.get("/laporan/2/bundel/unduh/?sejak=1&klaster=0"))

    assert [name for name in archive.namelist() if name.startswith("bukti/")] == [
        "bukti/indikator-2/2.3/01-Laporan.pdf"
    ]
    assert "perubahan.xlsx" in archive.namelist()
    assert json.loads(archive.read("manifest.json"))["since_snapshot"] == 1
    assert client.get("/laporan/2/bundel/unduh/?sejak=2").status_code == 404
    assert client.get("/laporan/2/bundel/unduh/?klaster=99").status_code == 404


def test_snapshot_from_before_endings_gets_them_from_the_store(enter, frozen, settings):
    StoredFile.objects.filter(documents__title__startswith="SK").update(extension="jpg")
    old = frozen.content.replace('"extension":"pdf",', "")
    older = Snapshot.objects.create(
        cycle=frozen.cycle,
        number=2,
        content=old,
        sha256=report_files.content_hash(old),
        proven="0",
        made_at=frozen.made_at,
    )
    index = report_files.target_of(older, KINDS["indeks-bukti"])
    index.write_bytes(b"%PDF-1.7 dengan akhiran yang salah")

    archive = opened(enter("coordinator").get("/laporan/2/bundel/unduh/"))

    assert DECREE.replace(".pdf", ".jpg") in archive.namelist()
    assert "indeks.pdf" not in archive.namelist()


def test_page_offers_a_bundle_per_cluster(enter, frozen):
    page = enter("reviewer").get("/laporan/1/bundel/").content.decode()

    assert page.count("> bundel ") == 7
    assert "Sertakan dokumen terbatas" in page


def test_command_writes_the_bundle_with_its_pdf_index(frozen, run_json, run, tmp_path):
    city = ("export_report", "--city", "52.72", "--year", "2026", "--format", "bundle")
    target = tmp_path / "b.zip"

    answer = run_json(*city, "--cluster", "0", "--output", str(target))

    archive = zipfile.ZipFile(target)
    assert answer["bytes"] == target.stat().st_size
    pages = PdfReader(io.BytesIO(archive.read("indeks.pdf"))).pages
    links = [note.get_object().get("/A", {}) for page in pages for note in page.get("/Annots", ())]
    assert f"{DECREE}#page=7" in [link.get("/URI") for link in links]
    code, _, error = run(*city, "--cluster", "99", "--output", str(tmp_path / "x.zip"))
    assert (code, error.strip()) == (1, "Tidak ada kelompok nilai dengan kode '99'.")
    code, _, error = run(*city, "--since", "1", "--output", str(tmp_path / "x.zip"))
    assert (code, error.strip()) == (1, "Perubahan dihitung sejak rekaman yang lebih lama.")
