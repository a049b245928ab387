"""The transition table: the whole truth table, and nothing outside it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.core.workflow import (
    EDITABLE,
    TRANSITIONS,
    Action,
    Party,
    Status,
    Window,
    available,
    find,
    is_reopened,
    mermaid,
)

DRAFT, AWAITING, SUBMITTED, RETURNED, ACCEPTED = Status
OPERATOR, HEAD, REVIEWER, COORDINATOR, SYSTEM = Party
PARTIES = (*Party, None)
HEADS = (True, False)
# Written out by hand from the product document: (status, action, party, has_head) -> target.
ALLOWED = {
    (DRAFT, Action.SUBMIT, OPERATOR, True): AWAITING,
    (DRAFT, Action.SUBMIT, OPERATOR, False): SUBMITTED,
    (RETURNED, Action.SUBMIT, OPERATOR, True): AWAITING,
    (RETURNED, Action.SUBMIT, OPERATOR, False): SUBMITTED,
    **{(AWAITING, Action.WITHDRAW, OPERATOR, head): DRAFT for head in HEADS},
    **{(AWAITING, Action.APPROVE, HEAD, head): SUBMITTED for head in HEADS},
    **{(AWAITING, Action.SEND_BACK, HEAD, head): RETURNED for head in HEADS},
    **{
        (SUBMITTED, Action.ACCEPT, who, head): ACCEPTED
        for who in (REVIEWER, COORDINATOR)
        for head in HEADS
    },
    **{
        (SUBMITTED, Action.RETURN, who, head): RETURNED
        for who in (REVIEWER, COORDINATOR)
        for head in HEADS
    },
    **{(ACCEPTED, Action.REOPEN, COORDINATOR, head): RETURNED for head in HEADS},
    **{
        (status, Action.REOPEN, SYSTEM, head): RETURNED
        for status in (AWAITING, SUBMITTED, ACCEPTED)
        for head in HEADS
    },
}


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("party", PARTIES)
def test_table_allows_exactly_what_is_written(status: Status, party: Party | None) -> None:
    found = {}
    for action, head in product(Action, HEADS):
        transition = find(status, action, party, has_head=head)
        if transition is not None:
            found[status, action, party, head] = transition.target

    assert found == {k: v for k, v in ALLOWED.items() if k[0] is status and k[2] is party}


@pytest.mark.parametrize("status, party, head", [*product(Status, PARTIES, HEADS)])
def test_available_offers_each_action_once_and_find_agrees(status, party, head) -> None:
    offered = available(status, party, has_head=head)

    actions = [transition.action for transition in offered]
    assert len(set(actions)) == len(actions)
    assert [find(status, action, party, has_head=head) for action in actions] == list(offered)


steps = st.tuples(st.sampled_from(Action), st.sampled_from(PARTIES), st.booleans())


@given(st.lists(steps, max_size=30))
def test_no_sequence_of_acts_leaves_the_table(acts) -> None:
    status = DRAFT
    for action, party, head in acts:
        transition = find(status, action, party, has_head=head)
        assert (transition and transition.target) == ALLOWED.get((status, action, party, head))
        if transition is not None:
            assert transition.source is status
            status = transition.target
    assert status in Status


def test_every_status_is_reached_and_none_is_a_dead_end() -> None:
    reached = {DRAFT}
    for _ in Status:
        reached |= {t.target for t in TRANSITIONS if t.source in reached}

    assert reached == set(Status)
    assert {t.source for t in TRANSITIONS} == set(Status)


def test_only_acts_that_hand_work_back_need_a_reason() -> None:
    needed = {t.action for t in TRANSITIONS if t.needs_reason}

    assert needed == {Action.SEND_BACK, Action.RETURN, Action.REOPEN}


def test_only_submitting_needs_completeness() -> None:
    assert {t.action for t in TRANSITIONS if t.needs_complete} == {Action.SUBMIT}


def test_the_agency_acts_in_its_filling_and_the_secretariat_in_its_review() -> None:
    windows = {(party, t.window) for t in TRANSITIONS for party in t.parties}

    assert windows == {
        (OPERATOR, Window.FILLING),
        (HEAD, Window.FILLING),
        (REVIEWER, Window.REVIEW),
        (COORDINATOR, Window.REVIEW),
        (SYSTEM, Window.FILLING),
    }


def test_only_the_operators_statuses_are_editable() -> None:
    submitting = {t.source for t in TRANSITIONS if t.action is Action.SUBMIT}

    assert submitting == EDITABLE == {DRAFT, RETURNED}


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("seconds, is_old", [(-1, True), (0, False), (1, False), (None, True)])
def test_a_window_takes_back_once_what_was_sent_before_it(status, seconds, is_old) -> None:
    opens_at = datetime(2026, 3, 2, tzinfo=UTC)
    moved_at = None if seconds is None else opens_at + timedelta(seconds=seconds)

    assert is_reopened(status, moved_at, opens_at) is (is_old and status not in EDITABLE)


def test_diagram_draws_one_arrow_per_row() -> None:
    lines = mermaid().splitlines()

    assert lines[:3] == [
        "stateDiagram-v2",
        "    [*] --> draft",
        "    draft --> awaiting_head: Ajukan (operator, ada kepala)",
    ]
    assert "    accepted --> returned: Buka kembali (coordinator, alasan wajib)" in lines
    assert lines[-1] == "    accepted --> returned: Buka kembali (system, alasan wajib)"
    assert len(lines) == 2 + len(TRANSITIONS)


def test_labels_are_indonesian() -> None:
    assert [s.label for s in Status] == [
        "Draf",
        "Menunggu kepala",
        "Diajukan",
        "Dikembalikan",
        "Diterima",
    ]
    assert [a.label for a in Action] == [
        "Ajukan",
        "Tarik kembali",
        "Setujui",
        "Kembalikan ke operator",
        "Terima",
        "Kembalikan",
        "Buka kembali",
    ]
