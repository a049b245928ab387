"""Which cycle a page is about when the address names none."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from assessment.selectors.cycles import current_cycle
from assessment.services.cycles import create_cycle
from assessment.tests.factories import NOW, PLAN


def next_cycle(world, opens_at):
    plan = replace(
        PLAN,
        filling_opens_at=opens_at,
        filling_closes_at=opens_at + timedelta(days=40),
        recap_closes_at=opens_at + timedelta(days=80),
        cycle_closes_at=opens_at + timedelta(days=200),
    )
    return create_cycle(
        city=world.home.city,
        year=2027,
        instrument=world.instrument,
        plan=plan,
        by=world.home.actor("coordinator"),
    )


@pytest.mark.parametrize(
    ("seconds", "year"), [(-1, 2027), (0, 2027), (1, 2026)], ids=["before", "at", "after"]
)
def test_a_cycle_is_current_from_the_second_it_opens(world, seconds, year):
    next_cycle(world, NOW + timedelta(seconds=seconds))

    assert current_cycle(world.home.actor("operator BPBD")).year == year


def test_before_any_cycle_opens_the_first_one_is_current(world):
    early = PLAN.filling_opens_at - timedelta(days=1)
    next_cycle(world, NOW)

    assert current_cycle(world.home.actor("coordinator", early)).year == 2026
