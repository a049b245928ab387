"""No sequence of actions, by anybody at any time, leads a part out of the transition table."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agencies.errors import ConflictError
from assessment.core.workflow import TRANSITIONS, Action, Party, Status, available, find
from assessment.models import StatusChange
from assessment.services import submissions, windows
from assessment.services.snapshots import freeze
from assessment.tests.factories import NOW, PLAN
from assessment.tests.secretariat import scene

CODE = "1.2x"
SECOND = timedelta(seconds=1)
T0 = PLAN.recap_closes_at + timedelta(days=4)
ENDS = T0 + timedelta(hours=48)
KNOWN = {(row.source, row.action, row.target) for row in TRANSITIONS}
TIMES = (
    PLAN.filling_opens_at - SECOND,
    NOW,
    PLAN.filling_closes_at,
    PLAN.recap_closes_at - SECOND,
    PLAN.recap_closes_at,
    T0 - SECOND,
    T0,
    ENDS - SECOND,
    ENDS,
)
PEOPLE = ("operator BPBD", "operator Dinsos", "head BPBD", "reviewer", "coordinator", "leader")
REASONS = (("", ""), ("", "Perbaiki."), ("other", ""), ("duplicate", ""), ("x", "y"))
REFUSALS = (ConflictError, PermissionDenied, ValidationError)


@given(
    st.sampled_from(list(Status)),
    st.sampled_from(list(Action)),
    st.sampled_from([None, *Party]),
    st.booleans(),
)
def test_the_table_alone_says_what_is_found(status, action, party, has_head):
    step = find(status, action, party, has_head=has_head)

    assert step is None or step in available(status, party, has_head=has_head)
    assert step is None or (step.source, step.action, step.target) in KNOWN


#: None: the operator writes an answer, which in a room takes the part back by itself.
acts = st.tuples(
    st.sampled_from([None, *Action]),
    st.sampled_from(PEOPLE),
    st.sampled_from(TIMES),
    st.sampled_from(REASONS),
    st.booleans(),
)


@pytest.fixture
def room(world):
    """A frozen cycle whose verifiers ask for the question: open from T0 for 48 hours."""
    home = world.home
    freeze(cycle=home.cycle, by=home.actor("coordinator"))
    by = home.actor("coordinator", PLAN.recap_closes_at)
    windows.add_requests(cycle=home.cycle, text=f"{CODE}\tLengkapi\tBPBD\t1", by=by)
    windows.open_window(cycle=home.cycle, opens_at=T0, hours=48, by=by)
    return home


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(acts, min_size=1, max_size=12))
def test_no_sequence_leaves_the_table(room, sequence):
    home = room
    with transaction.atomic():
        scene.answer(home, "BPBD", CODE, evidence=False)
        for action, who, at, (code, reason), is_late in sequence:
            part = scene.part(home, "BPBD", CODE)
            try:
                if action is None:
                    scene.answer(home, "BPBD", CODE, at=at, note=f"{at}", evidence=False)
                    continue
                submissions.move(
                    submission=part,
                    action=action,
                    version=part.version - is_late,
                    by=home.actor(who, at),
                    reason=reason,
                    code=code,
                )
            except REFUSALS:
                now = scene.part(home, "BPBD", CODE)
                assert (now.status, now.version) == (part.status, part.version)
        _check_history(scene.part(home, "BPBD", CODE))
        transaction.set_rollback(True)


def _check_history(part):
    """The steps form one way through the table, and the part stands at its end."""
    steps = list(StatusChange.objects.filter(submission=part))
    ends = [Status.DRAFT, *(Status(step.target) for step in steps)]
    assert [Status(step.source) for step in steps] == ends[:-1]
    assert Status(part.status) is ends[-1]
    assert {(s.source, s.action, s.target) for s in steps} <= KNOWN
    assert part.version == 1 + len(steps)
    assert all(T0 <= step.at < ENDS for step in steps if step.by is None)
