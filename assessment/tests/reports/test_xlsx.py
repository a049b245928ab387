"""The workbook: native types, texts that stay texts, sums that are ours, the same bytes."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest

from assessment.reports import content, xlsx
from assessment.reports.content_workbook import sheet_name
from assessment.reports.document import (
    Column,
    DateCell,
    DecimalCell,
    IntegerCell,
    Kind,
    LedgerCell,
    LinkCell,
    PercentCell,
    PointsCell,
    Sheet,
    Table,
    TextCell,
    Workbook,
)
from assessment.tests.reports import sample

DANGEROUS = ("=1+1", "+1", "-1", "@SUM(A1)", "{=1}", "http://x.example", "\t=1", "001", "'petik")


@pytest.fixture(scope="module")
def full():
    return sample.full()


@pytest.fixture(scope="module")
def made(full):
    return xlsx.render(content.workbook(full, sha256=sample.SHA256))


def opened(data, *, values=False):
    return openpyxl.load_workbook(BytesIO(data), data_only=values)


def small(columns, rows, total=None):
    identity = content.workbook(sample.empty(), sha256=sample.SHA256).identity
    sheet = Sheet("Uji", "Uji", Table("Uji", columns, rows, total))
    return xlsx.render(Workbook("Uji", "Uji", (), identity, (sheet,)))


def test_render_is_the_same_to_the_byte(full, made):
    assert xlsx.render(content.workbook(full, sha256=sample.SHA256)) == made


def test_workbook_has_a_sheet_for_each_noun(made):
    assert opened(made).sheetnames == [
        "Ringkasan",
        "Kelembagaan",
        "Klaster I",
        "Klaster II",
        "Klaster III",
        "Klaster IV",
        "Klaster V",
        "Kelana-Dekela",
        "Kegiatan",
        "Bukti",
        "Perangkat daerah",
        "Mitra",
        "Anggaran",
        "Metadata",
    ]


def test_summary_sums_by_formula_and_caches_our_total(full, made):
    formulas, values = opened(made)["Ringkasan"], opened(made, values=True)["Ringkasan"]

    assert [formulas.cell(12, column).value for column in range(1, 6)] == [
        "Jumlah",
        "=SUM(B5:B11)",
        "=SUM(C5:C11)",
        None,
        "=SUM(E5:E11)",
    ]
    totals = full["totals"]
    assert [values.cell(12, column).value for column in (2, 3, 5)] == [
        float(totals["claimed"]),
        float(totals["proven"]),
        1000,
    ]
    assert formulas.cell(5, 2).number_format == "#,##0.00"


def test_metadata_sheet_names_the_snapshot_in_plain_strings(full, made):
    sheet = opened(made)["Metadata"]

    found = {row[0].value: row[1].value for row in sheet.iter_rows(min_row=5)}

    assert found == {
        "Kota": "Kota Bima",
        "Kode wilayah": "52.72",
        "Provinsi": "Nusa Tenggara Barat",
        "Siklus": "2026",
        "Masa yang dinilai": "2025-01-01 s.d. 2026-12-31",
        "Target": "700",
        "Instrumen": "kla-2024 Instrumen Evaluasi Kabupaten/Kota Layak Anak 2024",
        "Sidik jari instrumen": full["instrument"]["checksum"],
        "Nomor rekaman": "3",
        "Sidik jari rekaman (SHA-256)": sample.SHA256,
        "Kepala jejak audit": full["audit_head"],
        "Dibekukan oleh": "Nurhayati, S.Sos., Koordinator sekretariat",
        "Alasan": "Penyerahan ke provinsi",
        "Dibekukan (UTC)": "2026-12-21T01:15:30+00:00",
        "Klaim": full["totals"]["claimed"],
        "Terbukti": full["totals"]["proven"],
        "Terverifikasi": "tidak ada",
        "Maksimum": full["totals"]["maximum"],
        "Dibekukan (waktu setempat)": "Senin, 21 Desember 2026 pukul 09.15 WITA",
    }


def test_every_sheet_is_set_for_reading_and_printing(made):
    for sheet in opened(made):
        assert sheet.freeze_panes is not None
        assert sheet.print_title_rows == "$4:$4"
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.oddFooter.left.text == "Rekaman nomor 3, 9f2c4b7a1d3e"
        assert sheet.oddFooter.right.text == "halaman &P dari &N"
        assert sheet["A2"].value.startswith("Kota Bima · siklus 2026 · Rekaman nomor 3")


def test_properties_are_those_of_the_snapshot(made):
    properties = opened(made).properties

    assert (properties.creator, properties.created.isoformat()) == (
        "Kota Bima",
        "2026-12-21T01:15:30",
    )
    assert "Kota Bima 2026" in properties.title


def test_programs_hold_native_dates_and_numbers(full, made):
    sheet = opened(made)["Kegiatan"]
    program = full["programs"][0]

    row = [cell.value for cell in sheet[5]]

    assert row[:3] == [1, program["title"], program["agency"]]
    assert row[6].date() == date(2026, 2, 4)
    assert row[9:14] == [36, 41, 1, 126_000_000, 119_490_000]
    assert sheet["M5"].number_format == '"Rp"#,##0'


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_is_a_string_cell_as_typed(text):
    sheet = opened(small((Column("Teks"),), ((TextCell(text),),)))["Uji"]

    assert (sheet["A5"].value, sheet["A5"].data_type) == (text, "s")
    assert sheet["A5"].hyperlink is None


def test_hostile_city_makes_no_formula_but_our_sums():
    data = xlsx.render(content.workbook(sample.hostile(["=HYPERLINK(1)"]), sha256=sample.SHA256))

    formulas = [
        cell.value
        for sheet in opened(data)
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]

    assert formulas
    assert {re.sub(r"[A-Z]+[0-9]+", "X", formula) for formula in formulas} == {
        "=SUM(X:X)",
        "='1'!X",
    }


def test_control_characters_are_taken_out():
    data = small((Column("Teks"),), ((TextCell("a\x00b\x1fc\ud800d\ne"),),))

    assert opened(data)["Uji"]["A5"].value == "abcd\ne"
    assert b"_x0000_" not in ZipFile(BytesIO(data)).read("xl/sharedStrings.xml")


@pytest.mark.parametrize("letter", ["x", "😀"])
def test_text_beyond_the_limit_is_cut_with_a_mark(letter):
    text = xlsx.safe_text(letter * 40_000)

    assert len(text.encode("utf-16-le")) // 2 <= 32_767
    assert text.endswith(f"{letter} [teks dipotong]")
    assert opened(small((Column("Teks"),), ((TextCell(letter * 40_000),),)))["Uji"]["A5"].value


def test_text_at_the_limit_is_whole():
    assert xlsx.safe_text("x" * 32_767) == "x" * 32_767


def test_cells_of_every_kind_are_native():
    columns = (
        Column("Persen", Kind.PERCENT),
        Column("Tanggal", Kind.DATE),
        Column("Lama", Kind.DATE),
        Column("Rujukan"),
        Column("Batang", Kind.POINTS),
        Column("Desimal", Kind.DECIMAL),
        Column("Kosong", Kind.INTEGER),
    )
    row = (
        PercentCell(Decimal("82.5")),
        DateCell(date(2026, 3, 3)),
        DateCell(date(1899, 1, 2)),
        LinkCell("Ringkasan", "ringkasan"),
        LedgerCell(Decimal(5), None, Decimal(10)),
        DecimalCell(Decimal("1.25")),
        IntegerCell(None),
    )

    sheet = opened(small(columns, (row,)))["Uji"]

    assert sheet["B5"].is_date
    assert [cell.value.date() if cell.is_date else cell.value for cell in sheet[5]] == [
        0.825,
        date(2026, 3, 3),
        "1899-01-02",
        "Ringkasan",
        5,
        1.25,
        None,
    ]


def test_total_that_is_not_the_sum_is_a_number_not_a_formula():
    columns = (Column("Nama"), Column("Poin", Kind.POINTS))
    rows = ((TextCell("a"), PointsCell(Decimal("0.1"))), (TextCell("b"), PointsCell(None)))

    right = small(columns, rows, (TextCell("Jumlah"), PointsCell(Decimal("0.1"))))
    wrong = small(columns, rows, (TextCell("Jumlah"), PointsCell(Decimal("0.2"))))

    assert opened(right)["Uji"]["B7"].value == "=SUM(B5:B6)"
    assert opened(wrong)["Uji"]["B7"].value == 0.2


def test_empty_city_says_what_is_missing():
    book = opened(xlsx.render(content.workbook(sample.empty(), sha256=sample.SHA256)))

    assert [book[name]["A5"].value for name in ("Kegiatan", "Bukti", "Perangkat daerah")] == [
        "Belum ada kegiatan.",
        "Belum ada bukti.",
        "Belum ada perangkat daerah yang ditugaskan.",
    ]


def test_sheet_names_are_allowed_and_differ():
    used = {"metadata"}

    names = [
        sheet_name(name, used)
        for name in ("Metadata", "A/B: [C]? - D", "'", "x" * 40, "x" * 40, "Panjang (Pendek)")
    ]

    assert names == ["Metadata 2", "A-B- -C", "Klaster", "x" * 31, "x" * 29 + " 2", "Pendek"]
