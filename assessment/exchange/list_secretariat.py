"""Lists of the secretariat as tables: queue, returns, assembly, plan, meetings, agreed actions."""

from __future__ import annotations

from datetime import date, datetime

from agencies.exports import Column, Listing, Type
from assessment.core.workflow import Status
from assessment.exchange.list_filling import joined, yes
from assessment.models import Meeting
from assessment.selectors.action_items import ActionRow
from assessment.selectors.assembly_board import BoardRow
from assessment.selectors.plan import Opportunity, owner_name
from assessment.selectors.queue import QueueRow
from assessment.selectors.return_ledger import LedgerRow

SECRETARIAT = "Sekretariat"

QUEUE: Listing[QueueRow] = Listing(
    "antrian",
    "Antrian pemeriksaan",
    (
        Column("Klaster", lambda row: row.cluster.name, width=24),
        Column("Indikator", lambda row: row.indicator.code, width=10),
        Column("Nama indikator", lambda row: row.indicator.name, width=44),
        Column("Perangkat daerah", lambda row: row.submission.agency.abbreviation),
        Column("Keadaan", lambda row: Status(row.submission.status).label, width=20),
        Column("Diajukan", lambda row: row.submission.submitted_at, Type.MOMENT, 20),
        Column("Menunggu", lambda row: row.waited, width=20),
        Column("Poin berisiko", lambda row: row.at_risk, Type.NUMBER),
        Column("Bukti di luar tahun", lambda row: row.outside, Type.WHOLE),
        Column("Catatan terbuka", lambda row: row.open_notes, Type.WHOLE),
    ),
)


def _outcome(row: LedgerRow) -> str | None:
    return row.round.outcome.action.label if row.round.outcome else None


def _ended(row: LedgerRow) -> datetime | None:
    return row.round.outcome.at if row.round.outcome else None


RETURNS: Listing[LedgerRow] = Listing(
    "pengembalian",
    "Buku pengembalian",
    (
        Column("Perangkat daerah", lambda row: row.agency.abbreviation),
        Column("Klaster", lambda row: row.cluster.name, width=24),
        Column("Indikator", lambda row: row.indicator.code, width=10),
        Column("Nama indikator", lambda row: row.indicator.name, width=44),
        Column("Keadaan", lambda row: row.round.state.label, width=24),
        Column("Dikembalikan", lambda row: row.round.returned.at, Type.MOMENT, 20),
        Column("Oleh", lambda row: row.round.returned.by, width=28),
        Column("Jenis alasan", lambda row: row.reason_label, width=24),
        Column("Alasan", lambda row: row.round.returned.reason, width=50),
        Column("Diperbaiki", lambda row: row.round.repaired_at, Type.MOMENT, 20),
        Column("Diperiksa ulang", _ended, Type.MOMENT, 20),
        Column("Hasil", _outcome, width=16),
        Column("Lama", lambda row: row.age, width=20),
    ),
)

ASSEMBLY: Listing[BoardRow] = Listing(
    "rakitan",
    "Papan rakitan",
    (
        Column("Klaster", lambda row: row.cluster.name, width=24),
        Column("Indikator", lambda row: row.indicator.code, width=10),
        Column("Pertanyaan", lambda row: row.question.code, width=12),
        Column("Teks pertanyaan", lambda row: row.question.text, width=60),
        Column("Keadaan", lambda row: row.state.label, width=20),
        Column("Jawaban", lambda row: row.words, width=40),
        Column("Belum menjawab", lambda row: row.missing, Type.WHOLE),
        Column("Temuan konsistensi", lambda row: row.findings, Type.WHOLE),
        Column("Maksimum", lambda row: row.question.max_points, Type.NUMBER),
        Column("Klaim", lambda row: row.points.claimed, Type.NUMBER),
        Column("Terbukti", lambda row: row.points.proven, Type.NUMBER),
    ),
)

PLAN: Listing[Opportunity] = Listing(
    "rencana-poin",
    "Rencana poin",
    (
        Column("Klaster", lambda row: row.cluster.name, width=24),
        Column("Indikator", lambda row: row.indicator.code, width=10),
        Column("Pertanyaan", lambda row: row.question.code, width=12),
        Column("Teks pertanyaan", lambda row: row.question.text, width=60),
        Column("Penanggung jawab", owner_name),
        Column("Yang kurang", lambda row: row.gap.label, width=20),
        Column("Langkah terdekat", lambda row: row.nearest.title, width=40),
        Column("Bukti yang kurang", lambda row: joined(row.score.missing_items), width=40),
        Column("Maksimum", lambda row: row.question.max_points, Type.NUMBER),
        Column("Sudah diklaim, belum terbukti", lambda row: row.to_prove, Type.NUMBER),
        Column("Belum diklaim", lambda row: row.to_raise, Type.NUMBER),
        Column("Hari untuk membuktikan", lambda row: row.prove_days, Type.WHOLE),
        Column("Hari untuk menaikkan", lambda row: row.raise_days, Type.WHOLE),
        Column("Peluang (persen)", lambda row: row.chance, Type.WHOLE),
        Column("Perkiraan sendiri", lambda row: yes(row.is_estimated)),
    ),
)

MEETINGS: Listing[Meeting] = Listing(
    "rakor",
    "Rapat koordinasi",
    (
        Column("Tanggal", lambda row: row.held_on, Type.DATE),
        Column("Agenda", lambda row: row.agenda, width=50),
        Column("Tempat", lambda row: row.place, width=24),
        Column("Notulen", lambda row: row.minutes, width=60),
        Column("Diundang", lambda row: getattr(row, "invited", None), Type.WHOLE),
        Column("Hadir", lambda row: getattr(row, "came", None), Type.WHOLE),
        Column("Tindak lanjut", lambda row: getattr(row, "agreed", None), Type.WHOLE),
        Column("Belum selesai", lambda row: getattr(row, "open", None), Type.WHOLE),
    ),
)


def _met_on(row: ActionRow) -> date | None:
    return row.item.meeting.held_on if row.item.meeting else None


def _state(row: ActionRow) -> str:
    if row.item.is_done:
        return "Selesai"
    return "Terlambat" if row.is_late else "Belum selesai"


ACTIONS: Listing[ActionRow] = Listing(
    "tindak-lanjut",
    "Tindak lanjut",
    (
        Column("Tindak lanjut", lambda row: row.item.title, width=44),
        Column("Keterangan", lambda row: row.item.detail, width=50),
        Column(
            "Dikerjakan oleh",
            lambda row: row.item.agency.abbreviation if row.item.agency else SECRETARIAT,
        ),
        Column("Orang", lambda row: row.item.owner.full_name if row.item.owner else None),
        Column("Pertanyaan", lambda row: row.item.question_code, width=12),
        Column("Paling lambat", lambda row: row.item.due_on, Type.DATE),
        Column("Keadaan", _state),
        Column("Asal", lambda row: row.item.get_source_display()),
        Column(
            "Rakor", lambda row: row.item.meeting.held_on if row.item.meeting else None, Type.DATE
        ),
        Column("Diselesaikan", lambda row: row.item.done_at, Type.MOMENT, 20),
        Column("Catatan penyelesaian", lambda row: row.item.done_note, width=40),
    ),
)
