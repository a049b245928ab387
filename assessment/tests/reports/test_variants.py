"""Variants, choices of ledgers, numbers of tables and figures, recaps, the radar."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assessment.reports import content, html, radar
from assessment.reports.content_ledgers import ALL, USUAL, shown_of
from assessment.reports.content_recaps import budget_table, partner_table
from assessment.reports.content_variants import Choice, Variant, choice_of, lost_table, report_of
from assessment.reports.document import Radar, RadarAxis, Table
from assessment.reports.numbering import FIGURE, TABLE, listed
from assessment.tests.reports import sample

LOOK = {"paper": "F4", "foreword": "Puji syukur.\n\nTerima kasih.", "crest": ""}


@pytest.fixture(scope="module")
def full():
    return sample.full(40) | {"report": LOOK}


def made(full, **options):
    return report_of(full, sha256=sample.SHA256, choice=choice_of(options))


def anchors(report):
    return [section.anchor for section in report.sections]


def tables(report):
    return [
        block
        for section in report.sections
        for place in (section, *section.children)
        for block in place.blocks
        if isinstance(block, Table)
    ]


def test_full_report_begins_with_the_foreword_and_takes_the_paper(full):
    report = made(full)

    assert report.paper == "F4"
    assert anchors(report)[:2] == ["kata-pengantar", "ringkasan"]
    assert [block.text for block in report.sections[0].blocks] == ["Puji syukur.", "Terima kasih."]


def test_summary_has_four_pages_of_its_own_and_links_nowhere(full):
    report = made(full, isi="ringkas", draf="draf", kertas="A4")

    assert anchors(report) == ["ringkasan", "klaster", "kehilangan", "anggaran", "pengesahan"]
    assert [section.is_fresh for section in report.sections] == [False, True, True, True, False]
    assert (report.watermark, report.paper, report.is_short) == ("DRAF", "A4", True)
    page = html.render(report)
    assert 'href="#' not in page
    assert ">DRAF</p>" in page


def test_cluster_and_agency_show_only_their_own(full):
    cluster = made(full, isi="klaster-2")
    agency = made(full, isi="opd-BPBD")

    assert anchors(cluster) == ["klaster-2", "pengesahan"]
    codes = [row[0].text for table in tables(agency)[1:-1] for row in table.rows]
    asked = [
        question["code"]
        for c in full["clusters"]
        for i in c["indicators"]
        for question in i["questions"]
        if "BPBD" in question["agencies"]
    ]
    assert set(codes) <= set(asked)
    assert set(asked) <= set(codes)
    assert {row[1].text for row in tables(agency)[-1].rows} == {"BPBD"}


@pytest.mark.parametrize(
    "options",
    [
        {"isi": "lain"},
        {"isi": "klaster-99"},
        {"isi": "opd-Tidak ada"},
        {"kolom": "klaim-lain"},
        {"kertas": "A5"},
    ],
)
def test_choices_that_no_page_offers_are_refused(full, options):
    with pytest.raises(ValueError):  # noqa: PT011  # what was chosen is the message
        made(full, **options)


@pytest.mark.parametrize(
    "word, titles",
    [
        ("", ["Klaim", "Terbukti", "Maks."]),
        ("terbukti", ["Terbukti", "Maks."]),
        ("terverifikasi-klaim", ["Klaim", "Terveri\u00adfikasi", "Maks."]),
    ],
)
def test_chosen_ledgers_are_the_columns_of_every_table(full, word, titles):
    report = made(full, kolom=word) if word else made(full)

    answers = next(table for table in tables(report) if "Jawaban" in table.caption)
    assert [column.title for column in answers.columns[3:]] == titles
    assert sum(column.width for column in answers.columns) == 100
    assert len(answers.total) == len(answers.columns)


def test_shown_of_keeps_the_order_of_the_ledgers():
    assert shown_of("terverifikasi-klaim-terbukti") == ALL
    assert shown_of("") == USUAL
    assert choice_of({}) == Choice(Variant.FULL)


def test_tables_and_figures_are_numbered_by_chapter_and_listed(full):
    report = made(full)

    listed_tables, figures = listed(report.sections, TABLE), listed(report.sections, FIGURE)

    assert [row.label for row in listed_tables[:3]] == ["Tabel 2.1", "Tabel 3.1", "Tabel 3.2"]
    assert [row.label for row in figures[:4]] == [
        f"Gambar {n}" for n in ("2.1", "2.2", "2.3", "3.1")
    ]
    page = html.render(report)
    for row in (*listed_tables, *figures):
        assert page.count(f'id="{row.anchor}"') == 1
        assert f'href="#{row.anchor}"' in page


def test_budget_counts_each_accepted_program_once(full):
    table = budget_table(full)

    accepted = [program for program in full["programs"] if program["accepted"]]
    assert sum(row[2].value for row in table.rows) == len(accepted) == table.total[2].value
    assert table.total[3].value == sum(program["budget_planned"] for program in accepted)
    assert table.total[4].value == sum(program["budget_realised"] or 0 for program in accepted)


def test_partners_stand_once_with_their_agreements(full):
    table = partner_table(full)

    [row] = table.rows
    named = [p for p in full["programs"] if p["accepted"] and p["partners"]]
    assert row[0].text == "Save the Children"
    assert row[2].value == len(named)
    assert row[4].text.count("PKS") == len({p["agreement_number"] for p in named})


def test_lost_table_begins_with_the_most_points(full):
    lost = [row[-1].value for row in lost_table(full).rows]

    assert len(lost) == 10
    assert lost == sorted(lost, reverse=True)


def test_empty_city_has_every_variant():
    empty = sample.empty()

    for options in ({}, {"isi": "ringkas"}, {"isi": "klaster-0"}):
        assert html.render(made(empty, **options))


def test_radar_draws_shares_and_words():
    axes = (RadarAxis("A", Decimal(100), Decimal(50)), RadarAxis("B", None, Decimal(150)))
    found = radar.shape(Radar("Uji", (*axes, RadarAxis("C", Decimal(20), Decimal(0)))))

    assert found.claimed.split() == ["230.0,45.0", "230.0,150.0", "211.8,160.5"]
    assert found.proven.split() == ["230.0,97.5", "320.9,202.5", "230.0,150.0"]
    assert [axis.anchor for axis in found.axes] == ["middle", "start", "end"]


def test_summary_of_older_snapshots_has_no_foreword():
    assert anchors(content.build(sample.empty(), sha256=sample.SHA256))[0] == "ringkasan"
