"""No damage of a backup and no trick with it stays unseen."""

from __future__ import annotations

import random
import tarfile
from io import BytesIO

import pytest

from assessment.backup import archive, restore
from assessment.backup.check import check
from assessment.backup.errors import BackupError
from kla.tests.backups import evidence, problems, rewrite, run

pytestmark = pytest.mark.django_db(transaction=True)


def test_backup_verify_notices_any_flipped_byte(backup):
    data = bytearray(backup.read_bytes())
    with tarfile.open(backup) as tar:
        borders = [info.offset for info in tar] + [info.offset_data for info in tar]
    chosen = random.Random(7).sample(range(len(data)), 120)  # noqa: S311 - a repeatable choice
    for place in {*chosen, *borders, len(data) - 1}:
        damaged = bytearray(data)
        damaged[place] ^= 0x20
        backup.write_bytes(damaged)

        with pytest.raises(BackupError):
            check(backup)


@pytest.mark.parametrize("cut", [1, 512, 10_240, 20_000, 70_000])
def test_backup_verify_notices_a_cut_or_longer_file(backup, cut):
    data = backup.read_bytes()

    for other in (data[:-cut], data + b"\0" * cut, data + b"x", data[cut:], b""):
        backup.write_bytes(other)
        with pytest.raises(BackupError):
            check(backup)


@pytest.mark.parametrize(
    ("name", "change", "expected"),
    [
        (
            "agencies.auditentry",
            lambda data: data.replace(b"cycle.create", b"cycle.delete", 1),
            "rantai audit 52.72 putus pada urutan 1",
        ),
        ("agencies.auditentry", lambda data: data.rpartition(b"\n[")[0] + b"\n", "kepala rantai"),
        ("agencies.user", lambda data: data.partition(b"\n")[2], "agencies.user: "),
        ("agencies.user", lambda data: b"[1]\n" + data, "agencies.user baris 1"),
        ("agencies.user", lambda data: b"[" * 5000 + b"\n" + data, "agencies.user baris 1"),
        ("agencies.user", lambda data: None, "agencies.user"),
        ("assessment.storedfile", lambda data: data.partition(b"\n")[2], "tidak tercatat dalam"),
    ],
)
def test_backup_verify_looks_into_rows(backup, name, change, expected):
    rewrite(backup, lambda member, data: change(data) if name in member else data)

    assert expected in problems(lambda: check(backup))


@pytest.mark.parametrize("change", [lambda _: None, lambda data: data + b"x"])
def test_backup_verify_misses_evidence(backup, change):
    rewrite(backup, lambda member, data: change(data) if "evidence/" in member else data)

    found = problems(lambda: check(backup)).splitlines()

    assert len(found) == 3
    assert all("tidak ada atau bukan berkas yang tercatat" in line for line in found)


@pytest.mark.parametrize(
    "name",
    [
        "../outside.pdf",
        "/etc/cron.d/kla",
        "evidence/../../outside.pdf",
        "evidence/aa/x.pdf",
        "evidence/aa/" + "a" * 32 + ".html",
        "tables/../x.jsonl",
        "manifest.json",
    ],
)
def test_restore_refuses_hostile_names(backup, name, tmp_path):
    with tarfile.open(backup, "a", format=tarfile.USTAR_FORMAT) as tar:
        info = tarfile.TarInfo(name)
        info.size = 1
        tar.addfile(info, BytesIO(b"x"))
    before = evidence()

    assert name in problems(lambda: restore.restore(backup))
    assert evidence() == before
    assert not (tmp_path / "outside.pdf").exists()


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE]
)
def test_restore_refuses_links_and_devices(backup, kind):
    with tarfile.open(backup, "a", format=tarfile.USTAR_FORMAT) as tar:
        info = tarfile.TarInfo("evidence/aa/" + "a" * 32 + ".pdf")
        info.type, info.linkname = kind, "/etc/passwd"
        tar.addfile(info)

    assert "isi yang tidak dikenal" in problems(lambda: restore.restore(backup))


def test_backup_verify_refuses_what_is_no_backup(tmp_path):
    path = tmp_path / "x.tar"
    assert run("backup_verify", str(path))[0] == 1

    with tarfile.open(path, "w") as tar:
        tar.addfile(tarfile.TarInfo("manifest.json"))

    assert run("backup_verify", str(path))[0] == 1


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b'{"format": 2}', b"[" * 100_000, b"\xff"])
def test_backup_verify_refuses_a_manifest_that_makes_no_sense(backup, data):
    class Strange:
        def to_bytes(self) -> bytes:
            return data

    with backup.open("wb") as stream:
        archive.Writer(stream).finish(Strange())

    assert "cadangan" in problems(lambda: check(backup))
