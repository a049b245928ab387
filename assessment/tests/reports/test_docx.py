"""The DOCX of the narratives: in a plain document and in a city's template."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import docx as python_docx
import pytest

from assessment.core.placeholders import MEANINGS
from assessment.reports import docx
from assessment.reports.content_narrative import narrative, values
from assessment.tests.reports import sample


@pytest.fixture(scope="module")
def snapshot():
    content = sample.trimmed(sample.full(12), clusters=2)
    content["report"] = {"paper": "F4", "foreword": "Puji syukur.\n\nTerima kasih.", "crest": ""}
    return content


def made(snapshot, template=None):
    told = values(snapshot, sha256=sample.SHA256)
    report = narrative(snapshot, sha256=sample.SHA256)
    return docx.render(report, values=told, paper="F4", template=template)


def texts(data):
    document = python_docx.Document(BytesIO(data))
    return [paragraph.text for paragraph in document.paragraphs], document


def test_plain_document_has_foreword_chapters_narratives_and_signature(snapshot):
    lines, document = texts(made(snapshot))

    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert headings == [
        "Kata pengantar",
        "Ringkasan",
        "Kelembagaan",
        "Klaster I - Hak Sipil dan Kebebasan",
        "Pengesahan",
    ]
    assert "Terima kasih." in lines
    assert any("Kegiatan dilaksanakan bersama mitra." in line for line in lines)
    assert "NIP 196701011990031001" in lines
    sheet = document.sections[0]
    assert (round(sheet.page_width.mm), round(sheet.page_height.mm)) == (215, 330)


def test_footer_names_the_page_that_confirms_it(snapshot):
    told = values(snapshot, sha256=sample.SHA256)
    report = narrative(snapshot, sha256=sample.SHA256)
    url = "https://kla.example/cek/0123456789ab/"
    footers = [
        texts(docx.render(given, values=told, paper="A4", template=None))[1].sections[0].footer
        for given in (report, replace(report, check_url=url))
    ]

    plain, with_address = (footer.paragraphs[0].text for footer in footers)
    assert "periksa" not in plain
    assert with_address == f"{plain} - periksa keaslian di {url}"


def test_total_of_the_table_is_that_of_the_snapshot(snapshot):
    _, document = texts(made(snapshot))

    last = [cell.text for cell in document.tables[0].rows[-1].cells]

    totals = [snapshot["totals"][key].replace(".", ",") for key in ("claimed", "proven")]
    assert last[:3] == ["Jumlah", *totals]


def test_same_snapshot_gives_the_same_bytes(snapshot):
    assert made(snapshot) == made(snapshot)


def test_template_keeps_its_styles_and_gets_the_body_in_place(snapshot, tmp_path):
    template = python_docx.Document()
    template.styles["Heading 1"].font.name = "Georgia"
    split = template.add_paragraph("Laporan {{ko")
    split.add_run("ta}} tahun {{tahun}}, {{klaim}}").bold = True
    template.add_paragraph("Awal {{isi}}")
    template.add_paragraph("Penutup kota")
    template.sections[0].header.paragraphs[0].text = "Nomor {{nomor}} {{tidak_ada}}"
    path = tmp_path / "templat.docx"
    template.save(path)

    lines, document = texts(made(snapshot, path))

    claimed = snapshot["totals"]["claimed"].replace(".", ",")
    assert lines[0] == f"Laporan Kota Bima tahun 2026, {claimed}"
    assert (lines[1], lines[-1]) == ("Kata pengantar", "Penutup kota")
    assert document.styles["Heading 1"].font.name == "Georgia"
    assert document.sections[0].header.paragraphs[0].text == "Nomor 3 {{tidak_ada}}"


def test_template_without_a_place_gets_the_body_at_its_end(snapshot, tmp_path):
    template = python_docx.Document()
    template.add_paragraph("Sampul kota")
    path = tmp_path / "templat.docx"
    template.save(path)

    lines, _ = texts(made(snapshot, path))

    assert lines[:2] == ["Sampul kota", "Kata pengantar"]


def test_hostile_texts_stay_texts_and_make_no_relation():
    wanted = ["=HYPERLINK(1)", "<w:p/>", "{{isi}}", "\x00\x1f</w:t>", "INCLUDETEXT http://x/"]
    content = sample.hostile(wanted)
    content["report"] = {"paper": "A4", "foreword": "<w:instrText>=1</w:instrText>", "crest": ""}

    data = docx.render(
        narrative(content, sha256=sample.SHA256), values=values(content, sha256=sample.SHA256)
    )

    package = ZipFile(BytesIO(data))
    body = package.read("word/document.xml").decode()
    assert "&lt;w:instrText&gt;" in body
    assert "<w:instrText" not in body
    relations = package.read("word/_rels/document.xml.rels").decode()
    assert not re.search(r'TargetMode="External"', relations)


def test_values_fill_every_placeholder_but_the_body(snapshot):
    assert {*values(snapshot, sha256=sample.SHA256), "isi"} == set(MEANINGS)
