"""The evidence store: durable, without half files, confined to its own directory."""

from __future__ import annotations

import errno
import hashlib
import os
from datetime import timedelta
from pathlib import Path

import pytest

from assessment import storage

DATA = b"%PDF-1.7 bukti" * 1000
SHA256 = hashlib.sha256(DATA).hexdigest()
HOUR = timedelta(hours=1)


@pytest.fixture
def root(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media" / "evidence"


@pytest.fixture
def clean_path(tmp_path: Path) -> Path:
    path = tmp_path / "upload.clean"
    path.write_bytes(DATA)
    return path


def _files(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


def _age(path: Path, hours: int) -> None:
    past = path.stat().st_mtime - hours * 3600
    os.utime(path, (past, past))


def test_put_stores_under_a_generated_name(root, clean_path):
    first = storage.put(clean_path, SHA256, "pdf")
    second = storage.put(clean_path, SHA256, "pdf")

    assert first != second
    assert _files(root) == sorted([first, second])
    assert first.startswith(f"{SHA256[:2]}/")
    assert (root / first).stat().st_mode & 0o777 == 0o600
    with storage.open_file(first) as stream:
        assert stream.read() == DATA
    assert clean_path.read_bytes() == DATA


def test_put_syncs_file_then_directory(root, clean_path, monkeypatch):
    storage.put(clean_path, SHA256, "pdf")
    events = []
    real_sync, real_rename = os.fsync, Path.rename

    def fsync(descriptor):
        target = Path(f"/proc/self/fd/{descriptor}").readlink()
        events.append(("fsync", "directory" if target.is_dir() else target.suffix))
        real_sync(descriptor)

    def rename(path, target):
        events.append(("rename", path.suffix))
        return real_rename(path, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "rename", rename)
    storage.put(clean_path, SHA256, "pdf")

    assert events == [("fsync", ".part"), ("rename", ".part"), ("fsync", "directory")]


@pytest.mark.parametrize("failing_call", [1, 2])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_put_full_disk_leaves_no_half_file(root, clean_path, monkeypatch, code, failing_call):
    kept = storage.put(clean_path, SHA256, "pdf")
    calls = []

    def full(descriptor):
        calls.append(descriptor)
        if len(calls) == failing_call:
            raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(storage.StorageFullError) as error:
        storage.put(clean_path, SHA256, "pdf")

    assert str(error.value) == (
        "Berkas belum tersimpan karena tempat penyimpanan penuh. "
        "Hubungi admin kota Anda, lalu unggah lagi."
    )
    assert _files(root) == [kept]


def test_put_passes_other_errors_on_and_cleans_up(root, clean_path, monkeypatch):
    storage.put(clean_path, SHA256, "pdf")
    before = _files(root)

    def broken(_descriptor):
        raise OSError(errno.EIO, "I/O error")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(OSError, match="I/O error"):
        storage.put(clean_path, SHA256, "pdf")

    assert _files(root) == before


def test_put_refuses_content_that_changed_after_inspection(root, clean_path):
    clean_path.write_bytes(b"lain")

    with pytest.raises(storage.StorageChangedError):
        storage.put(clean_path, SHA256, "pdf")

    assert _files(root) == []


@pytest.mark.parametrize(
    ("sha256", "extension"),
    [("../../x", "pdf"), (SHA256, "exe"), (SHA256, "pdf/../x"), ("", "pdf")],
)
def test_put_refuses_strange_parts_of_a_name(root, clean_path, sha256, extension):
    with pytest.raises(storage.StorageNameError):
        storage.put(clean_path, sha256, extension)

    assert not root.exists()


@pytest.mark.parametrize(
    "name",
    [
        "",
        "../secret.pdf",
        "/etc/passwd",
        "ab/../../secret.pdf",
        "ab/" + "0" * 32 + ".pdf\n",
        "ab/" + "0" * 32 + ".exe",
        "AB/" + "0" * 32 + ".pdf",
        "ab/" + "0" * 31 + "\0.pdf",
    ],
)
@pytest.mark.parametrize("act", [storage.open_file, storage.remove])
def test_names_cannot_leave_the_store(root, act, name):
    secret = root.parent / "secret.pdf"
    root.mkdir(parents=True)
    secret.write_bytes(b"rahasia")

    with pytest.raises(storage.StorageNameError):
        act(name)

    assert secret.read_bytes() == b"rahasia"


def test_names_cannot_follow_links(root, clean_path, tmp_path):
    name = storage.put(clean_path, SHA256, "pdf")
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / Path(name).name).write_bytes(b"rahasia")
    (root / name).unlink()
    (root / name).parent.rmdir()
    (root / name).parent.symlink_to(outside)

    with pytest.raises(storage.StorageNameError):
        storage.open_file(name)


def test_open_file_missing_says_so(root, clean_path):
    name = storage.put(clean_path, SHA256, "pdf")
    storage.remove(name)

    with pytest.raises(storage.StorageMissingError) as error:
        storage.open_file(name)

    assert str(error.value).startswith("Berkas tidak ditemukan di tempat penyimpanan.")
    storage.remove(name)
    assert _files(root) == []


def test_sweep_removes_only_old_unknown_files(root, clean_path):
    known = storage.put(clean_path, SHA256, "pdf")
    orphan = storage.put(clean_path, SHA256, "pdf")
    young = storage.put(clean_path, SHA256, "pdf")
    part = root / ".incoming" / "dead.part"
    part.write_bytes(b"x")
    foreign = root / "notes" / "readme.txt"
    foreign.parent.mkdir()
    foreign.write_text("x")
    for path in (root / known, root / orphan, part, foreign):
        _age(path, 2)

    removed = storage.sweep([known], HOUR)

    assert removed == sorted([".incoming/dead.part", orphan])
    assert _files(root) == sorted([known, young, "notes/readme.txt"])


def test_sweep_removes_old_leftovers_of_uploads(root, settings):
    uploads = settings.FILE_UPLOAD_TEMP_DIR
    cleaned, upload, foreign = "0" * 32 + ".clean", "tmpab_1.upload.pdf", "catatan.txt"
    for name in (cleaned, upload, foreign, "f" * 32 + ".clean"):
        (uploads / name).write_bytes(b"x")
    for name in (cleaned, upload, foreign):
        _age(uploads / name, 2)

    removed = storage.sweep([], HOUR)

    assert removed == [cleaned, upload]
    assert _files(uploads) == [foreign, "f" * 32 + ".clean"]


def test_sweep_of_an_empty_store_does_nothing(root):
    assert storage.sweep([], HOUR) == []
