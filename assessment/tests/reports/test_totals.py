"""One frozen truth: totals read back from every file are those of the snapshot, and texts that want
to harm stay texts in all of them."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from io import BytesIO

import docx as python_docx
import openpyxl
import pytest
from pypdf import PdfReader

from assessment.reports import content, docx, pdf, xlsx
from assessment.reports.content_bundle import index, pieces
from assessment.reports.content_narrative import narrative, values
from assessment.reports.content_rekey import rekey_workbook
from assessment.reports.content_variants import choice_of, report_of
from assessment.tests.reports import sample
from assessment.tests.reports.test_pdf import CONSTRUCTS, listener

__all__ = ["listener"]
LEDGERS = ("claimed", "proven", "maximum")


@pytest.fixture(scope="module")
def snapshot():
    """Small to render, with foreword and every variant's parts."""
    made = sample.trimmed(sample.full(12), clusters=2)
    return made | {"report": {"paper": "A4", "foreword": "Puji syukur.", "crest": ""}}


@pytest.fixture(scope="module")
def totals(snapshot):
    stored = json.loads(json.dumps(snapshot))["totals"]
    return [Decimal(stored[key]) for key in LEDGERS]


def figures(text):
    return [Decimal(found.replace(".", "").replace(",", ".")) for found in text.split()]


def test_pdf_says_the_totals_of_the_snapshot(snapshot, totals):
    report = report_of(snapshot, sha256=sample.SHA256, choice=choice_of({"isi": "ringkas"}))

    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf.render(report))).pages)

    [line] = re.findall(r"^Jumlah ?\n?([\d.,]+\s+[\d.,]+\s+–?\s*[\d.,]+)$", text, re.MULTILINE)
    assert figures(line.replace("–", " ")) == totals


def test_workbooks_say_the_totals_of_the_snapshot(snapshot, totals):
    told = {"sha256": sample.SHA256}
    report = xlsx.render(content.workbook(snapshot, **told))
    pack = xlsx.render(rekey_workbook(snapshot, text_limit=100, **told))
    found = []
    for data, sheet in ((report, "Ringkasan"), (pack, "Nilai")):
        book = openpyxl.load_workbook(BytesIO(data), data_only=True)
        last = [cell.value for cell in list(book[sheet].iter_rows())[-1]]
        found.append([Decimal(str(value)) for value in last if isinstance(value, int | float)])

    assert found == [totals, totals]


def test_narrative_says_the_totals_of_the_snapshot(snapshot, totals):
    data = docx.render(
        narrative(snapshot, sha256=sample.SHA256), values=values(snapshot, sha256=sample.SHA256)
    )

    last = [cell.text for cell in python_docx.Document(BytesIO(data)).tables[0].rows[-1].cells]

    assert figures(" ".join(text for text in last[1:] if text != "–")) == totals


def test_indicators_of_the_pack_sum_up_to_the_clusters(snapshot):
    sheet = rekey_workbook(snapshot, sha256=sample.SHA256, text_limit=100).sheets[2]

    claimed = [row[2].value for row in sheet.table.rows]
    assert sum(claimed) == sum(Decimal(c["claimed"]) for c in snapshot["clusters"])


def test_hostile_texts_fetch_nothing_in_variants_and_indexes(listener):
    """Foreword, crest, minutes, index of a bundle; the report itself is tried elsewhere."""
    url, asked = listener
    wanted = [construct.format(url=url) for construct in CONSTRUCTS]
    hostile = sample.hostile(wanted)
    hostile["report"] = {"paper": "A4", "foreword": "\n\n".join(wanted), "crest": "bukan base64"}
    told = {"sha256": sample.SHA256}
    held = pieces(hostile)
    cluster = hostile["clusters"][0]["code"]
    reports = (
        report_of(hostile, **told, choice=choice_of({"isi": "ringkas", "draf": "draf"})),
        index(hostile, **told, cluster=cluster, held=held),
        narrative(hostile, **told),
    )

    made = [pdf.render(report) for report in reports]

    assert asked == []
    assert all(PdfReader(BytesIO(data)).attachments == {} for data in made)
    assert all(re.fullmatch(r"[A-Za-z0-9./_-]+", piece.path) for piece in held)
    assert all(".." not in piece.path for piece in held)


def test_formula_like_texts_stay_texts_in_the_pack():
    hostile = sample.hostile(["=1+1", "@SUM(A1)", "+1", "-1"])
    data = xlsx.render(rekey_workbook(hostile, sha256=sample.SHA256, text_limit=50))

    formulas = {
        str(cell.value)[:5]
        for sheet in openpyxl.load_workbook(BytesIO(data))
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }
    assert formulas == {"=SUM("}
