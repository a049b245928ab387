"""The kinds of files that are made from one snapshot: name, ending and the function that makes it.

Pure: the makers are named, not imported, so that a page may list the kinds without loading any
renderer. A new kind is one function and one row of KINDS.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ZIP = "application/zip"
#: Letters of a snapshot's hash that are printed on reports, and by which it is looked up.
CODE_LENGTH = 12


class Progress(Protocol):
    """Told by a maker how far it is: done of total, and what it does now, in Indonesian."""

    def __call__(self, done: int, total: int, words: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Source:
    """What a maker may know: the snapshot's content, its hash, what was chosen, a place to cache.

    options hold only names that the kind lists in `options`; an option that was not chosen is
    absent. cache is a folder that may be emptied at any time; None: keep nothing. site is the
    address of the server, for the code on reports; empty: no code.
    """

    content: Mapping[str, Any]
    sha256: str
    options: Mapping[str, str] = field(default_factory=dict)
    cache: Path | None = None
    site: str = ""

    @property
    def check_url(self) -> str:
        """The open page that confirms this snapshot."""
        return f"{self.site}/cek/{self.sha256[:CODE_LENGTH]}/" if self.site else ""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file.

    maker is "module:function", called as function(source, out_path, progress); it writes the whole
    file to out_path (an empty file until then). It runs in a limited child process without
    database, secrets and network: it knows the Source and the files of the program, nothing else.
    sources are the patterns (from the root of the program) whose change makes kept files outdated.
    made_ahead: rendered when a snapshot is frozen. is_listed: offered among a snapshot's files,
    also without a choice. is_of_snapshot: made from one snapshot's content.
    """

    slug: str
    title: str
    suffix: str
    mime: str
    maker: str
    options: tuple[str, ...] = ()
    made_ahead: bool = False
    is_listed: bool = True
    is_of_snapshot: bool = True
    wall_seconds: int = 240

    def make(self, source: Source, out_path: Path, progress: Progress) -> None:
        module, _, name = self.maker.partition(":")
        function: Callable[[Source, Path, Progress], None] = getattr(import_module(module), name)
        function(source, out_path, progress)

    def filename(self, stem: str, options: Mapping[str, str]) -> str:
        """`stem` with what sets this file apart: the report itself in its format has no word."""
        words = [] if self.slug == self.suffix else [self.slug]
        words += [plain(options[name]) for name in self.options if name in options]
        return "-".join([stem, *words]) + f".{self.suffix}"


def plain(text: str) -> str:
    """A choice as part of a file's name: letters, digits and hyphens."""
    return re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-")


MAKERS = "assessment.reports.makers"

KINDS: dict[str, Kind] = {
    kind.slug: kind
    for kind in (
        Kind("pdf", "Laporan lengkap (PDF)", "pdf", PDF, f"{MAKERS}:full_pdf", made_ahead=True),
        Kind(
            "ringkasan",
            "Ringkasan eksekutif (PDF)",
            "pdf",
            PDF,
            f"{MAKERS}:summary_pdf",
            made_ahead=True,
        ),
        Kind("xlsx", "Buku kerja (XLSX)", "xlsx", XLSX, f"{MAKERS}:full_xlsx", made_ahead=True),
        Kind(
            "berita-acara",
            "Berita acara (PDF)",
            "pdf",
            PDF,
            f"{MAKERS}:minutes_pdf",
            made_ahead=True,
        ),
        Kind(
            "indeks-bukti",
            "Indeks bukti (PDF)",
            "pdf",
            PDF,
            f"{MAKERS}:evidence_index_pdf",
            options=("klaster",),
        ),
        Kind(
            "laporan",
            "Laporan pilihan (PDF)",
            "pdf",
            PDF,
            f"{MAKERS}:chosen_pdf",
            options=("isi", "kolom", "draf", "kertas"),
            is_listed=False,
        ),
        Kind(
            "naskah",
            "Naskah untuk disunting (DOCX)",
            "docx",
            DOCX,
            f"{MAKERS}:narrative_docx",
            options=("templat",),
        ),
        Kind(
            "rekap-provinsi",
            "Rekap provinsi (PDF)",
            "pdf",
            PDF,
            f"{MAKERS}:province_pdf",
            is_listed=False,
            is_of_snapshot=False,
        ),
    )
}


def options_key(options: Mapping[str, str]) -> str:
    """A short name of what was chosen; empty when nothing was."""
    if not options:
        return ""
    text = json.dumps(dict(options), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:12]
