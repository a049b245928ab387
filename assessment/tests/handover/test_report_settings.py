"""The look of reports: who sets it, what is refused, what a snapshot keeps of it."""

from __future__ import annotations

import io
import json
from base64 import b64decode

import docx as python_docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from assessment.models import ReportSetting
from assessment.services.snapshots import freeze

URL = "/pengaturan-laporan/"
PLAIN = {"version": "0", "paper": "F4", "foreword": "", "text_limit": "500", "file_limit": "2"}


def picture(kind="PNG", side=900):
    stream = io.BytesIO()
    Image.new("RGB", (side, side), "#0b5d7a").save(stream, kind)
    return SimpleUploadedFile(f"lambang.{kind.lower()}", stream.getvalue())


def template(text):
    document, stream = python_docx.Document(), io.BytesIO()
    document.add_paragraph(text)
    document.save(stream)
    return SimpleUploadedFile("templat.docx", stream.getvalue())


@pytest.mark.parametrize("who", ["coordinator", "admin"])
def test_settings_are_saved_and_frozen_with_the_next_snapshot(enter, home, who):
    data = {
        **PLAIN,
        "foreword": "Puji syukur.",
        "crest": picture(),
        "template": template("{{isi}}"),
    }

    answer = enter(who).post(URL, data)
    frozen = freeze(cycle=home.cycle, reason="x", by=home.actor("coordinator"))

    assert answer.status_code == 302
    row = ReportSetting.objects.get()
    assert (row.paper, row.text_limit, row.file_limit) == ("F4", 500, 2)
    assert row.template_name == "templat.docx"
    kept = json.loads(frozen.content)["report"]
    assert (kept["paper"], kept["foreword"]) == ("F4", "Puji syukur.")
    with Image.open(io.BytesIO(b64decode(kept["crest"]))) as crest:
        assert (crest.format, crest.size) == ("PNG", (300, 300))


@pytest.mark.parametrize(
    "field, file, words",
    [
        ("crest", SimpleUploadedFile("a.png", b"bukan gambar"), "lambang"),
        ("crest", template("x"), "Pilih berkas JPG atau PNG"),
        ("template", picture(), "Pilih berkas DOCX"),
        ("template", template("{{wali_kota}}"), "tidak dikenal: {{wali_kota}}"),
        ("template", SimpleUploadedFile("t.docx", b"PK\x03\x04rusak"), "templat"),
    ],
)
def test_files_that_do_not_fit_are_refused_with_the_reason(enter, home, field, file, words):
    answer = enter("coordinator").post(URL, {**PLAIN, field: file})

    assert answer.status_code == 422
    assert words.lower() in answer.content.decode().lower()
    assert not ReportSetting.objects.exists()


def test_stored_files_stay_until_they_are_taken_away(enter, home):
    client = enter("coordinator")
    client.post(URL, {**PLAIN, "crest": picture(side=50), "template": template("{{isi}}")})
    version = str(ReportSetting.objects.get().version)
    client.post(URL, {**PLAIN, "version": version, "foreword": "Baru"})
    kept = ReportSetting.objects.get()
    client.post(URL, {**PLAIN, "version": str(kept.version), "remove_crest": "on"})
    after = ReportSetting.objects.get()

    assert kept.crest
    assert kept.template
    assert (after.crest, after.template) == ("", kept.template)


def test_late_save_shows_both_texts(enter, home):
    client = enter("coordinator")
    client.post(URL, {**PLAIN, "foreword": "Pertama"})
    version = str(ReportSetting.objects.get().version)
    client.post(URL, {**PLAIN, "version": version, "foreword": "Kedua"})

    late = client.post(URL, {**PLAIN, "version": version, "foreword": "Ketiga"})

    assert late.status_code == 409
    page = late.content.decode()
    assert "Kedua" in page
    assert "Ketiga" in page
    assert ReportSetting.objects.get().foreword == "Kedua"
