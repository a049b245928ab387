"""From the cheapest path to a task on somebody's desk, in a browser."""

from __future__ import annotations

import re

from playwright.sync_api import expect

CITY = "52.72"
#: Led by Disdikbud, which is far from done with it.
TRIED = "19.1"


def path_to(page, site, target):
    page.goto(f"{site.url}/rencana/jalur/")
    page.get_by_label("Target poin terbukti").fill(target)
    page.get_by_role("button", name="Hitung jalur").click()


def only(page, code):
    """Leave one step ticked, the others out; a hundred clicks would prove no more than one."""
    page.evaluate(
        "code => document.querySelectorAll('input[name=kode]')"
        ".forEach(box => { box.checked = box.value === code; })",
        code,
    )


def unfold(page):
    """Open the first by its summary, the others at once."""
    page.locator("details.steps > summary").first.click()
    expect(page.locator("details.steps table").first).to_be_visible()
    page.evaluate(
        "document.querySelectorAll('details.steps').forEach(each => { each.open = true; })"
    )


def test_the_cheapest_path_becomes_a_scenario_and_tasks(visit, site):
    office, phone = visit(), visit("phone")
    page = office.sign_in(site.account("coordinator", CITY))
    path_to(page, site, "600")
    expect(page.get_by_role("heading", name="Target 600 dapat dicapai")).to_be_visible()
    unfold(page)
    assert (office.violations(), office.overflow()) == ([], 0)
    code = page.locator("section", has_text="BPBD").locator("input[name=kode]").first
    code = code.get_attribute("value")

    page.get_by_role("link", name="Skenario").click()
    page.get_by_label("Nama skenario").fill("Sampai 600")
    page.get_by_role("button", name="Buat skenario").click()
    page.get_by_label("Pertanyaan", exact=True).select_option(TRIED)
    page.get_by_role("button", name="Ubah dalam skenario").click()
    page.get_by_label(re.compile("Anggap jawaban diputuskan")).check()
    page.get_by_role("button", name="Simpan dalam skenario").click()
    expect(page.get_by_role("heading", name="Menurut skenario")).to_be_visible()
    assert (office.violations(), office.overflow()) == ([], 0)
    page.get_by_role("button", name="Jadikan tugas").click()
    expect(page.get_by_text("1 tugas dibuat")).to_be_visible()

    path_to(page, site, "600")
    unfold(page)
    only(page, code)
    page.get_by_role("button", name="Jadikan tugas").click()
    expect(page.get_by_text("1 tugas dibuat")).to_be_visible()

    hand = phone.sign_in(site.account("operator", CITY, "BPBD"))
    hand.goto(f"{site.url}/tugas/")
    tasks = hand.locator("section", has=hand.get_by_role("heading", name="Tindak lanjut"))
    expect(tasks.get_by_text(re.compile(f"^{re.escape(code)}: "))).to_be_visible()
    assert (phone.violations(), phone.overflow()) == ([], 0)


def test_the_path_needs_no_script_and_the_leader_only_reads_it(visit, site):
    visitor = visit("phone", javascript=False)
    page = visitor.sign_in(site.account("leader", CITY))
    path_to(page, site, "600")

    expect(page.get_by_role("heading", name="Target 600 dapat dicapai")).to_be_visible()
    expect(page.get_by_role("button", name="Jadikan tugas")).to_have_count(0)
    expect(page.locator("details.steps table").first).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator("details.steps table").first).to_be_visible()
