"""Division of the clusters, parts with the same answers, and the ledger of returns."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.errors import ConflictError
from assessment.core.returns import RoundState
from assessment.core.workflow import Action, Status
from assessment.models import Citation, ReviewerAssignment, StatusChange, Submission
from assessment.selectors import alike_parts
from assessment.selectors.instruments import instrument_of
from assessment.selectors.return_ledger import LedgerFilter, ledger
from assessment.selectors.reviewers import desk
from assessment.services.bulk_moves import move_parts
from assessment.services.reviewers import set_reviewers
from assessment.tests.factories import NOW
from assessment.tests.secretariat import scene

CODE = "1.2x"


def clusters(home):
    return [cluster.code for cluster in instrument_of(home.cycle).clusters]


def divide(home, chosen, who="coordinator"):
    by = home.actor(who)
    return set_reviewers(cycle=home.cycle, chosen=chosen, seen=desk(by, home.cycle).print, by=by)


# --- reviewers


def test_a_reviewers_queue_begins_with_the_own_clusters(enter, home):
    scene.answer(home, "Dinsos", CODE)
    scene.send(home, "Dinsos", CODE)
    scene.answer(home, "BPBD", "5.8", {"count": 0}, evidence=False)
    first = instrument_of(home.cycle).cluster_of("1").code
    reviewer = home.people["reviewer"]
    assert divide(home, {first: [reviewer.pk]}) == 1
    client = enter("reviewer")

    mine = client.get("/antrian/")
    others = client.get("/antrian/?pemeriksa=tanpa")
    every = client.get("/antrian/?pemeriksa=semua")

    assert [row.indicator.code for row in mine.context["queue"].rows] == ["1"]
    assert mine.context["asked"].reviewer == "saya"
    assert [row.indicator.code for row in others.context["queue"].rows] == ["5"]
    assert len(every.context["queue"].rows) == 2
    assert reviewer.full_name in every.content.decode()


def test_division_refuses_strangers_and_what_was_not_seen(home, world):
    code = clusters(home)[0]
    stranger = world.neighbour.people["reviewer"].pk
    with pytest.raises(ValidationError):
        divide(home, {code: [stranger]})
    with pytest.raises(ConflictError):
        set_reviewers(cycle=home.cycle, chosen={}, seen="0" * 64, by=home.actor("coordinator"))

    assert not ReviewerAssignment.objects.exists()


def test_division_page_saves_and_keeps_a_stale_choice(enter, home):
    client, address = enter("coordinator"), reverse("reviewer-assign")
    reviewer = str(home.people["reviewer"].pk)
    seen = client.get(address).context["form"]["terlihat"].value()

    done = client.post(address, {"terlihat": seen, "klaster-1": [reviewer]})
    stale = client.post(address, {"terlihat": seen, "klaster-2": [reviewer]})
    garbage = client.post(address, {"terlihat": seen, "klaster-1": ["x"]})

    assert (done.status_code, stale.status_code, garbage.status_code) == (302, 409, 422)
    assert stale.context["form"]["klaster-2"].value() == [reviewer]
    assert stale.context["form"]["terlihat"].value() != seen
    assert ReviewerAssignment.objects.count() == 1


@pytest.mark.parametrize("who", ["reviewer", "leader", "operator Dinsos"])
def test_division_is_the_coordinators(enter, who):
    assert enter(who).get(reverse("reviewer-assign")).status_code == 403


# --- the way through the filtered queue


def test_next_walks_the_filtered_queue_and_keeps_its_place(enter, home):
    for agency in ("BPBD", "Dinsos", "DP3A"):
        scene.answer(home, agency, CODE, evidence=False)
        scene.send(home, agency, CODE)
    client, parts = (
        enter("reviewer"),
        [scene.part(home, a, CODE) for a in ("BPBD", "Dinsos", "DP3A")],
    )
    query = "urut=opd&pemeriksa=semua"

    skipped = client.get(f"/antrian/berikutnya/?sesudah={parts[0].pk}&{query}")
    address = reverse("submission-move", args=[parts[1].pk, "accept"])
    moved = client.post(f"{address}?dari=antrian&{query}", {"version": parts[1].version})
    after = client.get(moved.url)

    assert skipped.url.startswith(reverse("review-detail", args=[parts[1].pk]))
    assert after.url.startswith(reverse("review-detail", args=[parts[2].pk]))
    assert "urut=opd" in after.url
    assert "pemeriksa=semua" in after.url


def test_queue_filters_by_age_and_garbage_is_not_found(enter, home):
    scene.answer(home, "Dinsos", CODE, at=NOW - timedelta(days=8))
    scene.send(home, "Dinsos", CODE, at=NOW - timedelta(days=8))
    client = enter("reviewer")

    week = client.get("/antrian/?umur=7").context["queue"].rows
    fortnight = client.get("/antrian/?umur=14").context["queue"].rows
    garbage = [
        client.get(f"/antrian/?{query}").status_code
        for query in ("umur=8", "pemeriksa=x", "pemeriksa=999999", "catatan=x", "urut=x")
    ]

    assert (len(week), len(fortnight)) == (1, 0)
    assert garbage == [404] * 5


# --- parts with the same answers


@pytest.fixture
def alike(home):
    """BPBD and Dinsos sent the same answer, DP3A another one."""
    for agency, raw in (("BPBD", None), ("Dinsos", None), ("DP3A", scene.worst(home, CODE))):
        scene.answer(home, agency, CODE, raw, evidence=agency == "Dinsos")
        scene.send(home, agency, CODE)
    return [scene.part(home, "BPBD", CODE), scene.part(home, "Dinsos", CODE)]


def test_groups_hold_equal_answers_only(home, alike):
    (group,) = alike_parts.groups(home.actor("reviewer"), home.cycle)

    assert [part.submission for part in group.parts] == alike
    assert [answer.words for answer in group.answers] == [scene.best(home, CODE)["choice"]]
    assert group.pending == Citation.objects.count() > 0


def test_bulk_accept_names_what_it_leaves(home, alike):
    scene.accept(home, "BPBD", CODE)

    result = move_parts(
        cycle=home.cycle,
        parts={part.pk: part.version for part in alike},
        action=Action.ACCEPT,
        by=home.actor("reviewer"),
    )

    assert (result.moved, [row.agency for row in result.skipped]) == (("Dinsos",), ["BPBD"])
    assert scene.part(home, "Dinsos", CODE).status == Status.ACCEPTED


def test_bulk_leaves_what_the_reviewer_entered(home, alike):
    Submission.objects.filter(pk=alike[0].pk).update(submitted_by=home.people["reviewer"])

    result = move_parts(
        cycle=home.cycle,
        parts={part.pk: part.version for part in alike},
        action=Action.ACCEPT,
        by=home.actor("reviewer"),
    )

    assert (result.moved, result.skipped[0].agency) == (("Dinsos",), "BPBD")
    assert "ikut mengisi" in result.skipped[0].why


def test_bulk_page_asks_for_a_reason_and_keeps_the_ticks(enter, home, alike):
    client, address = enter("reviewer"), reverse("alike-detail", args=["1"])
    (group,) = client.get(address).context["groups"]
    chosen = [f"{alike[1].pk}:{alike[1].version}"]
    data = {"kelompok": group.key, "bagian": chosen, "action": "return"}

    refused = client.post(address, data)
    nothing = client.post(address, data | {"bagian": [], "code": "duplicate"})
    done = client.post(address, data | {"code": "duplicate", "reason": "Lihat BPBD."})

    assert (refused.status_code, nothing.status_code, done.status_code) == (422, 422, 302)
    assert refused.context["ticked"] == chosen
    assert re.search(rf'value="{chosen[0]}"\s+checked', refused.content.decode())
    part = scene.part(home, "Dinsos", CODE)
    assert part.status == Status.RETURNED
    assert part.changes.last().reason == "Bukti ganda: Lihat BPBD."
    assert scene.part(home, "BPBD", CODE).status == Status.SUBMITTED


def test_bulk_pages_are_the_secretariats_own_city(client, world, clock, home, alike):
    client.force_login(world.neighbour.people["reviewer"])
    part = alike[0]
    data = {"bagian": [f"{part.pk}:{part.version}"], "action": "accept"}

    listed = client.get(reverse("alike-list")).context["page"].object_list
    client.post(reverse("alike-detail", args=["1"]), data)

    assert listed == ()
    assert scene.part(home, "BPBD", CODE).status == Status.SUBMITTED


# --- the ledger of returns


def returned(home, agency, code="not_signed"):
    part = scene.part(home, agency, CODE)
    from_now = home.actor("reviewer", NOW - timedelta(days=1))
    scene.submissions.move(
        submission=part, action=Action.RETURN, version=part.version, by=from_now, code=code
    )


@pytest.fixture
def rounds(home, alike):
    """Dinsos repaired what came back and was accepted; BPBD still repairs."""
    returned(home, "Dinsos")
    scene.send(home, "Dinsos", CODE, at=NOW - timedelta(hours=12))
    scene.accept(home, "Dinsos", CODE, at=NOW - timedelta(hours=6))
    returned(home, "BPBD", "duplicate")


def test_ledger_knows_rounds_ages_and_reasons(home, rounds):
    found = ledger(home.actor("coordinator"), home.cycle, LedgerFilter())

    rows = [(row.agency.abbreviation, row.round.state, row.age) for row in found.rows]
    assert rows == [
        ("BPBD", RoundState.OPEN, "1 hari"),
        ("Dinsos", RoundState.DONE, "18 jam"),
    ]
    assert [(t.agency.abbreviation, t.total, t.mean) for t in found.totals] == [
        ("BPBD", 1, ""),
        ("Dinsos", 1, "12 jam"),
    ]
    assert [(r.label, r.returned) for r in found.reasons] == [
        ("Bukti ganda", 1),
        ("Tidak bertanda tangan", 1),
    ]


@pytest.mark.parametrize(
    "query, expected",
    [
        ("", 2),
        ("?keadaan=perbaikan", 1),
        ("?alasan=not_signed", 1),
        ("?keadaan=diperbaiki", 0),
        ("?keadaan=x", 404),
        ("?alasan=x", 404),
        ("?opd=999999", 404),
        ("?page=9", 404),
        ("?klaster=%00", 400),
    ],
)
def test_ledger_page_filters(enter, rounds, query, expected):
    page = enter("reviewer").get(f"/pengembalian/{query}")

    if expected >= 400:
        assert page.status_code == expected
    else:
        assert len(page.context["ledger"].rows) == expected


def test_ledger_shows_the_leader_no_words_and_no_links(enter, home, rounds):
    StatusChange.objects.filter(action="return").update(reason="Rahasia keluarga.")

    text = enter("leader").get("/pengembalian/").content.decode()

    assert "Rahasia keluarga." not in text
    assert reverse("review-detail", args=[scene.part(home, "BPBD", CODE).pk]) not in text
    assert "Tidak bertanda tangan" in text


def test_ledger_of_another_city_is_empty(client, world, clock, rounds):
    client.force_login(world.neighbour.people["coordinator"])

    assert client.get("/pengembalian/").context["ledger"].rows == ()


def test_desk_pages_cost_the_same_for_one_and_many(enter, home, rounds):
    client = enter("coordinator")
    part = scene.part(home, "Dinsos", CODE)
    pages = ["/pengembalian/", "/antrian/sama/", "/antrian/sama/1/", "/antrian/pemeriksa/"]
    pages.append(reverse("review-detail", args=[part.pk]))
    before = [_cost(client, page) for page in pages]
    change = part.changes.filter(action="return").get()
    for index in range(40):
        agency = type(home.agencies["Dinsos"]).objects.create(
            city=home.city, abbreviation=f"OPD {index}", name=f"Dinas {index}", kind="opd"
        )
        new = Submission.objects.create(
            cycle=home.cycle, agency=agency, indicator_code="1", status=Status.SUBMITTED
        )
        change.pk, change.submission = None, new
        change.save(force_insert=True)

    after = [_cost(client, page) for page in pages]

    assert before == after
    assert max(after) <= 12


def _cost(client, page):
    client.get(page)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return len(queries)
