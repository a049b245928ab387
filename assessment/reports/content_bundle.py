"""What a verifier's bundle holds: each citation, where its file lies, and the index with links.

Pure. The index is one report, set as HTML and as PDF; who has the files is exchange.bundle's.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from assessment.core.frozen import STATES
from assessment.reports.content_chapters import (
    answers_table,
    cluster_anchor,
    indicator_anchor,
    ledger_text,
)
from assessment.reports.content_source import (
    RESTRICTED_TITLE,
    Json,
    cleaned,
    identity,
    joined,
    questions,
    softened,
    text_fact,
    word,
)
from assessment.reports.document import (
    Column,
    Fact,
    Facts,
    IntegerCell,
    Letterhead,
    LinkCell,
    Paragraph,
    Report,
    Row,
    Section,
    Table,
    TextCell,
    Tone,
)

ALL = ""
RESTRICTED = "terbatas, untuk melindungi data anak"
REFUSED = "ditolak sekretariat"
ABSENT = "tanpa dokumen"
LONGEST_SLUG = 60
#: What a snapshot says nothing about was frozen before it kept endings.
OLD_ENDING = "pdf"
COLUMNS = (
    Column("Kode", width=9),
    Column("Butir bukti", width=23),
    Column("Dokumen", width=34),
    Column("Halaman", width=10),
    Column("Perangkat daerah", width=12),
    Column("Keadaan", width=12),
)
WITHHELD_COLUMNS = (
    Column("Kode", width=9),
    Column("Butir bukti", width=34),
    Column("Dokumen", width=35),
    Column("Sebab", width=22),
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A citation in the bundle. `path` is its place in the folders of its question; `file` the
    place of the bytes, which lie there once for all citations; empty where `withheld` says why."""

    indicator: str
    question: str
    citation: Json
    path: str
    file: str
    withheld: str

    @property
    def sha256(self) -> str:
        document = self.citation["document"]
        return str(document["sha256"]) if document else ""

    @property
    def page(self) -> int | None:
        """The first page that is cited."""
        found = re.search(r"\d{1,5}", self.citation["pages"], re.ASCII)
        return int(found.group()) or None if found else None

    @property
    def href(self) -> str:
        """Opens the document at its page; browsers and PDF readers know `#page=`."""
        is_paged = self.page and self.file.endswith(".pdf")
        return f"{self.file}#page={self.page}" if is_paged else self.file


def pieces(
    content: Json,
    *,
    cluster: str = ALL,
    only: Collection[tuple[str, str]] | None = None,
    with_restricted: bool = False,
) -> tuple[Piece, ...]:
    """All citations of a cluster, or those of `only` (question code and SHA-256)."""
    found: list[Piece] = []
    first: dict[str, str] = {}
    number: Counter[str] = Counter()
    for group, indicator, question in questions(cleaned(content)):
        if cluster not in (ALL, group["code"]):
            continue
        for citation in question["evidence"]:
            document = citation["document"]
            if only is not None and (question["code"], (document or {}).get("sha256")) not in only:
                continue
            number[question["code"]] += 1
            place = _path(indicator, question, citation, number[question["code"]])
            withheld = _withheld(citation, with_restricted=with_restricted)
            held = "" if withheld else first.setdefault(document["sha256"], place)
            found.append(
                Piece(indicator["code"], question["code"], citation, place, held, withheld)
            )
    return tuple(found)


def _withheld(citation: Json, *, with_restricted: bool) -> str:
    document = citation["document"]
    if document is None:
        return ABSENT
    if document["restricted"] and not with_restricted:
        return RESTRICTED
    return REFUSED if citation["state"] == "refused" else ""


def _path(indicator: Json, question: Json, citation: Json, number: int) -> str:
    """`bukti/indikator-22B/22B.1/01-sk-gugus-tugas.pdf`: plain letters that any system takes."""
    document = citation["document"] or {}
    name = slug(document.get("title", "")) or "dokumen"
    ending = document.get("extension") or OLD_ENDING
    folders = f"bukti/indikator-{slug(indicator['code'])}/{slug(question['code'])}"
    return f"{folders}/{number:02d}-{name}.{ending}"


