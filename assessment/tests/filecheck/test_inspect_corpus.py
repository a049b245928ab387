"""A corpus of accepted and refused files, each through the real child process."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from pypdf import PdfReader, PdfWriter

from assessment.filecheck import FileKind, FileRefusedError, Refusal, inspect
from assessment.tests.filecheck import builders as make

MAX_BYTES = 25 * 1024 * 1024
HYPERLINK = make.relation("hyperlink", "https://example.go.id/", external=True)
BILLION_LAUGHS = (
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><x>&c;</x>'
)
HTML = b"<!doctype html><html><script>alert(1)</script></html>"
OPEN_DESTINATION = b"/OpenAction [3 0 R /Fit]"
LINK = b"/Annots [10 0 R]"


def _openpyxl_workbook() -> bytes:
    workbook = openpyxl.Workbook()
    workbook["Sheet"]["A1"].hyperlink = "https://example.go.id/"
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _xlsxwriter_workbook() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write(0, 0, 5)
        chart = workbook.add_chart({"type": "column"})
        chart.add_series({"values": "=Sheet1!$A$1"})
        sheet.insert_chart("B2", chart)
    return out.getvalue()


def _pypdf_document() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make.pdf(pages=3))))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


Builder = Callable[[], bytes]

ACCEPTED: list[tuple[str, Builder, FileKind, int | None]] = [
    ("rapat.pdf", make.pdf, FileKind.PDF, 1),
    ("dua-halaman.PDF", lambda: make.pdf(pages=2), FileKind.PDF, 2),
    ("pypdf.pdf", _pypdf_document, FileKind.PDF, 3),
    ("sampah-awal.pdf", lambda: b"\n\n  " + make.pdf(), FileKind.PDF, 1),
    ("tujuan.pdf", lambda: make.pdf(catalog=OPEN_DESTINATION), FileKind.PDF, 1),
    (
        "tujuan-goto.pdf",
        lambda: make.pdf(catalog=b"/OpenAction << /S /GoTo /D [3 0 R /Fit] >>"),
        FileKind.PDF,
        1,
    ),
    (
        "tautan.pdf",
        lambda: make.pdf(
            b"<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] "
            b"/A << /S /URI /URI (https://example.go.id) >> >>",
            page=LINK,
        ),
        FileKind.PDF,
        1,
    ),
    (
        "huruf-bernama-aa.pdf",
        lambda: make.pdf(
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            page=b"/Resources << /Font << /AA 10 0 R >> >>",
        ),
        FileKind.PDF,
        1,
    ),
    (
        "aliran-objek.pdf",
        lambda: make.pdf_object_stream(b"<< /Producer (Pemindai) >>"),
        FileKind.PDF,
        1,
    ),
    ("foto.jpg", make.jpeg, FileKind.JPEG, None),
    ("foto.jpeg", make.jpeg, FileKind.JPEG, None),
    ("abu.jpg", lambda: make.jpeg(make.picture(mode="L")), FileKind.JPEG, None),
    ("cetak.jpg", lambda: make.jpeg(make.picture(mode="CMYK")), FileKind.JPEG, None),
    ("layar.png", make.png, FileKind.PNG, None),
    ("palet.png", lambda: make.png(make.picture(mode="P")), FileKind.PNG, None),
    ("hitam-putih.png", lambda: make.png(make.picture(mode="1")), FileKind.PNG, None),
    ("enam-belas-bit.png", lambda: make.png(make.picture(mode="I;16")), FileKind.PNG, None),
    ("bergerak.png", make.png_animated, FileKind.PNG, None),
    ("ekor.jpg", lambda: make.jpeg() + HTML, FileKind.JPEG, None),
    ("ekor.png", lambda: make.png() + make.zipped({"a.exe": b"MZ"}), FileKind.PNG, None),
    ("surat.docx", make.docx, FileKind.DOCX, None),
    ("tautan.docx", lambda: make.docx(relations=HYPERLINK), FileKind.DOCX, None),
    (
        "metaberkas.docx",
        lambda: make.docx({"word/media/image1.emz": gzip.compress(b"EMF")}),
        FileKind.DOCX,
        None,
    ),
    ("tabel.xlsx", make.xlsx, FileKind.XLSX, None),
    ("openpyxl.xlsx", _openpyxl_workbook, FileKind.XLSX, None),
    ("xlsxwriter.xlsx", _xlsxwriter_workbook, FileKind.XLSX, None),
    ("RAD KLA.docx.pdf", make.pdf, FileKind.PDF, 1),
    ("nol\0.pdf", make.pdf, FileKind.PDF, 1),
    ("../../etc/\u202erapat.pdf", make.pdf, FileKind.PDF, 1),
]

REFUSED: list[tuple[str, Builder, Refusal]] = [
    ("kosong.pdf", lambda: b"", Refusal.EMPTY),
    ("satu.pdf", lambda: b"%", Refusal.TYPE_MISMATCH),
    ("besar.pdf", lambda: make.pdf() + bytes(26 * 1024 * 1024), Refusal.TOO_LARGE),
    # Names
    ("skrip.exe", lambda: b"MZ", Refusal.EXTENSION),
    ("tanpa-akhiran", make.pdf, Refusal.EXTENSION),
    (".pdf", make.pdf, Refusal.EXTENSION),
    ("rapat.pdf.exe", make.pdf, Refusal.EXTENSION),
    ("rapat.pdf\0.exe", make.pdf, Refusal.EXTENSION),
    ("foto\u202egpj.exe", make.jpeg, Refusal.EXTENSION),
    ("gambar.svg", lambda: b"<svg/>", Refusal.EXTENSION),
    ("lama.xls", lambda: make.OLE + bytes(600), Refusal.OFFICE_OLD),
    ("makro.docm", make.docx, Refusal.OFFICE_MACRO),
    # Content that is not what the name says
    ("foto.png", make.jpeg, Refusal.TYPE_MISMATCH),
    ("foto.jpg", make.pdf, Refusal.TYPE_MISMATCH),
    ("laman.pdf", lambda: HTML, Refusal.TYPE_MISMATCH),
    ("laman.png", lambda: HTML, Refusal.TYPE_MISMATCH),
    ("vektor.png", lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", Refusal.TYPE_MISMATCH),
    ("program.docx", lambda: b"MZ" + bytes(300), Refusal.TYPE_MISMATCH),
    ("tabel.docx", make.xlsx, Refusal.TYPE_MISMATCH),
    ("surat.xlsx", make.docx, Refusal.TYPE_MISMATCH),
    ("arsip.docx", lambda: make.zipped({"a.txt": b"a"}), Refusal.OFFICE_DAMAGED),
    # Images
    ("terpotong.jpg", lambda: make.jpeg(make.picture(400, 300))[:2000], Refusal.IMAGE_DAMAGED),
    ("terpotong.png", lambda: make.png()[:-20], Refusal.IMAGE_DAMAGED),
    ("tanpa-akhir.png", lambda: make.png()[:-12], Refusal.IMAGE_DAMAGED),
    ("rusak.png", lambda: make.png().replace(b"IDAT", b"IDAX", 1), Refusal.IMAGE_DAMAGED),
    ("kepala-saja.jpg", lambda: b"\xff\xd8\xff\xe0" + bytes(50), Refusal.IMAGE_DAMAGED),
    ("bom-piksel.png", lambda: make.png_declaring(20_000, 20_000), Refusal.IMAGE_TOO_BIG),
    # PDF
    ("kunci.pdf", lambda: make.pdf_encrypted(user_password="rahasia"), Refusal.PDF_ENCRYPTED),
    ("kunci-pemilik.pdf", lambda: make.pdf_encrypted(user_password=""), Refusal.PDF_ENCRYPTED),
    (
        "skrip-buka.pdf",
        lambda: make.pdf(catalog=b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"),
        Refusal.PDF_SCRIPT,
    ),
    (
        "skrip-nama.pdf",
        lambda: make.pdf(catalog=b"/Names << /JavaScript << /Names [] >> >>"),
        Refusal.PDF_SCRIPT,
    ),
    (
        "skrip-heksa.pdf",
        lambda: make.pdf(b"<< /S /J#61vaScript /J#53 (x) >>"),
        Refusal.PDF_SCRIPT,
    ),
    (
        "skrip-tak-langsung.pdf",
        lambda: make.pdf(b"<< /S 11 0 R >>", b"/Java#53cript"),
        Refusal.PDF_SCRIPT,
    ),
    (
        "skrip-tersembunyi.pdf",
        lambda: make.pdf_object_stream(b"<< /S /JavaScript /JS (x) >>"),
        Refusal.PDF_SCRIPT,
    ),
    (
        "skrip-revisi-lama.pdf",
        lambda: make.pdf(b"(catatan)\nendobj\n99 0 obj\n<< /S /JavaScript /JS (x) >>"),
        Refusal.PDF_SCRIPT,
    ),
    (
        "aksi-buka.pdf",
        lambda: make.pdf(catalog=b"/OpenAction << /S /URI /URI (https://example.org) >>"),
        Refusal.PDF_ACTION,
    ),
    (
        "aksi-halaman.pdf",
        lambda: make.pdf(page=b"/AA << /O << /S /URI /URI (https://example.org) >> >>"),
        Refusal.PDF_ACTION,
    ),
    (
        "kirim-formulir.pdf",
        lambda: make.pdf(b"<< /S /SubmitForm /F (https://example.org) >>"),
        Refusal.PDF_ACTION,
    ),
    (
        "jalankan.pdf",
        lambda: make.pdf(b"<< /Type /Action /S /Launch /F (cmd.exe) >>"),
        Refusal.PDF_LAUNCH,
    ),
    ("lampiran.pdf", make.pdf_attached, Refusal.PDF_ATTACHMENT),
    (
        "lampiran-anotasi.pdf",
        lambda: make.pdf(b"<< /Type /Annot /Subtype /FileAttachment >>", page=LINK),
        Refusal.PDF_ATTACHMENT,
    ),
    (
        "media.pdf",
        lambda: make.pdf(b"<< /Type /Annot /Subtype /RichMedia >>", page=LINK),
        Refusal.PDF_MEDIA,
    ),
    ("xfa.pdf", lambda: make.pdf(catalog=b"/AcroForm << /XFA [] >>"), Refusal.PDF_FORM),
    ("tanpa-halaman.pdf", lambda: make.pdf(pages=0), Refusal.PDF_NO_PAGES),
    ("terpotong.pdf", lambda: make.pdf()[:-60], Refusal.PDF_DAMAGED),
    ("rusak.pdf", lambda: make.pdf().replace(b"xref", b"xxxx"), Refusal.PDF_DAMAGED),
    ("dalam.pdf", lambda: make.pdf(b"[" * 100_000 + b"]" * 100_000), Refusal.PDF_DAMAGED),
    ("sampah.pdf", lambda: bytes(2000) + make.pdf(), Refusal.TYPE_MISMATCH),
    ("laman-pdf.pdf", lambda: HTML + make.pdf(), Refusal.MIXED_CONTENT),
    ("pdf-zip.pdf", lambda: make.pdf() + make.zipped({"a.exe": b"MZ"}), Refusal.MIXED_CONTENT),
    ("pdf-ekor.pdf", lambda: make.pdf() + HTML * 50, Refusal.MIXED_CONTENT),
    # Office
    ("lama.docx", lambda: make.OLE + bytes(600), Refusal.OFFICE_OLD),
    (
        "kunci.xlsx",
        lambda: make.OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
        Refusal.OFFICE_ENCRYPTED,
    ),
    ("kunci-zip.docx", make.zip_flagged_encrypted, Refusal.OFFICE_ENCRYPTED),
    ("rusak.docx", lambda: make.docx()[:-40], Refusal.OFFICE_DAMAGED),
    ("jumlah-salah.docx", make.zip_wrong_checksum, Refusal.OFFICE_DAMAGED),
    ("xml-rusak.docx", lambda: make.docx({"word/a.xml": b"<a><b></a>"}), Refusal.OFFICE_DAMAGED),
    ("ganda.docx", make.zip_duplicate, Refusal.OFFICE_DAMAGED),
    ("naik.docx", lambda: make.docx({"../../a.xml": b"<a/>"}), Refusal.OFFICE_DAMAGED),
    ("mutlak.docx", lambda: make.docx({"/etc/a.xml": b"<a/>"}), Refusal.OFFICE_DAMAGED),
    ("awalan.docx", lambda: b"PK\x03\x04" + make.docx(), Refusal.MIXED_CONTENT),
    ("tumpang.docx", make.zip_overlapping, Refusal.OFFICE_TOO_BIG),
    ("bom.docx", lambda: make.docx({"word/a.bin": bytes(30_000_000)}), Refusal.OFFICE_TOO_BIG),
    (
        "banyak.xlsx",
        lambda: make.xlsx({f"xl/{index}.bin": b"" for index in range(2001)}),
        Refusal.OFFICE_TOO_BIG,
    ),
    (
        "makro.docx",
        lambda: make.package(
            "application/vnd.ms-word.document.macroEnabled.main+xml", {"word/vbaProject.bin": b"x"}
        ),
        Refusal.OFFICE_MACRO,
    ),
    ("makro.xlsx", lambda: make.xlsx({"xl/vbaProject.bin": b"x"}), Refusal.OFFICE_MACRO),
    (
        "makro-lama.xlsx",
        lambda: make.xlsx(
            types=make.override("/xl/workbook.xml", "application/vnd.ms-excel.macrosheet+xml")
        ),
        Refusal.OFFICE_MACRO,
    ),
    (
        "objek.docx",
        lambda: make.docx({"word/objects/a.bin": make.OLE + bytes(100)}),
        Refusal.OFFICE_EMBEDDED,
    ),
    (
        "kontrol.docx",
        lambda: make.docx({"word/activeX/activeX1.xml": b"<x/>"}),
        Refusal.OFFICE_EMBEDDED,
    ),
    (
        "sarang.docx",
        lambda: make.docx({"word/media/a.bin": make.zipped({"b.txt": b"b"})}),
        Refusal.OFFICE_EMBEDDED,
    ),
    (
        "templat.docx",
        lambda: make.docx(
            relations=make.relation("attachedTemplate", "https://jahat.example/a", external=True)
        ),
        Refusal.OFFICE_EXTERNAL,
    ),
    (
        "tautan-luar.xlsx",
        lambda: make.xlsx(
            relations=make.relation("externalLinkPath", "file:///C:/a.xlsx", external=True)
        ),
        Refusal.OFFICE_EXTERNAL,
    ),
    (
        "tautan-luar-bagian.xlsx",
        lambda: make.xlsx({"xl/externalLinks/externalLink1.xml": b"<x/>"}),
        Refusal.OFFICE_EXTERNAL,
    ),
    ("entitas.docx", lambda: make.docx({"word/a.xml": BILLION_LAUGHS}), Refusal.OFFICE_ENTITY),
    (
        "entitas-utf16.docx",
        lambda: make.docx({"word/a.dat": BILLION_LAUGHS.decode().encode("utf-16")}),
        Refusal.OFFICE_ENTITY,
    ),
    (
        "entitas-indeks.xlsx",
        lambda: make.xlsx({"[Content_Types].xml": BILLION_LAUGHS}),
        Refusal.OFFICE_ENTITY,
    ),
]


@pytest.fixture
def upload(tmp_path: Path) -> Path:
    directory = tmp_path / "uploads"
    directory.mkdir()
    return directory / "upload.tmp"


@pytest.mark.parametrize(("name", "build", "kind", "pages"), ACCEPTED)
def test_inspect_accepts_plain_files(upload, name, build, kind, pages):
    upload.write_bytes(build())

    found = inspect(upload, name, max_bytes=MAX_BYTES)

    assert (found.kind, found.pages, found.mime) == (kind, pages, kind.mime)
    found.discard()
    assert list(upload.parent.iterdir()) == [upload]


@pytest.mark.parametrize(("name", "build", "code"), REFUSED)
def test_inspect_refuses_hostile_files(upload, name, build, code):
    upload.write_bytes(build())

    with pytest.raises(FileRefusedError) as refused:
        inspect(upload, name, max_bytes=MAX_BYTES)

    assert refused.value.code is code
    assert list(upload.parent.iterdir()) == [upload]
