"""The chapters of the report: one for each cluster, with a part for each indicator.

Pure. Turns the snapshot's JSON into sections; knows no renderer.
"""

from __future__ import annotations

from collections.abc import Mapping

from assessment.core.frozen import STATES
from assessment.reports.content_source import (
    Json,
    day,
    decision,
    document_cell,
    joined,
    lack,
    partners,
    points,
    word,
)
from assessment.reports.document import (
    Block,
    Column,
    DateCell,
    IntegerCell,
    Kind,
    LedgerBar,
    LedgerBars,
    LedgerCell,
    MoneyCell,
    Note,
    Notes,
    Paragraph,
    PointsCell,
    Row,
    Section,
    Table,
    TextCell,
    Tone,
)

ANSWER_COLUMNS = (
    Column("Kode", width=8),
    Column("Pertanyaan", width=30),
    Column("Jawaban dan dasar nilai", width=35),
    Column("Klaim", Kind.POINTS, 9),
    Column("Terbukti", Kind.POINTS, 10),
    Column("Maks.", Kind.POINTS, 8),
)
PROGRAM_COLUMNS = (
    Column("Kegiatan", width=33),
    Column("Perangkat daerah", width=14),
    Column("Laki-laki", Kind.INTEGER, 10),
    Column("Perempuan", Kind.INTEGER, 11),
    Column("Realisasi anggaran", Kind.MONEY, 17),
    Column("Mitra", width=15),
)
EVIDENCE_COLUMNS = (
    Column("Kode", width=8),
    Column("Jenis bukti", width=18),
    Column("Dokumen", width=34),
    Column("Tanggal", Kind.DATE, 18),
    Column("Halaman", width=10),
    Column("Keadaan", width=12),
)


def cluster_anchor(cluster: Json) -> str:
    return f"klaster-{cluster['code']}"


def indicator_anchor(indicator: Json) -> str:
    return f"indikator-{indicator['code']}"


def chapters(content: Json) -> tuple[Section, ...]:
    programs = {program["id"]: program for program in content["programs"]}
    return tuple(_chapter(cluster, programs) for cluster in content["clusters"])


def ledger(node: Json) -> LedgerCell:
    maximum = points(node["maximum"])
    if maximum is None:
        raise ValueError("a snapshot always knows the maximum")
    return LedgerCell(points(node["claimed"]), points(node["proven"]), maximum)


def ledger_text(node: Json) -> tuple[PointsCell, PointsCell, PointsCell, PointsCell]:
    """Claimed, proven, verified, maximum."""
    return (
        PointsCell(points(node["claimed"])),
        PointsCell(points(node["proven"])),
        PointsCell(points(node["verified"])),
        PointsCell(points(node["maximum"])),
    )


def _chapter(cluster: Json, programs: Mapping[int, Json]) -> Section:
    bars = tuple(
        LedgerBar(
            f"{indicator['code']} {indicator['name']}",
            indicator_anchor(indicator),
            ledger(indicator),
        )
        for indicator in cluster["indicators"]
    )
    return Section(
        title=cluster["name"],
        anchor=cluster_anchor(cluster),
        level=2,
        blocks=(LedgerBars("Nilai per indikator", bars),),
        children=tuple(_part(indicator, programs) for indicator in cluster["indicators"]),
    )


def _part(indicator: Json, programs: Mapping[int, Json]) -> Section:
    blocks: list[Block] = [answers_table(indicator)]
    narratives = tuple(
        Note(question["code"], question["narrative"])
        for question in indicator["questions"]
        if question["narrative"]
    )
    if narratives:
        blocks.append(Notes("Uraian", narratives))
    blocks += _programs(indicator, programs)
    blocks.append(_evidence(indicator))
    return Section(
        title=f"Indikator {indicator['code']} {indicator['name']}",
        anchor=indicator_anchor(indicator),
        level=3,
        blocks=tuple(blocks),
    )


def answers_table(indicator: Json) -> Table:
    claimed, proven, _, maximum = ledger_text(indicator)
    return Table(
        caption=f"Jawaban dan nilai indikator {indicator['code']}",
        columns=ANSWER_COLUMNS,
        rows=tuple(_answer_row(question) for question in indicator["questions"]),
        total=(TextCell("Jumlah"), TextCell(""), TextCell(""), claimed, proven, maximum),
    )


def _answer_row(question: Json) -> Row:
    claimed, proven, _, maximum = ledger_text(question)
    notes = tuple(line for line in (question["reason"], decision(question)) if line)
    answer = (
        TextCell(question["answer"], notes)
        if question["answer"]
        else TextCell("Belum dijawab", notes, Tone.MUTED)
    )
    return (
        TextCell(question["code"]),
        TextCell(question["text"], tuple(filter(None, (joined(question["agencies"]),)))),
        answer,
        claimed,
        proven,
        maximum,
    )


def _programs(indicator: Json, programs: Mapping[int, Json]) -> list[Block]:
    served = [programs[key] for key in indicator["programs"] if key in programs]
    accepted = [program for program in served if program["accepted"]]
    waiting = len(served) - len(accepted)
    blocks: list[Block] = []
    if accepted:
        blocks.append(
            Table(
                caption=f"Kegiatan yang mendukung indikator {indicator['code']}",
                columns=PROGRAM_COLUMNS,
                rows=tuple(_program_row(program) for program in accepted),
            )
        )
    if waiting:
        text = f"{waiting} kegiatan lain belum diterima sekretariat; lihat Lampiran A."
        blocks.append(Paragraph(text, Tone.MUTED))
    return blocks


def _program_row(program: Json) -> Row:
    return (
        TextCell(program["title"], tuple(filter(None, (program["result"],)))),
        TextCell(program["agency"]),
        IntegerCell(program["boys"]),
        IntegerCell(program["girls"]),
        MoneyCell(program["budget_realised"]),
        TextCell(partners(program)),
    )


def _evidence(indicator: Json) -> Table:
    rows: list[Row] = []
    for question in indicator["questions"]:
        rows += [_evidence_row(question, citation) for citation in question["evidence"]]
        lacking = lack(question)
        if lacking:
            rows.append(
                (
                    TextCell(lacking.code),
                    TextCell(lacking.items),
                    TextCell("Belum ada dokumen yang diterima", tone=Tone.MUTED),
                    DateCell(None),
                    TextCell(""),
                    TextCell("kurang", tone=Tone.WARNING),
                )
            )
    return Table(
        caption=f"Bukti indikator {indicator['code']}",
        columns=EVIDENCE_COLUMNS,
        rows=tuple(rows),
        empty=f"Belum ada bukti untuk indikator {indicator['code']}.",
    )


def _evidence_row(question: Json, citation: Json) -> Row:
    document = citation["document"]
    is_hidden = bool(document and document["restricted"])
    state = citation["state"]
    return (
        TextCell(question["code"]),
        TextCell(citation["item"], tuple(filter(None, (citation["agency"],)))),
        document_cell(document, "" if is_hidden else citation["note"]),
        DateCell(day(document["date"]) if document else None),
        TextCell(citation["pages"]),
        TextCell(word(STATES, state), tone=Tone.WARNING if state == "refused" else Tone.PLAIN),
    )
