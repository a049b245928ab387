"""Marks of each level and from a workbook, side by side; the city replies with new evidence."""

from __future__ import annotations

import re

import openpyxl
from playwright.sync_api import expect

CITY, VERIFIER = "32.71", "verifikator.jabar"
WANTED = ("pertanyaan", "2.2")


def give(page, points, reason):
    page.get_by_label(re.compile("^Nilai verifikasi administrasi")).fill(points)
    page.get_by_label(re.compile("^Alasan")).fill(reason)
    page.get_by_role("button", name="Simpan nilai").click()
    expect(page.get_by_text("nilai disimpan").first).to_be_visible()


def upload_marks(page, folder):
    """The template with one more mark, tried first and stored then."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Templat").click()
    path = folder / "nilai.xlsx"
    download.value.save_as(path)
    book = openpyxl.load_workbook(path)
    sheet = book.active
    row = next(r for r in sheet.iter_rows(min_row=2) if (r[0].value, r[1].value) == WANTED)
    row[4].value, row[5].value = 0, "Tidak ada dokumen sama sekali."
    book.save(path)
    page.get_by_label(re.compile("^Berkas nilai")).set_input_files(path)
    page.get_by_role("button", name="Periksa berkas").click()
    expect(page.get_by_text("belum ada yang disimpan")).to_be_visible()
    page.get_by_label(re.compile("^Berkas nilai")).set_input_files(path)
    page.get_by_label(re.compile("^Langsung simpan")).check()
    page.get_by_role("button", name="Periksa berkas").click()
    expect(page.get_by_text(re.compile("nilai disimpan")).first).to_be_visible()


def test_marks_stand_side_by_side_and_the_city_replies(visit, site, tmp_path):
    province, city = visit(), visit("phone")
    page = province.sign_in(next(a for a in site.accounts if a["username"] == VERIFIER))
    page.goto(f"{site.url}/verifikasi/")
    page.get_by_role("row").filter(has_text="Kota Bogor").get_by_role("link").first.click()
    home = page.url
    page.get_by_role("link", name=re.compile("nilai indikator 2$")).click()
    give(page, "3", "Sebagian dokumen tidak terbaca.")
    page.goto(f"{home}nilai-pertanyaan/2.1/")
    give(page, "0,5", "Halaman pengesahan tidak ada.")
    page.goto(f"{home}nilai-seluruhnya/?tahap=va")
    give(page, "400", "Menurut berita acara.")
    page.goto(f"{home}nilai-xlsx/")
    upload_marks(page, tmp_path)
    page.goto(f"{home}sandingan/")
    for reason in ("Halaman pengesahan tidak ada.", "Tidak ada dokumen sama sekali."):
        expect(page.get_by_text(reason)).to_be_visible()
    assert (province.violations(), province.overflow()) == ([], 0)

    hand = city.sign_in(site.account("coordinator", CITY))
    hand.goto(f"{site.url}/nilai-verifikasi/")
    hand.get_by_role("link", name=re.compile(r"^Tanggapi.* 2\.1$")).click()
    hand.get_by_label(re.compile("^Tanggapan")).fill("Halaman pengesahan ada di lampiran.")
    hand.get_by_label(re.compile("^Bukti baru")).select_option(index=1)
    hand.get_by_role("button", name="Kirim tanggapan").click()
    expect(hand.get_by_text("Halaman pengesahan ada di lampiran.")).to_be_visible()
    assert (city.violations(), city.overflow()) == ([], 0)
    page.reload()
    expect(page.get_by_text("Halaman pengesahan ada di lampiran.")).to_be_visible()
    expect(page.get_by_text(re.compile("^Bukti baru:"))).to_be_visible()
