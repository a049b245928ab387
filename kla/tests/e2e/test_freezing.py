"""Freezing with minutes, comparing, and asking why: without JavaScript, then on a phone."""

from __future__ import annotations

import re

CITY = "52.72"


def freeze(page, site, number):
    page.goto(f"{site.url}/laporan/")
    page.get_by_label("Alasan pembekuan").fill(f"Rapat {number}")
    page.get_by_label("Nomor berita acara").fill(number)
    page.get_by_label("Saya sudah membaca daftar pemeriksaan di atas").check()
    page.get_by_role("button", name="Bekukan").click()
    page.get_by_text(f"berita acara {number}").wait_for()


def test_a_coordinator_freezes_twice_compares_and_takes_the_minutes(visit, site):
    visitor = visit(javascript=False)
    page = visitor.sign_in(site.account("coordinator", CITY))
    freeze(page, site, "7/BA-KLA/2026")
    freeze(page, site, "8/BA-KLA/2026")
    page.goto(f"{site.url}/berkas/")
    minutes = page.locator("tr", has_text="Berita acara").first
    for _ in range(60):
        if minutes.get_by_role("link", name="Unduh").count():
            break
        page.wait_for_timeout(2000)
        page.reload()
    with page.expect_download(timeout=60_000) as download:
        minutes.get_by_role("link", name="Unduh").click()
    assert download.value.suggested_filename.endswith("-berita-acara.pdf")

    page.goto(f"{site.url}/laporan/")
    page.get_by_role("link", name="Bandingkan rekaman").click()
    page.get_by_role("heading", name="Bandingkan rekaman").wait_for()
    page.get_by_label("Tampilkan").select_option("semua")
    page.get_by_role("button", name="Terapkan").click()
    page.wait_for_url(re.compile("tampil=semua"))
    assert page.get_by_text("Jumlah menurut klaster, Nomor").is_visible()


def test_the_new_pages_are_accessible_and_fit(visit, site):
    pages = {
        "coordinator": ["/laporan/banding/", "/siklus/pemetaan/", "/kendali/antar-tahun/"],
        "leader": ["/kendali/pembanding/", "/kendali/mengapa/1.1/"],
        "operator": ["/usulan/", "/kendali/mengapa/22B.1/"],
    }
    found = {}
    for role, paths in pages.items():
        visitor = visit("phone")
        page = visitor.sign_in(site.account(role, CITY, "BPBD" if role == "operator" else None))
        for path in paths:
            answer = page.goto(f"{site.url}{path}")
            found[path] = (answer.status, visitor.violations(), visitor.overflow())

    assert found == {path: (200, [], 0) for path in found}
