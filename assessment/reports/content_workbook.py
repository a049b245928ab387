"""The snapshot as sheets: summary, one for each cluster, programmes, evidence, agencies, metadata.

Pure. Says which typed cell stands where; knows no writer of files.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assessment.core.frozen import STATES
from assessment.reports.content_annexes import agency_table
from assessment.reports.content_chapters import ledger_text
from assessment.reports.content_recaps import budget_table, partner_table
from assessment.reports.content_source import (
    AGENCY_KINDS,
    Json,
    canonical,
    city_label,
    day,
    decision,
    document_cell,
    identity,
    joined,
    known_sum,
    lack,
    partners,
    questions,
    word,
)
from assessment.reports.document import (
    Column,
    DateCell,
    Fact,
    IntegerCell,
    Kind,
    MomentCell,
    MoneyCell,
    Row,
    Sheet,
    Table,
    TextCell,
    Workbook,
)

SUMMARY_COLUMNS = (
    Column("Klaster", width=60),
    Column("Klaim", Kind.POINTS, 14),
    Column("Terbukti", Kind.POINTS, 14),
    Column("Terverifikasi", Kind.POINTS, 14),
    Column("Maksimum", Kind.POINTS, 14),
)
CLUSTER_COLUMNS = (
    Column("Indikator", width=9),
    Column("Nama indikator", width=18),
    Column("Kode", width=8),
    Column("Pertanyaan", width=34),
    Column("Jawaban", width=28),
    Column("Klaim", Kind.POINTS, 9),
    Column("Terbukti", Kind.POINTS, 10),
    Column("Terverifikasi", Kind.POINTS, 13),
    Column("Maksimum", Kind.POINTS, 11),
    Column("Dasar nilai", width=26),
    Column("Keputusan", width=20),
    Column("Perangkat daerah", width=14),
    Column("Bukti yang kurang", width=20),
    Column("Uraian", width=34),
)
PROGRAM_COLUMNS = (
    Column("No.", Kind.INTEGER, 6),
    Column("Kegiatan", width=26),
    Column("Perangkat daerah", width=12),
    Column("Nama kegiatan anggaran", width=18),
    Column("Subkegiatan", width=16),
    Column("Tempat", width=14),
    Column("Mulai", Kind.DATE, 12),
    Column("Selesai", Kind.DATE, 12),
    Column("Sasaran", width=14),
    Column("Laki-laki", Kind.INTEGER, 8),
    Column("Perempuan", Kind.INTEGER, 11),
    Column("Disabilitas", Kind.INTEGER, 11),
    Column("Anggaran", Kind.MONEY, 17),
    Column("Realisasi", Kind.MONEY, 17),
    Column("Sumber dana", width=9),
    Column("Mitra", width=18),
    Column("Nomor perjanjian", width=14),
    Column("Tanggal perjanjian", Kind.DATE, 12),
    Column("Hasil", width=26),
    Column("Kendala", width=16),
    Column("Indikator", width=10),
    Column("Pertanyaan", width=11),
    Column("Keadaan", width=11),
)
EVIDENCE_COLUMNS = (
    Column("Indikator", width=10),
    Column("Kode", width=8),
    Column("Jenis bukti", width=20),
    Column("Dokumen", width=34),
    Column("Nomor dan penerbit", width=26),
    Column("Tanggal", Kind.DATE, 12),
    Column("Jenis", width=12),
    Column("Halaman", width=10),
    Column("Catatan", width=18),
    Column("Keadaan", width=14),
    Column("Perangkat daerah", width=12),
    Column("Sidik jari berkas", width=24),
)
AGENCY_COLUMNS = (
    Column("Singkatan", width=18),
    Column("Nama", width=52),
    Column("Jenis", width=22),
    Column("Ditugaskan", Kind.INTEGER, 12),
    Column("Terjawab", Kind.INTEGER, 11),
    Column("Lengkap", Kind.PERCENT, 11),
    Column("Diajukan", Kind.INTEGER, 11),
    Column("Diterima", Kind.INTEGER, 11),
    Column("Ketepatan", width=16),
)
METADATA_COLUMNS = (Column("Keterangan", width=34), Column("Isi", width=90))
FIXED_NAMES = (
    "Ringkasan",
    "Kegiatan",
    "Bukti",
    "Perangkat daerah",
    "Mitra",
    "Anggaran",
    "Metadata",
)
FORBIDDEN_IN_NAME = re.compile(r"[\[\]:*?/\\]+")
NAME_LIMIT = 31


def workbook_of(content: Json, sha256: str, check_url: str = "") -> Workbook:
    used = {name.lower() for name in FIXED_NAMES}
    clusters = tuple(_cluster_sheet(cluster, used) for cluster in content["clusters"])
    city, year = content["city"], content["cycle"]["year"]
    return Workbook(
        title=f"Evaluasi Mandiri {city_label(city)} Layak Anak {city['name']} {year}",
        subject=f"{city['name']}, tahun {year}, rekaman nomor {content['number']}",
        keywords=("KLA", "evaluasi mandiri", city["name"], content["instrument"]["code"]),
        identity=identity(content, sha256),
        sheets=(
            _summary_sheet(content, clusters),
            *clusters,
            _program_sheet(content),
            _evidence_sheet(content),
            _agency_sheet(content),
            _recap_sheet("Mitra", partner_table(content)),
            _recap_sheet("Anggaran", budget_table(content)),
            metadata_sheet(content, sha256, check_url),
        ),
    )


def sheet_name(name: str, used: set[str]) -> str:
    """A short name a workbook allows, different from the used ones; adds itself to them."""
    head, dash, _ = name.partition(" - ")
    inner = re.search(r"\(([^)]+)\)", name)
    short = inner.group(1) if inner and not dash else head
    plain = FORBIDDEN_IN_NAME.sub("-", short).strip("' -")[:NAME_LIMIT].strip("' ") or "Klaster"
    candidate, number = plain, 2
    while candidate.lower() in used:
        ending = f" {number}"
        candidate = plain[: NAME_LIMIT - len(ending)] + ending
        number += 1
    used.add(candidate.lower())
    return candidate


def _summary_sheet(content: Json, clusters: Sequence[Sheet]) -> Sheet:
    """Each cluster's points are the total of its own sheet."""
    table = Table(
        caption="Rekapitulasi nilai per klaster",
        columns=SUMMARY_COLUMNS,
        rows=tuple(
            (
                TextCell(cluster["name"]),
                *(replace(cell, of_sheet=sheet.name) for cell in ledger_text(cluster)),
            )
            for cluster, sheet in zip(content["clusters"], clusters, strict=True)
        ),
        total=(TextCell("Jumlah"), *ledger_text(content["totals"])),
    )
    return Sheet("Ringkasan", table.caption, table, frozen_columns=1, filtered=False)


