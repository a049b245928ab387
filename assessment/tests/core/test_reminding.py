"""The schedule of reminders: what is written, what is due, when the head is reminded too."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.core.reminding import DaysError, due_step, is_escalated, parse_days

DAYS = (14, 7, 3, 1)


@pytest.mark.parametrize(
    "text, days",
    [("14,7,3,1", DAYS), (" 1, 3 ,,7,14,7 ", DAYS), ("", ()), ("0", (0,)), ("60", (60,))],
)
def test_days_are_read(text, days):
    assert parse_days(text) == days


@pytest.mark.parametrize("text", ["61", "-1", "a", "1.5", "²", "9999", "1;2", "1,2,3,4,5,6,7,8,9"])
def test_other_days_are_refused(text):
    with pytest.raises(DaysError):
        parse_days(text)


@pytest.mark.parametrize(
    "left, sent, step",
    [
        (20, (), None),
        (14, (), 14),
        (14, (14,), None),
        (10, (), 14),
        (7, (14,), 7),
        (2, (14,), 3),
        (1, (14, 7, 3), 1),
        (0, (14, 7, 3), 1),
        (0, DAYS, None),
        (-1, (), None),
    ],
)
def test_due_is_the_nearest_step_that_was_not_sent(left, sent, step):
    assert due_step(DAYS, left, sent) == step


def test_head_is_reminded_when_it_is_close():
    assert [is_escalated(left) for left in (4, 3, 0)] == [False, True, True]


@given(st.sets(st.integers(0, 60), max_size=8), st.integers(-5, 70))
def test_a_step_is_sent_once_and_never_early(days, left):
    step = due_step(days, left, ())

    if step is not None:
        assert step in days
        assert step >= left >= 0
        assert due_step(days, left, {step}) is None
