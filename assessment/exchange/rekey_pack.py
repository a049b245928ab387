"""The re-key pack as a ZIP that is written while it is sent: the workbook, then files by question.

A file heavier than the ministry's application takes is split by its pages, one at a time.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agencies.actors import Actor
from assessment import storage
from assessment.exchange.bundle import GONE
from assessment.exchange.zip_stream import ZipStream
from assessment.filecheck.errors import FileRefusedError
from assessment.filecheck.sandbox import MEGABYTE
from assessment.filecheck.split import split
from assessment.models import ReportSetting, Snapshot
from assessment.reports import xlsx
from assessment.reports.content_bundle import Piece
from assessment.reports.content_rekey import RekeyFile, RekeyQuestion, rekey_workbook, rekeyed
from assessment.reports.content_source import moment
from assessment.selectors.bundles import HeldFile, content_with_endings, held_files

Json = Mapping[str, Any]
TOO_BIG = "lebih besar dari batas aplikasi kementerian dan tidak dapat dibagi"


@dataclass(frozen=True)
class Pack:
    """`limit` in bytes."""

    snapshot: Snapshot
    content: Json
    questions: tuple[RekeyQuestion, ...]
    files: Mapping[str, HeldFile]
    text_limit: int
    limit: int

    @property
    def restricted_sent(self) -> tuple[str, ...]:
        """SHA-256 of restricted documents that go with it."""
        found = {
            file.piece.sha256
            for question in self.questions
            for file in question.files
            if file.piece.citation["document"]["restricted"]
        }
        return tuple(sorted(found))


def pack_of(
    actor: Actor, snapshot: Snapshot, setting: ReportSetting, *, with_restricted: bool = False
) -> Pack:
    """Needs the snapshot's cycle and city."""
    content, _ = content_with_endings(snapshot)
    rows = rekeyed(content, text_limit=setting.text_limit, with_restricted=with_restricted)
    hashes = (file.piece.sha256 for row in rows for file in row.files)
    files = held_files(actor, snapshot, hashes, with_restricted=with_restricted)
    limit = setting.file_limit * MEGABYTE
    return Pack(snapshot, content, rows, files, setting.text_limit, limit)


def chunks(pack: Pack) -> Iterator[bytes]:
    archive = ZipStream(moment(pack.content["made_at"]))
    book = rekey_workbook(pack.content, sha256=pack.snapshot.sha256, text_limit=pack.text_limit)
    yield archive.data("ketik-ulang.xlsx", xlsx.render(book))
    problems: list[Json] = []
    for row in pack.questions:
        problems += [_problem(piece, piece.withheld) for piece in row.withheld]
        for file in row.files:
            yield from _file(archive, pack, file, problems)
    yield archive.data("manifest.json", _manifest(pack, archive, problems))
    yield archive.close()


def _file(archive: ZipStream, pack: Pack, file: RekeyFile, problems: list[Json]) -> Iterator[bytes]:
    held = pack.files.get(file.piece.sha256)
    if held is None:
        problems.append(_problem(file.piece, GONE))
        return
    try:
        if held.size <= pack.limit:
            with storage.open_file(held.name) as source:
                yield from archive.file(file.path, source)
        else:
            yield from _parts(archive, pack, file, held, problems)
    except storage.StorageError:
        problems.append(_problem(file.piece, GONE))


def _parts(
    archive: ZipStream, pack: Pack, file: RekeyFile, held: HeldFile, problems: list[Json]
) -> Iterator[bytes]:
    """A heavy file in parts; as it is, and listed, when it cannot be split."""
    source = storage.locate(held.name)
    with tempfile.TemporaryDirectory() as folder:
        parts = _split(source, Path(folder), pack.limit, file.extension)
        if not parts or any(part.stat().st_size > pack.limit for part in parts):
            problems.append(_problem(file.piece, TOO_BIG))
        for number, part in enumerate(parts or [source], 1):
            ending = f"_bagian{number}" if len(parts) > 1 else ""
            with part.open("rb") as stream:
                path = f"{file.folder}/{file.stem}{ending}.{file.extension}"
                yield from archive.file(path, stream)


def _split(source: Path, folder: Path, limit: int, extension: str) -> list[Path]:
    if extension != "pdf":
        return []
    try:
        return split(source, folder, limit)
    except FileRefusedError:
        return []


def _problem(piece: Piece, reason: str) -> Json:
    return {"question": piece.question, "item": piece.citation["item"], "reason": reason}


def _manifest(pack: Pack, archive: ZipStream, problems: list[Json]) -> bytes:
    content = pack.content
    listed = {
        "city": content["city"]["code"],
        "year": content["cycle"]["year"],
        "snapshot": content["number"],
        "sha256": pack.snapshot.sha256,
        "text_limit": pack.text_limit,
        "file_limit_bytes": pack.limit,
        "files": [
            {"path": entry.path, "sha256": entry.sha256, "size": entry.size}
            for entry in archive.entries
        ],
        "left_out": problems,
    }
    return json.dumps(listed, ensure_ascii=False, indent=1).encode()
