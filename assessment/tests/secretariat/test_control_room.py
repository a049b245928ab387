"""The control room and the explanation of points."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessment.core.calendar import Phase
from assessment.models import Submission
from assessment.selectors.control_room import Heat
from assessment.selectors.instruments import instrument_of
from assessment.selectors.scores import cycle_score
from assessment.tests.factories import PLAN
from assessment.tests.secretariat import scene
from assessment.tests.secretariat.test_assembly import add_answers
from assessment.tests.secretariat.test_queue import add_agencies

ROOM = "/kendali/"
CODE = "1.2g"


@pytest.fixture
def recap(home):
    """Dinsos accepted and decided; DP3A contradicts in another question; BPBD only drafts."""
    scene.answer(home, "Dinsos", CODE)
    scene.send(home, "Dinsos", CODE)
    scene.accept(home, "Dinsos", CODE)
    scene.decide(home, CODE)
    scene.answer(home, "Dinsos", "8.2", {"count": 2}, evidence=False)
    row = scene.answer(home, "DP3A", "8.2", {"count": 2}, evidence=False)
    scene.cite(home, "DP3A", row, 0, dated=date(2020, 5, 5))
    scene.send(home, "DP3A", "8.2")
    scene.answer(home, "BPBD", "5.8", {"count": 1}, evidence=False)


def cell(room, agency, indicator):
    row = next(r for r in room.heat if r.agency.abbreviation == agency)
    return next(c for c in row.own_cells if c.indicator.code == indicator)


def test_room_adds_up_from_the_questions(enter, recap, home):
    room = enter("leader").get(ROOM).context["room"]

    score = cycle_score(home.cycle)
    full = scene.question(home, CODE).max_points
    assert room.score.points == score.points
    assert room.score.points.proven == full
    assert sum(c.points.proven for c, _ in room.clusters) == full
    assert room.score.points.max_points == Decimal(1000)
    assert room.to_target == Decimal(600) - full
    assert room.proven_category == "belum berkategori"


def test_room_counts_what_waits(enter, recap):
    todo = enter("coordinator").get(ROOM).context["room"].todo

    assert (todo.submitted, todo.conflicts, todo.stale, todo.outside) == (1, 1, 0, 1)
    assert [agency.abbreviation for agency in todo.silent] == [
        "BPBD", "Dinkes", "Disdikbud", "Kecamatan", "Kelurahan",
    ]  # fmt: skip


def test_heat_follows_answers_and_evidence(enter, recap, home):
    room = enter("coordinator").get(ROOM).context["room"]

    assert cell(room, "Dinsos", "1").heat is Heat.ACCEPTED
    assert cell(room, "DP3A", "8").heat is Heat.ANSWERED
    assert cell(room, "DP3A", "8").answered == 1
    assert cell(room, "Dinkes", "12").heat is Heat.NOTHING
    scene.answer(home, "DP3A", "2.7", {"count": 3})
    scene.answer(home, "BPBD", "5.8", {"count": 1})
    again = enter("coordinator").get(ROOM).context["room"]
    assert cell(again, "DP3A", "2").heat is Heat.PARTLY


def test_heat_is_complete_when_every_item_is_covered(enter, home):
    questions = [
        q for q in instrument_of(home.cycle).indicator("5").questions if "BPBD" in q.agencies
    ]
    for question in questions:
        scene.answer(home, "BPBD", question.code, None if question.options else {"count": 1})

    room = enter("reviewer").get(ROOM).context["room"]

    assert cell(room, "BPBD", "5").heat is Heat.COMPLETE
    assert cell(room, "BPBD", "5").questions == len(questions)


def test_leader_sees_no_link_that_he_may_not_open(enter, recap):
    client = enter("leader")
    text = client.get(ROOM).content.decode()

    assert "/antrian/" not in text
    assert "/rakitan/" not in text
    assert "/antrian/" in enter("coordinator").get(ROOM).content.decode()


@pytest.mark.parametrize(
    "who, explained", [("operator Dinsos", 200), ("head BPBD", 404), ("admin", 403)]
)
def test_room_is_forbidden_to_other_roles(enter, recap, who, explained):
    """The explanation is open to the agencies that answer the question."""
    client = enter(who)

    assert client.get(ROOM).status_code == 403
    assert client.get(reverse("explain", args=[CODE])).status_code == explained


def test_room_is_forbidden_to_the_province(client, world, clock):
    client.force_login(world.verifier)

    assert client.get(ROOM).status_code == 403


def test_room_refuses_writing(enter):
    assert enter("coordinator").post(ROOM).status_code == 405
    assert enter("coordinator").post(reverse("explain", args=[CODE])).status_code == 405


@pytest.mark.parametrize(
    "at, phase, until",
    [
        (PLAN.filling_closes_at, Phase.RECAP, PLAN.recap_closes_at),
        (PLAN.recap_closes_at, Phase.FROZEN, PLAN.cycle_closes_at),
        (PLAN.cycle_closes_at, Phase.CLOSED, None),
    ],
)
def test_room_counts_to_the_next_cut_off(enter, clock, at, phase, until):
    clock(at)

    deadline = enter("leader").get(ROOM).context["room"].deadline

    assert (deadline.phase, deadline.at) == (phase, until)


def test_room_of_an_empty_city_stands(enter):
    page = enter("leader").get(ROOM)

    assert page.status_code == 200
    assert page.context["room"].score.points.claimed is None
    assert len(page.context["room"].todo.silent) == 7


def test_room_costs_the_same_for_one_and_forty(enter, recap, home):
    client = enter("coordinator")
    client.get(ROOM)
    with CaptureQueriesContext(connection) as one:
        client.get(ROOM)
    add_agencies(home, 40)
    add_answers(home)
    Submission.objects.filter(agency__abbreviation__startswith="OPD").update(status="submitted")

    with CaptureQueriesContext(connection) as forty:
        page = client.get(ROOM)

    assert len(page.context["room"].heat) == 47
    assert len(one) == len(forty) <= 12


def test_explain_tells_rule_value_evidence_and_decision(enter, recap, home):
    page = enter("reviewer").get(reverse("explain", args=[CODE]))

    text = page.content.decode()
    official = page.context["board"].record.official
    assert page.context["rule"][0].points == scene.question(home, CODE).max_points
    assert official.decided_by == home.people["coordinator"]
    assert home.people["coordinator"].full_name in text
    assert scene.best(home, CODE)["choice"] in text
    assert "bernilai 1. Terbukti." in text


def test_explain_hides_documents_from_the_leader(enter, recap):
    address = reverse("explain", args=[CODE])
    board = enter("reviewer").get(address).context["board"]
    title = board.record.items[0].evidence[0].citation.document.title

    as_leader = enter("leader").get(address).content.decode()

    assert title in enter("reviewer").get(address).content.decode()
    assert title not in as_leader
    assert "/rakitan/" not in as_leader


@pytest.mark.parametrize("code", ["9.9", "x" * 300, "%00"])
def test_explain_of_garbage_is_not_found(enter, code):
    assert enter("leader").get(f"/kendali/mengapa/{code}/").status_code == 404
