"""Demo evidence: what an office would file, drawn and uploaded through the service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from agencies.actors import Actor
from agencies.models import Agency
from assessment import format as human
from assessment.demo import drawing
from assessment.models import Cycle, Document
from assessment.services.documents import DocumentFacts, store_document
from assessment.services.uploads import received

Kind = Document.DocumentKind

#: Which kind of document an evidence item of the instrument is answered with.
KIND_OF_ITEM = {
    "Naskah peraturan/keputusan (PDF)": Kind.REGULATION,
    "Dokumen anggaran (DPA/APBD atau sumber lain) yang ditandatangani Bappeda": Kind.BUDGET,
    "SK": Kind.DECREE,
    "Sertifikat pelatihan": Kind.CERTIFICATE,
    "SOP": Kind.PROCEDURE,
    "Daftar hadir": Kind.ATTENDANCE,
    "Foto berketerangan": Kind.PHOTO,
    "Foto atau berita yang dipublikasikan": Kind.PHOTO,
    "Laporan/hasil evaluasi": Kind.REPORT,
    "Matriks isian": Kind.MATRIX,
    "Data pembanding dua tahun/jumlah keseluruhan": Kind.MATRIX,
}
_SUBJECTS = {
    Kind.REGULATION: "Peraturan Wali Kota tentang Penyelenggaraan Kota Layak Anak",
    Kind.DECREE: "Keputusan Wali Kota tentang Gugus Tugas Kota Layak Anak",
    Kind.BUDGET: "Dokumen Pelaksanaan Anggaran: kegiatan pemenuhan hak anak",
    Kind.REPORT: "Laporan tahunan pelaksanaan pemenuhan hak anak",
    Kind.PHOTO: "Foto kegiatan bersama anak",
    Kind.MATRIX: "Matriks kegiatan dan sasaran anak",
    Kind.ATTENDANCE: "Daftar hadir rapat koordinasi",
    Kind.CERTIFICATE: "Sertifikat pelatihan Konvensi Hak Anak",
    Kind.AGREEMENT: "Perjanjian kerja sama layanan anak",
    Kind.PROCEDURE: "Standar operasional prosedur layanan anak",
    Kind.OTHER: "Rekapitulasi layanan dan kegiatan anak",
}
_SIGNED = frozenset({Kind.REGULATION, Kind.DECREE, Kind.BUDGET, Kind.AGREEMENT, Kind.PROCEDURE})
_TABLES = frozenset({Kind.MATRIX})


@dataclass(frozen=True, slots=True)
class Paper:
    """What is to be drawn and filed."""

    kind: Document.DocumentKind
    title: str
    number: str
    issuer: str
    dated: date | None
    is_restricted: bool = False

    @property
    def facts(self) -> DocumentFacts:
        return DocumentFacts(
            title=self.title,
            kind=self.kind.value,
            number=self.number,
            issuer=self.issuer,
            date=self.dated,
            is_signed=self.kind in _SIGNED,
            is_restricted=self.is_restricted,
        )


def paper(
    agency: Agency, kind: Document.DocumentKind, serial: int, dated: date, *, is_restricted: bool
) -> Paper:
    """A plausible document of an office; the serial makes its number and bytes its own."""
    subject = _SUBJECTS[kind]
    secret = " (data kasus)" if is_restricted else ""
    number = "" if kind is Kind.PHOTO else f"{400 + serial}/{serial:03d}/{dated.year}"
    return Paper(
        kind=kind,
        title=f"{subject}, {agency.abbreviation} {dated.year}{secret}",
        number=number,
        issuer="Wali Kota" if kind in (Kind.REGULATION, Kind.DECREE) else agency.name,
        dated=dated,
        is_restricted=is_restricted,
    )


def date_in(start: date, end: date, serial: int) -> date:
    """A day between two days, spread by serial."""
    return start + timedelta(days=(serial * 37) % max((end - start).days, 1))


def file_paper(cycle: Cycle, agency: Agency, filed: Paper, by: Actor) -> Document:
    """Draw the file and put it into the agency's library."""
    name, content = _drawn(cycle, agency, filed)
    upload = SimpleUploadedFile(name, content)
    with received(upload, city_id=agency.city_id) as taken:
        return store_document(
            cycle=cycle, agency=agency, upload=taken, facts=filed.facts, by=by, keep_same=True
        )


def _drawn(cycle: Cycle, agency: Agency, filed: Paper) -> tuple[str, bytes]:
    label = filed.kind.value
    stem = f"{label}-{agency.abbreviation}-{filed.number or filed.title}"
    name = "".join(c if c.isalnum() else "-" for c in stem.lower())[:80]
    if filed.kind is Kind.PHOTO:
        is_evacuation = "evakuasi" in filed.title.lower() or agency.instrument_name == "BPBD"
        picture = drawing.photo(
            f"{filed.title}, {cycle.city}", is_evacuation=is_evacuation, seed=f"{cycle.city}{stem}"
        )
        return f"{name}.jpg", picture
    if filed.kind in _TABLES:
        return f"{name}.xlsx", drawing.table(filed.title, _matrix(cycle, agency))
    return f"{name}.pdf", drawing.pdf_page(_page(cycle, agency, filed))


def _matrix(cycle: Cycle, agency: Agency) -> list[list[str | int]]:
    head: list[str | int] = ["No.", "Kegiatan", "Tempat", "Anak perempuan", "Anak laki-laki"]
    names = ("Sosialisasi hak anak", "Pendampingan keluarga", "Pertemuan kelompok anak")
    size = len(agency.name)
    rows: list[list[str | int]] = [
        [number, f"{name} {cycle.year}", str(cycle.city), 20 * number + size, 18 * number + size]
        for number, name in enumerate(names, start=1)
    ]
    return [head, *rows]


def _page(cycle: Cycle, agency: Agency, filed: Paper) -> list[tuple[int, str]]:
    dated = human.date(filed.dated) if filed.dated else "tanpa tanggal"
    return [
        (11, f"PEMERINTAH {str(cycle.city).upper()}"),
        (11, agency.name.upper()),
        (11, ""),
        (16, filed.title),
        (11, f"Nomor: {filed.number or '-'}"),
        (11, f"Tanggal: {dated}"),
        (11, ""),
        (
            11,
            "Dokumen contoh untuk peragaan aplikasi KLA. Memuat ringkasan kegiatan pemenuhan "
            f"hak anak oleh {agency.name} di {cycle.city}, sasaran, hasil, dan tindak lanjutnya.",
        ),
        (11, "1. Latar belakang: Konvensi Hak Anak dan kebijakan Kota Layak Anak."),
        (11, "2. Pelaksanaan: bersama kecamatan, kelurahan, sekolah, dan Forum Anak."),
        (11, "3. Hasil: tercantum pada lampiran dan dilaporkan kepada Gugus Tugas."),
        (11, ""),
        (11, f"{cycle.city}, {dated}"),
        (11, filed.issuer),
    ]
