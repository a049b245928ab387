"""Files of a snapshot: asked for on a page, rendered by the worker's child, kept by hash."""

from __future__ import annotations

import time
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from agencies.models import AuditEntry
from assessment.core.frozen import content_hash
from assessment.management.worker import Worker
from assessment.models import Job, Snapshot
from assessment.reports.kinds import KINDS, Kind
from assessment.services import jobs, report_files, report_jobs
from assessment.services.jobs import JobFailedError, JobGoneError
from assessment.tests.factories import NOW

XLSX = KINDS["xlsx"]


def folder(settings):
    return Path(settings.MEDIA_ROOT) / "reports"


def put(snapshot, slug="xlsx", content=b"PK"):
    """A file as if it had been rendered."""
    path = report_files.target_of(snapshot, KINDS[slug])
    path.write_bytes(content)
    return path


def ignore(done, total, words):
    pass


@pytest.fixture
def asked(enter, frozen, home):
    """The coordinator's job for the workbook, beside those that freezing has made."""
    return Job.objects.get(key=report_jobs.key_of(frozen, XLSX))


def test_freezing_asks_for_the_standard_files(frozen, home):
    asked = Job.objects.filter(user=home.people["coordinator"])

    asked_kinds = sorted(job.arguments["kind"] for job in asked)
    assert asked_kinds == ["berita-acara", "pdf", "ringkasan", "xlsx"]
    assert {job.state for job in asked} == {"waiting"}
    assert asked.get(key=report_jobs.key_of(frozen, XLSX)).title == (
        "Buku kerja (XLSX): Kota Bima 2026, rekaman nomor 1"
    )