def _cluster_sheet(cluster: Json, used: set[str]) -> Sheet:
    rows = tuple(
        _question_row(indicator, question)
        for indicator in cluster["indicators"]
        for question in indicator["questions"]
    )
    blank = TextCell("")
    total: Row = (TextCell("Jumlah"), *[blank] * 4, *ledger_text(cluster), *[blank] * 5)
    table = Table(caption=cluster["name"], columns=CLUSTER_COLUMNS, rows=rows, total=total)
    return Sheet(sheet_name(cluster["name"], used), cluster["name"], table, frozen_columns=3)


def _question_row(indicator: Json, question: Json) -> Row:
    lacking = lack(question)
    return (
        TextCell(indicator["code"]),
        TextCell(indicator["name"]),
        TextCell(question["code"]),
        TextCell(question["text"]),
        TextCell(question["answer"]),
        *ledger_text(question),
        TextCell(question["reason"]),
        TextCell(decision(question)),
        TextCell(joined(question["agencies"])),
        TextCell(lacking.items if lacking else ""),
        TextCell(question["narrative"]),
    )


def _program_sheet(content: Json) -> Sheet:
    rows = tuple(_program_row(n, program) for n, program in enumerate(content["programs"], 1))
    total = _program_total(content) if rows else None
    table = Table(
        "Kegiatan perangkat daerah", PROGRAM_COLUMNS, rows, total, empty="Belum ada kegiatan."
    )
    return Sheet("Kegiatan", table.caption, table, frozen_columns=2)


def _program_row(number: int, program: Json) -> Row:
    return (
        IntegerCell(number),
        TextCell(program["title"]),
        TextCell(program["agency"]),
        TextCell(program["activity"]),
        TextCell(program["sub_activity"]),
        TextCell(program["place"]),
        DateCell(day(program["period_start"])),
        DateCell(day(program["period_end"])),
        TextCell(program["target_group"]),
        IntegerCell(program["boys"]),
        IntegerCell(program["girls"]),
        IntegerCell(program["disabled"]),
        MoneyCell(program["budget_planned"]),
        MoneyCell(program["budget_realised"]),
        TextCell(program["fund_source"]),
        TextCell(partners(program)),
        TextCell(program["agreement_number"]),
        DateCell(day(program["agreement_date"])),
        TextCell(program["result"]),
        TextCell(program["obstacles"]),
        TextCell(joined(program["indicators"])),
        TextCell(joined(program["questions"])),
        TextCell("diterima" if program["accepted"] else "belum diterima"),
    )


def _program_total(content: Json) -> Row:
    """Sums of what is known, of all programmes on the sheet."""

    def summed(field: str) -> int | None:
        return known_sum(program[field] for program in content["programs"])

    return (
        IntegerCell(None),
        TextCell("Jumlah"),
        *[TextCell("")] * 7,
        IntegerCell(summed("boys")),
        IntegerCell(summed("girls")),
        IntegerCell(summed("disabled")),
        MoneyCell(summed("budget_planned")),
        MoneyCell(summed("budget_realised")),
        *[TextCell("")] * 9,
    )


