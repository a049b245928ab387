"""The flat table of all answers: one row a question and agency, ready for a pivot."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from agencies.exports import Column, Listing, Type
from assessment import format as human
from assessment.core.answers import (
    CountAnswer,
    ItemsAnswer,
    NotApplicable,
    PercentageAnswer,
    TrendAnswer,
)
from assessment.exchange.list_filling import yes
from assessment.exchange.list_governance import LEAD, SUPPORT
from assessment.selectors.answer_table import AnswerLine, State

#: Decimals of a percentage.
PLACES = 4


def _duty(line: AnswerLine) -> str:
    if not line.place:
        return "Tidak ditugaskan lagi"
    return LEAD if line.place == 1 else SUPPORT


def _decision(line: AnswerLine) -> str:
    if line.score.is_stale:
        return "Usang"
    return "Diputuskan" if line.score.is_decided else "Belum diputuskan"


def _year(line: AnswerLine) -> PercentageAnswer | Decimal | None:
    """The evaluated year of a percentage or trend."""
    answer = line.answer
    if isinstance(answer, TrendAnswer):
        return answer.current
    return answer if isinstance(answer, PercentageAnswer) else None


def _numerator(line: AnswerLine) -> int | None:
    year = _year(line)
    return year.numerator if isinstance(year, PercentageAnswer) else None


def _denominator(line: AnswerLine) -> int | None:
    year = _year(line)
    return year.denominator if isinstance(year, PercentageAnswer) else None


def _figure(line: AnswerLine) -> int | Decimal | None:
    """The answer as one number: a count, items, a percentage or the figure of the year."""
    match line.answer:
        case CountAnswer(count):
            return count
        case ItemsAnswer(items, _):
            return items
    year = _year(line)
    value = year.value if isinstance(year, PercentageAnswer) else year
    if isinstance(value, Fraction):
        return human.round_half_up(Decimal(value.numerator) / value.denominator, PLACES)
    return value


ANSWERS: Listing[AnswerLine] = Listing(
    "semua-jawaban",
    "Semua jawaban",
    (
        Column("Kode klaster", lambda line: line.cluster.code),
        Column("Klaster", lambda line: line.cluster.name, width=24),
        Column("Indikator", lambda line: line.indicator.code, width=10),
        Column("Nama indikator", lambda line: line.indicator.name, width=40),
        Column("Pertanyaan", lambda line: line.question.code, width=12),
        Column("Teks pertanyaan", lambda line: line.question.text, width=60),
        Column("Jenis jawaban", lambda line: line.question.kind.label),
        Column("Perangkat daerah", lambda line: line.agency.abbreviation),
        Column("Tugas", _duty, width=20),
        Column("Wilayah", lambda line: str(line.row.territory or "") if line.row else None),
        Column("Keadaan bagian", lambda line: line.status, width=20),
        Column("Terjawab", lambda line: yes(line.answer is not None), width=10),
        Column("Tidak berlaku", lambda line: yes(isinstance(line.answer, NotApplicable))),
        Column("Jawaban", lambda line: line.words, width=40),
        Column("Angka", _figure, Type.NUMBER),
        Column("Pembilang", _numerator, Type.WHOLE),
        Column("Penyebut", _denominator, Type.WHOLE),
        Column("Penjelasan", lambda line: line.row.note if line.row else None, width=40),
        Column("Poin jawaban ini", lambda line: line.own_points, Type.NUMBER),
        Column("Maksimum pertanyaan", lambda line: line.question.max_points, Type.NUMBER),
        Column("Klaim pertanyaan", lambda line: line.score.points.claimed, Type.NUMBER),
        Column("Terbukti pertanyaan", lambda line: line.score.points.proven, Type.NUMBER),
        Column("Keputusan", _decision, width=18),
        Column("Bukti diterima", lambda line: line.citations.get(State.ACCEPTED, 0), Type.WHOLE),
        Column("Bukti menunggu", lambda line: line.citations.get(State.PENDING, 0), Type.WHOLE),
        Column("Bukti ditolak", lambda line: line.citations.get(State.REFUSED, 0), Type.WHOLE),
        Column("Disimpan", lambda line: line.row.updated_at if line.row else None, Type.MOMENT, 20),
        Column(
            "Diajukan", lambda line: line.part.submitted_at if line.part else None, Type.MOMENT, 20
        ),
    ),
)