def slug(text: str, longest: int = LONGEST_SLUG) -> str:
    """Letters, digits, dots and hyphens of a text, for the name of a file."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    kept = re.sub(r"[^A-Za-z0-9.]+", "-", plain)
    return re.sub(r"\.{2,}", ".", kept).strip("-.")[:longest].strip("-.")


def index(content: Json, *, sha256: str, cluster: str, held: Sequence[Piece]) -> Report:
    """The list of what lies in the bundle, each document linked at its cited page."""
    source = softened(cleaned(content))
    held = tuple(replace(piece, citation=softened(piece.citation)) for piece in held)
    chosen = [c for c in source["clusters"] if cluster in (ALL, c["code"])]
    name = chosen[0]["name"] if cluster != ALL and chosen else "Semua klaster"
    by_indicator = {
        code: tuple(rows) for code, rows in groupby(held, key=lambda piece: piece.indicator)
    }
    subtitle = f"{source['city']['name']}, tahun {source['cycle']['year']}"
    return Report(
        title=f"Bundel bukti {name}",
        subtitle=subtitle,
        subject=f"{subtitle}, rekaman nomor {source['number']}, {name}",
        keywords=("KLA", "bundel bukti", source["instrument"]["code"]),
        identity=identity(source, sha256),
        letterhead=Letterhead(tuple(source["city"]["letterhead"]), source["city"]["address"]),
        meta=(),
        sections=(
            _about(source, name, held),
            *(_chapter(cluster, by_indicator) for cluster in chosen),
            _left_out(held),
        ),
        is_short=True,
    )


def _about(content: Json, name: str, held: Sequence[Piece]) -> Section:
    files = {piece.file for piece in held if piece.file}
    restricted = sum(piece.withheld == RESTRICTED for piece in held)
    text = (
        "Setiap dokumen disimpan satu kali; tautan membukanya pada halaman yang dikutip. "
        "manifest.json memuat SHA-256 setiap berkas; manifest.sha256 dapat diperiksa dengan "
        "perintah sha256sum -c manifest.sha256."
    )
    facts = (
        text_fact("Kelompok nilai", name),
        text_fact("Rekaman", f"Nomor {content['number']}"),
        Fact("Kutipan bukti", IntegerCell(len(held))),
        Fact("Berkas dalam bundel", IntegerCell(len(files))),
        Fact("Tidak disertakan karena terbatas", IntegerCell(restricted)),
    )
    return Section("Isi bundel", "isi", 2, (Facts(facts), Paragraph(text)))


def _chapter(cluster: Json, by_indicator: dict[str, tuple[Piece, ...]]) -> Section:
    parts = tuple(
        Section(
            f"Indikator {indicator['code']} {indicator['name']}",
            indicator_anchor(indicator),
            3,
            (answers_table(indicator), _table(indicator, by_indicator.get(indicator["code"], ()))),
        )
        for indicator in cluster["indicators"]
    )
    labels = ("Klaim", "Terbukti", "Terverifikasi", "Maksimum")
    facts = tuple(map(Fact, labels, ledger_text(cluster)))
    return Section(cluster["name"], cluster_anchor(cluster), 2, (Facts(facts),), parts)


def _table(indicator: Json, held: Sequence[Piece]) -> Table:
    return Table(
        caption=f"Bukti indikator {indicator['code']}",
        columns=COLUMNS,
        rows=tuple(_rows(held)),
        empty=f"Tidak ada bukti untuk indikator {indicator['code']}.",
    )


def _rows(held: Sequence[Piece]) -> Iterator[Row]:
    for piece in held:
        citation = piece.citation
        yield (
            TextCell(piece.question),
            TextCell(citation["item"]),
            _document(piece),
            TextCell(citation["pages"]),
            TextCell(citation["agency"]),
            TextCell(word(STATES, citation["state"])),
        )


def _document(piece: Piece) -> LinkCell | TextCell:
    title, notes = _title(piece), _notes(piece)
    if piece.withheld:
        return TextCell(title, (*notes, f"Tidak disertakan: {piece.withheld}"), Tone.MUTED)
    return LinkCell(title, href=piece.href, notes=notes)


def _title(piece: Piece) -> str:
    document = piece.citation["document"]
    return str(document["title"]) or RESTRICTED_TITLE if document else "Tanpa dokumen"


def _notes(piece: Piece) -> tuple[str, ...]:
    document = piece.citation["document"]
    number = joined((document["number"], document["issuer"])) if document else ""
    return tuple(filter(None, (number, piece.citation["note"])))


def _left_out(held: Sequence[Piece]) -> Section:
    rows = tuple(
        (
            TextCell(piece.question),
            TextCell(piece.citation["item"]),
            TextCell(_title(piece)),
            TextCell(piece.withheld),
        )
        for piece in held
        if piece.withheld
    )
    table = Table(
        caption="Bukti yang tidak disertakan",
        columns=WITHHELD_COLUMNS,
        rows=rows,
        empty="Semua bukti yang dikutip disertakan.",
    )
    return Section("Tidak disertakan", "tidak-disertakan", 2, (table,))
