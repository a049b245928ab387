"""The verifier's bundle of a snapshot as a ZIP that is written while it is sent.

In order: index.html with its style, the PDF index where it was made, evidence in folders by
indicator and question, the manifest. At no time more than one block of a file is in memory.
"""

from __future__ import annotations

import html as markup
import json
import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from agencies.actors import Actor
from assessment import storage
from assessment.exchange.delta_bundle import changes_workbook
from assessment.exchange.zip_stream import ZipStream
from assessment.models import Snapshot
from assessment.reports import html
from assessment.reports.content_bundle import ALL, Piece, index, pieces, slug
from assessment.reports.content_source import moment
from assessment.reports.pdf import STYLESHEET
from assessment.selectors.bundles import HeldFile, Since, content_with_endings, held_files

Json = Mapping[str, Any]
STYLE = "gaya.css"
GONE = "berkas tidak lagi tersedia"
CHANGED = "isi berkas tidak cocok dengan sidik jarinya"
POINTER = """<!DOCTYPE html>
<html lang="id"><head><meta charset="utf-8"><title>Dokumen yang sama</title></head>
<body><p>Dokumen ini disimpan satu kali: <a href="{href}">{href}</a></p></body></html>
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person asked for: one cluster's code or all, restricted evidence too or not, and only
    what is new since an earlier snapshot."""

    cluster: str = ALL
    with_restricted: bool = False
    since: Since | None = None


@dataclass(frozen=True)
class Bundle:
    """Everything that is known before the first byte is sent."""

    snapshot: Snapshot
    content: Json
    wanted: Wanted
    pieces: tuple[Piece, ...]
    files: Mapping[str, HeldFile]
    index_pdf: Path | None = None

    @property
    def size(self) -> int:
        """Bytes of the evidence."""
        return sum(file.size for file in self.files.values())

    @property
    def withheld(self) -> int:
        return sum(1 for piece in self.pieces if piece.withheld)

    @property
    def restricted_sent(self) -> tuple[str, ...]:
        """SHA-256 of restricted documents that go with it."""
        return tuple(
            sorted(
                {p.sha256 for p in self.pieces if p.file and p.citation["document"]["restricted"]}
            )
        )


def bundle_of(
    actor: Actor, snapshot: Snapshot, wanted: Wanted, index_pdf: Path | None = None
) -> Bundle:
    """Needs the snapshot's cycle and city. `index_pdf` lists everything: not for changes alone, and
    its links lead nowhere where the content did not know the endings of its files."""
    content, is_named = content_with_endings(snapshot)
    found = pieces(
        content,
        cluster=wanted.cluster,
        only=wanted.since.added if wanted.since else None,
        with_restricted=wanted.with_restricted,
    )
    hashes = (piece.sha256 for piece in found if piece.file)
    files = held_files(actor, snapshot, hashes, with_restricted=wanted.with_restricted)
    known = tuple(
        piece if not piece.file or piece.sha256 in files else replace(piece, file="", withheld=GONE)
        for piece in found
    )
    pdf = index_pdf if is_named and not wanted.since else None
    return Bundle(snapshot, content, wanted, known, files, pdf)


def filename(bundle: Bundle, stem: str) -> str:
    """`KLA-Kota-Bima-2026-no3-9f2c4b7a-bundel-1.zip`; `stem` names the snapshot."""
    wanted = bundle.wanted
    words = [stem, "bundel", slug(wanted.cluster) or "semua"]
    if wanted.since:
        words += ["sejak", str(wanted.since.earlier.number)]
    return "-".join(words) + ".zip"


def chunks(bundle: Bundle) -> Iterator[bytes]:
    """The archive piece by piece. What is found missing or changed is listed in the manifest."""
    archive = ZipStream(moment(bundle.content["made_at"]))
    yield archive.data("index.html", _index(bundle).encode())
    yield archive.data(STYLE, STYLESHEET.read_bytes())
    if bundle.index_pdf:
        with bundle.index_pdf.open("rb") as source:
            yield from archive.file("indeks.pdf", source)
    if bundle.wanted.since:
        yield archive.data("perubahan.xlsx", changes_workbook(bundle.wanted.since.questions))
    problems: list[Json] = [_problem(p, p.withheld) for p in bundle.pieces if p.withheld]
    for piece in bundle.pieces:
        if piece.file == piece.path:
            yield from _file(archive, bundle, piece, problems)
        elif piece.file:
            yield archive.data(f"{piece.path.rpartition('.')[0]}.html", _pointer(piece))
    sums = "".join(f"{entry.sha256}  {entry.path}\n" for entry in archive.entries)
    yield archive.data("manifest.json", _manifest(bundle, archive, problems))
    yield archive.data("manifest.sha256", sums.encode())
    yield archive.close()


def _file(
    archive: ZipStream, bundle: Bundle, piece: Piece, problems: list[Json]
) -> Iterator[bytes]:
    try:
        with storage.open_file(bundle.files[piece.sha256].name) as source:
            yield from archive.file(piece.path, source)
    except storage.StorageError:
        problems.append(_problem(piece, GONE))
        return
    if archive.entries[-1].sha256 != piece.sha256:
        problems.append(_problem(piece, CHANGED))


def _pointer(piece: Piece) -> bytes:
    href = posixpath.relpath(piece.file, posixpath.dirname(piece.path))
    return POINTER.format(href=markup.escape(href)).encode()


def _problem(piece: Piece, reason: str) -> Json:
    return {
        "question": piece.question,
        "item": piece.citation["item"],
        "sha256": piece.sha256,
        "reason": reason,
    }


def _index(bundle: Bundle) -> str:
    report = index(
        bundle.content,
        sha256=bundle.snapshot.sha256,
        cluster=bundle.wanted.cluster,
        held=bundle.pieces,
    )
    return html.render(report, stylesheet=STYLE)


def _manifest(bundle: Bundle, archive: ZipStream, problems: Sequence[Json]) -> bytes:
    content, since = bundle.content, bundle.wanted.since
    cited: dict[str, list[str]] = {}
    for piece in bundle.pieces:
        if piece.file:
            cited.setdefault(piece.file, []).append(piece.question)
    listed = {
        "city": content["city"]["code"],
        "year": content["cycle"]["year"],
        "snapshot": content["number"],
        "sha256": bundle.snapshot.sha256,
        "cluster": bundle.wanted.cluster or None,
        "since_snapshot": since.earlier.number if since else None,
        "files": [
            {
                "path": entry.path,
                "sha256": entry.sha256,
                "size": entry.size,
                "questions": sorted(set(cited.get(entry.path, ()))),
            }
            for entry in archive.entries
        ],
        "left_out": list(problems),
    }
    return json.dumps(listed, ensure_ascii=False, indent=1).encode()
