"""Deciding all proposals of an indicator that nobody contradicts."""

from __future__ import annotations

import pytest

from assessment.core.workflow import Action
from assessment.models import OfficialAnswer
from assessment.tests.factories import PLAN
from assessment.tests.secretariat import scene

CODE = "1.2g"


@pytest.fixture
def agreed(home, accepted):
    """1.2g agrees; 1.2h is contradicted; 1.1 comes from a part that is not accepted."""
    scene.move(home, "Dinsos", CODE, Action.REOPEN, "coordinator", reason="Tambah jawaban.")
    scene.answer(home, "Dinsos", "1.2h")
    scene.send(home, "Dinsos", CODE)
    scene.accept(home, "Dinsos", CODE)
    scene.answer(home, "DP3A", "1.2h", scene.worst(home, "1.2h"), evidence=False)
    scene.answer(home, "DP3A", "1.1", evidence=False)


def ticked(page):
    return [f"{a.record.question.code}:{a.record.fingerprint}" for a in page.context["agreed"]]


def test_agreed_lists_what_nobody_contradicts(enter, agreed):
    page = enter("coordinator").get("/rakitan/sepakat/1/")

    assert [a.record.question.code for a in page.context["agreed"]] == [CODE]
    assert [agency.abbreviation for agency in page.context["agreed"][0].missing] == ["DP3A"]


def test_agreed_are_decided_together(enter, agreed, home):
    client = enter("coordinator")
    page = client.get("/rakitan/sepakat/1/")

    answer = client.post("/rakitan/sepakat/1/", {"item": ticked(page)}, follow=True)

    official = OfficialAnswer.objects.get()
    assert answer.redirect_chain == [("/rakitan/?indikator=1", 302)]
    assert (official.question_code, official.narrative) == (CODE, "Dinsos: Perda nomor 3.")
    assert "1 pertanyaan diputuskan." in answer.content.decode()


def test_agreed_skips_what_changed_meanwhile(enter, agreed, home):
    client = enter("coordinator")
    items = ticked(client.get("/rakitan/sepakat/1/"))
    scene.answer(home, "DP3A", CODE, scene.worst(home, CODE), evidence=False)

    answer = client.post("/rakitan/sepakat/1/", {"item": [*items, "1.1:" + "0" * 64]}, follow=True)

    assert not OfficialAnswer.objects.exists()
    assert "2 dilewati karena berubah sejak ditampilkan: 1.2g, 1.1." in answer.content.decode()


@pytest.mark.parametrize("item", [[], [""], ["1.2g"], ["1.2g:zz"], ["\x00:" + "0" * 63 + "\x00"]])
def test_agreed_refuses_garbage(enter, agreed, item):
    answer = enter("coordinator").post("/rakitan/sepakat/1/", {"item": item})

    assert answer.status_code == 422
    assert not OfficialAnswer.objects.exists()


def test_agreed_closes_with_the_review(enter, agreed, clock):
    client = enter("coordinator")
    items = ticked(client.get("/rakitan/sepakat/1/"))
    clock(PLAN.recap_closes_at)

    answer = enter("coordinator").post("/rakitan/sepakat/1/", {"item": items})

    assert answer.status_code == 409
    assert not OfficialAnswer.objects.exists()
