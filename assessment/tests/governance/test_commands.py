"""The commands' face: exit codes, JSON, what they refuse and that refusing changes nothing."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from openpyxl import load_workbook
from pypdf import PdfReader

from assessment.models import InstrumentVersion, Snapshot
from assessment.tests.factories import INSTRUMENT, NOW, PLAN
from assessment.tests.secretariat import scene

CITY = ("--city", "52.72", "--year", "2026")
LEVEL = {"code", "maximum", "claimed", "proven", "verified"}


def document(**changes):
    return {**json.loads(INSTRUMENT.read_text(encoding="utf-8")), **changes}


def write(path, value):
    path.write_text(json.dumps(value), encoding="utf-8")
    return str(path)


def test_score_prints_the_agreed_shape(proven, run_json):
    result = run_json("score", *CITY)

    assert set(result) == {"maximum", "claimed", "proven", "verified", "category", "clusters"}
    assert (result["maximum"], result["claimed"], result["proven"]) == ("1000", "9", "9")
    assert result["verified"] is None
    assert result["category"] == {"claimed": None, "proven": None, "verified": None}
    cluster = result["clusters"][0]
    assert set(cluster) == LEVEL | {"indicators"}
    assert set(cluster["indicators"][0]) == LEVEL | {"questions"}
    assert set(cluster["indicators"][0]["questions"][0]) == LEVEL | {"reason"}
    assert [c["claimed"] for c in result["clusters"]] == [None] * 5 + ["9", None]


def test_score_of_a_snapshot_reads_what_was_frozen(frozen, home, run_json):
    then = run_json("score", *CITY)
    scene.answer(home, "Dinsos", "22B.3", at=NOW)

    assert run_json("score", *CITY, "--snapshot", "1") == then
    assert run_json("score", *CITY)["claimed"] == "9.5"


def test_score_in_words(proven, run):
    code, out, _ = run("score", *CITY)

    assert code == 0
    assert out.splitlines()[:3] == [
        "Kota Bima 2026",
        "Klaim 9 dari 1.000",
        "Terbukti 9 dari 1.000",
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        ("score", "--city", "99.99", "--year", "2026"),
        ("score", "--city", "\x00", "--year", "2026"),
        ("score", "--city", "\udcff", "--year", "2026"),
        ("score", "--city", "52.72", "--year", "1999"),
        ("score", "--city", "52.72", "--year", "99999999999999999999"),
        ("score", *CITY, "--snapshot", "7"),
        ("score", *CITY, "--snapshot", "0"),
        ("score", *CITY, "--snapshot", "99999999999999999999"),
        ("freeze", *CITY, "--by", "tidak.ada"),
        ("freeze", *CITY, "--by", "a\x00b"),
        ("freeze", *CITY, "--by", "reviewer.52.72"),
        ("freeze", *CITY, "--by", "coordinator.32.71"),
        ("export_report", *CITY, "--format", "pdf", "--output", "x.pdf"),
        ("export_report", *CITY, "--format", "bundle", "--output", "x.zip"),
        ("load_instrument", "/tidak/ada.json"),
    ],
)
def test_refusals_exit_1_with_one_reason(home, run, arguments):
    code, out, err = run(*arguments)

    assert (code, out) == (1, "")
    assert len(err.strip().splitlines()) == 1
    assert not Snapshot.objects.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("score", "--year", "2026"),
        ("score", "--city", "52.72", "--year", "dua"),
        ("export_report", *CITY, "--format", "doc", "--output", "x"),
        ("freeze", *CITY),
    ],
)
def test_wrong_usage_is_an_argument_error(home, run, arguments):
    with pytest.raises(CommandError):
        run(*arguments)

    assert not Snapshot.objects.exists()


def test_wrong_usage_exits_2():
    done = subprocess.run(
        [sys.executable, "manage.py", "score", "--year", "2026"],
        cwd=settings.BASE_DIR,
        env={"DEBUG": "1", "PATH": "/usr/bin:/bin", "MEDIA_ROOT": str(settings.MEDIA_ROOT)},
        capture_output=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (2, b"")


def test_freeze_prints_the_snapshot(proven, run_json):
    result = run_json("freeze", *CITY, "--by", "Coordinator.52.72")

    row = Snapshot.objects.get()
    assert result == {"number": 1, "sha256": row.sha256, "claimed": "9", "proven": "9"}
    assert (row.made_by.username, row.reason) == ("coordinator.52.72", "")


def test_freeze_of_an_empty_cycle_claims_nothing(home, run_json):
    result = run_json("freeze", *CITY, "--by", "coordinator.52.72")

    assert (result["claimed"], result["proven"]) == (None, "0")


def test_freeze_after_the_hand_over_is_refused(home, clock, run):
    clock(PLAN.recap_closes_at)
    code, _, err = run("freeze", *CITY, "--by", "coordinator.52.72", "--json")

    assert code == 1
    assert "sudah ditutup" in err
    assert not Snapshot.objects.exists()


def test_freeze_by_a_closed_account_is_refused(home, run):
    user = home.people["coordinator"]
    user.is_active = False
    user.save()

    assert run("freeze", *CITY, "--by", "coordinator.52.72")[0] == 1


def test_export_writes_the_frozen_json(frozen, run_json, tmp_path):
    target = tmp_path / "rekaman.json"
    result = run_json("export_report", *CITY, "--format", "json", "--output", str(target))

    assert hashlib.sha256(target.read_bytes()).hexdigest() == frozen.sha256
    assert (result["number"], result["sha256"]) == (1, frozen.sha256)


def test_exports_and_score_say_the_same_total(frozen, run, run_json, tmp_path):
    total = run_json("score", *CITY, "--snapshot", "1")["claimed"]
    for fmt in ("pdf", "xlsx"):
        path = str(tmp_path / f"laporan.{fmt}")
        assert run("export_report", *CITY, "--format", fmt, "--output", path)[0] == 0

    pages = PdfReader(tmp_path / "laporan.pdf").pages
    text = " ".join(page.extract_text() for page in pages)
    assert f"Klaim {total} · Terbukti 9" in " ".join(text.split())
    book = load_workbook(BytesIO((tmp_path / "laporan.xlsx").read_bytes()), data_only=True)
    cells = [cell.value for row in book["Metadata"].iter_rows() for cell in row]
    assert total in [str(value) for value in cells]
    assert list(tmp_path.glob(".*")) == []


def test_export_to_a_missing_folder_leaves_nothing(frozen, run, tmp_path):
    target = tmp_path / "tidak" / "ada" / "x.json"
    code, _, err = run("export_report", *CITY, "--format", "json", "--output", str(target))

    assert code == 1
    assert err.startswith("Berkas tidak dapat dibaca atau ditulis")
    assert not target.exists()


def test_export_picks_the_newest_snapshot(frozen, home, clock, run, run_json, tmp_path):
    clock(NOW + timedelta(hours=1))
    run_json("freeze", *CITY, "--by", "coordinator.52.72", "--reason", "Perbaikan")
    target = tmp_path / "x.json"
    run("export_report", *CITY, "--format", "json", "--output", str(target))

    found = json.loads(target.read_text(encoding="utf-8"))
    assert (found["number"], found["reason"]) == (2, "Perbaikan")
    run("export_report", *CITY, "--snapshot", "1", "--format", "json", "--output", str(target))
    assert json.loads(target.read_text(encoding="utf-8"))["number"] == 1


def test_load_instrument_twice_is_one_version(home, run_json):
    result = run_json("load_instrument", str(INSTRUMENT))

    assert result == {
        "code": "kla-2024",
        "checksum": InstrumentVersion.objects.get().checksum,
        "is_new": False,
        "mismatches": [],
    }


def test_load_instrument_reports_in_words(db, run):
    code, out, err = run("load_instrument", str(INSTRUMENT))

    assert (code, err) == (0, "")
    assert "7 klaster, 31 indikator, 274 pertanyaan, 1000 poin." in out
    assert "Pemeriksaan jumlah: semua tingkat cocok." in out


def test_load_instrument_refuses_sums_that_do_not_add_up(home, run, tmp_path):
    path = write(tmp_path / "salah.json", document(total_points="999"))
    code, out, err = run("load_instrument", path)

    assert (code, out) == (1, "")
    assert "- instrumen: tertulis 999, jumlah bagiannya 1000" in err
    assert InstrumentVersion.objects.count() == 1


def test_load_instrument_accepts_a_mismatch_that_was_seen(home, run_json, tmp_path):
    path = write(tmp_path / "salah.json", document(total_points="999"))
    result = run_json("load_instrument", path, "--city", "52.72", "--accept-mismatch")

    version = InstrumentVersion.objects.get(city=home.city)
    assert result["mismatches"] == [{"path": "instrumen", "stated": "999", "computed": "1000"}]
    assert version.mismatches == ["instrumen: tertulis 999, jumlah bagiannya 1000"]


@pytest.mark.parametrize("data", [b"{", b"\xff\xfe", b"[]", b'{"code": 1}', b"null", b""])
def test_load_instrument_refuses_what_is_none(home, run, tmp_path, data):
    path = Path(tmp_path / "x.json")
    path.write_bytes(data)
    code, out, err = run("load_instrument", str(path), "--accept-mismatch")

    assert (code, out) == (1, "")
    assert err.strip()
    assert InstrumentVersion.objects.count() == 1


def test_commands_run_through_call_command(home, capsys):
    call_command("score", *CITY, "--json")

    assert json.loads(capsys.readouterr().out)["maximum"] == "1000"
