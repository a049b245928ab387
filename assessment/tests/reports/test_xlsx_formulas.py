"""Sums of the workbook are alive: they add the right cells and show what we computed."""

from __future__ import annotations

import shutil
import subprocess
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from assessment.reports import content, xlsx
from assessment.reports.document import Column, Kind, PointsCell, Sheet, Table, TextCell, Workbook
from assessment.reports.xlsx_names import name_of
from assessment.tests.reports import recalculation, sample


@pytest.fixture(scope="module")
def full():
    return sample.full(40)


@pytest.fixture(scope="module")
def made(full):
    return xlsx.render(content.workbook(full, sha256=sample.SHA256))


@pytest.fixture(scope="module")
def book(made):
    return openpyxl.load_workbook(BytesIO(made))


@pytest.fixture(scope="module")
def cached(made):
    return openpyxl.load_workbook(BytesIO(made), data_only=True)


def test_every_formula_gives_the_value_that_stands_in_its_cell(book, cached):
    found = recalculation.formulas(book)

    assert len(found) > 50
    for sheet, address, formula in found:
        shown = Decimal(str(cached[sheet][address].value))
        assert recalculation.value_of(book, sheet, address) == shown, (sheet, address, formula)


def test_summary_takes_each_cluster_from_its_own_sheet(book, full):
    sheet = book["Ringkasan"]

    assert sheet["B5"].value == "=Kelembagaan!F83"
    assert sheet["B6"].value.startswith("='Klaster I'!F")
    assert sheet["D5"].value is None
    for row, cluster in enumerate(full["clusters"], 5):
        assert recalculation.value_of(book, "Ringkasan", f"C{row}") == Decimal(cluster["proven"])


def test_total_of_programs_sums_people_and_rupiah(book, full):
    last = 4 + len(full["programs"])

    assert book["Kegiatan"][f"N{last + 1}"].value == f"=SUM(N5:N{last})"
    assert recalculation.value_of(book, "Kegiatan", f"N{last + 1}") == sum(
        program["budget_realised"] or 0 for program in full["programs"]
    )


def test_names_lead_to_totals_and_data(book, full):
    names = {name: found.attr_text for name, found in book.defined_names.items()}

    def named(name):
        sheet, address = names[name].replace("$", "").split("!")
        return recalculation.value_of(book, sheet.strip("'"), address)

    assert [named(name) for name in ("Klaim", "Terbukti", "Maksimum")] == [
        Decimal(full["totals"][key]) for key in ("claimed", "proven", "maximum")
    ]
    assert named("Klaim_Klaster_II") == Decimal(full["clusters"][2]["claimed"])
    assert names["Data_Kegiatan"] == "Kegiatan!$A$4:$W$44"


def test_print_area_holds_title_rows_and_total(book, full):
    assert book["Kegiatan"].print_area == "'Kegiatan'!$A$1:$W$45"
    assert book["Metadata"].print_area == "'Metadata'!$A$1:$B$23"


def test_points_that_are_not_the_other_total_stay_a_number():
    columns = (Column("Nama"), Column("Poin", Kind.POINTS))
    parts = Table("a", columns, ((TextCell("x"), PointsCell(Decimal(3))),), None)
    rows = (
        (TextCell("tanpa jumlah"), PointsCell(Decimal(3), of_sheet="Tanpa")),
        (TextCell("lain"), PointsCell(Decimal(4), of_sheet="Bagian")),
        (TextCell("tiada"), PointsCell(Decimal(4), of_sheet="Tidak ada")),
    )
    total = (TextCell("Jumlah"), PointsCell(Decimal(3)))
    sheets = (
        Sheet("Muka", "Muka", Table("m", columns, rows)),
        Sheet("Tanpa", "Tanpa", parts),
        Sheet("Bagian", "Bagian", Table("b", columns, parts.rows, total)),
    )
    identity = content.workbook(sample.empty(), sha256=sample.SHA256).identity

    book = openpyxl.load_workbook(BytesIO(xlsx.render(Workbook("U", "U", (), identity, sheets))))

    assert [book["Muka"][f"B{row}"].value for row in (5, 6, 7)] == [3, 4, 4]


@pytest.mark.parametrize(
    "parts, name",
    [
        (("Klaim", ""), "Klaim"),
        (("Klaim", "Klaster I"), "Klaim_Klaster_I"),
        (("A1",), "N_A1"),
        (("R",), "N_R"),
        (("2025",), "N_2025"),
        (("Perem\u00adpuan", "Kelana-Dekela"), "Perempuan_Kelana_Dekela"),
    ],
)
def test_names_are_allowed_in_every_office_program(parts, name):
    assert name_of(*parts) == name


@pytest.mark.e2e
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_recalculates_to_our_values(book, cached, tmp_path):
    """openpyxl stores formulas without their values, so that LibreOffice has to compute all."""
    source = tmp_path / "tanpa-nilai.xlsx"
    book.save(source)
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profil"]
    command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "baru")]

    subprocess.run([*command, str(source)], check=True, capture_output=True, timeout=120)  # noqa: S603

    computed = openpyxl.load_workbook(tmp_path / "baru" / source.name, data_only=True)
    for sheet, address, formula in recalculation.formulas(book):
        ours, theirs = cached[sheet][address].value, computed[sheet][address].value
        assert theirs == pytest.approx(ours, abs=1e-9), (sheet, address, formula)
