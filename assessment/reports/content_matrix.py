"""The matrix that a question demands as one sheet: every linked programme, accepted ones first.

Pure. Takes programmes in the form in which a snapshot holds them.
"""

from __future__ import annotations

from collections.abc import Sequence

from assessment.reports.content_annexes import period
from assessment.reports.content_source import Json, day, joined, known_sum, partners
from assessment.reports.document import (
    Column,
    DateCell,
    Identity,
    IntegerCell,
    Kind,
    MoneyCell,
    Row,
    Sheet,
    Table,
    TextCell,
    Workbook,
)

COLUMNS = (
    Column("No.", Kind.INTEGER, 6),
    Column("Kegiatan", width=34),
    Column("Perangkat daerah", width=14),
    Column("Nama kegiatan anggaran", width=20),
    Column("Tempat", width=16),
    Column("Waktu", width=20),
    Column("Sasaran", width=18),
    Column("Laki-laki", Kind.INTEGER, 10),
    Column("Perempuan", Kind.INTEGER, 11),
    Column("Disabilitas", Kind.INTEGER, 11),
    Column("Anggaran", Kind.MONEY, 17),
    Column("Realisasi", Kind.MONEY, 17),
    Column("Sumber dana", width=11),
    Column("Mitra", width=22),
    Column("Nomor perjanjian", width=16),
    Column("Tanggal perjanjian", Kind.DATE, 12),
    Column("Hasil", width=30),
    Column("Kendala", width=20),
    Column("Keadaan", width=16),
)
SUMMED = {7: "boys", 8: "girls", 9: "disabled", 10: "budget_planned", 11: "budget_realised"}
ACCEPTED, WAITING = "diterima", "belum diterima"


def matrix_workbook(code: str, text: str, programs: Sequence[Json], identity: Identity) -> Workbook:
    title = f"Matriks {code}"
    table = Table(
        caption=title,
        columns=COLUMNS,
        rows=tuple(_row(number, program) for number, program in enumerate(programs, 1)),
        total=_total(programs) if programs else None,
        empty="Belum ada kegiatan yang dikaitkan dengan pertanyaan ini.",
    )
    return Workbook(
        title=f"{title} {identity.city} {identity.year}",
        subject=f"{code} {text}",
        keywords=("KLA", "matriks", code, identity.city),
        identity=identity,
        sheets=(Sheet("Matriks", f"{title}. {text}", table, frozen_columns=2),),
    )


def _row(number: int, program: Json) -> Row:
    return (
        IntegerCell(number),
        TextCell(program["title"]),
        TextCell(program["agency"]),
        TextCell(joined((program["activity"], program["sub_activity"]), " / ")),
        TextCell(program["place"]),
        TextCell(period(program)),
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
        TextCell(ACCEPTED if program["accepted"] else WAITING),
    )


def _total(programs: Sequence[Json]) -> Row:
    cells: list[TextCell | IntegerCell | MoneyCell] = []
    for position, column in enumerate(COLUMNS):
        if position not in SUMMED:
            cells.append(TextCell("Jumlah" if position == 1 else ""))
            continue
        value = known_sum(program[SUMMED[position]] for program in programs)
        cells.append(MoneyCell(value) if column.kind is Kind.MONEY else IntegerCell(value))
    return tuple(cells)
