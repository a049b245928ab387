"""Agreed actions: who agrees, who completes, what is refused, what the trail keeps."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from agencies.errors import ConflictError, LateError, StaleVersionError
from agencies.models import AuditEntry
from assessment import policies
from assessment.models import ActionItem
from assessment.selectors.action_items import ActionFilter, action_items, open_actions
from assessment.services import action_items as services
from assessment.services.action_items import ActionFacts
from assessment.services.meetings import MeetingFacts, create_meeting
from assessment.tests.factories import NOW, PLAN
from assessment.tests.meetings.scene import DUE, agree


def actions_of_trail():
    entries = AuditEntry.objects.filter(subject="action_item").order_by("sequence")
    return list(entries.values_list("action", flat=True))


def test_action_lives_from_agreement_to_done_and_back(home):
    item = agree(home, owner=home.people["operator BPBD"])
    done = services.complete_action(
        item=item, note="SK 12 terbit.", version=1, by=home.actor("operator BPBD")
    )
    again = services.reopen_action(item=done, version=2, by=home.actor("reviewer"))
    facts = ActionFacts("Lengkapi dua SK", due_on=DUE)
    changed = services.change_action(item=again, facts=facts, version=3, by=home.actor("reviewer"))
    services.remove_action(item=changed, version=4, by=home.actor("coordinator"))

    assert (done.is_done, done.done_at, done.done_note) == (True, NOW, "SK 12 terbit.")
    assert done.done_by == home.people["operator BPBD"]
    assert (again.is_done, again.done_at, again.done_by, again.done_note) == (False, None, None, "")
    assert (changed.title, changed.agency, changed.owner) == ("Lengkapi dua SK", None, None)
    assert not ActionItem.objects.exists()
    assert actions_of_trail() == [
        f"action_item.{act}" for act in ("create", "complete", "reopen", "change", "remove")
    ]


@pytest.mark.parametrize("who", ["operator BPBD", "head BPBD", "leader", "admin"])
def test_only_the_secretariat_agrees(home, who):
    item = agree(home)
    by = home.actor(who)
    facts = ActionFacts("Lain")

    with pytest.raises(PermissionDenied):
        agree(home, by=by)
    with pytest.raises(PermissionDenied):
        services.change_action(item=item, facts=facts, version=1, by=by)
    with pytest.raises(PermissionDenied):
        services.remove_action(item=item, version=1, by=by)
    assert ActionItem.objects.get().title == "Lengkapi SK Gugus Tugas"


@pytest.mark.parametrize(
    "who, agency, may",
    [
        ("operator BPBD", "BPBD", True),
        ("head BPBD", "BPBD", True),
        ("reviewer", "BPBD", True),
        ("coordinator", "", True),
        ("operator Dinsos", "BPBD", False),
        ("operator BPBD", "", False),
        ("leader", "BPBD", False),
        ("admin", "BPBD", False),
    ],
)
def test_completing_belongs_to_its_agency_and_the_secretariat(home, who, agency, may):
    item = agree(home, agency)
    act = {"item": item, "note": "", "version": 1, "by": home.actor(who)}

    if may:
        assert services.complete_action(**act).is_done
    else:
        with pytest.raises(PermissionDenied):
            services.complete_action(**act)


def test_people_of_another_city_have_no_part(world, home):
    item = agree(home)
    stranger = world.neighbour.actor("coordinator")

    with pytest.raises(PermissionDenied):
        services.complete_action(item=item, note="", version=1, by=stranger)
    assert not action_items(stranger, home.cycle).exists()


@pytest.mark.parametrize(
    "field, facts",
    [
        ("title", {"title": " "}),
        ("title", {"title": "x" * 201}),
        ("title", {"title": "a\x00b"}),
        ("detail", {"title": "a", "detail": "\ud800"}),
        ("question_code", {"title": "a", "question_code": "99.9"}),
    ],
)
def test_facts_are_checked_at_their_field(home, field, facts):
    with pytest.raises(ValidationError) as refusal:
        services.create_action(
            cycle=home.cycle,
            facts=ActionFacts(**facts),
            source=ActionItem.Source.PLAN,
            by=home.actor("coordinator"),
        )

    assert list(refusal.value.error_dict) == [field]
    assert not ActionItem.objects.exists()


def test_owner_and_agency_belong_together_and_to_the_city(world, home):
    abroad = world.neighbour

    with pytest.raises(ValidationError, match="bukan orang BPBD"):
        agree(home, owner=home.people["operator Dinsos"])
    with pytest.raises(ValidationError, match="Pilih orang"):
        agree(home, owner=abroad.people["operator BPBD"])
    with pytest.raises(ValidationError, match="Pilih orang"):
        agree(home, "", owner=home.people["leader"])
    facts = ActionFacts("x", agency=abroad.agencies["BPBD"])
    by = home.actor("coordinator")
    with pytest.raises(ValidationError, match="Pilih perangkat"):
        services.create_action(cycle=home.cycle, facts=facts, source=ActionItem.Source.PLAN, by=by)


def test_second_writer_is_refused(home):
    item = agree(home)
    by = home.actor("operator BPBD")
    services.complete_action(item=item, note="", version=1, by=by)

    with pytest.raises(ConflictError, match="sudah ditandai"):
        services.complete_action(item=item, note="", version=1, by=by)
    with pytest.raises(ConflictError, match="sudah selesai"):
        services.change_action(
            item=item, facts=ActionFacts("x"), version=2, by=home.actor("reviewer")
        )
    with pytest.raises(StaleVersionError):
        services.remove_action(item=item, version=1, by=home.actor("reviewer"))
    services.reopen_action(item=item, version=2, by=by)
    with pytest.raises(ConflictError, match="belum ditandai"):
        services.reopen_action(item=item, version=3, by=by)


def test_nothing_changes_once_the_cycle_is_over(home):
    item = agree(home)
    last = PLAN.cycle_closes_at - timedelta(microseconds=1)
    done = services.complete_action(
        item=item, note="", version=1, by=home.actor("operator BPBD", last)
    )
    over = PLAN.cycle_closes_at

    with pytest.raises(LateError):
        services.reopen_action(item=done, version=2, by=home.actor("coordinator", over))
    with pytest.raises(LateError):
        agree(home, by=home.actor("coordinator", over))


def test_readers_see_what_is_theirs(home):
    agree(home, "BPBD")
    agree(home, "Dinsos")
    agree(home, "")

    def seen(who):
        rows = action_items(home.actor(who), home.cycle)
        return sorted(str(row.agency or "Sekretariat") for row in rows)

    assert seen("coordinator") == seen("leader") == ["BPBD", "Dinsos", "Sekretariat"]
    assert seen("operator BPBD") == seen("head BPBD") == ["BPBD"]
    assert seen("admin") == []


@pytest.mark.parametrize("who", ["operator BPBD", "head BPBD", "admin"])
def test_minutes_and_people_are_not_for_agencies(home, who):
    facts = MeetingFacts(held_on=DUE, place="", agenda="Rapat")
    create_meeting(cycle=home.cycle, facts=facts, by=home.actor("coordinator"))

    assert not policies.visible_meetings(home.actor(who)).exists()
    assert not policies.possible_owners(home.actor(who)).exists()
    assert policies.visible_meetings(home.actor("leader")).count() == 1
    assert policies.possible_owners(home.actor("reviewer")).count() == 6


def test_open_ones_come_by_their_day_and_late_ones_are_known(home):
    today = date(2026, 12, 1)
    for title, due in [
        ("tanpa", None), ("besok", today + timedelta(1)),
        ("hari ini", today), ("lewat", today - timedelta(1)),
    ]:  # fmt: skip
        agree(home, title=title, due_on=due)
    done = agree(home, title="selesai")
    by = home.actor("operator BPBD")
    services.complete_action(item=done, note="", version=1, by=by)

    rows = open_actions(by, home.cycle)
    late = action_items(by, home.cycle, ActionFilter(state="terlambat"))
    secretariat = action_items(home.actor("reviewer"), home.cycle, ActionFilter(agency_id=0))

    assert [(row.item.title, row.is_late) for row in rows] == [
        ("lewat", True), ("hari ini", False), ("besok", False), ("tanpa", False),
    ]  # fmt: skip
    assert [row.title for row in late] == ["lewat"]
    assert not secretariat.exists()


def test_database_refuses_half_done_actions(home):
    item = agree(home)
    rows = ActionItem.objects.filter(pk=item.pk)

    for wrong in ({"is_done": True}, {"title": ""}, {"done_note": "ya"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)
    assert rows.get().version == 1
