"""The chapters of the report: one for each cluster, with a part for each indicator.

Pure. Turns the snapshot's JSON into sections; knows no renderer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assessment.core.frozen import STATES
from assessment.reports.content_ledgers import USUAL, Shown
from assessment.reports.content_source import (
    Json,
    day,
    decision,
    document_cell,
    joined,
    known_sum,
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

PROGRAM_COLUMNS = (
    Column("Kegiatan dan perangkat daerah", width=28),
    Column("Laki-laki", Kind.INTEGER, 7),
    Column("Perem\u00adpuan", Kind.INTEGER, 8),
    Column("Disa\u00adbilitas", Kind.INTEGER, 7),
    Column("Anggaran", Kind.MONEY, 18),
    Column("Realisasi", Kind.MONEY, 18),
    Column("Mitra", width=14),
)
EVIDENCE_COLUMNS = (
    Column("Kode", width=8),
    Column("Jenis bukti", width=26),
    Column("Dokumen", width=32),
    Column("Tanggal", Kind.DATE, 13),
    Column("Halaman", width=9),
    Column("Keadaan", width=12),
)


def cluster_anchor(cluster: Json) -> str:
    return f"klaster-{cluster['code']}"


def indicator_anchor(indicator: Json) -> str:
    return f"indikator-{indicator['code']}"


def chapters(content: Json, shown: Shown = USUAL) -> tuple[Section, ...]:
    programs = {program["id"]: program for program in content["programs"]}
    return tuple(_chapter(cluster, programs, shown) for cluster in content["clusters"])


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


def _chapter(cluster: Json, programs: Mapping[int, Json], shown: Shown) -> Section:
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
        blocks=(LedgerBars(f"Nilai per indikator, {cluster['name']}", bars),),
        children=tuple(_part(indicator, programs, shown) for indicator in cluster["indicators"]),
    )


def _part(indicator: Json, programs: Mapping[int, Json], shown: Shown) -> Section:
    blocks: list[Block] = [answers_table(indicator, shown)]
    narratives = tuple(
        Note(question["code"], question["narrative"])
        for question in indicator["questions"]
        if question["narrative"]
    )
    if narratives:
        blocks.append(Notes("Uraian", narratives))
    blocks += _programs(indicator, programs)
    blocks.append(evidence_table(indicator))
    return Section(
        title=f"Indikator {indicator['code']} {indicator['name']}",
        anchor=indicator_anchor(indicator),
        level=3,
        blocks=tuple(blocks),
    )


def answers_table(indicator: Json, shown: Shown = USUAL) -> Table:
    """Every question with its official answer, the reason of its points, and the points."""
    text = 92 - 9 * len(shown.ledgers) - 8
    question = text * 46 // 100
    return Table(
        caption=f"Jawaban dan nilai indikator {indicator['code']}",
        columns=(
            Column("Kode", width=8),
            Column("Pertanyaan", width=question),
            Column("Jawaban dan dasar nilai", width=text - question),
            *shown.columns(9, 8),
        ),
        rows=tuple(_answer_row(question, shown) for question in indicator["questions"]),
        total=(TextCell("Jumlah"), TextCell(""), TextCell(""), *shown.cells(indicator)),
    )


def _answer_row(question: Json, shown: Shown) -> Row:
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
        *shown.cells(question),
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
                total=_program_total(accepted),
            )
        )
    if waiting:
        text = f"{waiting} kegiatan lain belum diterima sekretariat; lihat Lampiran A."
        blocks.append(Paragraph(text, Tone.MUTED))
    return blocks


def _program_row(program: Json) -> Row:
    return (
        TextCell(program["title"], tuple(filter(None, (program["agency"], program["result"])))),
        IntegerCell(program["boys"]),
        IntegerCell(program["girls"]),
        IntegerCell(program["disabled"]),
        MoneyCell(program["budget_planned"]),
        MoneyCell(program["budget_realised"]),
        TextCell(partners(program)),
    )


def _program_total(programs: Sequence[Json]) -> Row:
    """Sums of what is known."""

    def summed(field: str) -> int | None:
        return known_sum(program[field] for program in programs)

    return (
        TextCell(f"Jumlah {len(programs)} kegiatan"),
        IntegerCell(summed("boys")),
        IntegerCell(summed("girls")),
        IntegerCell(summed("disabled")),
        MoneyCell(summed("budget_planned")),
        MoneyCell(summed("budget_realised")),
        TextCell(""),
    )


def evidence_table(indicator: Json) -> Table:
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
