"""Proves a backup without a database: digests, rows, audit chains, evidence, all in the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from django.db import models

from agencies.audit import GENESIS, entry_hash
from agencies.models import AuditEntry
from assessment.backup import database, rows
from assessment.backup.archive import Reader, reading
from assessment.backup.errors import BackupError
from assessment.backup.manifest import ChainHead, Manifest, Member
from assessment.models import StoredFile

M = TypeVar("M", bound=models.Model)


def check(path: Path, *, may_miss_evidence: bool = False) -> Manifest:
    """The manifest of a backup that holds; BackupError with every problem otherwise.

    `may_miss_evidence` accepts evidence that the manifest itself calls damaged.
    """
    with reading(path) as archive:
        manifest = archive.manifest()
        accepted = frozenset(manifest.damaged if may_miss_evidence else ())
        # Contents are read only once their digests are known to be right.
        problems = list(_members(archive, manifest)) or list(_contents(archive, manifest, accepted))
    if problems:
        raise BackupError(*problems)
    return manifest


def table_rows(archive: Reader, manifest: Manifest, model: type[M]) -> Iterator[M]:
    """The unsaved rows of a model in the backup."""
    label = model._meta.label_lower
    table = next((table for table in manifest.tables if table.label == label), None)
    if table is None or f"tables/{label}.jsonl" not in archive.names:
        raise BackupError(f"Cadangan tidak memuat tabel {label}.")
    return rows.load(model, table.fields, archive.lines(f"tables/{label}.jsonl"))


def _members(archive: Reader, manifest: Manifest) -> Iterator[str]:
    expected = {member.name: member for member in manifest.members}
    for name in sorted(archive.names - expected.keys()):
        yield f"{name}: tidak tercatat dalam daftar isi"
    for name in sorted(expected.keys() - archive.names):
        yield f"{name}: tidak ada"
    for name in sorted(archive.names & expected.keys()):
        reader = archive.open(name)
        for _ in reader.blocks():
            pass
        if reader.member(name) != expected[name]:
            yield f"{name}: isinya berubah"


def _contents(archive: Reader, manifest: Manifest, accepted: frozenset[str]) -> Iterator[str]:
    known = {model._meta.label_lower for model in database.tables()}
    for table in manifest.tables:
        if table.label not in known:
            yield f"{table.label}: tabel tidak dikenal versi ini"
    for model in database.tables():
        yield from _table(archive, manifest, model)
    yield from _evidence(archive, manifest, accepted)


def _table(archive: Reader, manifest: Manifest, model: type[models.Model]) -> Iterator[str]:
    """Every row can be read, there are as many as announced, and audit chains are whole."""
    label = model._meta.label_lower
    try:
        if model is AuditEntry:
            walk = _Chains(table_rows(archive, manifest, AuditEntry))
            count = walk.count
            yield from walk.problems(manifest.heads)
        else:
            count = sum(1 for _ in table_rows(archive, manifest, model))
    except BackupError as error:
        yield from error.problems
        return
    announced = sum(table.rows for table in manifest.tables if table.label == label)
    if count != announced:
        yield f"{label}: {count} baris, seharusnya {announced}"


class _Chains:
    """Walks audit entries of all chains as they come, each chain in its own order."""

    def __init__(self, entries: Iterable[AuditEntry]) -> None:
        self.count = 0
        self._heads: dict[str, ChainHead] = {}
        self._problems: list[str] = []
        for entry in entries:
            self._add(entry)

    def _add(self, entry: AuditEntry) -> None:
        head = self._heads.get(entry.chain, ChainHead(entry.chain, 0, GENESIS))
        follows = (entry.sequence, entry.previous_hash) == (head.sequence + 1, head.hash)
        if not follows or entry.hash != entry_hash(entry):
            self._problems.append(f"rantai audit {entry.chain} putus pada urutan {entry.sequence}")
        self._heads[entry.chain] = ChainHead(entry.chain, entry.sequence, entry.hash)
        self.count += 1

    def problems(self, heads: tuple[ChainHead, ...]) -> list[str]:
        known = {head.chain: head for head in heads}
        if known != self._heads:
            self._problems.append("kepala rantai audit berbeda dari daftar isi")
        return self._problems


def _evidence(archive: Reader, manifest: Manifest, accepted: frozenset[str]) -> Iterator[str]:
    """Each stored file of the database is in the backup with the bytes its row says."""
    members: dict[str, Member] = {member.name: member for member in manifest.evidence}
    for row in table_rows(archive, manifest, StoredFile):
        member = members.pop(f"evidence/{row.name}", None)
        is_right = member is not None and (member.sha256, member.size) == (row.sha256, row.size)
        if not is_right and row.name not in accepted:
            yield f"evidence/{row.name}: tidak ada atau bukan berkas yang tercatat"
    for name in members:
        yield f"{name}: tidak tercatat dalam basis data"
