"""The 2 x 24 hour room in a browser: asked, opened, completed on a phone, decided, counted."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

CITY = "32.71"
ASKED = "15.2\tSebutkan halaman jadwal pemantauan\tDinkes\t1,5\tHalaman tidak ditemukan\tIbu Sari"
EXPIRE = (
    "from datetime import timedelta; from assessment.models import Window; "
    "[Window.objects.filter(pk=w.pk).update(opens_at=w.opens_at - timedelta(hours=w.hours)) "
    "for w in Window.objects.filter(cycle__city__code='32.71')]"
)


@pytest.fixture
def expired(site):
    """The demo's room has shut; its unfinished items are closed again."""
    site.manage("shell", "-c", EXPIRE)


def ask_and_open(page, site):
    page.goto(f"{site.url}/ruang/")
    expect(page.get_by_text("Sudah tertutup")).to_be_visible()
    page.get_by_role("link", name="Catat permintaan").click()
    page.get_by_label(re.compile("^Permintaan verifikator")).fill(ASKED)
    page.get_by_role("button", name="Periksa dahulu").click()
    page.get_by_role("button", name="Catat 1 permintaan").click()
    page.get_by_role("link", name="Buka ruang").click()
    page.get_by_role("button", name="Tetapkan ruang").click()
    expect(page.get_by_role("heading", name="Ruang nomor 2")).to_contain_text("Terbuka")


def complete(page, site):
    page.goto(f"{site.url}/indikator/15/?buka=15.2")
    expect(page.get_by_text("Sebutkan halaman jadwal pemantauan")).to_be_visible()
    page.get_by_label("Penjelasan untuk laporan").fill("Jadwal pemantauan: laporan, halaman 7.")
    page.get_by_role("button", name="Simpan", exact=True).last.click()
    page.locator(".notice", has_text="tersimpan").first.wait_for()
    page.goto(f"{site.url}/periksa/")
    page.get_by_role("button", name=re.compile(r"^Ajukan\s+indikator 15")).click()
    expect(page.get_by_role("heading", name=re.compile("Tanda terima"))).to_be_visible()


def closed(page, site, code):
    """No field of the question can be written."""
    page.goto(f"{site.url}/indikator/15/?buka={code}")
    expect(page.locator("article, section", has_text=f"{code} ").first).to_be_visible()
    return page.get_by_label("Penjelasan untuk laporan").count() == 0


def accept(page, site):
    page.goto(f"{site.url}/antrian/?pemeriksa=semua&status=submitted&perangkat=&urut=indikator")
    page.get_by_role("rowheader", name=re.compile(r"^15\.")).get_by_role("link").first.click()
    page.get_by_role("button", name=re.compile("^Terima &")).click()
    expect(page.get_by_role("status").first).to_contain_text("diterima")


def decide(page, site):
    page.goto(f"{site.url}/rakitan/15.2/")
    page.get_by_label("Narasi untuk laporan").fill("Dilengkapi di ruang 2 x 24 jam.")
    page.get_by_role("button", name="Simpan jawaban resmi").click()
    expect(page.get_by_text("Jawaban resmi 15.2 disimpan.")).to_be_visible()


def test_a_request_is_completed_decided_and_its_points_come_back(site, visit, expired):
    office, phone, reviewer = visit(), visit("phone"), visit()
    desk = office.sign_in(site.account("coordinator", CITY))
    hand = phone.sign_in(site.account("operator", CITY, "Dinkes"))
    assert closed(hand, site, "15.2")
    ask_and_open(desk, site)
    expect(desk.locator("section", has_text="Poin pulih").first).to_contain_text("0 dari 1,5 poin")

    complete(hand, site)
    assert closed(hand, site, "15.1")
    assert closed(hand, site, "15.2")
    assert (phone.violations(), phone.overflow()) == ([], 0)
    accept(reviewer.sign_in(site.account("reviewer", CITY)), site)
    decide(desk, site)

    desk.goto(f"{site.url}/ruang/")
    points = desk.locator("section", has=desk.get_by_role("heading", name="Poin pulih"))
    expect(points).to_contain_text("1,5 dari 1,5 poin")
    expect(points.locator("svg text").last).to_be_visible()
    expect(points.locator("svg text", has_text="1,5")).to_have_count(1)
    expect(desk.get_by_role("row", name=re.compile("^15.2"))).to_contain_text("Diterima")
    assert (office.violations(), office.overflow()) == ([], 0)
