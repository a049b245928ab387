"""Heads of audit chains kept outside the database: as text, and compared with the chains."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from agencies.audit import GENESIS, Break, Head
from agencies.models import AuditEntry

_LINE = re.compile(r"(?P<chain>\S{1,8})\s+(?P<sequence>[0-9]{1,18})\s+(?P<hash>[0-9a-f]{64})")


class HeadsError(Exception):
    """A file of heads cannot be read; the text is for people."""


def as_text(head: Head) -> str:
    """One line of a heads file: chain, sequence, hash."""
    return f"{head.chain} {head.sequence} {head.hash}"


def as_json(head: Head) -> dict[str, object]:
    at = head.at.isoformat() if head.at else None
    return {"chain": head.chain, "sequence": head.sequence, "hash": head.hash, "at": at}


def read_heads(path: Path) -> list[Head]:
    """Heads from a file, one a line, as text or as JSON; lines that begin with # are remarks."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise HeadsError(f"Berkas {path} tidak dapat dibaca.") from error
    heads = []
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        found = _LINE.fullmatch(_as_line(line.strip()))
        if found is None:
            raise HeadsError(f"Berkas {path} baris {number} bukan kepala rantai audit.")
        heads.append(Head(found["chain"], int(found["sequence"]), found["hash"], None))
    return heads


def _as_line(line: str) -> str:
    if not line.startswith("{"):
        return line
    try:
        row = json.loads(line)
        return f"{row['chain']} {row['sequence']} {row['hash']}"
    except (ValueError, KeyError, RecursionError):
        return ""


def missing_heads(heads: list[Head]) -> Iterator[Break]:
    """Breaks where a chain no longer holds an entry that was its head once."""
    for head in heads:
        if head.sequence == 0 and head.hash == GENESIS:
            continue
        rows = AuditEntry.objects.filter(chain=head.chain, sequence=head.sequence)
        found = rows.values_list("hash", flat=True).first()
        if found is None:
            yield Break(head.chain, head.sequence, "catatan yang pernah ada sudah hilang")
        elif found != head.hash:
            yield Break(head.chain, head.sequence, "hash berbeda dari kepala yang disimpan")


def strangers() -> Iterator[Break]:
    """Entries that belong to another city than their chain says."""
    rows = AuditEntry.objects.order_by("chain", "sequence")
    for chain, sequence, code in rows.values_list("chain", "sequence", "city__code").iterator():
        if code is not None and code != chain:
            yield Break(chain, sequence, f"tercatat milik kota {code}")
