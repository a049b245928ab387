"""Marks of questions, indicators and the total, by stage and from a workbook."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from assessment.models import Mark
from assessment.selectors.scores import cycle_score
from assessment.tests.governance.test_verification import values


@pytest.fixture
def province(client, world, frozen):
    client.force_login(world.verifier)
    return client


def verified(frozen):
    return cycle_score(frozen.cycle).points.verified


def book(client, frozen, *changes):
    """The template with cells filled: (cell, value)."""
    content = client.get(f"/verifikasi/{frozen.pk}/nilai-xlsx/templat/").content
    filled = openpyxl.load_workbook(BytesIO(content))
    for cell, value in changes:
        filled["Nilai"][cell] = value
    out = BytesIO()
    filled.save(out)
    return SimpleUploadedFile("nilai.xlsx", out.getvalue())


def row_of(client, frozen, level, code):
    content = client.get(f"/verifikasi/{frozen.pk}/nilai-xlsx/templat/").content
    rows = openpyxl.load_workbook(BytesIO(content))["Nilai"].iter_rows(values_only=True)
    return next(n for n, row in enumerate(rows, 1) if row[:2] == (level, code or None))


def test_marks_at_each_level_and_stage_are_kept_and_the_standing_one_counts(province, frozen):
    base = f"/verifikasi/{frozen.pk}"
    province.post(f"{base}/nilai-pertanyaan/22B.1/", values("2"))
    assert verified(frozen) == Decimal(2)
    province.post(f"{base}/nilai/22B/", values("7"))
    assert verified(frozen) == Decimal(7)
    province.post(f"{base}/nilai/22B/?tahap=field", values("6"))
    assert verified(frozen) == Decimal(6)
    page = province.post(f"{base}/nilai-seluruhnya/?tahap=final", values("5"), follow=True)

    assert verified(frozen) == Decimal(5)
    assert page.context["sheet"].points.verified == Decimal(5)
    kept = Mark.objects.values_list("level", "code", "stage", "hundredths")
    assert set(kept) == {
        ("question", "22B.1", "va", 200),
        ("indicator", "22B", "va", 700),
        ("indicator", "22B", "field", 600),
        ("total", "", "final", 500),
    }


@pytest.mark.parametrize(
    "tail", ["nilai-pertanyaan/9Z.9/", "nilai/22B/?tahap=x", "nilai-xlsx/?tahap=x", "nilai/9Z/"]
)
def test_unknown_places_do_not_exist(province, frozen, tail):
    assert province.get(f"/verifikasi/{frozen.pk}/{tail}").status_code == 404


def test_a_file_is_tried_first_and_stored_when_asked(province, frozen):
    address = f"/verifikasi/{frozen.pk}/nilai-xlsx/"
    row = row_of(province, frozen, "pertanyaan", "22B.1")
    cells = ((f"E{row}", 1.5), (f"F{row}", "Kurang bukti"))
    tried = province.post(address, {"file": book(province, frozen, *cells)})

    assert "1 nilai dapat disimpan; belum ada" in tried.content.decode()
    assert not Mark.objects.exists()
    cells = ((f"E{row}", "1,5"), (f"F{row}", "Kurang <b>foto</b>"))
    file = book(province, frozen, *cells)
    done = province.post(address, {"file": file, "is_final": "on"}, follow=True)
    assert "1 nilai disimpan" in done.content.decode()
    mark = Mark.objects.get()
    assert (mark.level, mark.code, mark.hundredths) == ("question", "22B.1", 150)
    again = book(province, frozen)
    done = province.post(address, {"file": again, "is_final": "on"}, follow=True)
    assert "0 nilai disimpan" in done.content.decode()


def test_refused_rows_are_named_by_cell_and_nothing_is_stored(province, frozen):
    row = row_of(province, frozen, "indikator", "22B")
    good = row_of(province, frozen, "pertanyaan", "22B.1")
    cells = [(f"E{good}", 1), (f"F{good}", "x")]
    cells += [(f"E{row}", 9999), ("E2", "1.00"), ("A3", "klaster"), ("E3", 1), ("F4", "x")]
    file = book(province, frozen, *cells)
    page = province.post(f"/verifikasi/{frozen.pk}/nilai-xlsx/", {"file": file, "is_final": "on"})

    assert page.status_code == 422
    text = page.content.decode()
    for cell in (f"E{row}", "E2", "A3", "E4"):
        assert f"lembar Nilai sel {cell}:" in text
    assert not Mark.objects.exists()


@pytest.mark.parametrize("content", [b"x", b"PK\x03\x04"])
def test_garbage_is_no_sheet(province, frozen, content):
    file = SimpleUploadedFile("nilai.xlsx", content)
    page = province.post(f"/verifikasi/{frozen.pk}/nilai-xlsx/", {"file": file})

    assert page.status_code == 422
    assert not Mark.objects.exists()
