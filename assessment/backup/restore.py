"""Puts a backup into an empty database and its evidence into the store: all of it or nothing."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from agencies.audit import chain_head, chains, verify_chain
from assessment.backup import database, rows
from assessment.backup.archive import HashingReader, Reader, reading
from assessment.backup.check import check, table_rows
from assessment.backup.errors import BackupError
from assessment.backup.manifest import ChainHead, Manifest


def restore(path: Path, *, may_miss_evidence: bool = False) -> Manifest:
    """Checks the file, then restores it. Evidence goes first: a file without a row is harmless.

    `may_miss_evidence` accepts a backup that was made without evidence that had been damaged.
    """
    manifest = check(path, may_miss_evidence=may_miss_evidence)
    if not database.migrations():
        call_command("migrate", interactive=False, verbosity=0)
    _check_version(manifest)
    _check_empty()
    placed: list[Path] = []
    try:
        with reading(path) as archive:
            _place_evidence(archive, manifest, placed)
            _fill(archive, manifest)
    except DatabaseError as error:
        _remove(placed)
        raise BackupError(f"Basis data menolak isi cadangan: {error}") from error
    except BaseException:
        _remove(placed)
        raise
    return manifest


def _check_version(manifest: Manifest) -> None:
    mine, theirs = set(database.migrations()), set(manifest.migrations)
    if mine != theirs:
        raise BackupError(
            "Cadangan dibuat oleh versi aplikasi yang lain. Pasang versi itu, pulihkan, lalu "
            f"perbarui. Migrasi yang berbeda: {', '.join(sorted(mine ^ theirs))}."
        )


def _check_empty() -> None:
    for model in database.tables():
        if model._base_manager.exists():
            raise BackupError(
                f"Basis data tidak kosong: tabel {model._meta.label_lower} berisi. "
                "Pulihkan ke basis data baru."
            )


@transaction.atomic
def _fill(archive: Reader, manifest: Manifest) -> None:
    """All rows in one transaction that ends only when the result has been proved."""
    database.lift_time_limits()
    _check_empty()
    for model in database.tables():
        rows.insert(model, table_rows(archive, manifest, model))
    connection.check_constraints()
    database.set_last_ids(manifest.sequences)
    _prove(manifest)


def _prove(manifest: Manifest) -> None:
    counts = {table.label: table.rows for table in manifest.tables}
    for model in database.tables():
        if model._base_manager.count() != counts[model._meta.label_lower]:
            raise BackupError(f"Tabel {model._meta.label_lower} tidak pulih seluruhnya.")
    breaks = [found for chain in chains() for found in verify_chain(chain)]
    heads = {ChainHead(head.chain, head.sequence, head.hash) for head in map(chain_head, chains())}
    if breaks or heads != set(manifest.heads):
        raise BackupError("Rantai audit tidak utuh sesudah dipulihkan.")


def _place_evidence(archive: Reader, manifest: Manifest, placed: list[Path]) -> None:
    """Writes each file under its name, durably; an equal name with other bytes is refused."""
    root = Path(settings.MEDIA_ROOT)
    incoming = root / "evidence" / ".incoming"
    incoming.mkdir(mode=0o700, parents=True, exist_ok=True)
    folders = {root, incoming.parent}
    for member in manifest.evidence:
        target = root / member.name
        target.parent.mkdir(mode=0o700, exist_ok=True)
        folders.add(target.parent)
        if target.exists():
            raise BackupError(f"Berkas {target} sudah ada; pulihkan ke MEDIA_ROOT yang kosong.")
        placed.append(target)
        _write(incoming / f"{uuid.uuid4().hex}.part", target, archive.open(member.name))
    for folder in folders:
        _sync(folder)


def _write(temporary: Path, target: Path, reader: HashingReader) -> None:
    try:
        with temporary.open("xb") as stream:
            temporary.chmod(0o600)
            for block in reader.blocks():
                stream.write(block)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.rename(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
