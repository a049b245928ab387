"""Every page of every menu at 360 and 1280 px: no axe violation, no overflow, no error."""

from __future__ import annotations

import pytest

from agencies.roles import Role

CITY = "52.72"
#: Pages behind the menu that every person of the role can reach, beside the menu itself.
BEYOND = {
    Role.OPERATOR: [
        "/indikator/22B/",
        "/indikator/21A/?buka=21A.1",
        "/pertanyaan/22B.3/bukti/0/",
        "/kegiatan/baru/",
        "/kegiatan/salin/",
        "/matriks/2.5/",
        "/dokumen/unggah/",
        "/kata-sandi/",
    ],
    Role.HEAD: ["/indikator/1/"],
    Role.REVIEWER: [
        "/kegiatan/ganda/",
        "/matriks/22B.3/",
        "/antrian/berikutnya/",
        "/kendali/mengapa/1.1/",
        "/rakitan/1.1/",
    ],
    Role.COORDINATOR: [
        "/rakitan/12.1/",
        "/penugasan/22B.2/",
        "/siklus/perpanjangan/",
        "/siklus/baru/",
        "/excel/rekap/",
        "/pengaturan-laporan/",
        "/laporan/unduhan/",
    ],
    Role.LEADER: [],
    Role.VERIFIER: ["/verifikasi/rekap/"],
    Role.ADMIN: ["/pengguna/baru/", "/perangkat-daerah/baru/", "/wilayah/baru/"],
}


def menu(page) -> list[str]:
    links = page.locator("nav[aria-label] a[href^='/']")
    return sorted({links.nth(i).get_attribute("href") for i in range(links.count())})


@pytest.mark.parametrize("width", ["phone", "desktop"])
@pytest.mark.parametrize("role", [role.value for role in Role])
def test_pages_are_accessible_and_fit(visit, site, role, width):
    visitor = visit(width)
    page = visitor.sign_in(
        site.account(role, CITY, "BPBD" if role in ("operator", "head") else None)
    )
    found = {}
    for path in [*menu(page), *BEYOND[Role(role)]]:
        answer = page.goto(f"{site.url}{path}")
        found[path] = (answer.status, visitor.violations(), visitor.overflow())

    assert found == {path: (200, [], 0) for path in found}
    assert len(found) >= 1


def test_pages_of_a_snapshot_are_accessible_and_fit_a_phone(visit, site):
    visitor = visit("phone")
    page = visitor.sign_in(site.account("coordinator", "32.71"))
    found = {}
    for place in ("", "susun/", "bundel/", "ketik-ulang/", "cocokkan/"):
        answer = page.goto(f"{site.url}/laporan/1/{place}?tahun=2024")
        found[place] = (answer.status, visitor.violations(), visitor.overflow())

    assert found == {place: (200, [], 0) for place in found}


def test_log_in_page_is_accessible_and_shows_the_demo(visit):
    for width in ("phone", "desktop"):
        visitor = visit(width)
        page = visitor.go("/masuk/")

        assert page.get_by_text("bpbd.bima").first.is_visible() or page.locator("details").count()
        assert visitor.violations() == []
        assert visitor.overflow() == 0


def test_answering_works_without_javascript(visit, site):
    visitor = visit(javascript=False)
    page = visitor.sign_in(site.account("operator", CITY, "BPBD"))
    page.goto(f"{site.url}/indikator/21A/?buka=21A.6")
    page.get_by_label("Penjelasan untuk laporan").fill("Disimpan tanpa JavaScript.")
    page.get_by_role("button", name="Simpan", exact=True).last.click()
    page.goto(f"{site.url}/indikator/21A/?buka=21A.6")

    assert (
        page.get_by_label("Penjelasan untuk laporan").input_value() == "Disimpan tanpa JavaScript."
    )


def test_a_wrong_number_keeps_what_was_typed(visit, site):
    visitor = visit("phone")
    page = visitor.sign_in(site.account("operator", CITY, "BPBD"))
    page.goto(f"{site.url}/indikator/3/?buka=3.1f")
    page.get_by_label("Penjelasan untuk laporan").fill("Mitra: PMI dan Tagana.")
    page.locator("input[name=items]").fill("1e5")
    page.get_by_role("button", name="Simpan", exact=True).last.click()

    page.locator("[data-error-summary]").wait_for()
    assert page.title().startswith("Galat:")
    assert page.locator("input[name=items]").input_value() == "1e5"
    assert page.get_by_label("Penjelasan untuk laporan").input_value() == "Mitra: PMI dan Tagana."
    assert visitor.violations() == []
