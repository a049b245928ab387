"""What a backup says about itself. Knows no database and no archive."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from assessment.backup.errors import BackupError

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the archive."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a model, one JSON array a line; `fields` names the columns in order."""

    label: str
    fields: tuple[str, ...]
    rows: int


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The newest audit entry of a chain."""

    chain: str
    sequence: int
    hash: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """`sequences` holds the last id given out per table; `damaged` the evidence left out."""

    made_at: str
    vendor: str
    migrations: tuple[str, ...]
    tables: tuple[Table, ...]
    members: tuple[Member, ...]
    heads: tuple[ChainHead, ...]
    sequences: dict[str, int]
    damaged: tuple[str, ...] = ()
    format: int = FORMAT

    def to_bytes(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True).encode()

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)

    @property
    def evidence(self) -> tuple[Member, ...]:
        return tuple(member for member in self.members if member.name.startswith("evidence/"))


def from_bytes(data: bytes) -> Manifest:
    """The manifest of a file; whoever wrote it, it is well formed afterwards."""
    try:
        raw = json.loads(data)
        if raw["format"] != FORMAT:
            raise BackupError(f"Format cadangan {raw['format']!r} tidak dikenal versi ini.")
        return _manifest(raw)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BackupError("Daftar isi cadangan tidak dapat dibaca.") from error


def _manifest(raw: dict[str, Any]) -> Manifest:
    return Manifest(
        made_at=_text(raw["made_at"]),
        vendor=_text(raw["vendor"]),
        migrations=tuple(_text(name) for name in raw["migrations"]),
        tables=tuple(
            Table(
                label=_text(row["label"]),
                fields=tuple(_text(name) for name in row["fields"]),
                rows=_count(row["rows"]),
            )
            for row in raw["tables"]
        ),
        members=tuple(
            Member(_text(row["name"]), _count(row["size"]), _text(row["sha256"]))
            for row in raw["members"]
        ),
        heads=tuple(
            ChainHead(_text(row["chain"]), _count(row["sequence"]), _text(row["hash"]))
            for row in raw["heads"]
        ),
        sequences={_text(name): _count(last) for name, last in raw["sequences"].items()},
        damaged=tuple(_text(name) for name in raw["damaged"]),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**63:
        raise TypeError
    return value
