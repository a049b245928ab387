"""Files of a snapshot: rendered by a child process, kept by hash, one at a time for each person."""

from __future__ import annotations

import fcntl
import time
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from agencies.errors import ConflictError
from agencies.models import AuditEntry
from assessment.models import Snapshot
from assessment.services import report_files
from assessment.services.snapshots import freeze
from assessment.tests.factories import NOW


def folder(settings):
    return Path(settings.MEDIA_ROOT) / "reports"


def test_pdf_is_rendered_once_and_kept(enter, frozen, home, settings):
    client = enter("coordinator")
    report_files.prepare(snapshot=frozen, fmt="pdf", by=home.actor("reviewer"), wait=120)
    first = client.get("/laporan/1/pdf/")
    data = first.getvalue()
    [kept] = folder(settings).glob("*.pdf")
    changed = kept.stat().st_mtime_ns
    second = client.get("/laporan/1/pdf/")

    assert data.startswith(b"%PDF-")
    assert second.getvalue() == data
    assert kept.stat().st_mtime_ns == changed
    assert kept.name == f"{frozen.sha256}-{report_files.renderer_version()}.pdf"
    name = f"KLA-Kota-Bima-2026-no1-{frozen.sha256[:8]}.pdf"
    assert first["Content-Disposition"] == f'attachment; filename="{name}"'
    assert first["Content-Type"] == "application/pdf"
    assert first["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert first["X-Content-Type-Options"] == "nosniff"
    assert first["Cache-Control"] == "no-store"


def test_child_and_command_give_the_same_bytes(enter, frozen, home, run, tmp_path):
    report_files.prepare(snapshot=frozen, fmt="xlsx", by=home.actor("reviewer"), wait=120)
    page = enter("reviewer").get("/laporan/1/xlsx/").getvalue()
    target = tmp_path / "x.xlsx"
    city = ("--city", "52.72", "--year", "2026")
    run("export_report", *city, "--format", "xlsx", "--output", str(target))

    assert page == target.read_bytes()
    assert "Metadata" in load_workbook(BytesIO(page)).sheetnames


def test_json_is_the_hashed_content(enter, frozen):
    page = enter("coordinator").get("/laporan/1/json/")

    assert page.content.decode() == frozen.content
    assert page["Content-Type"] == "application/json; charset=utf-8"


def test_downloads_are_recorded_and_shown(enter, frozen):
    client = enter("coordinator")
    client.get("/laporan/1/json/")
    client.head("/laporan/1/json/")

    entry = AuditEntry.objects.get(action="report.download")
    assert (entry.username, entry.subject_id) == ("coordinator.52.72", str(frozen.pk))
    assert "Unduhan terakhir" in client.get("/laporan/1/").content.decode()


def test_another_report_of_the_same_person_waits(enter, frozen, home, settings):
    client = enter("coordinator")
    folder(settings).mkdir(parents=True)
    path = folder(settings) / f"lock-{home.people['coordinator'].pk}"
    with path.open("wb") as held:
        held.write(b"lain.pdf")
        held.flush()
        fcntl.flock(held, fcntl.LOCK_EX)
        refused = client.get("/laporan/1/pdf/")
        other = report_files.prepare(
            snapshot=frozen, fmt="xlsx", by=home.actor("reviewer"), wait=120
        )

    assert refused.status_code == 409
    assert "masih disusun" in refused.content.decode()
    assert other is not None


def test_slow_report_is_waited_for_on_a_page(enter, frozen, home, settings):
    client = enter("coordinator")
    target = f"{frozen.sha256}-{report_files.renderer_version()}.pdf"
    folder(settings).mkdir(parents=True)
    path = folder(settings) / f"lock-{home.people['coordinator'].pk}"
    with path.open("wb") as held:
        held.write(target.encode())
        held.flush()
        fcntl.flock(held, fcntl.LOCK_EX)
        waiting = client.get("/laporan/1/pdf/")
        asked = client.get("/laporan/1/pdf/?periksa=1")
    gone = client.get("/laporan/1/pdf/?periksa=1")
    (folder(settings) / target).write_bytes(b"%PDF-1.7")
    ready = client.get("/laporan/1/pdf/?periksa=1")

    assert "sedang disusun" in waiting.content.decode()
    assert "sedang disusun" in asked.content.decode()
    assert "tidak berhasil" in gone.content.decode()
    assert "Berkas sudah siap" in ready.content.decode()


def test_prepare_gives_none_while_the_child_works(frozen, home):
    by = home.actor("coordinator")
    assert report_files.prepare(snapshot=frozen, fmt="xlsx", by=by, wait=0) is None
    assert report_files.is_working(snapshot=frozen, fmt="xlsx", by=by)
    with pytest.raises(ConflictError):
        report_files.prepare(snapshot=frozen, fmt="pdf", by=by, wait=0)
    until = time.monotonic() + 120
    while report_files.is_working(snapshot=frozen, fmt="xlsx", by=by):
        assert time.monotonic() < until
        time.sleep(0.1)

    assert report_files.finished(frozen, "xlsx") is not None


def test_failing_child_is_a_clear_page(enter, home, settings):
    row = freeze(cycle=home.cycle, by=home.actor("coordinator"))
    broken = Snapshot(
        cycle=home.cycle,
        number=2,
        content='{"schema":1}',
        sha256=report_files.content_hash('{"schema":1}'),
        proven="0",
        made_at=NOW + timedelta(hours=1),
    )
    broken.save()
    refused = enter("coordinator").get("/laporan/2/xlsx/")

    assert refused.status_code == 503
    assert "Laporan tidak berhasil disusun" in refused.content.decode()
    assert list(folder(settings).glob("*.xlsx")) == []
    assert list(folder(settings).glob(".*")) == []
    assert row.number == 1


def test_content_that_does_not_match_its_hash_is_not_rendered(home):
    row = Snapshot(cycle=home.cycle, number=1, content="{}", sha256="0" * 64, proven="0")

    with pytest.raises(report_files.ReportFailedError):
        report_files.prepare(snapshot=row, fmt="pdf", by=home.actor("coordinator"))


def test_child_sees_no_secrets(monkeypatch, frozen, home):
    """The child starts without the server's environment and still renders."""
    monkeypatch.setenv("DATABASE_URL", "ini bukan alamat")
    monkeypatch.setenv("SECRET_KEY", "pendek")

    path = report_files.prepare(snapshot=frozen, fmt="xlsx", by=home.actor("coordinator"), wait=120)
    assert path is not None
    assert path.stat().st_mode & 0o077 == 0
