"""One second before, at and after each cut-off: every act, three zones, extensions, slow bodies."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from agencies.errors import LateError
from assessment.core.workflow import Action
from assessment.models import Contribution, Extension
from assessment.services.cycles import grant_extension
from assessment.services.lowering import lower_value
from assessment.services.official_answers import NEW
from assessment.services.snapshots import freeze
from assessment.tests.factories import PLAN
from assessment.tests.governance.test_slow_bodies import send
from assessment.tests.secretariat import scene

SECOND = timedelta(seconds=1)
CODE, TYPED = "22B.1", {"choice": "Ya, dengan bukti", "note": "Tepat waktu"}
OPENS, DEADLINE, HAND_OVER = (
    PLAN.filling_opens_at,
    PLAN.filling_closes_at,
    PLAN.recap_closes_at,
)
LATER = DEADLINE + timedelta(days=5)


def extend(place, until=LATER, indicator="22B", at=DEADLINE - SECOND):
    return grant_extension(
        cycle=place.cycle,
        agency=place.agencies["BPBD"],
        indicator_code=indicator,
        until=until,
        reason="Banjir",
        by=place.actor("coordinator", at),
    )


def answer(place, at):
    scene.answer(place, "BPBD", CODE, at=at, note="Tepat waktu", evidence=False)


def cite(place, at):
    row = Contribution.objects.get(cycle=place.cycle, question_code="22B.2")
    scene.cite(place, "BPBD", row, 0, at=at)


def submit(place, at):
    scene.move(place, "BPBD", "22B.2", Action.SUBMIT, "operator BPBD", at=at)


def approve(place, at):
    scene.move(place, "BPBD", "21A.1", Action.APPROVE, "head BPBD", at=at)


def withdraw(place, at):
    scene.move(place, "BPBD", "21A.1", Action.WITHDRAW, "operator BPBD", at=at)


def accept(place, at):
    scene.move(place, "Dinsos", "1.2g", Action.ACCEPT, "reviewer", at=at)


def return_it(place, at):
    scene.move(place, "Dinsos", "1.2g", Action.RETURN, "reviewer", at=at, reason="Lengkapi")


def lower(place, at):
    row = Contribution.objects.get(cycle=place.cycle, question_code="1.2g")
    lower_value(
        contribution=row,
        raw=scene.worst(place, "1.2g"),
        code="unreadable",
        note="",
        seen=row.version,
        version=NEW,
        by=place.actor("reviewer", at),
    )


def decide(place, at):
    scene.decide(place, "1.2g", at=at)


def make_snapshot(place, at):
    freeze(cycle=place.cycle, by=place.actor("coordinator", at))


AGENCY_ACTS = (answer, cite, submit, approve, withdraw)
SECRETARIAT_ACTS = (accept, return_it, lower, decide, make_snapshot)


@pytest.fixture
def city(home):
    """Parts in every state that an act starts from."""
    scene.answer(home, "BPBD", "22B.2", evidence=False)
    scene.answer(home, "BPBD", "21A.1", evidence=False)
    scene.move(home, "BPBD", "21A.1", Action.SUBMIT, "operator BPBD")
    scene.answer(home, "Dinsos", "1.2g")
    scene.send(home, "Dinsos", "1.2g")
    return home


def in_time(act, place, at):
    """Whether the act is done at that instant; nothing of it stays."""
    with transaction.atomic():
        try:
            act(place, at)
        except LateError:
            return False
        finally:
            transaction.set_rollback(True)
    return True


def around(act, place, instant):
    return [in_time(act, place, instant + step * SECOND) for step in (-1, 0, 1)]


def test_agencies_act_from_the_opening_to_their_deadline(city):
    shut = {act.__name__: around(act, city, DEADLINE) for act in AGENCY_ACTS}
    opened = {act.__name__: around(act, city, OPENS) for act in AGENCY_ACTS}

    assert shut == {act.__name__: [True, False, False] for act in AGENCY_ACTS}
    assert opened == {act.__name__: [False, True, True] for act in AGENCY_ACTS}


def test_an_extension_moves_the_deadline_of_its_indicator_alone(city):
    extend(city)
    ours, others = (answer, cite, submit), (approve, withdraw)
    found = {act.__name__: around(act, city, LATER) for act in (*ours, *others)}

    assert {name: found[name] for name in ("answer", "cite", "submit")} == {
        act.__name__: [True, False, False] for act in ours
    }
    assert [found[act.__name__] for act in others] == [[False] * 3, [False] * 3]
    assert around(answer, city, DEADLINE) == [True, True, True]
    assert around(approve, city, DEADLINE) == [True, False, False]


def test_the_secretariat_acts_until_the_hand_over(city):
    found = {act.__name__: around(act, city, HAND_OVER) for act in SECRETARIAT_ACTS}
    late = [in_time(act, city, DEADLINE + SECOND) for act in SECRETARIAT_ACTS]

    assert found == {act.__name__: [True, False, False] for act in SECRETARIAT_ACTS}
    assert late == [True] * len(SECRETARIAT_ACTS)


@pytest.mark.parametrize(
    "zone, label, until",
    [
        ("Asia/Jakarta", "WIB", datetime(2026, 12, 28, 16, 59, 59, tzinfo=UTC)),
        ("Asia/Makassar", "WITA", datetime(2026, 12, 28, 15, 59, 59, tzinfo=UTC)),
        ("Asia/Jayapura", "WIT", datetime(2026, 12, 28, 14, 59, 59, tzinfo=UTC)),
    ],
)
def test_an_extension_typed_in_the_citys_zone_ends_at_its_second(
    enter, home, clock, zone, label, until
):
    home.city.timezone = zone
    home.city.save()
    typed = {"agency": home.agencies["BPBD"].pk, "indicator_code": "22B", "reason": "Banjir"}
    enter("coordinator").post("/siklus/perpanjangan/", typed | {"until": "2026-12-28T23:59:59"})
    assert Extension.objects.get().until == until

    found = []
    for step in (-1, 0, 1):
        clock(until + step * SECOND)
        row = Contribution.objects.filter(question_code=CODE).first()
        version = str(row.version if row else 0)
        saved = enter("operator BPBD").post(
            f"/pertanyaan/{CODE}/simpan/", TYPED | {"version": version, "note": f"Ke-{step}"}
        )
        found.append(saved.status_code)
    assert found == [302, 409, 409]
    assert f"23.59.59 {label}" in saved.content.decode()
    assert Contribution.objects.get().note == "Ke--1"


@pytest.mark.parametrize("seconds, is_kept", [(-1, True), (0, False), (1, False)])
def test_upload_over_the_end_of_an_extension_counts_by_its_beginning(
    enter, home, clock, seconds, is_kept
):
    extend(home)
    begun = LATER + seconds * SECOND
    typed = TYPED | {"version": "0"}

    saved = send(enter, CODE, typed, begun, LATER + timedelta(minutes=5), clock)

    assert saved.status_code == (302 if is_kept else 409)
    assert Contribution.objects.exists() is is_kept