def test_worker_makes_the_file_and_the_page_gives_it(
    enter, frozen, home, asked, run, settings, tmp_path, monkeypatch
):
    """The child starts without the server's environment."""
    Job.objects.exclude(pk=asked.pk).delete()
    monkeypatch.setenv("DATABASE_URL", "ini bukan alamat")
    monkeypatch.setenv("SECRET_KEY", "pendek")
    Worker().work(once=True)
    client = enter("coordinator")
    list_page = client.get("/berkas/").content.decode()
    news = client.get("/antrian/").context["shell"].nav
    page = client.get(f"/berkas/{asked.pk}/unduh/")
    [kept] = folder(settings).glob("*.xlsx")

    asked.refresh_from_db()
    assert asked.state == "done", asked.error
    assert f"/berkas/{asked.pk}/unduh/" in list_page
    assert [item.badge() for item in news if item.name == "file-list"] == [1]
    assert "Baru" in list_page
    assert asked.seen_at is not None
    assert kept.name == f"{frozen.sha256}-{report_files.renderer_version()}-xlsx.xlsx"
    assert kept.stat().st_mode & 0o077 == 0
    data = page.getvalue()
    assert "Metadata" in load_workbook(BytesIO(data)).sheetnames
    name = f"KLA-Kota-Bima-2026-no1-{frozen.sha256[:8]}.xlsx"
    assert page["Content-Disposition"] == f'attachment; filename="{name}"'
    assert page["Content-Type"] == XLSX.mime
    assert page["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert page["Cache-Control"] == "no-store"
    assert client.get("/laporan/1/xlsx/").getvalue() == data
    city = ("--city", "52.72", "--year", "2026")
    run("export_report", *city, "--format", "xlsx", "--output", str(tmp_path / "x.xlsx"))
    assert (tmp_path / "x.xlsx").read_bytes() == data


def test_a_file_is_made_once(frozen, monkeypatch):
    path = put(frozen)
    monkeypatch.setattr(report_files, "CHILD", "no.such.module")

    assert report_files.render(frozen, XLSX, {}, ignore) == path


def test_page_says_that_no_worker_runs_and_keeps_the_request(enter, frozen):
    client = enter("reviewer")
    offered = client.get("/laporan/1/xlsx/").content.decode()
    answer = client.post("/laporan/1/xlsx/")
    waiting = client.get("/laporan/1/xlsx/").content.decode()
    files = client.get("/berkas/").content.decode()

    assert "Susun berkas" in offered
    assert (answer.status_code, answer["Location"]) == (302, "/berkas/")
    for page in (waiting, files):
        assert "Belum ada pekerja yang berjalan" in page
        assert "Menunggu" in page
    jobs.sign_in_worker(NOW)
    assert "Belum ada pekerja" not in client.get("/berkas/").content.decode()


def test_asking_for_a_file_that_is_there_downloads_it(enter, frozen):
    put(frozen)
    answer = enter("reviewer").post("/laporan/1/xlsx/")

    assert answer["Location"] == "/laporan/1/xlsx/"
    assert not AuditEntry.objects.filter(action="report.request").exists()


def test_too_many_requests_are_a_clear_page(enter, frozen, monkeypatch):
    monkeypatch.setattr(jobs, "MOST_OPEN", 0)
    refused = enter("reviewer").post("/laporan/1/xlsx/")

    assert refused.status_code == 409
    assert "berkas Anda yang menunggu" in refused.content.decode()


def test_progress_is_shown_and_asked_again_only_while_it_lasts(enter, frozen, asked):
    client = enter("coordinator")
    Job.objects.exclude(pk=asked.pk).delete()
    jobs.take().progress(1, 4, "Menyusun lembar")
    part = client.get("/berkas/?periksa=1").content.decode()
    Job.objects.update(state="failed", error="Berkas tidak berhasil disusun.")
    ended = client.get("/berkas/?periksa=1").content.decode()

    assert 'max="4" value="1"' in part
    assert "Menyusun lembar · 25 %" in part
    assert "hx-trigger" in part
    assert "<html" not in part
    assert "hx-trigger" not in ended
    assert "Berkas tidak berhasil disusun." in ended
    assert f"/berkas/{asked.pk}/ulang/" in ended


def test_cancel_retry_and_seen(enter, frozen, asked):
    client = enter("coordinator")
    client.post(f"/berkas/{asked.pk}/batal/")
    asked.refresh_from_db()
    assert asked.state == "cancelled"
    client.post(f"/berkas/{asked.pk}/ulang/")
    asked.refresh_from_db()
    assert asked.state == "waiting"
    Job.objects.update(state="done", finished_at=NOW)
    news = next(i for i in client.get("/berkas/").context["shell"].nav if i.name == "file-list")
    assert news.badge() == Job.objects.count()
    client.post("/berkas/dilihat/")
    assert not Job.objects.filter(seen_at=None).exists()


def test_a_file_of_an_earlier_version_is_made_again(enter, frozen, asked):
    client = enter("coordinator")
    Job.objects.update(state="done")
    gone = client.get(f"/berkas/{asked.pk}/unduh/")
    client.post(f"/berkas/{asked.pk}/ulang/")
    asked.refresh_from_db()

    assert gone.status_code == 409
    assert "perlu disusun lagi" in gone.content.decode()
    assert asked.state == "waiting"


def test_downloads_are_recorded_and_shown(enter, frozen):
    client = enter("coordinator")
    page = client.get("/laporan/1/json/")
    client.head("/laporan/1/json/")

    assert page.content.decode() == frozen.content
    assert page["Content-Type"] == "application/json; charset=utf-8"
    entry = AuditEntry.objects.get(action="report.download")
    assert (entry.username, entry.subject_id) == ("coordinator.52.72", str(frozen.pk))
    assert "Unduhan terakhir" in client.get("/laporan/1/").content.decode()
    assert client.post("/laporan/1/json/").status_code == 405


def test_unknown_formats_and_options_are_missing_pages(enter, frozen, monkeypatch):
    client = enter("coordinator")
    kind = Kind("klaster", "Per klaster", "pdf", "application/pdf", "m:f", options=("klaster",))
    monkeypatch.setitem(KINDS, "klaster", kind)

    assert client.get("/laporan/1/docm/").status_code == 404
    assert client.get("/laporan/1/klaster/?klaster=%00").status_code == 404
    client.post("/laporan/1/klaster/", {"klaster": "II"})
    job = Job.objects.latest("pk")
    assert job.arguments["options"] == {"klaster": "II"}
    assert job.title.startswith("Per klaster, II: ")


def test_failing_child_is_said(home, settings):
    content = '{"schema":1}'
    broken = Snapshot(
        cycle=home.cycle,
        number=2,
        content=content,
        sha256=content_hash(content),
        proven="0",
        made_at=NOW + timedelta(hours=1),
    )

    with pytest.raises(JobFailedError, match="tidak berhasil disusun"):
        report_files.render(broken, XLSX, {}, ignore)
    assert [path for path in folder(settings).rglob("*") if path.is_file()] == []


def test_content_that_does_not_match_its_hash_is_not_rendered(home):
    row = Snapshot(cycle=home.cycle, number=1, content="{}", sha256="0" * 64, proven="0")

    with pytest.raises(JobFailedError, match="sidik jari"):
        report_files.render(row, XLSX, {}, ignore)


def test_a_child_is_ended_when_its_job_is_gone_or_its_time_over(frozen, settings, monkeypatch):
    def gone(done, total, words):
        raise JobGoneError

    with pytest.raises(JobGoneError):
        report_files.render(frozen, XLSX, {}, gone)
    monkeypatch.setattr(report_files, "GRACE_SECONDS", 0)
    late = Kind("xlsx", "Buku kerja", "xlsx", XLSX.mime, XLSX.maker, wall_seconds=0)
    started = time.monotonic()
    with pytest.raises(JobFailedError, match="batas waktu"):
        report_files.render(frozen, late, {}, ignore)
    assert time.monotonic() - started < 5
    assert list(folder(settings).glob("*.xlsx")) == []


def test_sweep_removes_files_of_earlier_versions(frozen, settings):
    current = put(frozen)
    old = folder(settings) / f"{frozen.sha256}-000000000000-pdf.pdf"
    old.write_bytes(b"%PDF")

    assert report_files.sweep(timedelta(days=1)) == []
    assert report_files.sweep(timedelta(days=-1)) == [f"reports/{old.name}"]
    assert current.is_file()
