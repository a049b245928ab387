"""States of requests, points that come back, pasted lines, and what changed between contents."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.burndown import BOTTOM, LEFT, RIGHT, TOP, burn_down
from assessment.core.calendar import Window
from assessment.core.deltas import changed_questions
from assessment.core.request_lines import RequestLine, parse
from assessment.core.room import ItemState, Recovery, Stake, at_stake, item_state, recoveries
from assessment.core.workflow import Status

T0 = datetime(2026, 3, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
ROOM = Window(1, T0, 48, frozenset())


@pytest.mark.parametrize(
    ("last", "is_changed", "expected"),
    [
        (None, False, ItemState.UNTOUCHED),
        (None, True, ItemState.REPAIRED),
        (Status.RETURNED, False, ItemState.UNTOUCHED),
        (Status.RETURNED, True, ItemState.REPAIRED),
        (Status.DRAFT, True, ItemState.REPAIRED),
        (Status.AWAITING_HEAD, True, ItemState.SUBMITTED),
        (Status.SUBMITTED, False, ItemState.SUBMITTED),
        (Status.ACCEPTED, False, ItemState.ACCEPTED),
    ],
)
def test_state_follows_the_last_step_in_the_room(last, is_changed, expected) -> None:
    assert item_state(last, is_changed=is_changed) is expected
    assert expected.is_sent is (expected in (ItemState.SUBMITTED, ItemState.ACCEPTED))


def test_labels_are_indonesian() -> None:
    assert [s.label for s in ItemState] == ["Belum", "Diperbaiki", "Diajukan", "Diterima"]


def test_a_question_comes_back_once_and_only_when_all_of_it_is_accepted() -> None:
    stakes = [
        Stake("1", Decimal(9), T0 + HOUR),
        Stake("1", Decimal(9), T0 + 3 * HOUR),
        Stake("2", Decimal(4), T0 + HOUR),
        Stake("2", Decimal(4), None),
        Stake("3", Decimal("0.5"), T0 + 2 * HOUR),
    ]

    assert at_stake(stakes) == Decimal("13.5")
    assert recoveries(stakes) == (
        Recovery(T0 + 2 * HOUR, "3", Decimal("0.5")),
        Recovery(T0 + 3 * HOUR, "1", Decimal(9)),
    )
    assert at_stake(()) == 0


stakes = st.builds(
    Stake,
    st.sampled_from("abc"),
    st.decimals(0, 20, places=2),
    st.none() | st.integers(0, 48).map(lambda hours: T0 + hours * HOUR),
)


@given(st.lists(stakes, max_size=8), st.integers(-5, 60))
def test_what_came_back_never_exceeds_what_was_at_stake(rows, hours) -> None:
    found, total = recoveries(rows), at_stake(rows)
    chart = burn_down(ROOM, total, found, T0 + hours * HOUR)

    assert 0 <= sum((row.points for row in found), Decimal(0)) <= total
    assert chart.remaining == total - sum((row.points for row in found), Decimal(0))
    assert [mark.hours for mark in chart.marks] == [0, 24, 36, 44, 48]


def test_line_falls_where_points_come_back() -> None:
    found = [Recovery(T0 + 24 * HOUR, "1", Decimal(5))]
    chart = burn_down(ROOM, Decimal(10), found, T0 + 48 * HOUR)

    middle, half = (LEFT + RIGHT) / 2, (TOP + BOTTOM) / 2
    expected = f"M{LEFT} {TOP}.0 H{middle} V{half} H{RIGHT}.0"
    assert chart.path == expected
    assert burn_down(ROOM, Decimal(0), [], T0 - HOUR).path == f"M{LEFT} {BOTTOM}.0 H{LEFT}.0"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("22B.1 Lengkapi SK", [RequestLine(1, "22B.1", "Lengkapi SK")]),
        ("\n  \r\n22B.1 a", [RequestLine(3, "22B.1", "a")]),
        ("Kode pertanyaan\tYang diminta\n1\ta", [RequestLine(2, "1", "a")]),
        ("kode\n1 a", [RequestLine(2, "1", "a")]),
        ("1", [RequestLine(1, "1")]),
        (
            "1\ta\tDP3A; BPBD, DP3A\t4,5\tAlasan\tBu Ani\tlebih",
            [RequestLine(1, "1", "a", ("DP3A", "BPBD"), "4,5", "Alasan", "Bu Ani")],
        ),
        ("\t\t", []),
        ("\tx", [RequestLine(1, "", "x")]),
    ],
)
def test_pasted_lines_are_read(text, expected) -> None:
    assert list(parse(text)) == expected


@given(st.text(max_size=300))
def test_any_text_is_read_line_by_line(text: str) -> None:
    numbers = [line.number for line in parse(text)]

    assert numbers == sorted(set(numbers))


def content(**questions):
    rows = [{"code": code, "evidence": [], "answer": a} for code, a in questions.items()]
    return {"clusters": [{"indicators": [{"questions": rows}]}]}


def test_changes_are_what_differs_and_nothing_else() -> None:
    old, new = content(a="1", b="2"), content(a="1", b="3", c="4")
    new["clusters"][0]["indicators"][0]["questions"][0]["evidence"] = [{"document": {"sha": "x"}}]
    found = changed_questions(old, new)

    assert [row.code for row in found] == ["a", "b", "c"]
    assert found[0].added == ({"document": {"sha": "x"}},)
    assert found[2].old is None
    assert changed_questions(new, new) == ()
    assert changed_questions(new, old)[0].removed == ({"document": {"sha": "x"}},)
