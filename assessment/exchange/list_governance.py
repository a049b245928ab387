"""Lists of the governance pages as tables: assignments, requests, marks, history."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from agencies.exports import Column, Listing, Type
from agencies.models import Agency
from assessment.core.instrument import Cluster, Indicator, Instrument, Question
from assessment.models import RequestItem
from assessment.selectors.cycles import Assignments
from assessment.selectors.history import HistoryRow
from assessment.selectors.mark_table import MarkLine
from assessment.selectors.marks import STAGE_ORDER
from assessment.selectors.windows import RoomItem

LEAD, SUPPORT = "Penanggung jawab", "Pendukung"


@dataclass(frozen=True, slots=True)
class Assigned:
    """A question and one of its agencies, at its place from 1; none at place 0."""

    cluster: Cluster
    indicator: Indicator
    question: Question
    agency: Agency | None
    place: int

    @property
    def duty(self) -> str | None:
        if not self.place:
            return None
        return LEAD if self.place == 1 else SUPPORT


def assigned(instrument: Instrument, known: Assignments, cluster: str = "") -> Iterator[Assigned]:
    """Every question with each of its agencies; of one cluster when its code is given."""
    for each in instrument.clusters:
        if cluster not in ("", each.code):
            continue
        for indicator in each.indicators:
            for question in indicator.questions:
                agencies = known.agencies(question.code)
                for place, agency in enumerate(agencies, start=1):
                    yield Assigned(each, indicator, question, agency, place)
                if not agencies:
                    yield Assigned(each, indicator, question, None, 0)


ASSIGNMENTS: Listing[Assigned] = Listing(
    "penugasan",
    "Penugasan",
    (
        Column("Klaster", lambda row: row.cluster.name, width=24),
        Column("Indikator", lambda row: row.indicator.code, width=10),
        Column("Nama indikator", lambda row: row.indicator.name, width=44),
        Column("Pertanyaan", lambda row: row.question.code, width=12),
        Column("Teks pertanyaan", lambda row: row.question.text, width=60),
        Column("Urutan", lambda row: row.place or None, Type.WHOLE),
        Column("Tugas", lambda row: row.duty, width=20),
        Column("Perangkat daerah", lambda row: row.agency.abbreviation if row.agency else None),
        Column("Nama perangkat daerah", lambda row: row.agency.name if row.agency else None),
        Column("Maksimum", lambda row: row.question.max_points, Type.NUMBER),
    ),
)


@dataclass(frozen=True, slots=True)
class Request:
    """A request of verification, with its state once it is in a room."""

    row: RequestItem
    item: RoomItem | None

    @property
    def proven_before(self) -> Decimal | None:
        return Decimal(self.row.proven_before) if self.row.proven_before else None


def requests_of(items: Iterable[RoomItem], waiting: Iterable[RequestItem]) -> list[Request]:
    return [
        *(Request(item.row, item) for item in items),
        *(Request(row, None) for row in waiting),
    ]


REQUESTS: Listing[Request] = Listing(
    "permintaan",
    "Permintaan verifikasi",
    (
        Column("Pertanyaan", lambda row: row.row.question_code, width=12),
        Column("Perangkat daerah", lambda row: row.row.agency.abbreviation),
        Column("Yang diminta", lambda row: row.row.asked, width=50),
        Column("Alasan", lambda row: row.row.reason, width=40),
        Column("Penanggung jawab", lambda row: row.row.owner, width=24),
        Column("Poin dipertaruhkan", lambda row: Decimal(row.row.points), Type.NUMBER),
        Column("Terbukti sebelumnya", lambda row: row.proven_before, Type.NUMBER),
        Column(
            "Terbukti sekarang", lambda row: row.item.proven_now if row.item else None, Type.NUMBER
        ),
        Column("Keadaan", lambda row: row.item.state.label if row.item else "Menunggu ruang"),
        Column("Diterima", lambda row: row.item.accepted_at if row.item else None, Type.MOMENT, 20),
        Column("Dicatat", lambda row: row.row.entered_at, Type.MOMENT, 20),
    ),
)


def _points(place: int) -> Callable[[MarkLine], Decimal | None]:
    return lambda line: line.marks[place].mark.points if line.marks[place] else None  # type: ignore[union-attr]


def _reason(place: int) -> Callable[[MarkLine], str | None]:
    return lambda line: line.marks[place].mark.reason if line.marks[place] else None  # type: ignore[union-attr]


def _replies(line: MarkLine) -> str:
    return "\n".join(reply.text for given in line.given for reply, _ in given.replies)


MARKS: Listing[MarkLine] = Listing(
    "nilai-verifikasi",
    "Nilai verifikasi",
    (
        Column("Tingkat", lambda line: line.level.label),
        Column("Kode", lambda line: line.code, width=12),
        Column("Uraian", lambda line: line.name, width=60),
        Column("Maksimum", lambda line: line.maximum, Type.NUMBER),
        *(
            column
            for place, stage in enumerate(STAGE_ORDER)
            for column in (
                Column(str(stage.label), _points(place), Type.NUMBER),
                Column(f"Alasan {str(stage.label).lower()}", _reason(place), width=40),
            )
        ),
        Column("Tanggapan kota", _replies, width=40),
    ),
)


def _changes(row: HistoryRow) -> str:
    return "\n".join(f"{c.label}: {c.before or '–'} → {c.after or '–'}" for c in row.changes)


HISTORY: Listing[HistoryRow] = Listing(
    "riwayat",
    "Riwayat",
    (
        Column("Nomor", lambda row: row.entry.sequence, Type.WHOLE, 10),
        Column("Waktu", lambda row: row.entry.at, Type.MOMENT, 20),
        Column("Oleh", lambda row: row.who, width=28),
        Column("Nama pengguna", lambda row: row.entry.username, width=24),
        Column("Peran", lambda row: row.role, width=28),
        Column("Tindakan", lambda row: row.what, width=36),
        Column("Hal", lambda row: row.subject, width=36),
        Column("Alasan", lambda row: row.reason, width=36),
        Column("Perubahan", _changes, width=60),
    ),
)
