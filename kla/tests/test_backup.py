"""Backups come back whole on either database, made while people work."""

from __future__ import annotations

import hashlib
import json
import os
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connections

from agencies import audit
from agencies.models import AuditEntry, FormToken, LoginThrottle
from assessment import storage
from assessment.backup import database, dump, restore
from assessment.backup.check import check
from assessment.models import Contribution, Document, Program, StoredFile
from assessment.tests.factories import NOW
from kla.tests.backups import (
    add_evidence,
    content,
    empty_all,
    evidence,
    manage,
    problems,
    rewrite,
    run,
)

pytestmark = pytest.mark.django_db(transaction=True)


def test_backup_comes_back_by_way_of_a_sqlite_server(full, tmp_path):
    rows, files, last = content(), evidence(), database.last_ids("default")
    assert len(files) == 3
    assert run("backup", str(tmp_path / "first.tar"))[0] == 0

    other = tmp_path / "other"
    other.mkdir()
    manage(other, "restore", str(tmp_path / "first.tar"))
    manage(other, "backup", str(tmp_path / "second.tar"))
    empty_all()
    code, out, err = run("restore", str(tmp_path / "second.tar"), "--json")

    assert (code, err) == (0, "")
    assert json.loads(out) == {"rows": sum(map(len, rows.values())), "evidence": 3}
    assert (content(), evidence(), database.last_ids("default")) == (rows, files, last)
    assert run("audit_verify")[0] == 0


def test_restored_database_goes_on_counting(backup, full):
    last = Contribution.objects.order_by("-pk").values_list("pk", flat=True).first() + 1
    empty_all()

    restore.restore(backup)
    new = Contribution.objects.create(
        cycle_id=full.home.cycle.pk,
        agency_id=full.home.agencies["BPBD"].pk,
        question_code="22B.4",
        updated_at=NOW,
    )

    assert new.pk == last + 1


def test_restored_people_can_sign_in_and_audit_goes_on(backup, full, client):
    empty_all()

    restore.restore(backup)

    assert client.login(username="reviewer.52.72", password="kata-sandi-uji-123")
    audit.record(by=full.home.actor("reviewer"), action="a.b", subject="c", subject_id=2)
    assert list(audit.verify_chain("52.72")) == []


class Load(threading.Thread):
    """People at work: goes on adding evidence, its rows and an audit entry until stopped."""

    def __init__(self, place, folder: Path) -> None:
        super().__init__()
        self.place, self.folder = place, folder
        self.written = 0
        self.is_over = False

    def run(self) -> None:
        by = self.place.actor("operator BPBD")
        while not self.is_over:
            add_evidence(self.place, self.folder, f"isi {self.written}".encode())
            audit.record(by=by, action="load.write", subject="load", subject_id=self.written)
            self.written += 1
        connections.close_all()

    def stop(self) -> None:
        self.is_over = True
        self.join()


@pytest.fixture
def load(full, tmp_path):
    folder = tmp_path / "load"
    folder.mkdir()
    load = Load(full.home, folder)
    load.start()
    yield load
    load.stop()


def test_backup_under_load_is_of_one_instant(load, tmp_path):
    made = []
    for number in range(3):
        before = load.written
        path = tmp_path / f"load-{number}.tar"
        dump.make(path)
        made.append((path, before, load.written))
        time.sleep(0.2)
    load.stop()

    for path, before, after in made:
        counts = {table.label: table.rows for table in check(path).tables}
        assert before <= counts["assessment.storedfile"] - 3 <= after + 1
    assert made[0][1] < made[2][1]


def test_backup_under_load_can_be_restored(load, tmp_path):
    while load.written < 3:
        assert load.is_alive()
        time.sleep(0.01)
    dump.make(tmp_path / "load.tar")
    load.stop()
    empty_all()

    restore.restore(tmp_path / "load.tar")

    written = AuditEntry.objects.filter(action="load.write").count()
    assert written >= 3
    # The row of a file is written just before its audit entry.
    assert StoredFile.objects.count() - 3 in (written, written + 1)


def test_backup_verify_prints_heads(backup):
    code, out, err = run("backup_verify", str(backup), "--json")

    found = json.loads(out)
    head = audit.chain_head("52.72")
    assert (code, err, found["ok"], found["evidence"]) == (0, "", True, 3)
    assert {"chain": "52.72", "sequence": head.sequence, "hash": head.hash} in found["heads"]


def test_restore_refuses_a_database_with_rows(backup):
    before = content(), evidence()

    code, _, err = run("restore", str(backup))

    assert code == 1
    assert err.startswith("Basis data tidak kosong: tabel ")
    assert (content(), evidence()) == before


