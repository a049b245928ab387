"""Rencana poin: the ranking, estimates, the path and the tasks made of it."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.models import AuditEntry
from assessment.core.plan_steps import Gap
from assessment.models import ActionItem, PlanEstimate
from assessment.tests.plan.conftest import CLAIMED, PROVEN
from assessment.tests.secretariat import scene
from assessment.tests.secretariat.test_assembly import add_answers
from assessment.tests.secretariat.test_queue import add_agencies

PLAN, PATH, TASKS = "/rencana/", "/rencana/jalur/", "/rencana/jalur/tugas/"
ESTIMATE = f"/rencana/perkiraan/{CLAIMED}/"


def rows_of(response):
    return {row.question.code: row for row in response.context["board"].rows}


def test_ranking_adds_up_with_the_score(enter, recap):
    board = enter("coordinator").get(PLAN).context["board"]

    points = board.state.score.points
    assert board.to_prove == points.claimed - points.proven
    assert board.to_raise == points.max_points - points.claimed
    assert PROVEN not in {row.question.code for row in board.rows}


def test_ranking_names_owner_gap_and_days(enter, recap):
    row = rows_of(enter("reviewer").get(PLAN))[CLAIMED]

    claimed = scene.question(recap, CLAIMED)
    assert row.gap is Gap.EVIDENCE
    assert row.agency.abbreviation == "BPBD"
    assert row.prove_days == len(claimed.evidence) + 1
    assert row.chance is None


def test_agencies_see_only_the_questions_they_lead(enter, recap):
    response = enter("operator BPBD").get(PLAN)

    agencies = {row.agency.abbreviation for row in rows_of(response).values()}
    assert agencies == {"BPBD"}
    assert f"?buka={CLAIMED}" in response.text
    assert "Jalur ke target" not in response.text


@pytest.mark.parametrize(
    "query, is_wanted",
    [
        ("opd=BPBD", lambda row: row.agency and row.agency.abbreviation == "BPBD"),
        ("klaster=5", lambda row: row.cluster.code == "5"),
        ("kurang=bukti", lambda row: row.gap is Gap.EVIDENCE),
        ("opd=tidak ada", lambda row: False),
    ],
)
def test_filters_keep_what_they_say(enter, recap, query, is_wanted):
    every = rows_of(enter("coordinator").get(PLAN))

    found = rows_of(enter("coordinator").get(f"{PLAN}?{query}"))

    assert set(found) == {code for code, row in every.items() if is_wanted(row)}


@pytest.mark.parametrize("sort", ["poin", "hasil", "hari", "kode"])
def test_every_sort_shows_every_row(enter, recap, sort):
    response = enter("leader").get(f"{PLAN}?urut={sort}")

    assert response.status_code == 200
    if sort == "poin":
        assert response.context["board"].rows[0].question.code == CLAIMED


@pytest.mark.parametrize("query", ["urut=x", "klaster=99", "kurang=x", "page=0", "page=x"])
def test_unknown_values_in_the_address_do_not_exist(enter, recap, query):
    assert enter("coordinator").get(f"{PLAN}?{query}").status_code == 404


@pytest.mark.parametrize("address", [PLAN, PATH, ESTIMATE])
def test_queries_do_not_grow_with_rows(enter, recap, address):
    client = enter("coordinator")
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    add_agencies(recap, 40)
    add_answers(recap)
    with CaptureQueriesContext(connection) as many:
        client.get(address)

    assert len(few) == len(many) <= 12


def test_estimate_is_stored_with_its_trail_and_changes_the_plan(enter, recap):
    client = enter("reviewer")

    response = client.post(
        ESTIMATE, {"version": 0, "prove_days": "12", "raise_days": "", "chance": "40"}
    )

    assert response.status_code == 302
    row = rows_of(client.get(PLAN))[CLAIMED]
    assert (row.prove_days, row.raise_days, row.chance, row.is_estimated) == (12, 5, 40, True)
    assert AuditEntry.objects.get(action="plan.estimate").subject_id == CLAIMED


def test_late_estimate_is_refused_and_shows_both(enter, recap):
    client = enter("coordinator")
    client.post(ESTIMATE, {"version": 0, "prove_days": "12"})

    response = client.post(ESTIMATE, {"version": 0, "prove_days": "3"})

    assert response.status_code == 409
    assert "Orang lain menyimpan lebih dulu" in response.text
    assert PlanEstimate.objects.get().prove_days == 12


@pytest.mark.parametrize("value", ["-1", "366", "1e3", "\x00", "1_0", "<b>"])
def test_wrong_estimate_stays_at_its_field(enter, recap, value):
    response = enter("coordinator").post(ESTIMATE, {"version": 0, "prove_days": value})

    assert response.status_code == 422
    assert "prove_days" in response.context["form"].errors
    assert not PlanEstimate.objects.exists()


def test_path_reaches_the_target_with_exact_sums(enter, recap):
    path = enter("leader").get(f"{PATH}?target=300").context["path"]

    assert path.plan.is_reached
    assert path.after == path.before.proven + path.plan.gain
    assert path.after >= 300
    assert path.plan.gain == sum((t.step.gain for t in path.tasks), Decimal(0))
    assert path.claimed_after >= path.after


GATED = {"gates": [{"indicators": 12, "percent": "70"}, {"indicator": "5", "above": "9"}]}


def test_path_to_a_category_opens_its_gates_and_shows_them(enter, recap):
    version = recap.cycle.instrument
    document = json.loads(version.document)
    document["categories"][2] |= GATED
    type(version).objects.filter(pk=version.pk).update(
        document=json.dumps(document), checksum="f" * 64
    )

    response = enter("leader").get(f"{PATH}?kategori=Nindya&target=")

    path = response.context["path"]
    assert (path.plan.is_reached, path.plan.is_proven_best) == (True, True)
    assert path.category_after == "Nindya"
    assert path.after > 700
    assert all(gate.is_open for gate in path.gates)
    assert "Paling sedikit 12 indikator mencapai 70 % dari nilai maksimumnya" in response.text
    assert response.text.index("Kategori Nindya") < response.text.index("dapat dicapai")


def test_path_beyond_its_limits_says_why(enter, recap):
    response = enter("leader").get(f"{PATH}?target=900&tugas=2")

    assert len(response.context["path"].tasks) == 2
    assert "Batas banyaknya tugas terlalu kecil." in response.text
    assert "Jadikan tugas" not in response.text


@pytest.mark.parametrize("query", ["per_opd=1", "tenggat=on", "peluang=on", "tugas=0"])
def test_each_limit_gives_a_page(enter, recap, query):
    response = enter("reviewer").get(f"{PATH}?target=80&{query}")

    assert response.status_code == 200
    assert response.context["path"] is not None


@pytest.mark.parametrize("target", ["abc", "0", "1.001", "-5", "1e3", ""])
def test_wrong_target_stays_at_its_field(enter, recap, target):
    response = enter("coordinator").get(PATH, {"target": target})

    assert (response.status_code, response.context["path"]) == (422, None)
    assert "target" in response.context["form"].errors


def test_nul_in_the_address_is_refused(enter, recap):
    assert enter("coordinator").get(f"{PATH}?target=%00").status_code == 400


def test_ticked_steps_become_tasks_once(enter, recap):
    client = enter("coordinator")
    [task, *_] = client.get(f"{PATH}?target=300").context["path"].tasks
    address, code = f"{TASKS}?target=300", task.step.question
    data = {"due_on": "2026-12-15", "kode": [code]}

    first = client.post(address, data)
    second = client.post(address, data)

    assert (first.status_code, second.status_code) == (302, 302)
    item = ActionItem.objects.get()
    assert (item.source, item.question_code) == ("rencana", code)
    assert (item.agency, item.due_on) == (task.opportunity.agency, date(2026, 12, 15))


@pytest.mark.parametrize(
    "data, status",
    [
        ({"kode": "tidak-ada"}, 409),
        ({}, 409),
        ({"kode": CLAIMED, "due_on": "besok"}, 422),
    ],
)
def test_tasks_that_cannot_be_made(enter, recap, data, status):
    response = enter("coordinator").post(f"{TASKS}?target=300", data)

    assert response.status_code == status
    assert not ActionItem.objects.exists()


def test_tasks_of_an_unreadable_path_are_refused(enter, recap):
    assert enter("coordinator").post(f"{TASKS}?target=x", {}).status_code == 400
