"""Marks of verification side by side as a sheet. Pure: what it shows is handed in as rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from assessment.reports.document import (
    Column,
    Identity,
    Kind,
    PointsCell,
    Sheet,
    Table,
    TextCell,
    Workbook,
    clean_text,
)

STAGES = ("VA", "Lapangan", "Akhir")


@dataclass(frozen=True, slots=True)
class MarkedPlace:
    """A place with points and reason of each stage; `replies` are the city's words."""

    level: str
    code: str
    name: str
    maximum: Decimal
    stages: tuple[tuple[Decimal | None, str], ...]
    replies: str


def marks_workbook(rows: Iterable[MarkedPlace], *, title: str, identity: Identity) -> Workbook:
    return Workbook(
        title=title,
        subject=title,
        keywords=("KLA", "nilai verifikasi", identity.city),
        identity=identity,
        sheets=(Sheet("Nilai", title, _table(rows), frozen_columns=2),),
    )


def _table(rows: Iterable[MarkedPlace]) -> Table:
    return Table(
        caption="Nilai verifikasi",
        columns=(
            Column("Tingkat", width=14),
            Column("Kode", width=10),
            Column("Uraian", width=50),
            Column("Maksimum", Kind.POINTS, 14),
            *(Column(f"Nilai {stage}", Kind.POINTS, 14) for stage in STAGES),
            *(Column(f"Alasan {stage}", width=40) for stage in STAGES),
            Column("Tanggapan kota", width=50),
        ),
        rows=tuple(
            (
                _text(row.level),
                _text(row.code),
                _text(row.name),
                PointsCell(row.maximum),
                *(PointsCell(points) for points, _ in row.stages),
                *(_text(reason) for _, reason in row.stages),
                _text(row.replies),
            )
            for row in rows
        ),
    )


def _text(text: str) -> TextCell:
    return TextCell(clean_text(text))
