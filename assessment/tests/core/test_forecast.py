"""The forecast of finishing: worked examples, and what always holds."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.core.forecast import (
    FEWEST_DAYS,
    WINDOW,
    DayCount,
    Forecast,
    Move,
    Outcome,
    forecast,
    standing,
)

TODAY = date(2026, 12, 1)


def ago(days, change=1):
    return Move(TODAY - timedelta(days=days), change)


@pytest.mark.parametrize(
    "moves, total, expected",
    [
        ([], 10, Forecast(Outcome.TOO_EARLY, 0, 10, 1, Decimal(0))),
        ([], 0, Forecast(Outcome.FINISHED, 0, 0, 1, Decimal(0))),
        ([ago(2, 10)], 10, Forecast(Outcome.FINISHED, 10, 10, 3, Decimal(10) / 3)),
        # Two active days are too few.
        ([ago(6), ago(1)], 10, Forecast(Outcome.TOO_EARLY, 2, 10, 7, Decimal(2) / 7)),
        # Three in four days are too short a time.
        ([ago(3), ago(2), ago(1)], 9, Forecast(Outcome.TOO_EARLY, 3, 9, 4, Decimal(3) / 4)),
        # Seven remain at 3 in 5 days: 11.67 days, so twelve.
        (
            [ago(4), ago(2), ago(0)],
            10,
            Forecast(Outcome.EXPECTED, 3, 10, 5, Decimal("0.6"), TODAY + timedelta(days=12)),
        ),
        # What came and went again is no progress.
        (
            [ago(6), ago(5), ago(4), ago(3, -3)],
            10,
            Forecast(Outcome.STANDSTILL, 0, 10, 7, Decimal(0)),
        ),
        # A thousandfold of what was done in the window says nothing that helps.
        (
            [ago(6), ago(5), ago(4)],
            9000,
            Forecast(Outcome.STANDSTILL, 3, 9000, 7, Decimal(3) / 7),
        ),
        # Old work counts as done, not for the pace; later moves do not exist yet.
        (
            [ago(40, 20), ago(3), ago(2), ago(1, 5), ago(-1, 50)],
            41,
            Forecast(Outcome.EXPECTED, 27, 41, 14, Decimal("0.5"), TODAY + timedelta(days=28)),
        ),
    ],
)
def test_forecast_of_worked_examples(moves, total, expected):
    assert forecast(moves, total, TODAY) == expected


def test_remaining_is_never_negative():
    assert Forecast(Outcome.FINISHED, 12, 10, 1, Decimal(0)).remaining == 0
    assert Forecast(Outcome.TOO_EARLY, 4, 10, 1, Decimal(0)).remaining == 6


def test_standing_counts_at_the_end_of_each_day():
    start, end = TODAY - timedelta(days=2), TODAY
    moves = [ago(9, 3), ago(1, 2), ago(0, -1), ago(-3, 7)]

    assert standing(moves, start, end) == (
        DayCount(start, 3),
        DayCount(TODAY - timedelta(days=1), 5),
        DayCount(TODAY, 4),
    )


steps = st.lists(st.builds(ago, st.integers(0, 60), st.integers(-3, 10)), max_size=40)


@given(steps, st.integers(0, 2000))
def test_a_day_is_named_only_for_work_that_goes_on(moves, total):
    found = forecast(moves, total, TODAY)

    assert found.done == sum(move.change for move in moves)
    assert 1 <= found.days <= WINDOW
    assert (found.finish is not None) == (found.outcome is Outcome.EXPECTED)
    if found.finish is not None:
        needed = (found.finish - TODAY).days
        assert found.days >= FEWEST_DAYS
        assert needed * found.pace >= found.remaining > (needed - 1) * found.pace - 1


@given(steps, st.integers(1, 500), st.integers(1, 500))
def test_more_to_do_is_never_finished_earlier(moves, total, more):
    first, second = forecast(moves, total, TODAY), forecast(moves, total + more, TODAY)

    assert first.pace == second.pace
    if first.finish and second.finish:
        assert first.finish <= second.finish


@given(steps)
def test_standing_ends_with_everything_that_moved(moves):
    days = standing(moves, TODAY - timedelta(days=20), TODAY)

    assert len(days) == 21
    assert days[-1].count == sum(move.change for move in moves)
