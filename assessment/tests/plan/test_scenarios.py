"""Scenarios: another score, and not one stored answer changed."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessment.models import ActionItem, Citation, Contribution, OfficialAnswer, Scenario
from assessment.selectors.scores import cycle_score
from assessment.services import scenarios
from assessment.tests.plan.conftest import CLAIMED, PROVEN
from assessment.tests.secretariat import scene

LIST = "/rencana/skenario/"
FULL = {"choice": "Ya, dengan bukti", "bukti_lengkap": "on"}


@pytest.fixture
def scenario(recap):
    by = recap.actor("coordinator")
    return scenarios.create_scenario(cycle=recap.cycle, name="Rencana A", by=by)


def address(scenario, *parts):
    return "/".join([f"{LIST}{scenario.pk}", *parts, ""])


def stored():
    """Everything that scores are made of, as it stands in the database."""
    models = (Contribution, OfficialAnswer, Citation)
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_scenario_changes_its_own_score_and_nothing_stored(enter, recap, scenario):
    client, before, score = enter("coordinator"), stored(), cycle_score(recap.cycle)

    response = client.post(address(scenario, "pertanyaan", CLAIMED), FULL)

    assert response.status_code == 302
    outcome = client.get(address(scenario)).context["outcome"]
    points = scene.question(recap, CLAIMED).max_points
    assert outcome.score.points.proven == score.points.proven + points
    assert [line.question.code for line in outcome.lines] == [CLAIMED]
    assert stored() == before
    assert cycle_score(recap.cycle).points == score.points


def test_another_answer_alone_changes_the_claim(enter, recap, scenario):
    client, score = enter("coordinator"), cycle_score(recap.cycle)
    low = scene.worst(recap, PROVEN)

    client.post(address(scenario, "pertanyaan", PROVEN), low)

    outcome = client.get(address(scenario)).context["outcome"]
    assert outcome.score.points.claimed < score.points.claimed
    assert outcome.score.points.proven < score.points.proven


def test_a_question_is_taken_out_again(enter, recap, scenario):
    client = enter("coordinator")
    client.post(address(scenario, "pertanyaan", CLAIMED), FULL)

    client.post(address(scenario, "pertanyaan", CLAIMED), {**FULL, "tindakan": "hapus"})

    assert scenario.changes.count() == 0


@pytest.mark.parametrize("data", [{"choice": "bukan pilihan"}, {"choice": "tidak-berlaku"}])
def test_wrong_answer_stays_at_its_field(enter, recap, scenario, data):
    response = enter("coordinator").post(address(scenario, "pertanyaan", CLAIMED), data)

    assert response.status_code == 422
    assert response.context["form"].errors
    assert scenario.changes.count() == 0


def test_scenario_turns_stale_and_takes_the_new_base(enter, recap, scenario):
    client = enter("coordinator")
    assert client.get(address(scenario)).context["outcome"].is_stale is False

    scene.answer(recap, "Dinsos", "8.2", {"count": 2}, evidence=False)

    assert client.get(address(scenario)).context["outcome"].is_stale is True
    assert client.post(address(scenario, "dasar")).status_code == 302
    assert client.get(address(scenario)).context["outcome"].is_stale is False


def test_only_the_owner_sees_it_until_it_is_shared(enter, recap, scenario):
    assert enter("leader").get(address(scenario)).status_code == 404

    data = {"name": "Bersama", "is_shared": "on", "version": 1}
    assert enter("coordinator").post(address(scenario, "ubah"), data).status_code == 302

    assert "Bersama" in enter("leader").get(LIST).text
    assert enter("leader").get(address(scenario)).status_code == 200
    assert enter("reviewer").post(address(scenario, "ubah"), data).status_code == 403


def test_late_change_and_taken_name_are_refused(enter, recap, scenario):
    client = enter("coordinator")
    client.post(LIST, {"name": "Rencana B"})
    other = Scenario.objects.get(name="Rencana B")

    late = client.post(address(scenario, "ubah"), {"name": "C", "version": 7})
    taken = client.post(address(other, "ubah"), {"name": "Rencana A", "version": 1})
    again = client.post(LIST, {"name": "Rencana A"})

    assert (late.status_code, taken.status_code, again.status_code) == (409, 422, 422)
    assert set(Scenario.objects.values_list("name", flat=True)) == {"Rencana A", "Rencana B"}


@pytest.mark.parametrize("name", ["", "   ", "a\x00b", "x" * 121])
def test_names_that_cannot_be_stored_are_refused(enter, recap, name):
    assert enter("coordinator").post(LIST, {"name": name}).status_code == 422
    assert not Scenario.objects.exists()


def test_hostile_name_is_only_text(enter, recap):
    response = enter("coordinator").post(LIST, {"name": "<script>alert(1)</script>"}, follow=True)

    assert "<script>alert(1)" not in response.text
    assert "&lt;script&gt;" in response.text


def test_two_scenarios_side_by_side(enter, recap, scenario):
    client = enter("coordinator")
    client.post(address(scenario, "pertanyaan", CLAIMED), FULL)
    client.post(LIST, {"name": "Rencana B"})
    other = Scenario.objects.get(name="Rencana B")

    response = client.get(f"{LIST}banding/?a={scenario.pk}&b={other.pk}")

    assert [row.question.code for row in response.context["contrasts"]] == [CLAIMED]
    assert client.get(f"{LIST}banding/?a=999999&b={other.pk}").status_code == 404
    assert client.get(f"{LIST}banding/").context["contrasts"] == ()


def test_changed_questions_become_tasks_of_their_agencies(enter, recap, scenario):
    client = enter("coordinator")
    assert client.post(address(scenario, "tugas"), {}).status_code == 409
    client.post(address(scenario, "pertanyaan", CLAIMED), FULL)

    assert client.post(address(scenario, "tugas"), {"due_on": "besok"}).status_code == 422
    assert client.post(address(scenario, "tugas"), {"due_on": "2026-12-15"}).status_code == 302

    item = ActionItem.objects.get()
    assert (item.question_code, item.agency) == (CLAIMED, recap.agencies["BPBD"])
    assert "Rencana A" in item.detail


def test_scenario_is_deleted_and_a_repeat_is_answered(enter, recap, scenario):
    client = enter("coordinator")
    token = "6f1c3a0e-52b5-4a56-9d7c-3c2f8d6f8f11"
    data = {"version": 1, "kunci": token}

    first = client.post(address(scenario, "hapus"), data)
    second = client.post(address(scenario, "hapus"), data)

    assert (first.status_code, second.status_code) == (302, 302)
    assert not Scenario.objects.exists()


def test_question_is_chosen_by_its_code(enter, recap, scenario):
    client = enter("coordinator")

    led = client.get(f"{address(scenario)}?kode={CLAIMED}")

    assert led.headers["Location"] == address(scenario, "pertanyaan", CLAIMED)
    assert client.get(led.headers["Location"]).status_code == 200
    assert client.get(f"{address(scenario)}?kode=tidak").status_code == 404


def test_queries_do_not_grow_with_scenarios_and_changes(enter, recap, scenario):
    client, by = enter("coordinator"), recap.actor("coordinator")
    pages = (LIST, address(scenario))

    def counted():
        found = []
        for page in pages:
            client.get(page)
            with CaptureQueriesContext(connection) as queries:
                client.get(page)
            found.append(len(queries))
        return found

    few = counted()
    codes = [row.code for row in scene.indicator(recap, "16.4").questions][:8]
    for code in (*codes, CLAIMED):
        values = {"question_code": code, "raw": None, "is_proven": True}
        scenarios.try_answer(scenario=scenario, **values, by=by)
    for number in range(40):
        scenarios.create_scenario(cycle=recap.cycle, name=f"Skenario {number}", by=by)

    assert counted() == few
    assert max(few) <= 12
