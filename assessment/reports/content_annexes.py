"""The annexes: A matrix of programmes, B agencies with completeness, C index of evidence.

Pure. The rows are shared by the paper and the sheets.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from assessment.reports.content_source import (
    AGENCY_KINDS,
    Json,
    accepted_programs,
    day,
    document_cell,
    joined,
    known_sum,
    partners,
    questions,
    spoken_day,
    word,
)
from assessment.reports.document import (
    Block,
    Column,
    DateCell,
    IntegerCell,
    Kind,
    MoneyCell,
    PercentCell,
    Row,
    Section,
    Table,
    TextCell,
    Tone,
)

MATRIX_COLUMNS = (
    Column("Kegiatan", width=21),
    Column("Perangkat daerah", width=10),
    Column("Tempat dan waktu", width=11),
    Column("Laki-laki", Kind.INTEGER, 6),
    Column("Perem\u00adpuan", Kind.INTEGER, 6),
    Column("Disa\u00adbilitas", Kind.INTEGER, 6),
    Column("Anggaran", Kind.MONEY, 11),
    Column("Realisasi", Kind.MONEY, 11),
    Column("Mitra dan perjanjian", width=12),
    Column("Indi\u00adkator", width=6),
)
AGENCY_COLUMNS = (
    Column("Perangkat daerah", width=34),
    Column("Ditugaskan", Kind.INTEGER, 12),
    Column("Terjawab", Kind.INTEGER, 10),
    Column("Lengkap", Kind.PERCENT, 11),
    Column("Diajukan", Kind.INTEGER, 10),
    Column("Diterima", Kind.INTEGER, 10),
    Column("Ketepatan", width=13),
)
INDEX_COLUMNS = (
    Column("Dokumen", width=30),
    Column("Jenis", width=16),
    Column("Tanggal", Kind.DATE, 15),
    Column("Dikutip pada pertanyaan", width=21),
    Column("Sidik jari berkas", width=18),
)


def annexes(content: Json) -> tuple[Section, ...]:
    return (
        Section(
            "Lampiran A Matriks kegiatan", "lampiran-a", 2, tuple(_matrices(content)), wide=True
        ),
        Section(
            "Lampiran B Perangkat daerah dan kelengkapan",
            "lampiran-b",
            2,
            (agency_table(content),),
        ),
        Section("Lampiran C Indeks bukti", "lampiran-c", 2, (_index(content),)),
    )


def _matrices(content: Json) -> list[Block]:
    waiting = [program for program in content["programs"] if not program["accepted"]]
    blocks: list[Block] = [program_matrix("Kegiatan yang diterima", accepted_programs(content))]
    if waiting:
        blocks.append(
            program_matrix("Kegiatan yang belum diterima (tidak mendukung nilai)", waiting)
        )
    return blocks


def program_matrix(caption: str, programs: Sequence[Json]) -> Table:
    return Table(
        caption=caption,
        columns=MATRIX_COLUMNS,
        rows=tuple(_matrix_row(program) for program in programs),
        total=_matrix_total(programs) if programs else None,
        empty="Belum ada kegiatan yang diterima.",
    )


def _matrix_row(program: Json) -> Row:
    agreement = joined((program["agreement_number"], spoken_day(program["agreement_date"])))
    obstacles = f"Kendala: {program['obstacles']}" if program["obstacles"] else ""
    result = f"Hasil: {program['result']}" if program["result"] else ""
    detail = joined((program["activity"], program["sub_activity"]), " / ")
    return (
        TextCell(program["title"], _lines(detail, result, obstacles)),
        TextCell(program["agency"]),
        TextCell(program["place"], _lines(period(program), program["target_group"])),
        IntegerCell(program["boys"]),
        IntegerCell(program["girls"]),
        IntegerCell(program["disabled"]),
        MoneyCell(program["budget_planned"]),
        MoneyCell(program["budget_realised"]),
        TextCell(partners(program), _lines(agreement, program["fund_source"])),
        TextCell(joined(program["indicators"])),
    )


def _matrix_total(programs: Sequence[Json]) -> Row:
    def summed(field: str) -> int | None:
        return known_sum(program[field] for program in programs)

    return (
        TextCell(f"Jumlah {len(programs)} kegiatan"),
        TextCell(""),
        TextCell(""),
        IntegerCell(summed("boys")),
        IntegerCell(summed("girls")),
        IntegerCell(summed("disabled")),
        MoneyCell(summed("budget_planned")),
        MoneyCell(summed("budget_realised")),
        TextCell(""),
        TextCell(""),
    )


def period(program: Json) -> str:
    """`1 Maret 2026 s.d. 5 Maret 2026`; one day when both ends are the same."""
    ends = [spoken_day(program[end]) for end in ("period_start", "period_end")]
    return " s.d. ".join(dict.fromkeys(end for end in ends if end))


def agency_table(content: Json) -> Table:
    agencies = content["agencies"]
    return Table(
        caption="Kelengkapan isian per perangkat daerah",
        columns=AGENCY_COLUMNS,
        rows=tuple(_agency_row(agency) for agency in agencies),
        total=_agency_total(agencies) if agencies else None,
        empty="Belum ada perangkat daerah yang ditugaskan.",
    )


def _agency_row(agency: Json) -> Row:
    return (
        TextCell(
            agency["abbreviation"],
            _lines(joined((agency["name"], word(AGENCY_KINDS, agency["kind"])), " · ")),
        ),
        IntegerCell(agency["assigned"]),
        IntegerCell(agency["answered"]),
        PercentCell(share(agency["answered"], agency["assigned"])),
        IntegerCell(agency["submitted"]),
        IntegerCell(agency["accepted"]),
        TextCell("terlambat", tone=Tone.WARNING) if agency["late"] else TextCell("tepat"),
    )


def _agency_total(agencies: Sequence[Json]) -> Row:
    def summed(field: str) -> int | None:
        return known_sum(agency[field] for agency in agencies)

    late = sum(1 for agency in agencies if agency["late"])
    return (
        TextCell(f"Jumlah {len(agencies)} perangkat daerah"),
        IntegerCell(summed("assigned")),
        IntegerCell(summed("answered")),
        PercentCell(share(summed("answered"), summed("assigned"))),
        IntegerCell(summed("submitted")),
        IntegerCell(summed("accepted")),
        TextCell(f"{late} terlambat" if late else "semua tepat"),
    )


def share(part: int | None, whole: int | None) -> Decimal | None:
    """Percent; None when there is nothing to have a share of."""
    if part is None or not whole:
        return None
    return Decimal(100 * part) / Decimal(whole)


@dataclass(frozen=True, slots=True)
class Cited:
    """One document and every question that cites it."""

    document: Json
    codes: tuple[str, ...]


def cited_documents(content: Json) -> tuple[Cited, ...]:
    documents: dict[int, Json] = {}
    codes: dict[int, list[str]] = {}
    for _, _, question in questions(content):
        for citation in question["evidence"]:
            document = citation["document"]
            if document is None:
                continue
            documents.setdefault(document["id"], document)
            codes.setdefault(document["id"], []).append(question["code"])
    return tuple(
        Cited(documents[key], tuple(dict.fromkeys(codes[key]))) for key in sorted(documents)
    )


def _index(content: Json) -> Table:
    return Table(
        caption="Dokumen bukti, disimpan sekali dan dikutip pada pertanyaan",
        columns=INDEX_COLUMNS,
        rows=tuple(
            (
                document_cell(cited.document),
                TextCell(cited.document["kind"]),
                DateCell(day(cited.document["date"])),
                TextCell(", ".join(cited.codes)),
                TextCell(cited.document["sha256"][:12]),
            )
            for cited in cited_documents(content)
        ),
        empty="Belum ada dokumen bukti.",
    )


def _lines(*lines: str) -> tuple[str, ...]:
    return tuple(line for line in lines if line)
