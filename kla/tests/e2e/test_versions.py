"""A coordinator changes a version in a workbook and sees what it would do; a leader's estimate."""

from __future__ import annotations

import openpyxl

CITY = "52.72"


def test_a_workbook_becomes_a_version_that_is_compared(visit, site, tmp_path):
    visitor = visit(javascript=False)
    page = visitor.sign_in(site.account("coordinator", CITY))
    visitor.go("/instrumen/")
    with page.expect_download() as caught:
        page.get_by_role("link", name="XLSX").click()
    path = tmp_path / "instrumen.xlsx"
    caught.value.save_as(path)
    book = openpyxl.load_workbook(path)
    question = next(r for r in book["Pertanyaan"].iter_rows(min_row=2) if r[1].value == "22B.1")
    question[2].value = "Sosialisasi yang baru"
    book.save(path)

    page.get_by_role("link", name="Muat versi baru").click()
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="Muat dan bandingkan").click()

    assert page.get_by_role("heading", name="Perbedaan: 1 pertanyaan").is_visible()
    page.locator("summary", has_text="22B.1").click()
    assert page.get_by_text("Nilai jawaban yang sudah tersimpan tidak berubah.").is_visible()
    page.get_by_role("button", name="Pakai versi ini untuk siklus").wait_for()


def test_the_comparison_and_the_upload_are_accessible(visit, site):
    for width in ("phone", "desktop"):
        visitor = visit(width)
        page = visitor.sign_in(site.account("coordinator", CITY))
        visitor.go("/instrumen/")
        for name in ("Muat versi baru", "Bandingkan dengan siklus"):
            visitor.go("/instrumen/")
            page.get_by_role("link", name=name).click()
            assert (visitor.violations(), visitor.overflow()) == ([], 0)