def test_restore_refuses_evidence_in_its_place_and_leaves_nothing(backup):
    call_command("flush", interactive=False, verbosity=0)
    kept = evidence()
    removed = sorted(kept)[-1]
    storage.remove(removed)

    assert "sudah ada" in problems(lambda: restore.restore(backup))

    assert evidence() == {name: data for name, data in kept.items() if name != removed}
    assert sum(map(len, content().values())) == 0


def test_restore_that_the_database_refuses_leaves_nothing(backup):
    rewrite(
        backup,
        lambda name, data: (
            data.replace(b"Asia/Jakarta", b"Asia/Tokyo") if "city." in name else data
        ),
    )
    empty_all()

    assert "Basis data menolak isi cadangan" in problems(lambda: restore.restore(backup))
    assert (sum(map(len, content().values())), evidence()) == (0, {})


def test_restore_refuses_a_backup_of_another_version(backup, monkeypatch):
    empty_all()
    mine = database.migrations()
    monkeypatch.setattr(database, "migrations", lambda: (*mine, "assessment.9999_future"))

    assert "assessment.9999_future" in problems(lambda: restore.restore(backup))


def test_backup_never_overwrites(backup):
    before = backup.read_bytes()

    code, _, err = run("backup", str(backup))

    assert (code, err) == (1, f"{backup} sudah ada; cadangan tidak pernah menimpa berkas lain.\n")
    assert backup.read_bytes() == before


def test_backup_is_for_its_owner_only_and_leaves_no_scratch(backup):
    assert oct(backup.stat().st_mode & 0o777) == "0o600"
    assert [path.name for path in backup.parent.glob(".kla-backup-*")] == []


@pytest.mark.parametrize("damage", [lambda path: path.unlink(), lambda path: path.write_bytes(b"")])
def test_backup_tells_of_damaged_evidence(full, tmp_path, damage):
    file = StoredFile.objects.order_by("-size").first()
    damage(Path(django_settings.MEDIA_ROOT) / "evidence" / file.name)
    target = tmp_path / "kla.tar"

    code, _, err = run("backup", str(target))
    assert (code, err) == (1, f"Berkas bukti {file.name} hilang atau rusak.\n")
    assert not target.exists()

    assert run("backup", str(target), "--allow-missing", "--json")[0] == 0
    assert run("backup_verify", str(target))[0] == 1
    empty_all()
    assert run("restore", str(target))[0] == 1
    assert run("restore", str(target), "--allow-missing")[0] == 0
    assert StoredFile.objects.count() == 3


def test_backup_begins_anew_when_a_document_is_deleted_meanwhile(full, tmp_path, monkeypatch):
    """The file of a row in the copy goes away before it is reached, as a deletion does it."""
    add_files = dump._add_evidence
    attempts = []

    def delete_first(writer, names):
        attempts.append(len(names))
        if len(attempts) == 1:
            file = StoredFile.objects.order_by("size").first()
            # On another connection, as another process would.
            thread = threading.Thread(target=lambda: (delete(file), connections.close_all()))
            thread.start()
            thread.join()
        return add_files(writer, names)

    def delete(file: StoredFile) -> None:
        Program.documents.through.objects.filter(document__file=file).delete()
        Document.objects.filter(file=file).delete()
        file.delete()
        storage.remove(file.name)

    monkeypatch.setattr(dump, "_add_evidence", delete_first)

    made = dump.make(tmp_path / "kla.tar")

    assert (attempts, len(made.evidence), made.damaged) == ([3, 2], 2, ())
    assert check(tmp_path / "kla.tar") == made


def test_sweep_files_removes_only_what_nobody_names(full, tmp_path):
    source = tmp_path / "orphan"
    source.write_bytes(b"x")
    old, young = (storage.put(source, hashlib.sha256(b"x").hexdigest(), "pdf") for _ in range(2))
    kept = {file.name for file in StoredFile.objects.all()}
    root = Path(django_settings.MEDIA_ROOT) / "evidence"
    for name in {old, *kept}:
        os.utime(root / name, (0, 0))
    user = full.home.people["reviewer"]
    now = datetime.now(UTC)
    for number, days in enumerate((8, 1)):
        FormToken.objects.create(
            user=user,
            token=f"00000000-0000-0000-0000-00000000000{number}",
            location="/",
            created_at=now - timedelta(days=days),
        )
    LoginThrottle.objects.create(account="a", source="b", last_failed_at=NOW - timedelta(days=400))

    code, out, _ = run("sweep_files", "--json")

    assert (code, json.loads(out)) == (0, {"files": [old], "tokens": 1, "photos": 0})
    assert set(evidence()) == {young, *kept}
    assert (FormToken.objects.count(), LoginThrottle.objects.count()) == (1, 0)
