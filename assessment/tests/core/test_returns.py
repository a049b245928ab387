"""Rounds of returning, from a part's history."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.core.returns import RETURNING, Round, RoundState, Step, rounds
from assessment.core.workflow import TRANSITIONS, Action, Status

START = datetime(2026, 12, 1, tzinfo=UTC)
DAY = timedelta(days=1)
TARGETS = {
    Action.SUBMIT: Status.AWAITING_HEAD,
    Action.APPROVE: Status.SUBMITTED,
    Action.SEND_BACK: Status.RETURNED,
    Action.ACCEPT: Status.ACCEPTED,
    Action.RETURN: Status.RETURNED,
    Action.REOPEN: Status.RETURNED,
}


def history(*actions):
    return [Step(action, TARGETS[action], START + DAY * n) for n, action in enumerate(actions)]


@pytest.mark.parametrize(
    "actions, states",
    [
        ((), []),
        ((Action.SUBMIT, Action.APPROVE, Action.ACCEPT), []),
        ((Action.SUBMIT, Action.SEND_BACK), []),
        ((Action.RETURN,), [RoundState.OPEN]),
        ((Action.RETURN, Action.SUBMIT), [RoundState.OPEN]),
        ((Action.RETURN, Action.SUBMIT, Action.SEND_BACK), [RoundState.OPEN]),
        ((Action.RETURN, Action.SUBMIT, Action.APPROVE), [RoundState.REPAIRED]),
        ((Action.RETURN, Action.APPROVE, Action.ACCEPT), [RoundState.DONE]),
        ((Action.RETURN, Action.APPROVE, Action.RETURN), [RoundState.DONE, RoundState.OPEN]),
        (
            (Action.RETURN, Action.APPROVE, Action.ACCEPT, Action.REOPEN),
            [RoundState.DONE, RoundState.OPEN],
        ),
    ],
)
def test_rounds_follow_the_history(actions, states):
    assert [each.state for each in rounds(history(*actions))] == states


def test_rounds_know_their_times():
    (done,) = rounds(history(Action.RETURN, Action.SUBMIT, Action.APPROVE, Action.ACCEPT))
    open_round, repaired = Round(done.returned), Round(done.returned, done.repaired_at)
    now = START + 10 * DAY

    assert (done.repair_time, done.age(now)) == (2 * DAY, 3 * DAY)
    assert (repaired.repair_time, repaired.age(now)) == (2 * DAY, 8 * DAY)
    assert (open_round.repair_time, open_round.age(now)) == (None, 10 * DAY)


def test_states_have_words():
    assert [state.label for state in RoundState] == [
        "Sedang diperbaiki",
        "Menunggu diperiksa ulang",
        "Sudah diperiksa ulang",
    ]


@given(st.lists(st.integers(0, 50), max_size=30))
def test_there_is_a_round_for_every_return_and_only_the_last_is_open(choices):
    status, steps = Status.DRAFT, []
    for number, choice in enumerate(choices):
        possible = [row for row in TRANSITIONS if row.source is status]
        row = possible[choice % len(possible)]
        steps.append(Step(row.action, row.target, START + DAY * number))
        status = row.target

    found = rounds(steps)

    assert len(found) == sum(step.action in RETURNING for step in steps)
    assert all(each.state is RoundState.DONE for each in found[:-1])
