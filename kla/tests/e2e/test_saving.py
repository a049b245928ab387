"""Answers save by themselves, survive a lost line, and never overwrite another's text."""

from __future__ import annotations

import re

import pytest

CITY = "52.72"
PAGE = "/indikator/21A/?buka="
RECEIPT = re.compile(r"^Tersimpan \d\d\.\d\d\.\d\d WITA$")


@pytest.fixture
def operator(site):
    return site.account("operator", CITY, "BPBD")


def note(page):
    return page.get_by_label("Penjelasan untuk laporan")


def receipt(page):
    page.locator("#keadaan-simpan", has_text=RECEIPT).wait_for(timeout=10_000)


def opened(visitor, account, code):
    page = visitor.sign_in(account)
    page.set_default_timeout(10_000)
    page.goto(f"{visitor.site.url}{PAGE}{code}")
    return page


def stored_note(visitor, code):
    """What a page without JavaScript shows: the server's text alone."""
    page = visitor.go(f"{PAGE}{code}")
    return note(page).input_value()


def test_typing_on_a_phone_saves_by_itself(visit, operator):
    visitor = visit("phone")
    page = opened(visitor, operator, "21A.2")
    note(page).click()
    page.keyboard.type("Sekolah aman bencana.")
    page.evaluate("() => document.activeElement.setSelectionRange(3, 3)")
    receipt(page)

    caret = page.evaluate(
        "() => [document.activeElement.name, document.activeElement.selectionEnd]"
    )
    assert caret == ["note", 3]
    assert visitor.overflow() == 0
    assert visitor.violations() == []
    boxes = page.locator(".questions > *")
    tops = {
        boxes.nth(i).get_attribute("id"): boxes.nth(i).bounding_box()["y"]
        for i in range(boxes.count())
    }
    assert min(tops, key=tops.get) == "pertanyaan"
    page.reload()
    assert note(page).input_value() == "Sekolah aman bencana."


def test_points_and_errors_come_with_the_save(visit, operator):
    page = opened(visit(), operator, "21A.3")
    page.locator("input[type=radio]:not(:checked)").first.check()
    receipt(page)
    assert "Jawaban tersimpan bernilai" in page.inner_text("#nilai-jawaban")

    page.goto(f"{page.url.split('/indikator')[0]}/indikator/3/?buka=3.1f")
    page.locator("input[name=items]").fill("1e5")
    slot = page.locator("#id_items_galat")
    slot.get_by_text("Tulis hanya angka").wait_for()
    assert page.locator("input[name=items]").input_value() == "1e5"
    assert page.locator("input[name=items]").get_attribute("aria-invalid") == "true"
    page.locator("input[name=items]").fill("2")
    receipt(page)
    assert slot.inner_text() == ""
    assert page.locator("input[name=items]").get_attribute("aria-invalid") is None


