"""The re-key pack: every question in the order of the ministry's application, as it is typed there.

Pure. The same lines stand on the tick-off page, in the workbook and in the names of the files.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from assessment.core import rekey
from assessment.core.rekey import Typed
from assessment.reports.content_bundle import Piece, pieces, slug
from assessment.reports.content_chapters import ledger_text
from assessment.reports.content_source import Json, cleaned, identity, questions
from assessment.reports.content_workbook import metadata_sheet
from assessment.reports.document import (
    Column,
    DecimalCell,
    IntegerCell,
    Kind,
    Row,
    Sheet,
    Table,
    TextCell,
    Workbook,
)

QUESTION_COLUMNS = (
    Column("Indikator", width=10),
    Column("Kode", width=9),
    Column("Pertanyaan", width=40),
    Column("Pilihan yang dicentang", width=30),
    Column("Angka", width=30),
    Column("Uraian", width=60),
    Column("Huruf", Kind.INTEGER, 8),
    Column("Dipotong", width=10),
    Column("Berkas", width=44),
)
FIGURE_COLUMNS = (
    Column("Kode", width=9),
    Column("Isian", width=34),
    Column("Angka", Kind.DECIMAL, 16),
    Column("Teks", width=50),
)
POINT_COLUMNS = (
    Column("Indikator", width=10),
    Column("Nama", width=60),
    Column("Klaim", Kind.POINTS, 14),
    Column("Terbukti", Kind.POINTS, 14),
    Column("Terverifikasi", Kind.POINTS, 14),
    Column("Maksimum", Kind.POINTS, 14),
)


@dataclass(frozen=True, slots=True)
class RekeyFile:
    """A document for one question; `name` without the part, for it may have to be split."""

    folder: str
    stem: str
    extension: str
    piece: Piece

    @property
    def name(self) -> str:
        return f"{self.stem}.{self.extension}"

    @property
    def path(self) -> str:
        return f"{self.folder}/{self.name}"


@dataclass(frozen=True, slots=True)
class RekeyQuestion:
    """`text` is what fits the limit of the application, `letters` those of the whole narrative."""

    cluster: str
    indicator: str
    indicator_name: str
    code: str
    question: str
    typed: Typed
    text: str
    letters: int
    files: tuple[RekeyFile, ...]
    withheld: tuple[Piece, ...]
    digest: str

    @property
    def is_cut(self) -> bool:
        return len(self.text) != self.letters


def rekeyed(
    content: Json, *, text_limit: int, with_restricted: bool = False
) -> tuple[RekeyQuestion, ...]:
    """All questions. The digest knows neither the limit nor what is withheld."""
    source = cleaned(content)
    cited: defaultdict[str, list[Piece]] = defaultdict(list)
    for piece in pieces(source, with_restricted=with_restricted):
        cited[piece.question].append(piece)
    return tuple(
        _question(cluster, indicator, question, cited[question["code"]], text_limit)
        for cluster, indicator, question in questions(source)
    )


def _question(
    cluster: Json, indicator: Json, question: Json, cited: list[Piece], limit: int
) -> RekeyQuestion:
    typed, narrative = rekey.typed(question["answer_raw"]), question["narrative"]
    sent = [piece for piece in cited if not piece.withheld]
    return RekeyQuestion(
        cluster=cluster["name"],
        indicator=indicator["code"],
        indicator_name=indicator["name"],
        code=question["code"],
        question=question["text"],
        typed=typed,
        text=rekey.cut(narrative, limit),
        letters=len(narrative),
        files=tuple(_file(question["code"], number, p) for number, p in enumerate(sent, 1)),
        withheld=tuple(piece for piece in cited if piece.withheld),
        digest=rekey.digest(typed, narrative, [piece.sha256 for piece in cited]),
    )


def _file(code: str, number: int, piece: Piece) -> RekeyFile:
    """`berkas/21A.3/21A.3_01_sk-wali-kota.pdf`, whatever the file was called before."""
    title = slug(piece.citation["document"]["title"], 40) or "dokumen"
    extension = piece.path.rpartition(".")[2]
    return RekeyFile(f"berkas/{slug(code)}", f"{slug(code)}_{number:02d}_{title}", extension, piece)


def rekey_workbook(content: Json, *, sha256: str, text_limit: int) -> Workbook:
    source = cleaned(content)
    rows = rekeyed(source, text_limit=text_limit)
    city, year = source["city"], source["cycle"]["year"]
    sheets = (_question_sheet(rows), _figure_sheet(rows), _point_sheet(source))
    return Workbook(
        title=f"Paket ketik ulang {city['name']} {year}",
        subject=f"{city['name']}, tahun {year}, rekaman nomor {source['number']}",
        keywords=("KLA", "ketik ulang", source["instrument"]["code"]),
        identity=identity(source, sha256),
        sheets=(*sheets, metadata_sheet(source, sha256)),
    )


def _question_sheet(rows: tuple[RekeyQuestion, ...]) -> Sheet:
    table = Table(
        caption="Isian per pertanyaan, menurut urutan aplikasi kementerian",
        columns=QUESTION_COLUMNS,
        rows=tuple(
            (
                TextCell(row.indicator),
                TextCell(row.code),
                TextCell(row.question),
                TextCell(row.typed.option),
                TextCell("\n".join(f"{f.label}: {f.value or '-'}" for f in row.typed.figures)),
                TextCell(row.text),
                IntegerCell(len(row.text)),
                TextCell("ya" if row.is_cut else ""),
                TextCell("\n".join(file.name for file in row.files)),
            )
            for row in rows
        ),
    )
    return Sheet("Ketik ulang", table.caption, table, frozen_columns=2)


def _figure_sheet(rows: tuple[RekeyQuestion, ...]) -> Sheet:
    """One figure a row, as a number where it is one."""
    found: list[Row] = []
    for row in rows:
        for figure in row.typed.figures:
            number = _number(figure.value)
            text = "" if number is not None else figure.value
            found.append(
                (TextCell(row.code), TextCell(figure.label), DecimalCell(number), TextCell(text))
            )
    table = Table("Angka per pertanyaan", FIGURE_COLUMNS, tuple(found), empty="Belum ada angka.")
    return Sheet("Angka", table.caption, table, frozen_columns=1)


def _number(text: str) -> Decimal | None:
    plain = text.replace(",", "", 1)
    return Decimal(text.replace(",", ".")) if plain.isascii() and plain.isdigit() else None


def _point_sheet(content: Json) -> Sheet:
    """Points by indicator, to hold beside those of the application."""
    indicators = [i for cluster in content["clusters"] for i in cluster["indicators"]]
    table = Table(
        caption="Nilai per indikator",
        columns=POINT_COLUMNS,
        rows=tuple((TextCell(i["code"]), TextCell(i["name"]), *ledger_text(i)) for i in indicators),
        total=(TextCell("Jumlah"), TextCell(""), *ledger_text(content["totals"])),
    )
    return Sheet("Nilai", table.caption, table, frozen_columns=2)
