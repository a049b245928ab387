"""Which kinds of documents the demanded items take, for every item of the real instrument."""

from __future__ import annotations

import json

import pytest

from assessment.core.demands import Demand
from assessment.core.evidence import cited_page, fits, fitting_kinds
from assessment.core.instrument import parse
from assessment.tests.factories import INSTRUMENT

KINDS = {
    "Dokumen pendukung": (),
    "Matriks isian": ("matrix",),
    "Foto berketerangan": ("photo",),
    "Dokumen anggaran (DPA/APBD atau sumber lain) yang ditandatangani Bappeda": ("budget",),
    "Naskah peraturan/keputusan (PDF)": ("regulation", "decree"),
    "Data pembanding dua tahun/jumlah keseluruhan": ("report", "matrix", "other"),
    "SK": ("decree", "regulation"),
    "Laporan/hasil evaluasi": ("report",),
    "Sertifikat pelatihan": ("certificate",),
    "SOP": ("procedure",),
    "Daftar hadir": ("attendance",),
    "Dokumen usulan anak": (),
    "Dokumen tindak lanjut/kebijakan akhir": (),
    "Foto atau berita yang dipublikasikan": ("photo", "report", "other"),
}


def test_every_item_of_the_instrument_is_decided():
    instrument = parse(json.loads(INSTRUMENT.read_text(encoding="utf-8")))
    items = {item for question in instrument.questions for item in question.evidence}

    assert {item: fitting_kinds(item) for item in items} == KINDS


@pytest.mark.parametrize(
    "item, kind, expected",
    [
        ("SK", "decree", True),
        ("SK", "photo", False),
        ("Risiko bencana", "photo", True),  # holds "sk" inside a word only
        ("Dokumen pendukung", "certificate", True),
        ("MoU dengan dunia usaha", "agreement", True),
        ("PKS", "report", False),
    ],
)
def test_kind_fits_item(item, kind, expected):
    assert fits(Demand(item), kind) is expected


@pytest.mark.parametrize(
    "pages, last, expected",
    [
        ("2-4", 9, 2),
        ("hlm. 7", 9, 7),
        ("", 9, 1),
        ("lampiran", 9, 1),
        ("12", 9, 1),
        ("0", 9, 1),
        ("5", None, 1),
        ("٣", 9, 1),
        ("999999999999", 9, 1),
    ],
)
def test_cited_page_is_one_that_exists(pages, last, expected):
    assert cited_page(pages, last) == expected
