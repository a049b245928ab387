"""Lists of named items, several files at once, partners merged, and the pages that confirm."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta

import pytest
from PIL import Image
from playwright.sync_api import expect

CITY = "52.72"
PASTE = """text => {
  const data = new DataTransfer();
  data.setData("text", text);
  const row = document.querySelector(".butir-row:last-child input");
  const options = {clipboardData: data, bubbles: true, cancelable: true};
  row.dispatchEvent(new ClipboardEvent("paste", options));
}"""


def picture(shade: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), (shade, 90, 120)).save(out, "PNG")
    return out.getvalue()


def test_items_are_typed_pasted_and_counted_on_a_phone(visit, site):
    visitor = visit("phone")
    page = visitor.sign_in(site.account("operator", CITY, "Kemenag"))
    visitor.go("/indikator/18/?buka=18.2")
    page.get_by_label("Nama butir 1", exact=True).fill("Panti Asuhan Nurul Iman")
    page.evaluate(PASTE, "1\tLKSA Darussalam\tNomor 12\n2\tPesantren Al-Hikmah\t\n")

    expect(page.get_by_label("Banyaknya butir")).to_have_value("3")
    expect(page.locator("#keadaan-simpan")).to_contain_text("Tersimpan")
    expect(page.locator("#nilai-jawaban")).to_contain_text("3 butir x 1 = 3")
    assert (visitor.violations(), visitor.overflow()) == ([], 0)
    page.reload()
    expect(page.get_by_label("Keterangan butir 2", exact=True)).to_have_value("Nomor 12")
    page.get_by_role("button", name="Hapus butir 1", exact=True).click()
    expect(page.get_by_label("Banyaknya butir")).to_have_value("2")
    expect(page.locator("#nilai-jawaban")).to_contain_text("2 butir x 1 = 2")


def test_items_need_no_script(visit, site):
    visitor = visit(javascript=False)
    page = visitor.sign_in(site.account("operator", CITY, "Disdukcapil"))
    visitor.go("/indikator/3/?buka=3.1b")
    page.get_by_label("Daftar butir").fill("Radio Bima; MoU 3\nPT Maju")
    page.get_by_role("button", name="Simpan", exact=True).last.click()

    expect(page.get_by_label("Banyaknya butir")).to_have_value("2")
    expect(page.get_by_label("Daftar butir")).to_have_value("Radio Bima; MoU 3\nPT Maju")


@pytest.mark.parametrize("javascript", [True, False])
def test_several_files_become_documents_and_a_bad_one_is_named(visit, site, javascript):
    visitor = visit(javascript=javascript)
    page = visitor.sign_in(site.account("operator", CITY, "Dinkes"))
    visitor.go("/dokumen/unggah-banyak/")
    shade = 40 if javascript else 80
    files = [
        {"name": f"{name}-{shade}.png", "mimeType": "image/png", "buffer": picture(shade + number)}
        for number, name in enumerate(("Rapat", "Simulasi"))
    ]
    bad = {"name": "program.exe", "mimeType": "application/x-msdownload", "buffer": b"MZ"}
    page.set_input_files("input[type=file]", [*files, bad])
    page.select_option("#id_kind", "photo")
    if javascript:
        page.get_by_label(f"Rapat-{shade}.png").fill("Foto rapat gugus tugas")
        assert (visitor.violations(), visitor.overflow()) == ([], 0)
    page.get_by_role("button", name="Unggah semua").click()

    expect(page.locator("[data-error-summary]")).to_contain_text("program.exe")
    expect(page.get_by_text("2 dokumen tersimpan.")).to_be_visible()
    visitor.go("/dokumen/")
    expect(page.get_by_role("link", name=f"Simulasi {shade}")).to_be_visible()
    title = "Foto rapat gugus tugas" if javascript else f"Rapat {shade}"
    expect(page.get_by_role("link", name=title)).to_be_visible()


def first(page, pattern: str) -> str | None:
    """The first address on the page that fits."""
    found = page.eval_on_selector_all("a[href]", "links => links.map(a => a.getAttribute('href'))")
    return next((href for href in found if re.fullmatch(pattern, href)), None)


@pytest.mark.parametrize("width", ["phone", "desktop"])
def test_pages_that_confirm_are_accessible_and_fit(visit, site, width):
    """Where a list leads: the first object, and what its page offers to do with it."""
    visitor = visit(width)
    page = visitor.sign_in(site.account("operator", CITY, "Dinkes"))
    found, missing = {}, []
    for start, *steps in (
        ("/dokumen/?saring=milik", r"/dokumen/\d+/", r"/dokumen/\d+/ganti/"),
        ("/kegiatan/", r"/kegiatan/\d+/", r"/kegiatan/\d+/hapus/"),
        ("/tanda-terima/", r"/tanda-terima/\d+/"),
        ("/indikator/17/?buka=17.1", r"/bukti/\d+/lepas/"),
    ):
        visitor.go(start)
        for step in steps:
            address = first(page, step)
            if address is None:
                missing.append((start, step))
                break
            answer = page.goto(f"{site.url}{address}")
            found[address] = (answer.status, visitor.violations(), visitor.overflow())

    assert found == {path: (200, [], 0) for path in found}
    assert missing == []


def test_acting_head_pages_are_accessible_and_fit(visit, site):
    head = visit("phone")
    page = head.sign_in(site.account("head", CITY, "BPBD"))
    head.go("/plt/baru/")
    assert (head.violations(), head.overflow()) == ([], 0)
    page.locator("#id_agency").select_option(label="BPBD")
    operator = page.locator("#id_person option", has_text="Operator").first
    page.locator("#id_person").select_option(operator.get_attribute("value"))
    page.locator("#id_letter_number").fill("800/7/2026")
    today = datetime.now(UTC).date()
    page.locator("#id_starts_on").fill((today - timedelta(days=2)).isoformat())
    page.locator("#id_ends_on").fill((today + timedelta(days=2)).isoformat())
    page.get_by_role("button", name="Tunjuk").click()
    expect(page.get_by_text("800/7/2026")).to_be_visible()
    assert (head.violations(), head.overflow()) == ([], 0)
    for width in ("phone", "desktop"):
        acting = visit(width)
        page = acting.sign_in(site.account("operator", CITY, "BPBD"))
        for path in ("/ringkasan/", "/tugas/", "/periksa/"):
            acting.go(path)
            assert (acting.violations(), acting.overflow()) == ([], 0), path
    head.go("/plt/")
    page = head.page
    page.get_by_text("Cabut").first.click()
    page.get_by_role("button", name="Cabut").last.click()
