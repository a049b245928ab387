"""An instrument as a workbook: the round trip is exact, and what is wrong is named by its row."""

from __future__ import annotations

import openpyxl
import pytest

from assessment.core.instrument import InstrumentError, parse
from assessment.exchange import instrument_book
from assessment.exchange.sheets import SheetError
from assessment.tests.core.samples import real_document

RICH = {
    "code": "x",
    "title": "=SUM(1)",
    "year": 2026,
    "total_points": "5",
    "not_applicable": "rescaled",
    "notes": ["satu", "dua"],
    "categories": [
        {"name": "A", "lower": "0.5", "lower_inclusive": False},
        {
            "name": "B",
            "lower": "3",
            "gates": [{"indicators": 1, "percent": "70"}, {"indicator": "1", "above": "2"}],
        },
    ],
    "clusters": [
        {
            "code": "0",
            "name": "K",
            "max_points": "5",
            "restricted": True,
            "indicators": [
                {
                    "code": "1",
                    "number": 1,
                    "name": "I",
                    "max_points": "5",
                    "lead_agencies": [],
                    "questions": [
                        {
                            "code": "1.1",
                            "text": "Ada?",
                            "max_points": "2",
                            "kind": "yes_no",
                            "agencies": ["DP3A", "Dinas A; B"],
                            "basis": {"text": "sourced", "rule": "inferred: x"},
                            "rule": {
                                "type": "options",
                                "options": [
                                    {"label": "Ya", "points": "2", "evidence": ["SK"]},
                                    {"label": "Tidak", "points": "0", "evidence": []},
                                ],
                            },
                            "evidence": ["SK", {"name": "Foto", "validity": "year"}],
                        },
                        {
                            "code": "1.2",
                            "text": "Berapa?",
                            "max_points": "3",
                            "kind": "count",
                            "asked_when": {"question": "1.1", "choices": ["Ya"]},
                            "rule": {"type": "bands", "bands": [{"above": "0", "points": "3"}]},
                            "evidence": [{"name": "DPA", "kinds": ["budget", "report"]}],
                        },
                    ],
                }
            ],
        }
    ],
}


def workbook(tmp_path, document, *changes):
    """The document as a file, with cells changed: (sheet, cell, value)."""
    path = tmp_path / "instrumen.xlsx"
    path.write_bytes(instrument_book.write(document))
    if changes:
        book = openpyxl.load_workbook(path)
        for sheet, cell, value in changes:
            book[sheet][cell] = value
        book.save(path)
    return path


@pytest.mark.parametrize("document", [RICH, real_document()], ids=["rich", "real"])
def test_a_document_comes_back_as_it_was(tmp_path, document) -> None:
    back = instrument_book.read(workbook(tmp_path, document))

    assert back == document
    assert parse(back) == parse(document)


@pytest.mark.parametrize(
    "change, place",
    [
        (("Pertanyaan", "B2", 1.1), "lembar Pertanyaan baris 2, kolom code"),
        (("Pertanyaan", "A2", "9"), "lembar Pertanyaan baris 2"),
        (("Aturan", "A2", "9.9"), "lembar Aturan baris 2"),
        (("Bukti", "A3", "9.9"), "lembar Bukti baris 3"),
        (("Syarat", "A2", "Z"), "lembar Syarat baris 2"),
        (("Indikator", "A2", "Z"), "lembar Indikator baris 2"),
        (("Kategori", "C2", "mungkin"), "lembar Kategori baris 2, kolom lower_inclusive"),
        (("Instrumen", "A2", "kode"), "lembar Instrumen baris 2"),
        (("Indikator", "C2", "x"), "lembar Indikator baris 2, kolom number"),
    ],
)
def test_a_wrong_cell_is_named(tmp_path, change, place) -> None:
    with pytest.raises(InstrumentError) as caught:
        instrument_book.read(workbook(tmp_path, RICH, change))

    assert caught.value.path == place


def test_numbers_typed_as_numbers_are_exact(tmp_path) -> None:
    path = workbook(tmp_path, RICH, ("Klaster", "C2", 5), ("Aturan", "F2", 1.75))

    found = instrument_book.read(path)

    assert found["clusters"][0]["max_points"] == "5"
    options = found["clusters"][0]["indicators"][0]["questions"][0]["rule"]["options"]
    assert options[0]["points"] == "1.75"


def test_another_workbook_is_refused(tmp_path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "x"
    path = tmp_path / "lain.xlsx"
    book.save(path)

    with pytest.raises(SheetError, match="templat"):
        instrument_book.read(path)
    with pytest.raises(SheetError, match="kolom code"):
        instrument_book.read(workbook(tmp_path, RICH, ("Klaster", "A1", "kode")))
    with pytest.raises((SheetError, InstrumentError, KeyError)):
        parse(instrument_book.read(workbook(tmp_path, None)))
