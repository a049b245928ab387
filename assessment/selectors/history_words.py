"""Words of the audit trail: what an act, a field and a value are called for people. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from agencies.roles import LABELS as ROLES
from assessment import format as wording
from assessment.core.named_items import read_items
from assessment.core.reasons import Reason
from assessment.core.workflow import Status
from assessment.models import Citation, Mark, OfficialAnswer, ReminderLog

ACTIONS = {
    "action_item.change": "Mengubah tindak lanjut",
    "action_item.complete": "Menyelesaikan tindak lanjut",
    "action_item.create": "Menambah tindak lanjut",
    "action_item.remove": "Menghapus tindak lanjut",
    "action_item.reopen": "Membuka kembali tindak lanjut",
    "agency.activate": "Mengaktifkan kembali perangkat daerah",
    "agency.change": "Mengubah perangkat daerah",
    "agency.create": "Menambah perangkat daerah",
    "agency.deactivate": "Menonaktifkan perangkat daerah",
    "assignment.set": "Mengubah penugasan",
    "citation.create": "Memasang bukti",
    "citation.decide": "Menilai bukti",
    "citation.remove": "Melepas bukti",
    "city.create": "Menambah kota",
    "city.load": "Memuat data uji beban",
    "city.seed": "Menyiapkan data peragaan",
    "city.settings": "Mengubah pengaturan kota",
    "contribution.adopt": "Memakai jawaban tahun lalu",
    "city_fact.delete": "Menghapus angka acuan",
    "city_fact.set": "Menetapkan angka acuan",
    "consistency.unwaive": "Mencabut pengecualian konsistensi",
    "consistency.waive": "Mengecualikan temuan konsistensi",
    "contribution.save": "Menyimpan jawaban",
    "cycle.create": "Membuka siklus",
    "cycle.move": "Mengganti versi instrumen siklus",
    "cycle.update": "Mengubah jadwal siklus",
    "delegation.grant": "Menunjuk Plt. kepala",
    "delegation.revoke": "Mencabut penunjukan Plt. kepala",
    "document.create": "Mengunggah dokumen",
    "document.delete": "Menghapus dokumen",
    "document.edit": "Mengubah keterangan dokumen",
    "document.replace": "Mengganti berkas dokumen",
    "document.update": "Mengubah keterangan dokumen",
    "document.view": "Membuka dokumen terbatas",
    "calendar.renew": "Membuat alamat kalender baru",
    "calendar.revoke": "Mencabut alamat kalender",
    "extension.grant": "Memberi perpanjangan",
    "extension.shorten": "Mempersingkat perpanjangan",
    "instrument.load": "Memuat instrumen",
    "lower_value.lift": "Membatalkan nilai yang lebih rendah",
    "lower_value.set": "Menerima dengan nilai lebih rendah",
    "job.cancel": "Membatalkan penyusunan berkas",
    "job.retry": "Mengulang penyusunan berkas",
    "late_draft.delete": "Menghapus draf pribadi yang terlambat",
    "late_draft.keep": "Menyimpan draf pribadi yang terlambat",
    "mapping.save": "Mengubah pemetaan pertanyaan",
    "mark.give": "Memberi nilai verifikasi",
    "mark.reply": "Menanggapi nilai verifikasi",
    "official_answer.decide": "Memutuskan jawaban resmi",
    "official_answer.undo": "Membatalkan jawaban resmi",
    "meeting.change": "Mengubah catatan rakor",
    "meeting.create": "Mencatat rakor",
    "meeting.remove": "Menghapus catatan rakor",
    "partner.distinct": "Mencatat mitra yang berbeda",
    "partner.lookalike": "Mengembalikan mitra ke daftar yang mungkin sama",
    "partner.merge": "Menyatukan nama mitra",
    "password.change": "Mengganti kata sandi sendiri",
    "password.reset": "Membuat kata sandi baru",
    "person.activate": "Mengaktifkan kembali pengguna",
    "person.change": "Mengubah pengguna",
    "person.create": "Menambah pengguna",
    "person.deactivate": "Menonaktifkan pengguna",
    "person.reset": "Membuat kata sandi baru",
    "plan.estimate": "Mengubah perkiraan rencana poin",
    "program.copy": "Menyalin kegiatan dari tahun lalu",
    "program.create": "Menambah kegiatan",
    "program.delete": "Menghapus kegiatan",
    "program.distinct": "Mencatat bukan kegiatan ganda",
    "program.edit": "Mengubah kegiatan",
    "program.lookalike": "Mengembalikan ke daftar kemungkinan ganda",
    "program.save": "Menyimpan kegiatan",
    "program.serve": "Mengaitkan kegiatan dengan pertanyaan",
    "program.update": "Mengubah kegiatan",
    "request.add": "Mencatat permintaan verifikator",
    "request.remove": "Menarik permintaan verifikator",
    "reminder.fail": "Pengingat tidak terkirim",
    "reminder.schedule": "Mengubah hari pengingat",
    "reminder.send": "Mengirim pengingat",
    "rekey.figures": "Mencatat nilai di aplikasi kementerian",
    "rekey.tick": "Menandai pertanyaan sudah diketik ulang",
    "rekey.untick": "Membatalkan tanda ketik ulang",
    "report.download": "Mengunduh laporan",
    "report.request": "Meminta berkas laporan",
    "report.settings": "Mengubah pengaturan laporan",
    "review_note.create": "Menulis catatan pemeriksaan",
    "review_note.resolve": "Menandai catatan selesai",
    "reviewers.set": "Mengatur pembagian pemeriksa",
    "scenario.change": "Mengubah skenario",
    "scenario.create": "Membuat skenario",
    "scenario.delete": "Menghapus skenario",
    "scenario.refresh": "Memperbarui dasar skenario",
    "snapshot.freeze": "Membekukan hasil",
    "territory.change": "Mengubah wilayah",
    "territory.create": "Menambah wilayah",
    "territory.delete": "Menghapus wilayah",
    "submission.accept": "Menerima bagian",
    "submission.approve": "Menyetujui bagian",
    "submission.reopen": "Membuka kembali bagian",
    "submission.return": "Mengembalikan bagian",
    "submission.send_back": "Mengembalikan bagian ke operator",
    "submission.submit": "Mengajukan bagian",
    "submission.withdraw": "Menarik kembali bagian",
    "window.cancel": "Membatalkan ruang 2 x 24 jam",
    "window.delta": "Mengunduh perubahan ruang 2 x 24 jam",
    "window.open": "Menetapkan ruang 2 x 24 jam",
    "alias.confirm": "Memastikan nama perangkat daerah di rekap",
    "recap.accept": "Menerima usulan penugasan dari rekap",
    "recap.apply": "Memakai rekap tahun lalu sebagai usulan",
    "recap.map": "Memetakan kolom rekap",
    "recap.undo": "Membatalkan rekap tahun lalu",
    "recap.upload": "Mengunggah rekap tahun lalu",
    "workbook.apply": "Memasukkan isian dari Excel",
    "workbook.upload": "Mengunggah buku kerja Excel",
}
SUBJECTS = {
    "action_item": "Tindak lanjut",
    "agency": "Perangkat daerah",
    "calendar_feed": "Alamat kalender",
    "citation": "Bukti jawaban",
    "city": "Kota",
    "city_fact": "Angka acuan",
    "consistency": "Konsistensi",
    "contribution": "Jawaban",
    "cycle": "Siklus dan penugasan",
    "delegation": "Penunjukan Plt.",
    "document": "Dokumen",
    "instrument": "Instrumen",
    "lower_value": "Nilai yang diterima",
    "late_draft": "Draf pribadi",
    "mark": "Nilai verifikasi",
    "meeting": "Rakor",
    "official_answer": "Jawaban resmi",
    "partner": "Mitra",
    "person": "Pengguna",
    "plan": "Rencana poin",
    "program": "Kegiatan",
    "program_pair": "Kegiatan yang mirip",
    "review_note": "Catatan pemeriksaan",
    "reviewers": "Pembagian pemeriksa",
    "recap": "Rekap tahun lalu",
    "reminder": "Pengingat",
    "scenario": "Skenario",
    "job": "Penyusunan berkas",
    "snapshot": "Rekaman dan laporan",
    "submission": "Bagian yang diajukan",
    "territory": "Wilayah",
    "window": "Ruang 2 x 24 jam",
}
FIELDS = {
    "abbreviation": "Singkatan",
    "acting": "Bertindak sebagai",
    "activity": "Kegiatan (nomenklatur)",
    "address": "Alamat",
    "agenda": "Agenda",
    "agencies": "Perangkat daerah",
    "agency": "Perangkat daerah",
    "agreement": "Perjanjian",
    "agreement_date": "Tanggal perjanjian",
    "agreement_number": "Nomor perjanjian",
    "agreements": "Perjanjian",
    "answer": "Jawaban",
    "asked": "Yang diminta",
    "attendance": "Kehadiran",
    "as_of": "Keadaan tanggal",
    "boys": "Anak laki-laki",
    "budget_planned": "Anggaran",
    "budget_realised": "Realisasi",
    "chair_title": "Jabatan ketua gugus tugas",
    "checksum": "Sidik jari",
    "channel": "Saluran",
    "choice": "Pilihan",
    "city": "Kota",
    "claimed": "Klaim",
    "code": "Kode",
    "content_hash": "Sidik jari isi",
    "count": "Jumlah",
    "current": "Tahun evaluasi",
    "cycle_closes_at": "Siklus ditutup",
    "date": "Tanggal dokumen",
    "decision": "Keputusan",
    "denominator": "Penyebut",
    "denominator_source": "Sumber penyebut",
    "detail": "Keterangan",
    "disabled": "Penyandang disabilitas",
    "document": "Nomor dokumen di pustaka",
    "due_on": "Paling lambat",
    "email": "Surel",
    "ends_on": "Sampai hari",
    "documents": "Nomor dokumen di pustaka",
    "evidence": "Bukti yang dipilih (nomor)",
    "filename": "Nama berkas",
    "filling_closes_at": "Tenggat perangkat daerah",
    "filling_opens_at": "Pengisian dibuka",
    "format": "Format",
    "full_name": "Nama lengkap",
    "fund_source": "Sumber dana",
    "girls": "Anak perempuan",
    "hours": "Lama (jam)",
    "held_on": "Tanggal",
    "indicator": "Indikator",
    "indicator_code": "Indikator",
    "instrument": "Instrumen",
    "instrument_name": "Nama di instrumen",
    "is_active": "Aktif",
    "is_restricted": "Terbatas",
    "is_signed": "Bertanda tangan",
    "issuer": "Penerbit",
    "item": "Butir bukti",
    "items": "Butir",
    "joint_agencies": "Perangkat daerah lain (nomor)",
    "kept": "Dibiarkan",
    "kind": "Jenis",
    "letter_number": "Nomor surat",
    "letterhead": "Kop surat",
    "lower_value": "Nilai yang diterima",
    "minutes": "Notulen",
    "matrix": "Baris matriks (nomor dan versi)",
    "mismatches": "Jumlah yang tidak cocok",
    "name": "Nama",
    "names": "Nama",
    "narrative": "Narasi",
    "not_applicable": "Tidak berlaku karena",
    "note": "Penjelasan",
    "number": "Nomor",
    "numerator": "Pembilang",
    "obstacles": "Kendala",
    "other": "Kegiatan lain",
    "owner": "Penanggung jawab",
    "pages": "Halaman",
    "parent": "Kecamatan",
    "opens_at": "Dibuka",
    "partners": "Mitra",
    "period_end": "Selesai",
    "period_start": "Mulai",
    "phone": "Nomor WhatsApp",
    "place": "Tempat",
    "person": "Orang",
    "points": "Nilai",
    "position": "Jabatan",
    "previous": "Tahun sebelumnya",
    "programs": "Kegiatan (nomor)",
    "proven": "Terbukti",
    "question": "Pertanyaan",
    "reason_code": "Jenis alasan",
    "questions": "Pertanyaan",
    "recipients": "Penerima",
    "reply": "Tanggapan",
    "reminder_days": "Hari pengingat",
    "reason": "Alasan",
    "recap_closes_at": "Penyerahan ke provinsi",
    "requests": "Permintaan",
    "result": "Hasil",
    "role": "Peran",
    "rows": "Daftar butir",
    "secretariat_name": "Nama sekretariat",
    "sha256": "Sidik jari",
    "minutes_pattern": "Pola nomor berita acara",
    "signatory_name": "Nama penanda tangan",
    "signatory_number": "NIP",
    "signatory_rank": "Pangkat/golongan",
    "signatory_title": "Jabatan penanda tangan",
    "source": "Sumber",
    "sources": "Sumber",
    "reviewers": "Pemeriksa",
    "stage": "Tahap",
    "starts_on": "Sejak hari",
    "state": "Keadaan",
    "status": "Status",
    "step": "Hari sebelum tenggat",
    "sub_activity": "Subkegiatan",
    "successor": "Penerus",
    "target": "Target",
    "target_group": "Sasaran",
    "target_points": "Target poin",
    "targets": "Indikator dan pertanyaan",
    "territory": "Wilayah",
    "timezone": "Zona waktu",
    "title": "Judul",
    "total": "Seluruhnya",
    "until": "Sampai",
    "username": "Nama pengguna",
    "valid_until": "Berlaku sampai",
    "value": "Nilai",
    "window_end": "Bukti berlaku sampai",
    "window_start": "Bukti berlaku sejak",
    "year": "Tahun",
    "prove_days": "Hari untuk membuktikan",
    "raise_days": "Hari tiap kenaikan",
    "chance": "Peluang (persen)",
    "shared": "Dibagikan",
}
VALUES: dict[str, dict[str, str]] = {
    "decision": {code: str(label) for code, label in OfficialAnswer.Decision.choices},
    "reason_code": {reason.value: reason.label for reason in Reason},
    "role": {role.value: label for role, label in ROLES.items()},
    "channel": {code: str(label) for code, label in ReminderLog.Channel.choices},
    "stage": {code: str(label) for code, label in Mark.Stage.choices},
    "state": {code: str(label) for code, label in Citation.CitationState.choices},
    "status": {status.value: status.label for status in Status},
}
#: What an act was about, in the order of preference; the value is short and known to people.
NAMING = (
    "question",
    "indicator",
    "indicator_code",
    "abbreviation",
    "username",
    "title",
    "name",
    "person",
    "held_on",
)
EMPTY = "(kosong)"
LONGEST = 600


@dataclass(frozen=True, slots=True)
class Change:
    """A field before and after; both texts, `before` empty where nothing stood."""

    label: str
    before: str
    after: str


def changes(before: str, after: str, zone: str) -> tuple[Change, ...]:
    """Fields of an entry that say something, in the order in which they were recorded."""
    old, new = _read(before), _read(after)
    found = []
    for name in [*old, *(name for name in new if name not in old)]:
        first = shown(name, old.get(name), zone) if name in old else ""
        second = shown(name, new.get(name), zone) if name in new else ""
        if first != second or name not in old:
            found.append(Change(FIELDS.get(name, name), first, second))
    return tuple(found)


def subject_words(subject: str, subject_id: str, before: str, after: str) -> str:
    """The code or name of what was touched; empty where the record names nothing."""
    if subject == "official_answer":
        return subject_id
    recorded = {**_read(before), **_read(after)}
    found = next((recorded[name] for name in NAMING if recorded.get(name)), "")
    return str(found)[:80]


def shown(name: str, value: Any, zone: str) -> str:
    """A recorded value as people read it."""
    if value is None or value in ("", [], {}):
        return EMPTY
    if isinstance(value, bool):
        return "Ya" if value else "Tidak"
    if isinstance(value, dict):
        return "; ".join(f"{FIELDS.get(k, k)}: {shown(k, v, zone)}" for k, v in value.items())
    if name == "rows":
        return "; ".join(item.words for item in read_items(value))
    if isinstance(value, list):
        return ", ".join(shown(name, item, zone) for item in value)
    text = VALUES.get(name, {}).get(str(value), "") or _moment(str(value), zone)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def action_words(action: str) -> str:
    return ACTIONS.get(action, action)


def _moment(text: str, zone: str) -> str:
    """An instant in the city's zone, a day in words, anything else as it stands."""
    if not text[:1].isdigit() or len(text) < 10:
        return text
    try:
        if len(text) == 10:
            return wording.date(date.fromisoformat(text))
        instant = datetime.fromisoformat(text)
    except ValueError:
        return text
    return text if instant.tzinfo is None else wording.datetime_zone(instant, zone, seconds=True)


def _read(text: str) -> dict[str, Any]:
    value = json.loads(text) if text else {}
    return value if isinstance(value, dict) else {"": value}
