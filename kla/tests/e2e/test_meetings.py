"""A meeting in a browser: written down, an action agreed, done by its agency, and reminded of."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

CITY = "53.71"
TITLE = "Unggah berita acara simulasi"


@pytest.mark.e2e
def test_what_a_meeting_agrees_reaches_its_agency(site, visit):
    visitor = visit("phone", javascript=False)
    page = visitor.sign_in(site.account("coordinator", CITY))
    visitor.go("/rakor/baru/")
    page.get_by_label("Agenda").fill("Bukti klaster V")
    page.get_by_role("button", name="Simpan").click()
    page.get_by_role("link", name="Tambah tindak lanjut").click()
    page.get_by_label("Tindak lanjut").fill(TITLE)
    page.get_by_label("Dikerjakan oleh").select_option(label=agency_label(page, "BPBD"))
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_text("Tindak lanjut dicatat.")).to_be_visible()
    visitor.go("/pengingat/?saring=actions")
    page.get_by_role("link", name="BPBD").click()
    expect(page.get_by_label("Teks pesan")).to_contain_text(TITLE)

    agency = visit("phone")
    own = agency.sign_in(site.account("operator", CITY, "BPBD"))
    own.get_by_role("link", name=re.compile(f"Tandai selesai.*{TITLE}")).click()
    own.get_by_label("Catatan").fill("Sudah diunggah.")
    own.get_by_role("button", name="Tandai selesai").click()

    expect(own.get_by_text(f"Selesai: {TITLE}")).to_be_visible()
    assert agency.violations() == []


def agency_label(page, short: str) -> str:
    options = page.get_by_label("Dikerjakan oleh").locator("option").all_inner_texts()
    return next(text for text in options if text.startswith(f"{short} -"))


@pytest.mark.e2e
@pytest.mark.parametrize("width", ["phone", "desktop"])
def test_pages_are_accessible_and_fit(site, visit, width):
    visitor = visit(width)
    page = visitor.sign_in(site.account("coordinator", CITY))
    found = {}
    for path in ("/kendali/cetak/", "/rakor/", "/rakor/baru/", "/pengingat/", "/tindak-lanjut/"):
        answer = page.goto(f"{site.url}{path}")
        found[path] = (answer.status, visitor.violations(), visitor.overflow())

    assert found == {path: (200, [], 0) for path in found}
    visitor.go("/kendali/")
    for name in (
        "Kemajuan dan perkiraan selesai",
        "Nilai per klaster",
        re.compile("^Belum ada"),
    ):
        expect(page.get_by_role("heading", name=name)).to_be_visible()
