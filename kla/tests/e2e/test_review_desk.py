"""The secretariat at its desk: a lower value, a remark and its answer, a return with a reason."""

from __future__ import annotations

import re

from playwright.sync_api import expect

CITY = "52.72"
REMARK = "Sebutkan halaman yang memuat daftar pengasuh."


def open_part(page, site, indicator: str) -> None:
    page.goto(f"{site.url}/antrian/?status=submitted&pemeriksa=semua&urut=indikator")
    page.get_by_role("rowheader", name=re.compile(rf"^{indicator}\.")).get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Indikator {indicator}")


def test_a_reviewer_lowers_remarks_and_returns(site, visit):
    """Indicator 10 of Dinsos waits in the demo; without a script everything works the same."""
    desk = visit(javascript=False)
    desk.sign_in(site.account("reviewer", CITY))
    page = desk.page
    open_part(page, site, "10")

    question = page.locator("article", has_text="10.4.")
    question.get_by_role("link", name=re.compile("nilai lebih rendah")).click()
    page.get_by_label("Sebagian kecil").check()
    page.get_by_label("Jenis alasan").select_option(label="Halaman tidak ditemukan")
    page.get_by_role("button", name="Simpan nilai").click()
    expect(question).to_contain_text("Nilai yang diterima sekretariat")
    expect(question).to_contain_text("Halaman tidak ditemukan")

    question.locator("summary", has_text="Tulis catatan").click()
    question.get_by_label("Catatan", exact=True).fill(REMARK)
    question.get_by_role("button", name="Kirim catatan").click()
    expect(question).to_contain_text("1 belum selesai")

    verdict = page.locator("section", has=page.get_by_role("heading", name="Putusan"))
    verdict.locator("summary", has_text="Kembalikan").click()
    verdict.get_by_label("Jenis alasan").select_option(label="Tidak terbaca")
    verdict.get_by_role("button", name=re.compile("^Kembalikan")).click()
    expect(page.get_by_role("status").first).to_contain_text("dikembalikan")

    page.goto(f"{site.url}/pengembalian/?alasan=unreadable")
    row = page.get_by_role("row", name=re.compile("Dinsos · 10"))
    expect(row).to_contain_text("sedang diperbaiki")


def test_the_agency_reads_both_values_and_answers(site, visit):
    office = visit("phone")
    office.sign_in(site.account("operator", CITY, "Dinsos"))
    page = office.go("/indikator/10/?buka=10.4")
    expect(page.get_by_text("Nilai yang diterima sekretariat")).to_be_visible()
    expect(page.get_by_text(REMARK)).to_be_visible()
    assert (office.violations(), office.overflow()) == ([], 0)

    page.locator("summary", has_text="Balas").click()
    page.get_by_label("Catatan", exact=True).fill("Halaman 3.")
    page.get_by_role("button", name="Kirim catatan").click()
    expect(page.get_by_text("Halaman 3.", exact=True)).to_be_visible()


def test_keys_lead_and_can_be_switched_off(site, visit):
    desk = visit()
    desk.sign_in(site.account("reviewer", CITY))
    page = desk.page
    open_part(page, site, "15")

    page.keyboard.press("t")
    expect(page.get_by_role("button", name=re.compile("^Terima &"))).to_be_focused()
    page.locator("summary", has_text="Pintasan papan tik").click()
    page.get_by_label("Pakai pintasan di peramban ini").uncheck()
    page.locator("summary", has_text="Pintasan papan tik").focus()
    page.keyboard.press("t")
    expect(page.locator("summary", has_text="Pintasan papan tik")).to_be_focused()
