"""Lists of the filling pages as tables: programmes, documents, partners, tasks, weak evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agencies.exports import Column, Listing, Type
from assessment.core.instrument import Question
from assessment.core.workflow import Status
from assessment.models import Agreement, Program
from assessment.selectors.checks import EMPTY, IndicatorPart, QuestionPart
from assessment.selectors.documents import LibraryRow
from assessment.selectors.partner_merges import Spelling
from assessment.selectors.weak_evidence import WeakRow

NOT_FILLED = "Belum diisi"
#: What a row of PROGRAMS reads beside the programme itself.
PROGRAM_PARTS = ("partners", "agreements", "joint_agencies")


def yes(value: object) -> str:
    return "Ya" if value else "Tidak"


def joined(texts: Iterable[object]) -> str:
    return "; ".join(str(text) for text in texts)


def _served(program: Program) -> str:
    return joined(dict.fromkeys(t.question_code or t.indicator_code for t in program.targets.all()))


def _partners(program: Program) -> str:
    return joined(f"{row.name} ({row.get_kind_display()})" for row in program.partners.all())


def _agreement(row: Agreement) -> str:
    day = f", {row.date.isoformat()}" if row.date else ""
    return f"{row.get_kind_display()} {row.number}{day}"


PROGRAMS: Listing[Program] = Listing(
    "kegiatan",
    "Kegiatan",
    (
        Column("Perangkat daerah", lambda row: row.agency.abbreviation),
        Column("Nama kegiatan", lambda row: row.title, width=44),
        Column("Kegiatan (nomenklatur)", lambda row: row.activity, width=32),
        Column("Subkegiatan", lambda row: row.sub_activity, width=32),
        Column("Tempat", lambda row: row.place, width=24),
        Column("Mulai", lambda row: row.period_start, Type.DATE),
        Column("Selesai", lambda row: row.period_end, Type.DATE),
        Column("Sasaran", lambda row: row.target_group, width=28),
        Column("Anak perempuan", lambda row: row.girls, Type.WHOLE),
        Column("Anak laki-laki", lambda row: row.boys, Type.WHOLE),
        Column("Penyandang disabilitas", lambda row: row.disabled, Type.WHOLE),
        Column("Anggaran", lambda row: row.budget_planned, Type.MONEY, 20),
        Column("Realisasi", lambda row: row.budget_realised, Type.MONEY, 20),
        Column("Sumber dana", lambda row: row.fund_source, width=20),
        Column("Mitra", _partners, width=36),
        Column("Perjanjian", lambda row: joined(_agreement(a) for a in row.agreements.all())),
        Column("Perangkat daerah lain", lambda row: joined(row.joint_agencies.all())),
        Column("Indikator dan pertanyaan", _served, width=24),
        Column("Hasil", lambda row: row.result, width=40),
        Column("Kendala", lambda row: row.obstacles, width=40),
        Column("Salinan belum diperiksa", lambda row: yes(row.is_unchecked)),
        Column("Terakhir diubah", lambda row: row.updated_at, Type.MOMENT, 20),
    ),
)

DOCUMENTS: Listing[LibraryRow] = Listing(
    "dokumen",
    "Dokumen",
    (
        Column("Perangkat daerah", lambda row: row.document.agency.abbreviation),
        Column("Judul", lambda row: row.document.title, width=44),
        Column("Jenis", lambda row: row.document.get_kind_display(), width=22),
        Column("Nomor", lambda row: row.document.number, width=24),
        Column("Penerbit", lambda row: row.document.issuer, width=24),
        Column("Tanggal", lambda row: row.document.date, Type.DATE),
        Column("Berlaku sampai", lambda row: row.document.valid_until, Type.DATE),
        Column("Bertanda tangan", lambda row: yes(row.document.is_signed)),
        Column("Rahasia", lambda row: yes(row.document.is_restricted)),
        Column("Halaman", lambda row: row.document.file.pages, Type.WHOLE),
        Column("Ukuran (byte)", lambda row: row.document.file.size, Type.WHOLE),
        Column("Nama berkas", lambda row: row.document.filename, width=32),
        Column("Dipakai untuk", lambda row: row.used_in, width=28),
        Column("Perhatian", lambda row: row.problem, width=44),
        Column("Diunggah", lambda row: row.document.uploaded_at, Type.MOMENT, 20),
        Column("SHA-256", lambda row: row.document.file.sha256, width=24),
    ),
)

PARTNERS: Listing[Spelling] = Listing(
    "mitra",
    "Mitra",
    (
        Column("Nama", lambda row: row.name, width=44),
        Column("Jenis", lambda row: row.kind_label, width=24),
        Column("Kegiatan", lambda row: row.programs, Type.WHOLE),
    ),
)


@dataclass(frozen=True, slots=True)
class Task:
    """A question of the task list with the part that it belongs to."""

    part: IndicatorPart
    row: QuestionPart

    @property
    def question(self) -> Question:
        return self.row.question

    @property
    def status(self) -> str:
        code = self.part.status
        return NOT_FILLED if code == EMPTY else Status(code).label


def tasks_of(parts: Sequence[IndicatorPart]) -> list[Task]:
    return [Task(part, row) for part in parts for row in part.questions]


def _own_words(task: Task) -> str:
    rows = task.row.answered
    if len(rows) == 1 and rows[0].row.territory is None:
        return rows[0].words
    return joined(f"{e.row.territory}: {e.words}" if e.row.territory else e.words for e in rows)


TASKS: Listing[Task] = Listing(
    "tugas",
    "Tugas",
    (
        Column("Klaster", lambda task: task.part.cluster.name, width=24),
        Column("Indikator", lambda task: task.part.indicator.code, width=10),
        Column("Nama indikator", lambda task: task.part.indicator.name, width=40),
        Column("Pertanyaan", lambda task: task.question.code, width=12),
        Column("Teks pertanyaan", lambda task: task.question.text, width=60),
        Column("Keadaan", lambda task: task.status, width=20),
        Column("Jawaban", _own_words, width=40),
        Column("Dokumen", lambda task: task.row.documents, Type.WHOLE),
        Column("Yang kurang", lambda task: joined(p.text for p in task.row.problems), width=50),
        Column("Maksimum", lambda task: task.question.max_points, Type.NUMBER),
        Column("Klaim", lambda task: task.row.record.score.points.claimed, Type.NUMBER),
        Column("Terbukti", lambda task: task.row.record.score.points.proven, Type.NUMBER),
    ),
)

WEAK_EVIDENCE: Listing[WeakRow] = Listing(
    "bukti-lemah",
    "Bukti lemah",
    (
        Column("Indikator", lambda row: row.indicator.code, width=10),
        Column("Pertanyaan", lambda row: row.question.code, width=12),
        Column("Teks pertanyaan", lambda row: row.question.text, width=60),
        Column("Butir bukti", lambda row: row.item, width=36),
        Column("Perangkat daerah", lambda row: row.citation.contribution.agency.abbreviation),
        Column("Dokumen", lambda row: row.citation.document.title, width=40),
        Column("Halaman", lambda row: row.citation.pages),
        Column("Kelemahan", lambda row: joined(flag.label for flag in row.flags), width=36),
        Column("Perbaikan", lambda row: joined(flag.remedy for flag in row.flags), width=50),
        Column("Poin berisiko", lambda row: row.at_risk, Type.NUMBER),
    ),
)
