"""Rows of a recap, one by one; whole files are in tests/exchange/test_recap_corpus.py."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from assessment.core.instrument import parse
from assessment.core.recap import Level, Line, Trouble, read
from assessment.core.recap_columns import NO_HEADER, Role, guess, guess_row
from assessment.core.recap_sums import recap
from assessment.tests.factories import INSTRUMENT

PLAN = parse(json.loads(INSTRUMENT.read_text(encoding="utf-8")))
TEXT = {question.code: question.text for question in PLAN.questions}
NAME = {indicator.code: indicator.name for indicator in PLAN.indicators}


def line(number, value=None, maximum=None, problem="", **texts):
    said = {Role[name.upper()]: text for name, text in texts.items()}
    numbers = {Role.VALUE: value, Role.MAXIMUM: maximum}
    numbers = {role: Decimal(str(n)) for role, n in numbers.items() if n is not None}
    roles = [*said, Role.MAXIMUM, Role.VALUE]
    cells = {role: f"{'ABCDEFG'[list(Role).index(role)]}{number}" for role in roles}
    return Line("Rekap", number, said, numbers, cells, {Role.VALUE: problem} if problem else {})


def codes(*lines):
    return [row.question.code for row in read(PLAN, lines).rows]


def stated(*lines):
    return [(row.level, row.code) for row in read(PLAN, lines).stated]


def found(*lines):
    return [(each.trouble, each.cell) for each in read(PLAN, lines).findings]


@pytest.mark.parametrize(
    "code, question",
    [
        ("5.1", "5.1"),
        (" 5 . 1 ", "5.1"),
        ("5.1.", "5.1"),
        ("5.1)", "5.1"),
        ("22b.2", "22B.2"),
        ("21a.4A", "21A.4a"),
        ("1.2ZA", "1.2za"),
    ],
)
def test_a_code_is_known_however_it_is_written(code, question):
    assert codes(line(2, 0, code=code)) == [question]


def test_a_number_counts_the_questions_of_the_indicator_above():
    rows = (
        line(2, text=f"Indikator 21A {NAME['21A']}"),
        line(3, 1, code="1", text="Apakah ada"),
        line(4, 1, code="4a", text="Data"),
        line(5, 1, code="99", text="Tidak ada"),
    )

    assert codes(*rows) == ["21A.1", "21A.4a"]
    assert found(*rows) == [(Trouble.UNKNOWN, "C5")]


def test_the_name_behind_a_number_tells_an_indicator_from_a_question():
    rows = (
        line(2, code="5", text=NAME["5"]),
        line(3, 1, code="1", text="Singkat"),
        line(4, 9, code="6", text=NAME["6"]),
        line(5, 1, code="1", text="Singkat"),
    )

    assert codes(*rows) == ["5.1", "6.1"]
    assert stated(*rows) == [(Level.INDICATOR, "6")]


def test_an_indicator_and_a_cluster_of_their_own_columns_may_state_sums():
    rows = (
        line(2, 20, cluster="KLASTER I", indicator=""),
        line(3, 10, cluster="", indicator="5"),
        line(4, 10, cluster="", indicator="", code="5.1"),
        line(5, 30, cluster="Kelembagaan"),
        line(6, 7, cluster="", indicator="", text=""),
        line(7, cluster="Klaster II", indicator=""),
    )

    assert stated(*rows) == [(Level.CLUSTER, "1"), (Level.INDICATOR, "5"), (Level.CLUSTER, "0")]
    assert codes(*rows) == ["5.1"]


def test_numbers_beside_a_heading_that_nobody_knows_are_named():
    assert found(line(2, 3, cluster="Lain-lain", indicator="")) == [(Trouble.UNKNOWN, "B2")]


def test_a_cluster_is_named_by_numeral_or_name_and_an_unknown_one_is_none():
    rows = (
        line(2, 1, text="Kluster 2"),
        line(3, 1, text="JUMLAH KLASTER V"),
        line(4, 1, text="Total Kelembagaan"),
        line(5, 1, text="Klaster IX"),
        line(6, 1, text="Klaster 9"),
    )

    assert stated(*rows) == [
        (Level.CLUSTER, "2"),
        (Level.CLUSTER, "5"),
        (Level.CLUSTER, "0"),
    ]
    assert [trouble for trouble, _ in found(*rows)] == [Trouble.UNKNOWN] * 2


def test_a_sum_at_the_front_is_that_of_everything():
    assert stated(line(2, 771.81, text="Jumlah")) == [(Level.WHOLE, "")]
    assert stated(line(2, 771.81, cluster="Total nilai")) == [(Level.WHOLE, "")]


def test_a_sum_that_cannot_be_read_is_named():
    rows = (line(2, text="Jumlah Indikator 5", problem="Isi angka."),)

    assert stated(*rows) == []
    assert found(*rows) == [(Trouble.UNREADABLE, "F2")]


def test_two_questions_that_are_equally_alike_are_none():
    assert codes(line(2, 1, text="Persentase yang ber-SK SRA")) == []
    assert codes(line(2, 1, text="...")) == []


def test_a_text_with_one_word_more_is_the_question_still():
    assert codes(line(2, 1, text=f"{TEXT['5.3']} (wajib)")) == ["5.3"]


def test_every_question_is_known_by_its_code_and_by_its_text():
    by_code = [line(n, 0, code=code) for n, code in enumerate(TEXT, start=2)]
    by_text = [line(n, 0, text=text) for n, text in enumerate(TEXT.values(), start=2)]
    both = [line(n, 0, text=f"{code} {text}") for n, (code, text) in enumerate(TEXT.items(), 2)]

    assert codes(*by_code) == codes(*by_text) == codes(*both) == list(TEXT)


def test_the_whole_instrument_one_below_the_other_is_read_without_a_finding():
    rows, number = [], 1
    for cluster in PLAN.clusters:
        rows.append(line(number := number + 1, text=cluster.name))
        for indicator in cluster.indicators:
            rows.append(line(number := number + 1, code=indicator.code, text=indicator.name))
            for question in indicator.questions:
                top, named = question.max_points, {"code": question.code, "text": question.text}
                rows.append(line(number := number + 1, top, top, **named))
            rows.append(line(number := number + 1, indicator.max_points, text="Jumlah"))
        named = {"text": f"Jumlah {cluster.name}"}
        rows.append(line(number := number + 1, cluster.max_points, **named))
    rows.append(line(number + 1, 1000, 1000, text="TOTAL KESELURUHAN"))

    whole = recap(PLAN, rows)

    assert whole.findings == ()
    assert [row.question.code for row in whole.read.rows] == list(TEXT)
    assert (whole.sums.questions, whole.sums.indicators, whole.sums.clusters) == (1000, 1000, 1000)


def test_headings_without_numbers_are_no_findings():
    rows = (line(2, text="Keterangan umum"), line(3, cluster="", indicator="", code=""))

    assert (codes(*rows), found(*rows)) == ([], [])


def test_a_line_without_cells_of_its_own_is_named_by_its_first():
    assert Line("Rekap", 7, {}, {}, {}).cell(Role.VALUE) == "A7"


def test_questions_that_the_recap_lacks_are_one_finding():
    all_rows = [line(n, 0, code=code) for n, code in enumerate(TEXT, start=2)]

    few = recap(PLAN, all_rows[:3]).findings[-1]
    most = recap(PLAN, all_rows[3:]).findings[-1]

    assert (few.trouble, few.cell) == (Trouble.ABSENT, "")
    assert few.text.startswith(f"{len(TEXT) - 3} pertanyaan: ")
    assert few.text.endswith(f", dan {len(TEXT) - 23} lagi")
    assert most.text == "3 pertanyaan: 1.1, 1.2a, 1.2b"
    assert recap(PLAN, all_rows).findings == ()
    assert recap(PLAN, []).findings == ()


def test_sums_are_told_by_every_level_and_refused_rows_belong_to_them():
    rows = (
        line(2, 10, code="5.1"),
        line(3, 99, code="5.2"),
        line(4, 109, 49, text="Jumlah Indikator 5"),
        line(5, 109.004, text="Jumlah Klaster I"),
        line(6, 109, text="Jumlah seluruhnya"),
    )

    whole = recap(PLAN, rows)

    assert (whole.sums.questions, whole.sums.indicators) == (Decimal(109), Decimal(109))
    assert (whole.sums.clusters, whole.sums.whole) == (Decimal("109.004"), Decimal(109))
    assert [each.trouble for each in whole.refused] == [Trouble.ABOVE]
    assert Trouble.SUM not in [each.trouble for each in whole.findings]
    assert recap(PLAN, []).sums.whole is None


def test_every_trouble_and_role_has_words():
    assert len({trouble.label for trouble in Trouble}) == len(Trouble)
    assert len({role.label for role in Role}) == len(Role)


def test_columns_are_guessed_from_headings():
    rows = [["Rekap 2025"], ["No.", "Indikator", "Nilai Maks", "Nilai EM", "OPD Pengampu"]]

    header = guess(rows)

    assert header.row == 1
    assert header.columns == {
        Role.CODE: 0,
        Role.TEXT: 1,
        Role.MAXIMUM: 2,
        Role.VALUE: 3,
        Role.AGENCIES: 4,
    }
    assert guess_row(rows, 1) == header
    assert guess([["a"], ["x" * 80]]) == NO_HEADER
    assert guess_row(rows, -1).columns == {}
    assert guess_row(rows, 2).columns == {}
