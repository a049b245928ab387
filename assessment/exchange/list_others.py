"""Smaller lists as tables: receipts, reminders, findings of the consistency, snapshots."""

from __future__ import annotations

from dataclasses import dataclass

from agencies.exports import Column, Listing, Type
from assessment.exchange.list_filling import joined
from assessment.models import StatusChange
from assessment.selectors.consistency import CheckedFinding
from assessment.selectors.reminders import Need
from assessment.selectors.snapshots import SnapshotRow


@dataclass(frozen=True, slots=True)
class Receipt:
    """A part that was sent, with the number of its receipt."""

    change: StatusChange
    number: str


RECEIPTS: Listing[Receipt] = Listing(
    "tanda-terima",
    "Tanda terima",
    (
        Column("Nomor", lambda row: row.number, width=20),
        Column("Indikator", lambda row: row.change.submission.indicator_code, width=10),
        Column("Tindakan", lambda row: row.change.get_action_display(), width=20),
        Column("Waktu", lambda row: row.change.at, Type.MOMENT, 20),
        Column("Oleh", lambda row: row.change.by_label, width=36),
        Column("Sidik isi", lambda row: row.change.content_hash, width=24),
    ),
)

REMINDERS: Listing[Need] = Listing(
    "pengingat",
    "Perangkat daerah yang perlu diingatkan",
    (
        Column("Perangkat daerah", lambda row: row.agency.abbreviation),
        Column("Nama", lambda row: row.agency.name, width=44),
        Column("Yang belum selesai", lambda row: joined(r.label for r in row.reasons), width=44),
        Column("Butirnya", lambda row: joined(i for r in row.reasons for i in r.items), width=60),
        Column("Tenggat", lambda row: row.until, Type.MOMENT, 20),
        Column("Sisa hari", lambda row: row.days_left, Type.WHOLE),
        Column(
            "Terakhir diingatkan",
            lambda row: row.last.sent_at if row.last else None,
            Type.MOMENT,
            20,
        ),
    ),
)

FINDINGS: Listing[CheckedFinding] = Listing(
    "konsistensi",
    "Temuan konsistensi",
    (
        Column("Aturan", lambda row: row.finding.rule.label, width=28),
        Column("Temuan", lambda row: row.finding.message, width=70),
        Column("Pertanyaan", lambda row: joined(row.finding.questions), width=24),
        Column("Seharusnya", lambda row: row.finding.expected, Type.WHOLE),
        Column("Keadaan", lambda row: "Terbuka" if row.is_open else "Dikecualikan"),
        Column("Alasan", lambda row: row.waiver.reason if row.waiver else None, width=40),
    ),
)

SNAPSHOTS: Listing[SnapshotRow] = Listing(
    "rekaman",
    "Rekaman",
    (
        Column("Kota", lambda row: row.snapshot.cycle.city.name, width=24),
        Column("Kode Kemendagri", lambda row: row.snapshot.cycle.city.code),
        Column("Tahun", lambda row: str(row.snapshot.cycle.year), width=8),
        Column("Nomor", lambda row: row.snapshot.number, Type.WHOLE, 8),
        Column("Dibekukan", lambda row: row.snapshot.made_at, Type.MOMENT, 20),
        Column("Klaim", lambda row: row.claimed, Type.NUMBER),
        Column("Terbukti", lambda row: row.proven, Type.NUMBER),
        Column("Alasan", lambda row: row.snapshot.reason, width=40),
        Column("Berita acara", lambda row: row.snapshot.minutes_number, width=24),
        Column("SHA-256", lambda row: row.snapshot.sha256, width=24),
    ),
)
