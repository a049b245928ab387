"""From a conflict to an official answer, and a figure that must agree, in a browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

CITY = "52.72"


@pytest.mark.parametrize("width, javascript", [("desktop", True), ("phone", False)])
def test_a_conflict_is_decided_with_one_answer_and_undone(visit, site, width, javascript):
    visitor = visit(width, javascript=javascript)
    page = visitor.sign_in(site.account("coordinator", CITY))
    page.goto(f"{site.url}/rakitan/?keadaan=bertentangan")
    page.locator("table.board tbody a").first.click()
    code = page.inner_text("h1").split(". ")[0]
    expect(page.get_by_role("heading", name="Usulan", exact=True)).to_be_visible()
    if javascript:
        assert visitor.violations() == []
        assert visitor.overflow() == 0

    page.get_by_label(re.compile("Ambil jawaban ")).last.check()
    page.get_by_label("Narasi untuk laporan").fill("Diputuskan bersama gugus tugas.")
    page.get_by_role("button", name="Simpan jawaban resmi").click()

    expect(page.get_by_text(f"Jawaban resmi {code} disimpan.")).to_be_visible()
    assert "keadaan=bertentangan" in page.url
    page.locator("summary", has_text="Batalkan keputusan").click()
    page.get_by_role("button", name="Ya, batalkan").click()
    expect(page.get_by_text(f"Keputusan atas pertanyaan {code} dibatalkan.")).to_be_visible()


def test_a_reference_finds_what_differs_and_a_waiver_lets_it_stand(visit, site):
    visitor = visit("phone")
    page = visitor.sign_in(site.account("coordinator", CITY))
    page.goto(f"{site.url}/konsistensi/")
    row = page.locator("table.cards tbody tr").filter(has=page.locator("p b.tnum")).first
    label = row.locator("th").inner_text()
    row.get_by_role("link", name=re.compile("Tulis acuan")).click()
    page.get_by_label("Nilai acuan").fill("999.999")
    page.get_by_label("Sumber").fill("Data konsolidasi bersih")
    page.get_by_role("button", name="Simpan angka acuan").click()
    expect(page.get_by_text(f"{label}: angka acuan disimpan.")).to_be_visible()
    assert visitor.violations() == []
    assert visitor.overflow() == 0

    finding = page.locator("li", has_text="Angka acuan 999.999.")
    finding.locator("summary", has_text="Kecualikan").click()
    finding.get_by_label("Alasan angka ini boleh berbeda").fill("Data baru belum dibagikan.")
    finding.get_by_role("button", name="Kecualikan temuan ini").click()
    expect(page.get_by_text("Temuan dikecualikan. Alasannya tercatat.")).to_be_visible()
    expect(finding).to_have_count(0)
