"""Reminders after the hand-over: what the room of 2 x 24 hours asks for, and nothing else."""

from __future__ import annotations

from agencies.roles import Role
from assessment.selectors.reminders import needs
from assessment.tests.governance.test_window_room import ENDS, HOUR, T0, ask, open_room


def test_reminders_after_the_hand_over_name_only_the_room(frozen, home):
    ask(home)
    open_room(home)

    def found(hours):
        return needs(home.actor("coordinator", T0 + hours * HOUR), home.cycle)

    assert found(23) == ()
    [need] = found(24)
    assert need.agency == home.agencies["BPBD"]
    assert [(reason.code, reason.items) for reason in need.reasons] == [("window", ("22B.1",))]
    # The day before it shuts, by mail too.
    assert (need.until, need.step) == (ENDS, 1)
    assert {person.role for person in need.recipients} == {Role.OPERATOR, Role.HEAD}
