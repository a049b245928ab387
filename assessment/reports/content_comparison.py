"""A comparison as sheets: sums of every level, every question, what happened to the evidence.

Pure. The same words as the page; filled for every question, changed or not.
"""

from __future__ import annotations

from assessment.core.comparison import Comparison, QuestionChange, Shifts
from assessment.core.frozen import FrozenEvidence, FrozenQuestion
from assessment.reports.content_source import joined
from assessment.reports.document import (
    Column,
    Identity,
    Kind,
    PointsCell,
    Row,
    Sheet,
    Table,
    TextCell,
    Workbook,
    clean_text,
)

LEDGERS = ("claimed", "proven", "verified")
NAMES = {"claimed": "Klaim", "proven": "Terbukti", "verified": "Terverifikasi"}


def comparison_workbook(
    comparison: Comparison, *, title: str, before: str, after: str, identity: Identity
) -> Workbook:
    """`before` and `after` name the two sides, as `nomor 1` or `2025`."""
    sides = (before, after)
    return Workbook(
        title=title,
        subject=f"{title}: {before} ke {after}",
        keywords=("KLA", "perbandingan", identity.city),
        identity=identity,
        sheets=(
            Sheet("Jumlah", f"{title}: jumlah", _levels(comparison, sides), frozen_columns=2),
            Sheet("Pertanyaan", f"{title}: pertanyaan", _questions(comparison, sides), 2),
            Sheet("Bukti", f"{title}: bukti yang berubah", _evidence(comparison), 1),
        ),
    )


def _point_columns(sides: tuple[str, str]) -> tuple[Column, ...]:
    return tuple(
        Column(f"{NAMES[ledger]} {side}", Kind.POINTS, 14)
        for ledger in LEDGERS
        for side in (*sides, "selisih")
    )


def _point_cells(shifts: Shifts, *, is_alone: bool = True) -> tuple[PointsCell, ...]:
    """Before, after and difference of each ledger; a split question has no difference."""
    cells: list[PointsCell] = []
    for ledger in LEDGERS:
        shift = getattr(shifts, ledger)
        difference = shift.difference if is_alone else None
        cells += [PointsCell(shift.before), PointsCell(shift.after), PointsCell(difference)]
    return tuple(cells)


def _levels(comparison: Comparison, sides: tuple[str, str]) -> Table:
    rows: list[Row] = []
    for cluster in comparison.clusters:
        for indicator in cluster.indicators:
            name = _text(f"{indicator.code} {indicator.name}")
            rows.append((_text(cluster.name), name, *_point_cells(indicator.shifts)))
    return Table(
        caption="Jumlah",
        columns=(
            Column("Klaster", width=30),
            Column("Indikator", width=40),
            *_point_columns(sides),
        ),
        rows=tuple(rows),
    )


def _questions(comparison: Comparison, sides: tuple[str, str]) -> Table:
    before, after = sides
    columns = (
        Column("Kode", width=9),
        Column("Pertanyaan", width=40),
        Column(f"Jawaban {before}", width=30),
        Column(f"Jawaban {after}", width=30),
        Column("Sebab", width=26),
        Column(f"Keputusan {before}", width=22),
        Column(f"Keputusan {after}", width=22),
        *_point_columns(sides),
    )
    return Table(
        caption="Pertanyaan",
        columns=columns,
        rows=tuple(_question_row(question) for question in comparison.questions),
    )


def _question_row(change: QuestionChange) -> Row:
    return (
        _text(change.code),
        _text(change.text),
        _text(_answer(change.before)),
        _text(_answer(change.after)),
        _text(joined(cause.label for cause in change.causes)),
        _text(decision_words(change.before)),
        _text(decision_words(change.after)),
        *_point_cells(change.shifts, is_alone=not change.is_split),
    )


def _answer(question: FrozenQuestion | None) -> str:
    return question.words if question else ""


def decision_words(question: FrozenQuestion | None) -> str:
    """Who stands behind the answer; empty where nothing is answered."""
    if question is None or not question.words:
        return ""
    if not question.is_decided:
        return "belum diputuskan"
    return joined(("usang, " * question.is_stale + "diputuskan", question.decided_by), " oleh ")


def _evidence(comparison: Comparison) -> Table:
    rows: list[Row] = []
    for change in comparison.questions:
        rows += [_evidence_row(change, e, "ditambahkan", e.state_words) for e in change.added]
        rows += [_evidence_row(change, e, "dilepas", e.state_words) for e in change.removed]
        for judged in change.judged:
            was = judged.before.state_words
            rows.append(
                _evidence_row(change, judged.after, f"dari {was}", judged.after.state_words)
            )
    columns = (
        Column("Kode", width=9),
        Column("Butir bukti", width=26),
        Column("Dokumen", width=40),
        Column("Halaman", width=10),
        Column("Perangkat daerah", width=16),
        Column("Perubahan", width=20),
        Column("Keadaan", width=18),
    )
    return Table("Bukti yang berubah", columns, tuple(rows), empty="Tidak ada bukti yang berubah.")


def _evidence_row(change: QuestionChange, evidence: FrozenEvidence, what: str, state: str) -> Row:
    return (
        _text(change.code),
        _text(evidence.item),
        _text(evidence.title),
        _text(evidence.pages),
        _text(evidence.agency),
        _text(what),
        _text(state),
    )


def _text(text: str) -> TextCell:
    return TextCell(clean_text(text))
