"""Recaps of all sorts: every row is taken exactly, or named with its sheet and cell."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.core.recap import Trouble
from assessment.core.recap_columns import Role
from assessment.core.recap_sums import recap
from assessment.exchange import recap_sheets
from assessment.exchange.recap_sheets import RecapMapping
from assessment.exchange.workbook_reader import WorkbookError
from assessment.tests.exchange.recap_books import FLAT, Formula, book, instrument, raw_sheets

PLAN = instrument()
TEXT = {question.code: question.text for question in PLAN.questions}
TOP = {question.code: question.max_points for question in PLAN.questions}
CLUSTER = {cluster.code: cluster.name for cluster in PLAN.clusters}
NAME = {indicator.code: indicator.name for indicator in PLAN.indicators}


def number(value):
    return float(value) if isinstance(value, Decimal) else value


def flat(code, value, top=None, agencies="Dinkes", text=None, cluster=None, name=None):
    """A row with everything in it."""
    return [
        CLUSTER["1"] if cluster is None else cluster,
        NAME[PLAN.indicator_of(code).code] if name is None and code in TEXT else name,
        code,
        TEXT.get(code, "Tidak ada") if text is None else text,
        number(TOP.get(code, Decimal(5)) if top is None else top),
        value,
        agencies,
    ]


def of(*rows, name="Rekap"):
    return book((name, [list(row) for row in rows]))


WELL = {"5.1": Decimal(3), "5.2": Decimal("2.5")}
TWO = (flat("5.1", 3), flat("5.2", 2.5))
ABSENT = (Trouble.ABSENT, "")

CORPUS = {
    "flat table": (of(FLAT, *TWO), WELL, []),
    "title above, empty rows and columns": (
        of(
            ["REKAPITULASI NILAI EVALUASI KLA TAHUN 2025"],
            [],
            ["Kota Bima"],
            [],
            *([None, *row] for row in (FLAT, *TWO)),
        ),
        WELL,
        [],
    ),
    "columns in another order, with others between": (
        of(
            ["Sumber Data (OPD)", "Catatan", "Skor EM", "Kode", "Bobot"],
            ["Dinkes", "baik", 3, "5.1", number(TOP["5.1"])],
            ["Dinkes", "", 2.5, "5.2", number(TOP["5.2"])],
        ),
        WELL,
        [],
    ),
    "a heading over two rows": (
        of(
            ["No", "Indikator / Pertanyaan", "Nilai", None, "Instansi"],
            [None, None, "Maks", "EM", None],
            ["5.1", TEXT["5.1"], number(TOP["5.1"]), 3, "Capil"],
            ["5.2", TEXT["5.2"], number(TOP["5.2"]), 2.5, "Capil"],
        ),
        WELL,
        [],
    ),
    "one below the other, codes in the text": (
        of(
            ["No", "Uraian", "Nilai Maksimal", "Nilai", "OPD"],
            [None, CLUSTER["1"], 115, 5.5, None],
            [None, f"Indikator 5 {NAME['5']}", None, 5.5, None],
            [None, f"5.1. {TEXT['5.1']}", number(TOP["5.1"]), 3, "Capil"],
            [None, f"5.2 {TEXT['5.2']}", number(TOP["5.2"]), 2.5, "Capil"],
        ),
        WELL,
        [(Trouble.SUM, "C2")],
    ),
    "questions by their text alone": (
        of(
            ["Pertanyaan", "Nilai", "OPD"],
            [TEXT["5.1"].upper(), 3, "Capil"],
            [f"  {TEXT['5.2']} ", 2.5, "Capil"],
        ),
        WELL,
        [],
    ),
    "questions counted within their indicator": (
        of(
            ["No", "Uraian", "Nilai Maks", "Nilai"],
            ["5", NAME["5"], None, None],
            [1, "Capaian akta", number(TOP["5.1"]), 3],
            [2, "Kartu identitas", number(TOP["5.2"]), 2.5],
        ),
        WELL,
        [],
    ),
    "codes as numbers": (
        of(FLAT, *([*row[:2], float(row[2]), *row[3:]] for row in TWO)),
        WELL,
        [],
    ),
    "numbers as text, with spaces and commas": (
        of(FLAT, flat("5.1", "\u00a03 "), flat("5.2", "2,5")),
        WELL,
        [],
    ),
    "a dash is no value": (of(FLAT, flat("5.1", 3), flat("5.2", "-")), {"5.1": Decimal(3)}, []),
    "a decimal point in a text": (
        of(FLAT, flat("5.1", 3), flat("5.2", "2.5")),
        {"5.1": Decimal(3)},
        [(Trouble.UNREADABLE, "F3")],
    ),
    "formulas with and without results": (
        of(FLAT, flat("5.1", Formula("=1+2", 3)), flat("5.2", Formula("=A99"))),
        {"5.1": Decimal(3)},
        [(Trouble.UNREADABLE, "F3")],
    ),
    "errors of a spreadsheet": (
        of(FLAT, flat("5.1", 3), flat("5.2", Formula("=1/0", "#DIV/0!"))),
        {"5.1": Decimal(3)},
        [(Trouble.UNREADABLE, "F3")],
    ),
    "noise of binary fractions": (
        of(FLAT, flat("5.1", 0.1 + 0.2)),
        {"5.1": Decimal("0.3")},
        [],
    ),
    "a question twice": (
        of(FLAT, *TWO, flat("5.1", 1)),
        WELL,
        [(Trouble.TWICE, "C4")],
    ),
    "more than the maximum": (
        of(FLAT, flat("5.1", 3), flat("5.2", 99)),
        {"5.1": Decimal(3)},
        [(Trouble.ABOVE, "F3")],
    ),
    "less than nothing": (
        of(FLAT, flat("5.1", 3), flat("5.2", -1)),
        {"5.1": Decimal(3)},
        [(Trouble.NEGATIVE, "F3")],
    ),
    "another maximum than the instrument's": (
        of(FLAT, flat("5.1", 3), flat("5.2", 2.5, top=99)),
        WELL,
        [(Trouble.MAXIMUM, "E3")],
    ),
    "a question that nobody knows": (
        of(FLAT, *TWO, flat("5.99", 1, name=NAME["5"], text="Berapa banyak taman bacaan?")),
        WELL,
        [(Trouble.UNKNOWN, "C4")],
    ),
    "the code of one question with the text of another": (
        of(FLAT, *TWO, flat("6.1", 1, text=TEXT["18.1"])),
        WELL,
        [(Trouble.CODE_TEXT, "C4")],
    ),
    "sums that differ on every level": (
        of(
            FLAT,
            *TWO,
            [None, None, None, "Jumlah Indikator 5", None, 6, None],
            [None, None, None, "Jumlah Klaster I", None, 7, None],
            [None, None, None, "Jumlah Keseluruhan", None, 8, None],
        ),
        WELL,
        [
            (Trouble.SUM, "F4"),
            (Trouble.SUM, "F5"),
            (Trouble.SUM, "F5"),
            (Trouble.SUM, "F6"),
            (Trouble.SUM, "F6"),
            (Trouble.SUM, "F6"),
        ],
    ),
    "sums that say only jumlah": (
        of(
            FLAT,
            *TWO,
            [None, None, None, "Jumlah", None, 5.5, None],
            [None, None, None, "Sub Total", None, 5.5, None],
            [None, None, None, "TOTAL", None, 9, None],
        ),
        WELL,
        [(Trouble.SUM, "F6")] * 3,
    ),
    "hostile texts": (
        of(FLAT, flat("5.1", 3, agencies="=cmd|' /C calc'!A0"), flat("5.2", 2.5, agencies="<b>x")),
        WELL,
        [],
    ),
}


@pytest.mark.parametrize("name", CORPUS)
def test_a_recap_is_taken_exactly_or_refused_by_cell(name, tmp_path):
    content, values, findings = CORPUS[name]
    raw = raw_sheets(content, tmp_path)

    found = recap(PLAN, recap_sheets.lines(raw, recap_sheets.guess(raw)))

    taken = {row.question.code: row.value for row in found.read.rows if row.value is not None}
    wrong = [(f.trouble, f.cell) for f in found.findings if f.trouble is not Trouble.ABSENT]
    assert (taken, wrong) == (values, findings)
    assert {f.sheet for f in found.findings if f.cell} <= {"Rekap"}


def test_merged_cells_of_cluster_and_indicator_speak_for_the_rows_below(tmp_path):
    rows = [list(FLAT), *([None, None, *row[2:]] for row in (*TWO, flat("6.1", 1)))]
    rows[1][:2] = [CLUSTER["1"], f"5. {NAME['5']}"]
    rows[2][2] = "2"
    raw = raw_sheets(book(("Rekap", rows), merged=("A2:A4", "B2:B3")), tmp_path)

    found = recap(PLAN, recap_sheets.lines(raw, recap_sheets.guess(raw)))

    assert [row.question.code for row in found.read.rows] == ["5.1", "5.2", "6.1"]


def test_a_sheet_for_each_cluster_is_one_recap(tmp_path):
    pages = (("Klaster I", [list(FLAT), TWO[0]]), ("Lain", [["Kode"], ["x"]]))
    raw = raw_sheets(book(*pages, ("Klaster II", [list(FLAT), flat("7.1", 1)])), tmp_path)
    mapping = recap_sheets.guess(raw)
    alone = RecapMapping(mapping.sheet, mapping.row, mapping.columns, reads_alike=False)

    found = [recap(PLAN, recap_sheets.lines(raw, each)).read.rows for each in (mapping, alone)]

    assert recap_sheets.alike_sheets(raw, mapping) == ["Klaster II"]
    assert [[row.question.code for row in rows] for rows in found] == [["5.1", "7.1"], ["5.1"]]


def test_a_recap_without_headings_is_mapped_by_hand(tmp_path):
    raw = raw_sheets(of(["5.1", 3], ["5.2", 2.5]), tmp_path)
    guess = recap_sheets.guess(raw)
    mapping = RecapMapping("Rekap", -1, {Role.CODE: 0, Role.VALUE: 1})

    found = recap(PLAN, recap_sheets.lines(raw, mapping))

    assert (guess.row, dict(guess.columns), guess.is_enough) == (-1, {}, False)
    assert {row.question.code: row.value for row in found.read.rows} == WELL
    assert recap_sheets.mapping_of(mapping.plain) == mapping
    assert recap_sheets.headings(raw[0], -1) == [(0, "A"), (1, "B")]


def test_headings_and_the_beginning_of_a_sheet_are_shown(tmp_path):
    raw = raw_sheets(of(["Judul"], FLAT, *TWO), tmp_path)

    shown = recap_sheets.sample(raw[0], 1)

    assert recap_sheets.headings(raw[0], 1)[4] == (4, "E: Nilai Maks")
    assert shown.letters == tuple("ABCDEFG")
    assert [number for number, _ in shown.rows] == [2, 3, 4]
    assert shown.rows[1][1][5] == "3"
    assert recap_sheets.guess_at(raw[0], 1).columns == recap_sheets.guess(raw).columns
    assert recap_sheets.guess_at(raw[0], 0).columns == {}


def test_an_empty_file_and_a_cell_far_away_are_refused(tmp_path):
    with pytest.raises(WorkbookError, match="tidak berisi"):
        raw_sheets(book(("Kosong", [])), tmp_path)
    with pytest.raises(WorkbookError, match=r"lebih dari 5\.000 baris"):
        recap_sheets.opened([{"name": "A", "rows": [["1"]] * 5001}])
    far = [{"name": "A", "rows": [], "far": "XFD1048576"}]
    with pytest.raises(WorkbookError, match="XFD1048576"):
        recap_sheets.opened(far)


CELLS = st.one_of(
    st.none(),
    st.text(max_size=30),
    st.sampled_from(
        ["Klaster I", "Indikator 5", "5.1", "Jumlah", "TOTAL", "21A.4a", "Nilai", "No"]
    ),
    st.decimals(-5, 50, places=2).map(lambda value: {"n": str(value)}),
    st.sampled_from([{"e": "#N/A"}, {"d": "2026-01-02"}, True]),
)


@given(rows=st.lists(st.lists(CELLS, max_size=7), min_size=1, max_size=12))
@settings(max_examples=60)
def test_whatever_a_sheet_holds_is_read_and_no_question_is_taken_twice(rows):
    raw = [recap_sheets.RawSheet("A", rows, {}, (), 0, "")]
    by_hand = RecapMapping("A", 0, {role: index for index, role in enumerate(Role)})

    for mapping in (recap_sheets.guess(raw), by_hand):
        found = recap(PLAN, recap_sheets.lines(raw, mapping))
        codes = [row.question.code for row in found.read.rows]
        assert len(codes) == len(set(codes)) <= len(rows)
        taken = [row for row in found.read.rows if row.value is not None]
        assert all(0 <= row.value <= (row.maximum or TOP[row.question.code]) for row in taken)
