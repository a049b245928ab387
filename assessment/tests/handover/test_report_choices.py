"""Reports as chosen: the page that offers them, what is asked for, the city's template."""

from __future__ import annotations

import io
from base64 import b64encode

import docx as python_docx
import pytest

from assessment.management.render_report import make_file
from assessment.models import Job, ReportSetting
from assessment.reports.kinds import KINDS, Source
from assessment.selectors.snapshots import content_of
from assessment.services import report_files, report_templates
from assessment.services.jobs import JobFailedError


@pytest.fixture
def template(home):
    document, stream = python_docx.Document(), io.BytesIO()
    document.add_paragraph("Naskah {{kota}} {{tahun}}")
    document.save(stream)
    text = b64encode(stream.getvalue()).decode()
    ReportSetting.objects.create(city=home.city, template=text, template_name="templat.docx")
    return report_templates.fingerprint(home.city)


def test_page_offers_variants_and_asks_the_worker(enter, frozen, template):
    client = enter("coordinator")
    page = client.get("/laporan/1/susun/").content.decode()

    asked = client.post(
        "/laporan/1/laporan/?tahun=2026",
        {"isi": "opd-DP3A", "kolom": "", "kertas": "F4"},
    )

    assert f'name="templat" value="{template}"' in page
    assert page.count("<option") == 2 + 7 + 7 + 6 + 3
    assert asked.status_code == 302
    options = Job.objects.get(arguments__kind="laporan").arguments["options"]
    assert options == {"isi": "opd-DP3A", "kertas": "F4"}


def test_narrative_is_written_into_the_template_of_the_city(frozen, home, template, settings):
    report_templates.place(home.city, template)
    source = Source(
        content_of(frozen),
        frozen.sha256,
        {"templat": template},
        settings.MEDIA_ROOT / "reports" / "chapters",
    )
    target = settings.MEDIA_ROOT / "naskah.docx"

    make_file("naskah", source, target)

    lines = [p.text for p in python_docx.Document(target).paragraphs]
    assert lines[:2] == ["Naskah Kota Bima 2026", "Ringkasan"]


def test_template_that_was_replaced_meanwhile_is_not_used(frozen, home, template):
    with pytest.raises(JobFailedError, match="sudah diganti"):
        report_templates.place(home.city, "0" * 64)


def test_bundle_takes_the_pdf_index_once_it_was_made(enter, frozen, settings):
    client = enter("coordinator")
    before = client.get("/laporan/1/bundel/").content.decode()
    target = report_files.target_of(frozen, KINDS["indeks-bukti"], {"klaster": "0"})
    target.write_bytes(b"%PDF-1.7 indeks")

    after = client.get("/laporan/1/bundel/").content.decode()
    data = b"".join(client.get("/laporan/1/bundel/unduh/?klaster=0").streaming_content)

    assert (before.count("ikut di dalam ZIP"), after.count("ikut di dalam ZIP")) == (0, 1)
    assert b"%PDF-1.7 indeks" in data
