"""What a role may never list: the query is empty before the database is asked."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from assessment.policies import check_import, visible

OF_THE_SECRETARIAT = {
    "aliases",
    "downloads",
    "ministry_figures",
    "recaps",
    "rekey_ticks",
    "snapshots",
    "windows",
}
OF_THE_RECAP = {"city_facts", "marks", "meetings", "scenarios", "steps", "waivers"}
CLOSED = {
    "admin": OF_THE_SECRETARIAT | OF_THE_RECAP | {"action_items", "documents", "official_answers"},
    "leader": OF_THE_SECRETARIAT | {"documents", "official_answers"},
    "operator BPBD": OF_THE_SECRETARIAT | OF_THE_RECAP,
    "reviewer": set(),
}


@pytest.mark.parametrize("who", CLOSED)
def test_lists_that_are_closed_to_a_role_are_empty(world, who):
    actor = world.home.actor(who)
    names = set.union(*CLOSED.values())

    closed = {name for name in names if getattr(visible, f"visible_{name}")(actor).query.is_empty()}

    assert closed == CLOSED[who]


def test_a_citys_workbook_is_the_secretariats(world):
    check_import(world.home.actor("coordinator"), None)
    with pytest.raises(PermissionDenied, match="sekretariat"):
        check_import(world.home.actor("operator BPBD"), None)
