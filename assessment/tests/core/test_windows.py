"""The 2 x 24 hour room to the second: only listed questions, exactly N hours, in three zones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.core.calendar import (
    ANYTHING,
    Extension,
    Opening,
    Phase,
    Schedule,
    Scope,
    Window,
    WindowItem,
    escalates_at,
    escalation,
    filling,
    freezing,
    review,
)

ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
TIMES = Schedule(
    filling_opens_at=datetime(2025, 1, 6, tzinfo=UTC),
    filling_closes_at=datetime(2025, 2, 28, tzinfo=UTC),
    recap_closes_at=datetime(2025, 3, 14, tzinfo=UTC),
    cycle_closes_at=datetime(2025, 12, 31, tzinfo=UTC),
)
LISTED = WindowItem(1, "22B", "22B.1")


def window(opens_at: datetime, hours: int = 48, number: int = 1) -> Window:
    return Window(number, opens_at, hours, frozenset({LISTED}))


T0 = datetime(2025, 4, 7, 8, tzinfo=UTC)
ROOM = window(T0)


def opening(at, agency_id=1, indicator="22B", question="22B.1", windows=(ROOM,)) -> Opening:
    return filling(
        TIMES,
        (),
        agency_id=agency_id,
        indicator_code=indicator,
        question_code=question,
        windows=windows,
        at=at,
    )


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("hours", [1, 48, 72])
def test_room_opens_and_shuts_at_the_second(zone: str, hours: int) -> None:
    room = window(datetime(2025, 4, 7, 8, tzinfo=ZoneInfo(zone)), hours)
    begins = room.opens_at.astimezone(UTC)
    ends = begins + hours * HOUR
    steps = (-SECOND, 0 * SECOND, SECOND)

    assert [opening(begins + s, windows=[room]).is_open for s in steps] == [False, True, True]
    assert [opening(ends + s, windows=[room]).is_open for s in steps] == [True, False, False]
    assert opening(begins, windows=[room]) == Opening(True, Phase.FROZEN, ends, room)
    assert opening(ends, windows=[room]) == Opening(False, Phase.FROZEN, ends)


def test_before_the_room_the_regular_deadline_is_named() -> None:
    assert opening(T0 - SECOND) == Opening(False, Phase.FROZEN, TIMES.filling_closes_at)


@pytest.mark.parametrize(
    ("asked", "is_open"),
    [
        ((1, "22B", "22B.1"), True),
        ((1, "22B", None), True),
        ((1, "", None), True),
        ((1, "22B", "22B.2"), False),
        ((1, "22A", "22A.1"), False),
        ((1, "22A", None), False),
        ((2, "22B", "22B.1"), False),
        ((2, "", None), False),
    ],
)
def test_room_opens_what_it_lists_and_nothing_else(asked, is_open) -> None:
    agency_id, indicator, question = asked

    assert opening(T0, agency_id, indicator, question).is_open is is_open


@pytest.mark.parametrize(
    ("scope", "is_open"),
    [
        (ANYTHING, True),
        (Scope(1), True),
        (Scope(1, "22B"), True),
        (Scope(1, question_code="22B.1"), True),
        (Scope(question_code="22B.1"), True),
        (Scope(2, "22B"), False),
        (Scope(1, "22A"), False),
        (Scope(question_code="22B.2"), False),
    ],
)
@pytest.mark.parametrize("seconds, is_within", [(-1, False), (0, True)])
def test_review_follows_the_room(scope, is_open, seconds, is_within) -> None:
    at = T0 + seconds * SECOND

    assert review(TIMES, at, [ROOM], scope).is_open is (is_open and is_within)
    assert review(TIMES, ROOM.closes_at, [ROOM], scope).is_open is False
    assert review(TIMES, at).is_open is False


def test_opening_says_which_questions_are_open() -> None:
    regular = Opening(True, Phase.FILLING, TIMES.filling_closes_at)
    found = opening(T0, question=None)

    assert [found.covers(code, 1) for code in ("22B.1", "22B.2")] == [True, False]
    assert found.covers("22B.1", 2) is False
    assert (found.label, regular.label) == ("Ruang 2 x 24 jam", "Pengisian")
    assert regular.covers("22B.2", 1) is True
    assert Opening(False, Phase.FROZEN, None).covers("22B.1", 1) is False


def test_a_room_counts_only_while_the_cycle_is_frozen() -> None:
    early = window(TIMES.recap_closes_at - HOUR, 2)
    late = window(TIMES.cycle_closes_at - HOUR, 2)

    assert opening(TIMES.recap_closes_at - SECOND, windows=[early]).is_open is False
    assert opening(TIMES.recap_closes_at, windows=[early]).is_open is True
    last = opening(TIMES.cycle_closes_at - SECOND, windows=[late])
    assert (last.is_open, last.until) == (True, TIMES.cycle_closes_at)
    assert opening(TIMES.cycle_closes_at, windows=[late]).is_open is False
    assert opening(TIMES.filling_opens_at - SECOND, windows=[early]).until is None


def test_the_later_of_two_rooms_decides() -> None:
    second = window(ROOM.closes_at + HOUR, 24, number=2)

    between = opening(ROOM.closes_at + SECOND, windows=[ROOM, second])
    within = opening(second.opens_at, windows=[ROOM, second])

    assert (between.is_open, between.until) == (False, ROOM.closes_at)
    assert (within.is_open, within.window) == (True, second)


def test_an_extension_opens_nothing_after_the_hand_over() -> None:
    extension = Extension(1, "", T0 + 9 * HOUR)
    found = filling(
        TIMES, [extension], agency_id=1, indicator_code="22A", windows=[ROOM], at=T0 + HOUR
    )

    assert (found.is_open, found.until) == (False, TIMES.recap_closes_at)


@pytest.mark.parametrize(
    ("at", "windows", "is_open"),
    [
        (TIMES.recap_closes_at - SECOND, [], True),
        (TIMES.recap_closes_at, [], False),
        (T0 - SECOND, [ROOM], False),
        (T0, [ROOM], True),
        (ROOM.closes_at + HOUR, [ROOM], True),
        (TIMES.cycle_closes_at - SECOND, [ROOM], True),
        (TIMES.cycle_closes_at, [ROOM], False),
        (TIMES.filling_opens_at - SECOND, [ROOM], False),
    ],
)
def test_snapshots_are_made_before_the_hand_over_and_from_the_first_room_on(
    at, windows, is_open
) -> None:
    assert freezing(TIMES, at, windows).is_open is is_open


@pytest.mark.parametrize("level, hours", [(1, 24), (2, 36), (3, 44)])
def test_escalation_comes_at_24_36_and_44_hours(level: int, hours: int) -> None:
    instant = T0 + hours * HOUR

    assert escalates_at(ROOM, level) == instant
    assert [escalation(ROOM, instant + s) for s in (-SECOND, 0 * SECOND, SECOND)] == [
        level - 1,
        level,
        level,
    ]


def test_nothing_escalates_outside_of_the_room() -> None:
    assert escalation(ROOM, T0 - SECOND) == 0
    assert escalation(ROOM, ROOM.closes_at - SECOND) == 3
    assert escalation(ROOM, ROOM.closes_at) == 0


seconds = st.integers(min_value=-400_000, max_value=800_000)


@given(seconds, st.integers(1, 240), st.integers(1, 3), st.sampled_from(["22B.1", "22B.2"]))
def test_open_exactly_within_the_hours_for_exactly_what_is_listed(after, hours, agency, code):
    room = window(T0, hours)
    at = T0 + after * SECOND
    found = opening(at, agency, "22B", code, [room])

    is_within = 0 <= after < hours * 3600
    assert found.is_open is (is_within and agency == 1 and code == "22B.1")
    assert found.is_open is review(TIMES, at, [room], Scope(agency, "22B", code)).is_open
    assert (found.window is room) is found.is_open
    assert escalation(room, at) in (range(4) if is_within else (0,))


@given(st.lists(seconds, min_size=1, max_size=4), seconds)
def test_more_rooms_never_take_time_away(starts, after) -> None:
    rooms = [window(T0 + start * SECOND, 24, n) for n, start in enumerate(starts)]
    at = T0 + after * SECOND

    alone = any(opening(at, windows=[room]).is_open for room in rooms)
    assert opening(at, windows=rooms).is_open is alone
