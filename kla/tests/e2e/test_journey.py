"""The main job from the programme to the report, in a browser, as its people do it."""

from __future__ import annotations

import io
import json
import re
import time
from decimal import Decimal

import openpyxl
import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from assessment.demo.drawing import pdf_page

CITY, QUESTION = "52.72", "22B.2"
REASON = "Tambahkan nama sekolah dan tanggal pemasangan rambu."


def pdf_file(name: str, title: str, text: str) -> dict[str, object]:
    """A file as a browser's file field takes it."""
    lines = [(16, title), (11, text)]
    return {"name": name, "mimeType": "application/pdf", "buffer": pdf_page(lines)}


WARNING_REPORT = pdf_file(
    "laporan-peringatan-dini.pdf", "LAPORAN PERINGATAN DINI", "Sirene dan rambu di 19 sekolah."
)
LEAFLET = pdf_file("matriks-kemitraan.pdf", "MATRIKS KEMITRAAN", "PMI, Tagana, dan Pramuka.")


@pytest.fixture
def people(site):
    return {
        "operator": site.account("operator", CITY, "BPBD"),
        "head": site.account("head", CITY, "BPBD"),
        "reviewer": site.account("reviewer", CITY),
        "coordinator": site.account("coordinator", CITY),
    }


def proven(site) -> Decimal:
    return Decimal(json.loads(score(site))["proven"])


def score(site, *more: str) -> str:
    year = str(site.year(CITY))
    return site.manage("score", "--city", CITY, "--year", year, "--json", *more)


def log_programme(page, site):
    page.goto(f"{site.url}/kegiatan/baru/")
    page.get_by_label("Nama kegiatan", exact=True).fill("Sekolah aman bencana 2026")
    page.get_by_label("Anak perempuan").fill("1.250")
    page.get_by_label("Anak laki-laki").fill("1.100")
    page.get_by_label("Anggaran (rupiah)").fill("75.000.000")
    page.locator("summary", has_text="Klaster V - Perlindungan Khusus").click()
    page.locator(f"input[value='q:{QUESTION}']").check()
    page.get_by_role("button", name="Simpan kegiatan").click()
    expect(page.get_by_text("75.000.000").first).to_be_visible()


def answer_with_evidence(page, site):
    page.goto(f"{site.url}/indikator/22B/?buka={QUESTION}")
    page.get_by_label("Ya, dengan bukti").check()
    page.get_by_label("Penjelasan untuk laporan").fill("Sirene dan rambu bergambar di 19 sekolah.")
    page.get_by_role("button", name="Simpan", exact=True).last.click()
    page.locator(".notice", has_text="tersimpan").first.wait_for()
    page.get_by_role("button", name=re.compile("^Pilih atau unggah")).click()
    page.locator("input[type=file]").set_input_files(WARNING_REPORT)
    page.get_by_label("Judul", exact=True).fill("Laporan peringatan dini bencana di sekolah 2026")
    page.get_by_label("Jenis", exact=True).select_option("report")
    page.get_by_label("Tanggal dokumen").fill(f"{site.year(CITY)}-06-15")
    page.get_by_role("button", name="Unggah & pakai").click()
    page.wait_for_url("**/indikator/**")  # sent by script, with progress
    expect(
        page.get_by_text("Laporan peringatan dini bencana di sekolah 2026").first
    ).to_be_visible()


def send(page, site, indicator="22B"):
    page.goto(f"{site.url}/periksa/")
    card = page.locator("section, article").filter(has_text=f"{indicator} ·").last
    box = card.get_by_label(re.compile("^Ajukan walaupun"))
    if box.count():
        box.check()
    card.get_by_role("button", name=re.compile("^Ajukan")).click()
    expect(page.get_by_role("heading", name=re.compile("Tanda terima"))).to_be_visible()
    assert re.search(r"\d\d\.\d\d\.\d\d WITA", page.inner_text("main"))


def approve(visit, site, people):
    head = visit("phone")
    page = head.sign_in(people["head"])
    assert head.overflow() == 0
    assert head.violations() == []
    card = page.locator("section, article").filter(has_text="22B ·").last
    card.get_by_role("button", name=re.compile("^Setujui")).click()
    expect(page.get_by_text("diajukan").first).to_be_visible()


def open_review(page, site):
    page.goto(f"{site.url}/antrian/?pemeriksa=semua")
    page.get_by_role("link", name=re.compile("Pelayanan Bagi Anak Korban Bencana")).first.click()
    assert "22B" in page.inner_text("h1")


def return_once(page, site):
    open_review(page, site)
    verdict = page.get_by_role("region", name="Putusan")
    verdict.locator("summary", has_text="Kembalikan").click()
    verdict.get_by_label("Alasan", exact=True).fill(REASON)
    verdict.get_by_role("button", name=re.compile("^Kembalikan")).click()
    expect(page.get_by_text("dikembalikan").first).to_be_visible()


