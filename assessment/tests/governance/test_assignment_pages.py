"""Who answers what: shown per cluster, edited in order, reset, never overwritten unseen."""

from __future__ import annotations

import uuid

import pytest

from agencies.models import Agency, AuditEntry
from assessment.models import Assignment
from assessment.tests.factories import PLAN
from assessment.tests.secretariat import scene

EDIT = "/penugasan/22B.1/"


def named(place, code="22B.1"):
    rows = Assignment.objects.filter(cycle=place.cycle, question_code=code)
    return list(rows.values_list("agency__abbreviation", flat=True))


def ids(place, *names):
    return [str(place.agencies[name].pk) for name in names]


def values(place, *names, seen=("BPBD", "Dinsos", "Disdikbud", "Dinkes"), **others):
    places = {f"agency_{n}": pk for n, pk in enumerate(ids(place, *names), start=1)}
    return {"version": ",".join(ids(place, *seen)), **places, **others}


def test_list_shows_one_cluster_and_what_lacks(enter, home):
    page = enter("coordinator").get("/penugasan/?klaster=5")

    shown = page.context["page"]
    assert shown.cluster.code == "5"
    row = next(q for i in shown.indicators for q in i.questions if q.question.code == "22B.4")
    assert [str(agency) for agency in row.agencies] == ["BPBD", "Dinsos", "Disdikbud", "Dinkes"]
    assert row.absent == ("UPTD PPA",)


def test_agencies_are_saved_in_order(enter, home):
    page = enter("coordinator").post(EDIT, values(home, "Dinkes", "BPBD"))

    assert (page.status_code, page["Location"]) == (302, "/penugasan/?tahun=2026&klaster=5")
    assert named(home) == ["Dinkes", "BPBD"]
    assert AuditEntry.objects.filter(action="assignment.set").count() == 1


def test_gaps_are_closed_and_nobody_is_allowed(enter, home):
    client = enter("coordinator")
    client.post(EDIT, {"version": values(home)["version"], "agency_4": ids(home, "DP3A")[0]})
    assert named(home) == ["DP3A"]

    client.post(EDIT, values(home, seen=("DP3A",)))
    assert named(home) == []
    assert "Belum ditugaskan" in client.get("/penugasan/?klaster=5").content.decode()


def test_reset_brings_the_instruments_agencies_back(enter, home):
    client = enter("coordinator")
    client.post(EDIT, values(home, "DP3A"))
    client.post(EDIT, values(home, "DP3A", seen=("DP3A",), tindakan="semula"))

    assert named(home) == ["BPBD", "Dinsos", "Disdikbud", "Dinkes"]


def test_one_agency_twice_is_refused(enter, home):
    refused = enter("coordinator").post(EDIT, values(home, "BPBD", "BPBD"))

    assert refused.status_code == 422
    assert "BPBD dipilih lebih dari sekali." in refused.content.decode()
    assert len(named(home)) == 4


def test_agencies_of_another_city_are_refused(enter, world):
    stranger = str(world.neighbour.agencies["BPBD"].pk)
    refused = enter("coordinator").post(EDIT, values(world.home) | {"agency_1": stranger})

    assert refused.status_code == 422
    assert len(named(world.home)) == 4


def test_stale_assignments_show_both(enter, home):
    client = enter("coordinator")
    client.post(EDIT, values(home, "Dinkes"))
    refused = client.post(EDIT, values(home, "BPBD"))

    assert refused.status_code == 409
    [difference] = refused.context["differences"]
    assert (difference.stored, difference.typed) == ("Dinkes", "BPBD")
    assert named(home) == ["Dinkes"]
    assert f'name="version" value="{ids(home, "Dinkes")[0]}"' in refused.content.decode()


@pytest.mark.parametrize("seen", ["", "x", "1,,2", "1" * 500])
def test_unreadable_seen_lists_are_stale(enter, home, seen):
    refused = enter("coordinator").post(EDIT, values(home, "BPBD") | {"version": seen})

    assert refused.status_code == 409
    assert len(named(home)) == 4


def test_one_token_assigns_once(enter, home):
    client, token = enter("coordinator"), str(uuid.uuid4())
    posts = [client.post(EDIT, values(home, "DP3A", kunci=token)) for _ in range(2)]

    assert [post.status_code for post in posts] == [302, 302]
    assert AuditEntry.objects.filter(action="assignment.set").count() == 1


def test_assignments_after_the_hand_over_are_late(enter, home, clock):
    clock(PLAN.recap_closes_at)
    client = enter("coordinator")

    assert client.post(EDIT, values(home, "DP3A")).status_code == 409
    assert "tidak dapat diubah lagi" in client.get("/penugasan/").content.decode()
    assert len(named(home)) == 4


def test_answers_already_given_are_named(enter, home):
    scene.answer(home, "BPBD", "22B.1")
    page = enter("coordinator").get(EDIT)

    assert page.context["answering"] == ["BPBD"]


@pytest.mark.parametrize("who", ["operator BPBD", "head BPBD", "reviewer", "leader", "admin"])
def test_assignments_are_the_coordinators(enter, home, who):
    client = enter(who)

    assert client.get("/penugasan/").status_code == 403
    assert client.post(EDIT, values(home, "DP3A")).status_code == 403
    assert len(named(home)) == 4


@pytest.mark.parametrize(
    "address", ["/penugasan/99.9/", "/penugasan/a%00b/", "/penugasan/?klaster=99"]
)
def test_unknown_codes_are_no_such_page(enter, address):
    assert enter("coordinator").get(address).status_code == 404


def test_pages_cost_the_same_for_many_agencies(enter, home, django_assert_max_num_queries):
    client = enter("coordinator")

    def measured(address):
        with django_assert_max_num_queries(12) as counted:
            assert client.get(address).status_code == 200
        return len(counted)

    few = [measured(address) for address in ("/penugasan/", EDIT)]
    Agency.objects.bulk_create(
        Agency(city=home.city, abbreviation=f"OPD {n}", name=f"OPD {n}", kind="opd")
        for n in range(40)
    )
    rows = Agency.objects.filter(city=home.city, abbreviation__startswith="OPD")
    Assignment.objects.bulk_create(
        Assignment(cycle=home.cycle, question_code="22B.1", agency=row, position=9) for row in rows
    )
    assert [measured(address) for address in ("/penugasan/", EDIT)] == few
