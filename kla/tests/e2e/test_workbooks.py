"""A workbook in a browser: down, a cell changed in a spreadsheet, up, looked at, taken over."""

from __future__ import annotations

import io

import openpyxl
import pytest
from playwright.sync_api import expect

CITY = "53.71"
NOTE = "penjelasan"


def changed(content: bytes, text: str, rows: int = 1) -> tuple[bytes, list[str]]:
    """The workbook with another note in its first rows, and the codes of their questions."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book["Jawaban"]
    fields = {cell.value: cell.column for cell in sheet[1]}
    codes = []
    for row in range(3, 3 + rows):
        sheet.cell(row, fields[f"jawaban.{NOTE}"]).value = text
        codes.append(str(sheet.cell(row, fields["jawaban.kode"]).value))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue(), codes


def download(page, name: str) -> bytes:
    with page.expect_download() as found:
        page.get_by_text(name, exact=True).click()
    return found.value.path().read_bytes()


def upload(page, content: bytes, name: str = "isian.xlsx") -> None:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.set_input_files("input[name=file]", {"name": name, "mimeType": kind, "buffer": content})
    page.get_by_role("button", name="Periksa buku kerja").click()


@pytest.mark.e2e
def test_an_operator_takes_over_a_workbook_without_script(site, visit):
    visitor = visit("phone", javascript=False)
    page = visitor.sign_in(site.account("operator", CITY, "BPBD"))
    visitor.go("/excel/")
    content, codes = changed(download(page, "Unduh Excel saya"), "Ditulis di Excel")

    upload(page, b"<html><table></table></html>")
    refused = page.locator("#id_file_error, .invalid-feedback").first.inner_text()
    upload(page, content)
    shown = page.get_by_role("row", name=f"Pertanyaan {codes[0]} ").inner_text()
    page.get_by_role("button", name="Simpan yang dicentang").click()

    assert "bukan XLSX" in refused
    assert "Ditulis di Excel" in shown
    expect(page.get_by_text("1 baris dari buku kerja ini sudah tersimpan.")).to_be_visible()
    visitor.go(f"/indikator/{codes[0].partition('.')[0]}/")
    expect(page.locator("main")).to_contain_text("Ditulis di Excel")


@pytest.mark.e2e
def test_the_secretariat_watches_the_citys_workbook_being_checked(site, visit):
    visitor = visit("desktop")
    page = visitor.sign_in(site.account("coordinator", CITY))
    visitor.go("/excel/")
    content, _ = changed(download(page, "Unduh Excel"), "Ditulis sekretariat", rows=40)

    upload(page, content, "kota.xlsx")

    expect(page.get_by_role("heading", name="Hasil pemeriksaan Excel")).to_be_visible(
        timeout=20_000
    )
    assert "seluruh kota" in page.locator("h1 + p").inner_text()
    assert visitor.violations() == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert visitor.overflow() == 0
