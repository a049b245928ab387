"""Makes a backup while people work: one instant of the database, then the evidence it names."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from django.db import connection
from django.db.models import Max, Model
from django.utils import timezone

from agencies.models import AuditEntry
from assessment import storage
from assessment.backup import database, rows
from assessment.backup.archive import Writer
from assessment.backup.errors import BackupError
from assessment.backup.lock import evidence_lock
from assessment.backup.manifest import ChainHead, Manifest, Table
from assessment.models import StoredFile

#: Documents may be deleted while their files are copied; then the backup begins anew.
ATTEMPTS = 3


class _MovedOnError(Exception):
    """A file that the copied rows name has been deleted by people meanwhile."""


def make(target: Path, *, may_miss_evidence: bool = False) -> Manifest:
    """Writes the backup to `target`, which must not exist, and returns its manifest.

    The file appears under its name only when it is whole and on the disk. Missing or changed
    evidence refuses the backup, unless `may_miss_evidence`: then the manifest lists it.
    """
    if target.exists():
        raise BackupError(f"{target} sudah ada; cadangan tidak pernah menimpa berkas lain.")
    for _ in range(ATTEMPTS):
        try:
            return _make(target, may_miss_evidence)
        except _MovedOnError:
            continue
    raise BackupError("Berkas bukti terus berubah selama pencadangan. Coba lagi nanti.")


def _make(target: Path, may_miss_evidence: bool) -> Manifest:
    with evidence_lock(), _scratch(target.parent) as folder:
        part = Path(folder) / "backup.tar"
        with part.open("xb") as stream:
            part.chmod(0o600)
            manifest = _write(Writer(stream), Path(folder), may_miss_evidence)
            stream.flush()
            os.fsync(stream.fileno())
        part.rename(target)
        _sync(target.parent)
    return manifest


def _scratch(parent: Path) -> tempfile.TemporaryDirectory[str]:
    """Beside the target, on its file system; readable by the owner only."""
    return tempfile.TemporaryDirectory(prefix=".kla-backup-", dir=parent)


def _write(writer: Writer, folder: Path, may_miss_evidence: bool) -> Manifest:
    made_at = timezone.now().isoformat()
    with database.one_instant(folder) as alias:
        tables = tuple(_add_table(writer, model, alias, folder) for model in database.tables())
        names = list(StoredFile.objects.using(alias).values_list("name", "sha256"))
        heads, last = _heads(alias), database.last_ids(alias)
        migrations = database.migrations(alias)
    damaged = _add_evidence(writer, names)
    if StoredFile.objects.filter(name__in=damaged).count() != len(damaged):
        raise _MovedOnError
    if damaged and not may_miss_evidence:
        raise BackupError(*(f"Berkas bukti {name} hilang atau rusak." for name in damaged))
    manifest = Manifest(
        made_at=made_at,
        vendor=connection.vendor,
        migrations=migrations,
        tables=tables,
        members=tuple(writer.members),
        heads=heads,
        sequences=last,
        damaged=damaged,
    )
    writer.finish(manifest)
    return manifest


def _add_table(writer: Writer, model: type[Model], alias: str, folder: Path) -> Table:
    label = model._meta.label_lower
    count = 0
    path = folder / "rows.jsonl"
    with path.open("w+b") as stream:
        for line in rows.dump(model, alias):
            stream.write(line)
            count += 1
        size = stream.tell()
        stream.seek(0)
        writer.add(f"tables/{label}.jsonl", stream, size)
    return Table(label, rows.fields(model), count)


def _heads(alias: str) -> tuple[ChainHead, ...]:
    entries = AuditEntry.objects.using(alias)
    newest = entries.order_by("chain").values("chain").annotate(last=Max("sequence"))
    return tuple(
        ChainHead(
            row["chain"],
            row["last"],
            entries.get(chain=row["chain"], sequence=row["last"]).hash,
        )
        for row in newest
    )


def _add_evidence(writer: Writer, names: list[tuple[str, str]]) -> tuple[str, ...]:
    """Copies the files; returns the names of those that are missing or not what they were."""
    damaged = []
    for name, sha256 in names:
        try:
            stream = storage.open_file(name)
        except storage.StorageError:
            damaged.append(name)
            continue
        with stream:
            size = os.fstat(stream.fileno()).st_size
            if writer.add(f"evidence/{name}", stream, size).sha256 != sha256:
                damaged.append(name)
    return tuple(damaged)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