def test_lost_line_is_said_and_the_text_sent_later(visit, operator):
    visitor = visit("phone")
    page = opened(visitor, operator, "21A.4a")
    visitor.context.set_offline(True)
    note(page).fill("Ditulis tanpa sambungan.")
    page.get_by_text("Belum tersimpan: tidak ada sambungan.").wait_for()
    kept = page.evaluate("() => JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "Ditulis tanpa sambungan." in kept

    note(page).press("End")
    page.keyboard.type(" Lalu lanjut.")
    visitor.context.set_offline(False)
    receipt(page)
    page.locator("form[data-simpan]:not([data-dirty])").wait_for()
    kept = page.evaluate("() => JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "Ditulis" not in kept
    assert not page.get_by_text("Belum tersimpan: tidak ada sambungan.").is_visible()
    visitor.problems.clear()  # the browser reports the requests that failed
    page.reload()
    assert note(page).input_value() == "Ditulis tanpa sambungan. Lalu lanjut."


def test_two_windows_see_both_texts_and_choose(visit, operator):
    first, second = visit(), visit()
    ours, theirs = opened(first, operator, "21A.5"), opened(second, operator, "21A.5")
    note(theirs).fill("Tulisan kedua.")
    receipt(theirs)
    note(ours).fill("Tulisan pertama.")
    ours.get_by_role("button", name="Pakai isian saya").wait_for()
    both = ours.inner_text("#pesan-simpan")
    assert "Tulisan kedua." in both
    assert "Tulisan pertama." in both
    theirs.reload()
    assert note(theirs).input_value() == "Tulisan kedua."

    ours.get_by_role("button", name="Pakai isian saya").click()
    receipt(ours)
    note(theirs).fill("Tulisan ketiga.")
    theirs.get_by_role("link", name="Pakai isian yang tersimpan").click()
    theirs.wait_for_load_state()
    assert note(theirs).input_value() == "Tulisan pertama."


def test_expired_session_leads_back_to_the_text(visit, operator):
    visitor = visit()
    page = opened(visitor, operator, "21A.6")
    visitor.sign_out()
    note(page).fill("Ditulis sesudah sesi habis.")
    page.get_by_role("link", name="Masuk lagi dan kembali ke isian ini").click()
    page.locator("input[name=username]").fill(operator["username"])
    page.locator("input[name=password]").fill(operator["password"])
    page.get_by_role("button", name=re.compile("^Masuk$")).click()
    page.get_by_text("Isian yang belum tersimpan dipulihkan.").wait_for()
    receipt(page)
    assert note(page).input_value() == "Ditulis sesudah sesi habis."


def test_button_and_link_wait_for_the_save(visit, operator):
    visitor = visit()
    page = opened(visitor, operator, "21A.2")
    note(page).fill("Lewat tombol.")
    page.get_by_role("button", name="Simpan & berikutnya").click()
    page.wait_for_url(re.compile("buka=21A.3"))
    note(page).fill("Lewat tautan.")
    page.get_by_role("link", name="Sebelumnya").click()
    page.wait_for_url(re.compile("buka=21A.2"))
    assert note(page).input_value() == "Lewat tombol."
    page.goto(f"{visitor.site.url}{PAGE}21A.3")
    assert note(page).input_value() == "Lewat tautan."


def test_leaving_with_unsaved_text_is_asked_first(visit, operator):
    visitor = visit()
    page = opened(visitor, operator, "21A.2")
    visitor.context.set_offline(True)
    note(page).fill("Belum terkirim.")
    page.get_by_text("Belum tersimpan: tidak ada sambungan.").wait_for()
    is_asked = page.evaluate(
        "() => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }))"
    )
    assert is_asked
    visitor.context.set_offline(False)
    receipt(page)
    visitor.problems.clear()


def test_saving_works_without_javascript(visit, operator):
    visitor = visit("phone", javascript=False)
    page = opened(visitor, operator, "21A.4b")
    note(page).fill("Tanpa JavaScript.")
    page.get_by_role("button", name="Simpan", exact=True).last.click()
    assert stored_note(visitor, "21A.4b") == "Tanpa JavaScript."


def test_log_out_leaves_no_text_behind(visit, operator):
    visitor = visit()
    page = opened(visitor, operator, "21A.2")
    page.evaluate("() => localStorage.setItem('kla-isian:1.1.x.0', JSON.stringify({at: 1e15}))")
    page.get_by_role("button", name="Keluar").first.click()
    page.wait_for_url(re.compile("/masuk/"))
    assert page.evaluate("() => Object.keys(localStorage)") == []


PASTE = """(text) => {
  const data = new DataTransfer();
  data.setData("text", text);
  const options = { clipboardData: data, bubbles: true, cancelable: true };
  document.querySelector("[data-tabel-wilayah] input").dispatchEvent(
    new ClipboardEvent("paste", options));
}"""


def test_table_of_territories_takes_a_paste(visit, site):
    visitor = visit("phone")
    page = visitor.sign_in(site.account("operator", CITY, "DP3A"))
    page.set_default_timeout(10_000)
    page.goto(f"{site.url}/pertanyaan/25.2/wilayah/")
    assert visitor.violations() == []
    assert visitor.overflow() == 0
    cells = page.locator("[data-tabel-wilayah] input:not([type=hidden])")
    page.evaluate(PASTE, "5\t10\n6\t12\n")
    assert [cells.nth(i).input_value() for i in range(4)] == ["5", "10", "6", "12"]
    page.get_by_role("button", name="Simpan semua").click()
    page.get_by_text(re.compile("wilayah tersimpan")).first.wait_for()
    assert [cells.nth(i).input_value() for i in range(4)] == ["5", "10", "6", "12"]


def test_a_page_that_may_only_be_read_still_shows_the_unsent_text(visit, site, operator):
    ours, theirs = visit(), visit()
    page = ours.sign_in(operator)
    page.set_default_timeout(10_000)
    page.goto(f"{site.url}/indikator/4/")
    page.locator("form[data-simpan]").wait_for()
    where = page.url
    ours.context.set_offline(True)
    note(page).fill("Tidak sempat terkirim.")
    page.get_by_text("Belum tersimpan: tidak ada sambungan.").wait_for()

    other = theirs.sign_in(operator)
    other.goto(where)
    other.locator("input[type=radio]").nth(1).check()
    receipt(other)
    other.goto(f"{site.url}/periksa/")
    card = other.locator("section, article").filter(has_text="4 · Anak yang diregistrasi").last
    card.get_by_role("button", name=re.compile("^Ajukan")).click()
    other.get_by_role("heading", name=re.compile("Tanda terima")).wait_for()

    page.once("dialog", lambda dialog: dialog.accept())
    page.goto("about:blank")
    ours.context.set_offline(False)
    page.goto(where)
    left = page.locator("[data-sisa]")
    left.get_by_text("Tidak sempat terkirim.").wait_for()
    assert ours.violations() == []
    left.get_by_role("button", name=re.compile("[Hh]apus")).click()
    left.wait_for(state="hidden")
    ours.problems.clear()  # the browser reports the requests that failed
