"""The assembly board: states, deciding, adapting, undoing, deciding many at once."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessment.core.workflow import Action
from assessment.models import Assignment, Citation, Contribution, OfficialAnswer
from assessment.selectors.assembly import State
from assessment.selectors.scores import cycle_score
from assessment.tests.factories import NOW, PLAN
from assessment.tests.secretariat import scene
from assessment.tests.secretariat.test_queue import add_agencies

CODE = "1.2g"
ADDRESS = f"/rakitan/{CODE}/"


def shown(client):
    """The hidden values and the first choices of the form as the page shows them."""
    form = client.get(ADDRESS).context["form"]
    return {
        "seen": form["seen"].value(),
        "version": form["version"].value(),
        "narrative": form["narrative"].value(),
        "decision": "taken",
    }


def points(home):
    score = cycle_score(home.cycle).questions[CODE].points
    return score.claimed, score.proven


def states(client, query=""):
    page = client.get(f"/rakitan/{query}")
    return {row.question.code: row.state for row in page.context["board"].rows}


def test_board_lists_every_question_in_pages(enter, accepted):
    page = enter("reviewer").get("/rakitan/")

    board = page.context["board"]
    assert board.total == 274
    assert len(page.context["page"].object_list) == 50
    assert board.counts == {State.EMPTY: 273, State.PROPOSED: 1}
    assert dict(board.agreed) == {"1": 1}


def test_board_filters_by_state_cluster_and_indicator(enter, accepted):
    client = enter("coordinator")

    assert states(client, "?keadaan=usulan") == {CODE: State.PROPOSED}
    assert states(client, "?keadaan=usulan&klaster=3") == {}
    assert len(states(client, "?indikator=22B")) == 4


@pytest.mark.parametrize("query", ["?keadaan=x", "?klaster=9", "?indikator=zz", "?page=9"])
def test_board_of_garbage_is_not_found(enter, query):
    assert enter("reviewer").get(f"/rakitan/{query}").status_code == 404


@pytest.mark.parametrize("code", ["9.9", "x" * 300, "%00", "%F0%9F%98%80"])
def test_detail_of_garbage_is_not_found(enter, code):
    client = enter("coordinator")

    assert client.get(f"/rakitan/{code}/").status_code == 404
    assert client.get(f"/rakitan/sepakat/{code}/").status_code == 404
    assert client.post(f"/rakitan/{code}/batal/", {"version": 1}).status_code == 404


@pytest.mark.parametrize("who", ["operator Dinsos", "head BPBD", "leader", "admin"])
def test_board_is_forbidden_to_other_roles(enter, accepted, who):
    client = enter(who)

    codes = [
        client.get("/rakitan/").status_code,
        client.get(ADDRESS).status_code,
        client.post(ADDRESS, {"decision": "taken"}).status_code,
        client.get("/rakitan/sepakat/1/").status_code,
        client.post(f"{ADDRESS}batal/", {"version": 1}).status_code,
    ]

    assert codes == [403] * 5
    assert not OfficialAnswer.objects.exists()


def test_reviewer_reads_but_does_not_decide(enter, accepted):
    client = enter("reviewer")

    page = client.get(ADDRESS)
    answer = client.post(ADDRESS, shown(client))

    assert page.status_code == 200
    assert not page.context["may_decide"]
    assert "Simpan jawaban resmi" not in page.content.decode()
    assert answer.status_code == 403
    assert client.get("/rakitan/sepakat/1/").status_code == 403


def test_conflict_shows_its_sources(enter, accepted, home):
    scene.answer(home, "DP3A", CODE, scene.worst(home, CODE), evidence=False)

    page = enter("coordinator").get(ADDRESS)

    board = page.context["board"]
    assert board.state is State.CONFLICT
    assert {side.entry.source.label: side.is_in_conflict for side in board.sides} == {
        "DP3A": True,
        "Dinsos": True,
    }
    assert [agency.abbreviation for agency in board.record.missing_agencies] == []
    assert "Jawaban berbeda" in page.content.decode()


def test_taking_the_proposal_proves_the_points(enter, accepted, home):
    client = enter("coordinator")
    full = scene.question(home, CODE).max_points
    before = points(home)

    answer = client.post(ADDRESS, shown(client))

    official = OfficialAnswer.objects.get()
    assert answer.url == ADDRESS
    assert before == (full, 0)
    assert points(home) == (full, full)
    assert (official.answer, official.decision) == (scene.best(home, CODE), "taken")
    assert official.narrative == "Dinsos: Perda nomor 3."
    assert official.sources == ["Dinsos"]


def test_points_are_not_proven_by_the_decision_alone(enter, home):
    scene.answer(home, "Dinsos", CODE)
    scene.send(home, "Dinsos", CODE)
    client = enter("coordinator")
    full = scene.question(home, CODE).max_points

    client.post(ADDRESS, shown(client))
    only_decided = points(home)
    scene.accept(home, "Dinsos", CODE)

    assert only_decided == (full, 0)
    assert points(home) == (full, full)


def test_a_later_change_makes_it_stale_everywhere(enter, accepted, home):
    scene.decide(home, CODE)
    scene.move(home, "Dinsos", CODE, Action.REOPEN, "coordinator", reason="Angka keliru.")
    after = NOW - timedelta(hours=1)
    scene.answer(home, "Dinsos", CODE, scene.worst(home, CODE), at=after)
    full = scene.question(home, CODE).max_points
    client = enter("coordinator")

    pages = {
        "list": client.get("/rakitan/?keadaan=usang"),
        "detail": client.get(ADDRESS),
        "review": client.get(reverse("review-detail", args=[accepted.pk])),
        "explain": client.get(reverse("explain", args=[CODE])),
        "room": client.get("/kendali/"),
    }

    assert points(home) == (full, 0)
    silent = [name for name, page in pages.items() if "usang" not in page.content.decode().lower()]
    assert silent == []
    assert pages["room"].context["room"].todo.stale == 1
    change = pages["detail"].context["board"].changes[0]
    assert change.entry.row.agency == home.agencies["Dinsos"]
    assert change.before == scene.best(home, CODE)["choice"]
    assert change.entry.words == scene.worst(home, CODE)["choice"]


def test_adapting_needs_an_answer_and_a_reason(enter, accepted, home):
    client = enter("coordinator")
    data = shown(client) | {"decision": "adapted", "narrative": "Teks yang disimpan."}

    bare = client.post(ADDRESS, data)
    half = client.post(ADDRESS, data | {"reason": "Sesuai berita acara."})
    whole = client.post(
        ADDRESS,
        data
        | {"reason": "Sesuai berita acara.", "resmi-choice": scene.worst(home, CODE)["choice"]},
    )

    assert [bare.status_code, half.status_code, whole.status_code] == [422, 422, 302]
    assert "Teks yang disimpan." in half.content.decode()
    official = OfficialAnswer.objects.get()
    assert (official.decision, official.answer) == ("adapted", scene.worst(home, CODE))
    assert official.reason == "Sesuai berita acara."


def test_adapting_a_figure_reads_indonesian_numbers(enter, home):
    scene.answer(home, "DP3A", "2.7", {"count": 3}, evidence=False)
    client = enter("coordinator")
    address = "/rakitan/2.7/"
    form = client.get(address).context["form"]
    data = {"seen": form["seen"].value(), "version": 0, "decision": "adapted", "reason": "Uji."}

    refused = [
        client.post(address, data | {"resmi-count": typed}).status_code
        for typed in ("1,5", "1.00", "1e5", "abc", "-1", "")
    ]
    done = client.post(address, data | {"resmi-count": "1.250"})

    assert refused == [422] * 6
    assert done.status_code == 302
    assert OfficialAnswer.objects.get().answer == {"count": 1250}


def test_not_applicable_needs_a_reason(enter, accepted):
    client = enter("coordinator")
    data = shown(client) | {"decision": "not_applicable"}

    refused = client.post(ADDRESS, data)
    done = client.post(ADDRESS, data | {"reason": "Kota ini tidak berwenang."})

    assert (refused.status_code, done.status_code) == (422, 302)
    assert OfficialAnswer.objects.get().answer == {"not_applicable": "Kota ini tidak berwenang."}


def test_nothing_to_take_is_refused(enter, home):
    client = enter("coordinator")

    page = client.get(ADDRESS)
    answer = client.post(ADDRESS, shown(client))

    choices = [code for code, _ in page.context["form"].fields["decision"].choices]
    assert choices == ["adapted", "not_applicable"]
    assert answer.status_code == 422
    assert "Belum ada usulan yang dapat diambil." in answer.content.decode()


@pytest.mark.parametrize(
    "data",
    [
        {"decision": "x"}, {"version": "-1"}, {"version": "9" * 30}, {"seen": ""},
        {"narrative": "a\x00b"}, {"narrative": "x" * 10_001}, {"seen": "x" * 65},
    ],
)  # fmt: skip
def test_decision_refuses_garbage(enter, accepted, data):
    client = enter("coordinator")

    answer = client.post(ADDRESS, shown(client) | data)

    assert answer.status_code == 422
    assert not OfficialAnswer.objects.exists()


def test_decision_on_answers_that_changed_is_refused_with_both_texts(enter, accepted, home):
    client = enter("coordinator")
    data = shown(client) | {"narrative": "Narasi saya."}
    scene.answer(home, "DP3A", CODE, scene.worst(home, CODE), evidence=False)

    answer = client.post(ADDRESS, data)
    again = client.post(
        ADDRESS,
        data
        | {
            "seen": answer.context["form"]["seen"].value(),
            "version": answer.context["form"]["version"].value(),
        },
    )

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Sekarang tersimpan" in text
    assert "Narasi saya." in text
    assert scene.worst(home, CODE)["choice"] in text
    assert again.status_code == 302


def test_second_decision_does_not_overwrite_the_first(enter, accepted, home):
    client = enter("coordinator")
    data = shown(client) | {"decision": "not_applicable", "reason": "Alasan kedua."}
    scene.decide(home, CODE)

    answer = client.post(ADDRESS, data)

    assert answer.status_code == 409
    assert "Alasan kedua." in answer.content.decode()
    assert OfficialAnswer.objects.get().decision == "taken"
    assert answer.context["form"]["version"].value() == "1"


def test_double_click_decides_once(enter, accepted):
    client = enter("coordinator")
    data = shown(client) | {"kunci": str(uuid.uuid4())}

    answers = [client.post(ADDRESS, data) for _ in range(2)]

    assert [(a.status_code, a.url) for a in answers] == [(302, ADDRESS)] * 2
    assert OfficialAnswer.objects.get().version == 1


@pytest.mark.parametrize("seconds, expected", [(-1, 302), (0, 409), (1, 409)])
def test_deciding_ends_at_the_hand_over(enter, accepted, clock, seconds, expected):
    data = shown(enter("coordinator")) | {"narrative": "Tetap terbaca."}
    clock(PLAN.recap_closes_at + timedelta(seconds=seconds))

    answer = enter("coordinator").post(ADDRESS, data)

    assert answer.status_code == expected
    assert OfficialAnswer.objects.exists() is (expected == 302)
    if expected == 409:
        assert "Tetap terbaca." in answer.content.decode()


def test_undo_opens_the_question_again(enter, accepted, home):
    scene.decide(home, CODE)
    client = enter("coordinator")

    stale = client.post(f"{ADDRESS}batal/", {"version": 2})
    kept = OfficialAnswer.objects.count()
    done = client.post(f"{ADDRESS}batal/", {"version": 1})
    again = client.post(f"{ADDRESS}batal/", {"version": 1})

    assert (stale.status_code, kept) == (409, 1)
    assert (done.status_code, again.status_code) == (302, 409)
    assert not OfficialAnswer.objects.exists()
    assert points(home)[1] == 0
    assert client.get(f"{ADDRESS}batal/").status_code == 405
    assert client.post(f"{ADDRESS}batal/", {"version": "x"}).status_code == 400


def test_another_city_decides_its_own(client, world, clock, accepted):
    client.force_login(world.neighbour.people["coordinator"])

    page = client.get(ADDRESS)

    assert page.context["board"].sides == ()
    assert page.context["board"].state is State.EMPTY


@pytest.mark.parametrize("address", ["/rakitan/", ADDRESS, "/rakitan/sepakat/1/"])
def test_pages_cost_the_same_for_one_and_forty(enter, accepted, home, address):
    client = enter("coordinator")
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    add_agencies(home, 40)
    add_answers(home)

    with CaptureQueriesContext(connection) as forty:
        page = client.get(address)

    assert page.status_code == 200
    assert len(one) == len(forty) <= 12


def add_answers(home):
    """Every new agency answers the question and cites a document."""
    for agency in type(home.agencies["Dinsos"]).objects.filter(abbreviation__startswith="OPD"):
        Assignment.objects.create(cycle=home.cycle, question_code=CODE, agency=agency, position=9)
        row = Contribution.objects.create(
            cycle=home.cycle,
            question_code=CODE,
            agency=agency,
            answer=scene.best(home, CODE),
            updated_at=NOW,
        )
        Citation.objects.create(
            contribution=row, document=scene.document(home, "Dinsos"), item=0, created_at=NOW
        )