def _evidence_sheet(content: Json) -> Sheet:
    rows: list[Row] = []
    for _, indicator, question in questions(content):
        rows += [_evidence_row(indicator, question, cited) for cited in question["evidence"]]
        lacking = lack(question)
        if lacking:
            blank = TextCell("")
            rows.append(
                (
                    TextCell(indicator["code"]),
                    TextCell(lacking.code),
                    TextCell(lacking.items),
                    TextCell("Belum ada dokumen yang diterima"),
                    blank,
                    DateCell(None),
                    *[blank] * 3,
                    TextCell("kurang"),
                    *[blank] * 2,
                )
            )
    table = Table("Bukti per pertanyaan", EVIDENCE_COLUMNS, tuple(rows), empty="Belum ada bukti.")
    return Sheet("Bukti", table.caption, table, frozen_columns=2)


def _evidence_row(indicator: Json, question: Json, citation: Json) -> Row:
    document = citation["document"]
    shown = document_cell(document)
    is_hidden = bool(document and document["restricted"])
    return (
        TextCell(indicator["code"]),
        TextCell(question["code"]),
        TextCell(citation["item"]),
        TextCell(shown.text),
        TextCell("; ".join(shown.notes)),
        DateCell(day(document["date"]) if document else None),
        TextCell(document["kind"] if document else ""),
        TextCell(citation["pages"]),
        TextCell("" if is_hidden else citation["note"]),
        TextCell(word(STATES, citation["state"])),
        TextCell(citation["agency"]),
        TextCell(document["sha256"] if document else ""),
    )


def _agency_sheet(content: Json) -> Sheet:
    """The rows of annex B with abbreviation, name and kind in columns of their own."""
    paper = agency_table(content)
    rows = tuple(
        (
            TextCell(agency["abbreviation"]),
            TextCell(agency["name"]),
            TextCell(word(AGENCY_KINDS, agency["kind"])),
            *row[1:],
        )
        for agency, row in zip(content["agencies"], paper.rows, strict=True)
    )
    blank = TextCell("")
    total = (paper.total[0], blank, blank, *paper.total[1:]) if paper.total else None
    table = Table(paper.caption, AGENCY_COLUMNS, rows, total, paper.empty)
    return Sheet("Perangkat daerah", table.caption, table, frozen_columns=1)


def _recap_sheet(name: str, table: Table) -> Sheet:
    """An annex of the paper, its columns wide enough for a sheet."""
    columns = tuple(replace(column, width=max(column.width, 14)) for column in table.columns)
    return Sheet(name, table.caption, replace(table, columns=columns), frozen_columns=1)


def metadata_sheet(content: Json, sha256: str, check_url: str = "") -> Sheet:
    facts = metadata(content, sha256)
    if check_url:
        facts = (*facts, Fact("Periksa keaslian di", TextCell(check_url)))
    rows = tuple((TextCell(fact.label), fact.cell) for fact in facts)
    table = Table("Metadata rekaman", METADATA_COLUMNS, rows)
    return Sheet("Metadata", table.caption, table, frozen_columns=1, filtered=False)


def metadata(content: Json, sha256: str) -> tuple[Fact, ...]:
    """What identifies the snapshot, with its totals as the plain strings machines compare."""
    city, cycle, totals = content["city"], content["cycle"], content["totals"]
    texts = {
        "Kota": city["name"],
        "Kode wilayah": city["code"],
        "Provinsi": city["province"],
        "Siklus": str(cycle["year"]),
        "Masa yang dinilai": f"{cycle['window_start']} s.d. {cycle['window_end']}",
        "Target": canonical(cycle["target"]),
        "Instrumen": joined((content["instrument"]["code"], content["instrument"]["title"]), " "),
        "Sidik jari instrumen": content["instrument"]["checksum"],
        "Nomor rekaman": str(content["number"]),
        "Sidik jari rekaman (SHA-256)": sha256,
        "Kepala jejak audit": content["audit_head"],
        "Dibekukan oleh": joined((content["made_by"]["name"], content["made_by"]["role"])),
        "Alasan": content["reason"],
        "Dibekukan (UTC)": content["made_at"],
        "Klaim": canonical(totals["claimed"]),
        "Terbukti": canonical(totals["proven"]),
        "Terverifikasi": canonical(totals["verified"]),
        "Maksimum": canonical(totals["maximum"]),
    }
    zone = Fact("Dibekukan (waktu setempat)", MomentCell(identity(content, sha256).made_at))
    return (*(Fact(label, TextCell(text)) for label, text in texts.items()), zone)
