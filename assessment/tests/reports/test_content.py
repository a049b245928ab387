"""The report that a snapshot becomes: chapters, tables, totals and what is held back."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assessment.reports import content
from assessment.reports.content_annexes import share
from assessment.reports.content_source import decision, document_cell
from assessment.reports.document import (
    Facts,
    IntegerCell,
    KeyFigures,
    LedgerBars,
    Paragraph,
    PointsCell,
    Signature,
    Table,
    TextCell,
    Tone,
)
from assessment.tests.reports import sample


@pytest.fixture(scope="module")
def full():
    return sample.full()


@pytest.fixture(scope="module")
def report(full):
    return content.build(full, sha256=sample.SHA256)


def block(section, kind):
    return next(found for found in section.blocks if isinstance(found, kind))


def test_build_orders_summary_clusters_annexes_and_signature(report):
    assert [section.anchor for section in report.sections] == [
        "ringkasan",
        *(f"klaster-{code}" for code in range(7)),
        "lampiran-a",
        "lampiran-b",
        "lampiran-c",
        "lampiran-d",
        "lampiran-e",
        "lampiran-f",
        "pengesahan",
    ]
    assert sum(len(section.children) for section in report.sections) == 31
    assert (report.title, report.subtitle) == (
        "Laporan Evaluasi Mandiri Kota Layak Anak",
        "Kota Bima, tahun 2026",
    )


def test_build_is_the_same_twice(full, report):
    assert content.build(full, sha256=sample.SHA256) == report


def test_build_names_a_kabupaten():
    snapshot = sample.trimmed(sample.full(0))
    snapshot["city"] |= {"kind": "kabupaten"}

    report = content.build(snapshot, sha256=sample.SHA256)

    assert report.title == "Laporan Evaluasi Mandiri Kabupaten Layak Anak"


def test_summary_shows_totals_as_estimates_and_canonically(full, report):
    totals = full["totals"]
    summary = report.sections[0]

    figures = block(summary, KeyFigures).figures

    assert [(figure.label, figure.cell, figure.note) for figure in figures] == [
        ("Klaim", PointsCell(Decimal(totals["claimed"])), "perkiraan kategori Utama"),
        ("Terbukti", PointsCell(Decimal(totals["proven"])), "perkiraan kategori Pratama"),
        ("Terverifikasi", PointsCell(None), "belum ada nilai"),
        ("Maksimum", PointsCell(Decimal(1000)), "seluruh instrumen"),
    ]
    canonical = {fact.label: fact.cell.text for fact in block(summary, Facts).facts[3:5]}
    assert canonical == {
        "Nilai kanonik": f"Klaim {totals['claimed']} · Terbukti {totals['proven']}",
        "Sidik jari rekaman (SHA-256)": sample.SHA256,
    }


def test_canonical_line_names_verified_points_once_they_exist(full):
    snapshot = {**full, "totals": {**full["totals"], "claimed": "771.81", "verified": "654.35"}}

    summary = content.build(snapshot, sha256=sample.SHA256).sections[0]

    assert block(summary, Facts).facts[3].cell == TextCell(
        f"Klaim 771.81 · Terbukti {full['totals']['proven']} · Terverifikasi 654.35"
    )


def test_every_total_row_is_the_sum_of_its_rows(report):
    tables = [
        found
        for section in report.sections
        for place in (section, *section.children)
        for found in place.blocks
        if isinstance(found, Table) and found.total
    ]

    assert len(tables) == 1 + 2 * 31 + 2 + 1 + 1
    for table in tables:
        for number, cell in enumerate(table.total):
            if isinstance(cell, (PointsCell, IntegerCell)) and cell.value is not None:
                values = [row[number].value for row in table.rows]
                assert sum(value for value in values if value is not None) == cell.value


def test_indicator_shows_answers_with_reason_and_decision(full, report):
    question = full["clusters"][0]["indicators"][0]["questions"][0]
    part = report.sections[1].children[0]

    row = block(part, Table).rows[0]

    assert row == (
        TextCell("1.1"),
        TextCell(question["text"], (", ".join(question["agencies"]),)),
        TextCell(
            "Peraturan Wali Kota/Bupati",
            ("Pilihan dengan nilai tertinggi", "Diputuskan oleh Nurhayati, koordinator"),
        ),
        PointsCell(Decimal("9")),
        PointsCell(Decimal("9")),
        PointsCell(Decimal("12")),
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"answer": ""}, ""),
        ({"stale": True}, "Usang: sumber berubah setelah diputuskan"),
        ({"decided": False}, "Usulan, belum diputuskan"),
        ({"decided_by": ""}, "Diputuskan"),
        ({}, "Diputuskan oleh Nurhayati"),
    ],
)
def test_decision_says_who_stands_behind_an_answer(changes, expected):
    question = {"answer": "Ya", "decided": True, "stale": False, "decided_by": "Nurhayati"}

    assert decision({**question, **changes}) == expected


def test_restricted_document_keeps_its_title_and_number_back(full, report):
    hidden = [
        citation["document"]
        for indicator in full["clusters"][5]["indicators"]
        for question in indicator["questions"]
        for citation in question["evidence"]
        if citation["document"]["restricted"]
    ]
    assert hidden
    secret = {**hidden[0], "title": "Putusan anak A.B.", "number": "12/Pid.Sus-Anak/2026"}

    assert document_cell(secret, "wajah terlihat pada hal. 2") == TextCell(
        "Dokumen terbatas", ("rincian pada sekretariat, untuk melindungi data anak",)
    )


def test_hidden_note_appears_nowhere_in_report_or_workbook():
    snapshot = sample.trimmed(sample.full(0))
    citation = snapshot["clusters"][0]["indicators"][0]["questions"][0]["evidence"][0]
    citation["note"] = "nama anak RAHASIA"
    citation["document"] |= {"restricted": True, "title": "RAHASIA", "issuer": "RAHASIA"}
    assert "RAHASIA" in str(snapshot)

    made = content.build(snapshot, sha256=sample.SHA256)
    sheets = content.workbook(snapshot, sha256=sample.SHA256)

    assert "RAHASIA" not in str(made)
    assert "RAHASIA" not in str(sheets)
    assert "Dokumen terbatas" in str(made)


def test_programs_that_wait_are_said_but_not_shown_under_an_indicator(report):
    parts = [part for section in report.sections for part in section.children]

    texts = [found.text for part in parts for found in part.blocks if isinstance(found, Paragraph)]

    assert texts
    assert set(texts) <= {
        f"{count} kegiatan lain belum diterima sekretariat; lihat Lampiran A."
        for count in (1, 2, 3)
    }
    matrices = [found for found in report.sections[8].blocks if isinstance(found, Table)]
    assert [len(matrix.rows) for matrix in matrices] == [54, 6]


def test_empty_city_says_so_in_every_place():
    report = content.build(sample.empty(), sha256=sample.SHA256)

    tables = [found for section in report.sections[8:11] for found in section.blocks]

    assert [(table.rows, table.total, table.empty) for table in tables] == [
        ((), None, "Belum ada kegiatan yang diterima."),
        ((), None, "Belum ada perangkat daerah yang ditugaskan."),
        ((), None, "Belum ada dokumen bukti."),
    ]
    answers = block(report.sections[1].children[0], Table)
    assert answers.rows[0][2] == TextCell("Belum dijawab", (), Tone.MUTED)
    assert len(block(report.sections[1], LedgerBars).bars) == 3


def test_signature_is_dated_on_the_citys_own_calendar():
    snapshot = sample.trimmed(sample.full(0))
    snapshot["made_at"] = "2026-12-20T17:30:00+00:00"

    report = content.build(snapshot, sha256=sample.SHA256)

    signature = block(report.sections[-1], Signature)
    assert (signature.place, signature.signed_on.isoformat(), signature.nip) == (
        "Kota Bima",
        "2026-12-21",
        "196701011990031001",
    )


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(None, 4, None), (1, None, None), (0, 0, None), (1, 4, Decimal(25)), (3, 3, Decimal(100))],
)
def test_share_is_unknown_without_a_whole(part, whole, expected):
    assert share(part, whole) == expected


def test_metadata_name_the_page_that_confirms_them():
    snapshot = sample.empty()
    rows = content.workbook(snapshot, sha256=sample.SHA256).sheets[-1].table.rows
    url = "https://kla.example/cek/0123456789ab/"

    with_address = content.workbook(snapshot, sha256=sample.SHA256, check_url=url)

    *known, last = with_address.sheets[-1].table.rows
    assert tuple(known) == rows
    assert [cell.text for cell in last] == ["Periksa keaslian di", url]


def test_endless_words_get_places_to_break_on_paper_only():
    snapshot = sample.trimmed(sample.full(0))
    snapshot["reason"] = "x" * 120

    facts = block(content.build(snapshot, sha256=sample.SHA256).sections[0], Facts).facts
    rows = content.workbook(snapshot, sha256=sample.SHA256).sheets[-1].table.rows

    assert facts[-1].cell == TextCell("\u200b".join(["x" * 20] * 6))
    assert (TextCell("Alasan"), TextCell("x" * 120)) in rows
