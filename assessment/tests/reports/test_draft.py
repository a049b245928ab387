"""A draft says so on every page, also where its parts are made one by one."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

from pypdf import PdfReader

from assessment.reports import paged
from assessment.reports.content_variants import choice_of, report_of
from assessment.tests.reports import sample


def test_every_page_of_a_draft_carries_the_watermark():
    choice = choice_of({"draf": "draf", "kertas": "F4"})
    report = report_of(sample.trimmed(sample.empty()), sha256=sample.SHA256, choice=choice)
    short = replace(report, sections=report.sections[-2:])

    data = paged.render(short, None, lambda *_: None, processes=0)

    pages = PdfReader(BytesIO(data)).pages
    assert len(pages) > 3
    assert all("DRAF" in page.extract_text() for page in pages)
    assert {round(float(page.mediabox.height) * 25.4 / 72) for page in pages} == {330}