def repair(page, site):
    page.goto(f"{site.url}/tugas/?saring=dikembalikan")
    page.get_by_role("link", name=re.compile("Pelayanan Bagi Anak Korban Bencana")).click()
    page.goto(f"{site.url}/indikator/22B/?buka={QUESTION}")
    expect(page.get_by_text(REASON).first).to_be_visible()
    page.get_by_label("Penjelasan untuk laporan").fill(
        "Sirene dan rambu bergambar di SDN 12 dan 18 sekolah lain, dipasang 15 Juni."
    )
    page.get_by_role("button", name="Simpan", exact=True).last.click()
    page.locator(".notice", has_text="tersimpan").first.wait_for()


def accept(page, site):
    open_review(page, site)
    page.get_by_role("button", name=re.compile("^Terima (&|dan) berikutnya|^Terima$")).click()
    expect(page.get_by_text("diterima").first).to_be_visible()


def assemble(page, site):
    page.goto(f"{site.url}/rakitan/{QUESTION}/")
    page.get_by_label("Ambil usulan").check()
    page.get_by_role("button", name="Simpan jawaban resmi").click()
    expect(page.get_by_text("Diputuskan").first).to_be_visible()


def freeze(page, site):
    page.goto(f"{site.url}/laporan/")
    reason = page.get_by_label("Alasan pembekuan")
    if reason.count():  # asked for from the second freeze on
        reason.fill("Rapat pleno gugus tugas")
    page.get_by_label(re.compile("Saya sudah membaca")).check()
    page.get_by_role("button", name="Bekukan").click()
    message = page.get_by_text(re.compile(r"Rekaman nomor \d+")).first
    expect(message).to_be_visible()
    return re.search(r"Rekaman nomor (\d+)", message.inner_text())[1]


def download(visitor, path: str) -> bytes:
    """The file; while it is being made the address answers with a page that says so."""
    for _ in range(90):
        response = visitor.context.request.get(f"{visitor.site.url}{path}", timeout=60_000)
        if "attachment" in response.headers.get("content-disposition", ""):
            return response.body()
        assert response.status in (200, 202), response.text()[:500]
        time.sleep(2)
    raise AssertionError(f"{path} was not made in time")


def assert_one_total(visitor, page, site, number):
    """The same strings on the screen, in the PDF's text, in the XLSX cells and in the command."""
    total = json.loads(score(site))
    page.goto(f"{site.url}/laporan/{number}/")
    screen = page.inner_text("main")
    pdf = PdfReader(io.BytesIO(download(visitor, f"/laporan/{number}/pdf/")))
    text = " ".join(" ".join(p.extract_text() for p in pdf.pages).split())
    book = io.BytesIO(download(visitor, f"/laporan/{number}/xlsx/"))
    workbook = openpyxl.load_workbook(book, data_only=True)
    cells = [str(c.value) for sheet in workbook for row in sheet.iter_rows() for c in row]
    frozen = json.loads(score(site, "--snapshot", number))
    for name in ("claimed", "proven"):
        value = total[name]
        assert frozen[name] == value
        assert value in screen
        assert value in text
        assert value in cells


def test_an_operator_works_without_javascript(visit, site, people):
    page = visit(javascript=False).sign_in(people["operator"])
    page.goto(f"{site.url}/kegiatan/baru/")
    page.get_by_label("Nama kegiatan", exact=True).fill("Layanan psikososial anak penyintas")
    page.get_by_role("button", name="Simpan kegiatan").click()
    expect(page.get_by_text("Layanan psikososial anak penyintas").first).to_be_visible()

    page.goto(f"{site.url}/indikator/21B/?buka=21B.2")
    page.locator("input[name=count]").fill("3")
    page.get_by_role("button", name=re.compile("^Pilih atau unggah")).first.click()
    page.locator("input[type=file]").set_input_files(LEAFLET)
    page.get_by_label("Judul", exact=True).fill("Matriks kemitraan layanan psikososial")
    page.get_by_label("Jenis", exact=True).select_option("matrix")
    page.get_by_label("Tanggal dokumen").fill(f"{site.year(CITY)}-05-02")
    page.get_by_role("button", name="Unggah & pakai").click()
    expect(page.get_by_text("Matriks kemitraan layanan psikososial").first).to_be_visible()

    send(page, site, "21B")


def test_from_programme_to_report(visit, site, people):
    operator, reviewer, coordinator = visit(), visit(), visit()
    page = operator.sign_in(people["operator"])
    log_programme(page, site)
    answer_with_evidence(page, site)
    send(page, site)
    approve(visit, site, people)

    desk = reviewer.sign_in(people["reviewer"])
    return_once(desk, site)
    repair(page, site)
    send(page, site)
    approve(visit, site, people)
    before = proven(site)
    accept(desk, site)
    assert proven(site) == before

    board = coordinator.sign_in(people["coordinator"])
    assemble(board, site)
    assert proven(site) == before + Decimal("0.5")
    number = freeze(board, site)

    assert_one_total(coordinator, board, site, number)
    assert site.manage("audit_verify")
