"""The queue: what comes first, what it counts, and how it holds against odd addresses."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessment.core.workflow import Status
from assessment.models import Submission
from assessment.tests.factories import NOW
from assessment.tests.secretariat import scene

QUEUE = "/antrian/"


def rows(page):
    return [
        (row.submission.agency.abbreviation, row.indicator.code)
        for row in page.context["page"].object_list
    ]


@pytest.fixture
def parts(home):
    """Three sent parts and a draft; indicator 1 puts more points at risk than indicator 2."""
    scene.answer(home, "Dinsos", "1.2g", at=NOW - timedelta(days=1))
    scene.send(home, "Dinsos", "1.2g", at=NOW - timedelta(days=1))
    scene.answer(home, "DP3A", "2.7", {"count": 0}, evidence=False)
    scene.send(home, "DP3A", "2.7")
    scene.answer(home, "DP3A", "1.2g", evidence=False)
    scene.answer(home, "BPBD", "5.8", {"count": 0}, evidence=False)


def test_queue_puts_what_was_sent_and_risks_most_first(enter, parts, home):
    page = enter("reviewer").get(QUEUE)

    found = page.context["queue"]
    assert rows(page)[:2] == [("Dinsos", "1"), ("DP3A", "2")]
    assert {found.rows[2].submission.status, found.rows[3].submission.status} == {Status.DRAFT}
    assert found.first.submission == scene.part(home, "Dinsos", "1.2g")
    assert dict(found.counts) == {"submitted": 2, "draft": 2}
    assert found.rows[0].at_risk == scene.question(home, "1.2g").max_points
    assert found.rows[0].waited == "1 hari"


def test_queue_counts_only_unproven_points(enter, parts, home):
    scene.accept(home, "Dinsos", "1.2g")
    scene.decide(home, "1.2g")

    page = enter("reviewer").get(QUEUE)

    at_risk = {
        row.submission.agency.abbreviation: row.at_risk for row in page.context["queue"].rows
    }
    assert at_risk["Dinsos"] == Decimal(0)


@pytest.mark.parametrize(
    "query, expected",
    [
        ("?status=submitted", [("Dinsos", "1"), ("DP3A", "2")]),
        ("?status=submitted&urut=lama", [("DP3A", "2"), ("Dinsos", "1")]),
        ("?klaster=1", [("BPBD", "5")]),
        ("?status=accepted", []),
    ],
)
def test_queue_filters(enter, parts, query, expected):
    assert rows(enter("reviewer").get(QUEUE + query)) == expected


def test_queue_filters_by_agency_and_evidence_outside_the_years(enter, parts, home):
    row = scene.answer(home, "DP3A", "1.2d")
    scene.cite(home, "DP3A", row, 0, dated=date(2019, 1, 1))
    client = enter("reviewer")

    of_agency = rows(client.get(f"{QUEUE}?opd={home.agencies['BPBD'].pk}"))
    outside = client.get(f"{QUEUE}?bukti=luar")

    assert of_agency == [("BPBD", "5")]
    assert rows(outside) == [("DP3A", "1")]
    assert outside.context["queue"].rows[0].outside == 1


@pytest.mark.parametrize(
    "query",
    ["?status=x", "?klaster=99", "?opd=abc", "?opd=99999999999999999999", "?opd=999999",
     "?urut=id", "?page=0", "?page=99", "?page=abc", "?bukti=1"],
)  # fmt: skip
def test_queue_of_garbage_is_not_found(enter, parts, query):
    assert enter("reviewer").get(QUEUE + query).status_code == 404


@pytest.mark.parametrize("query", ["?status=%00", "?klaster=a%00", "?page=%00"])
def test_queue_refuses_nul(enter, parts, query):
    assert enter("reviewer").get(QUEUE + query).status_code == 400


def test_queue_next_skips_and_ends(enter, parts, home):
    client = enter("reviewer")
    first, second = scene.part(home, "Dinsos", "1.2g"), scene.part(home, "DP3A", "2.7")
    address = reverse("queue-next")

    urls = [
        client.get(address).url,
        client.get(f"{address}?sesudah={first.pk}").url,
        client.get(f"{address}?sesudah={second.pk}").url,
        client.get(f"{address}?sesudah=123456").url,
    ]

    order = [first, second, first, first]
    assert urls == [f"{reverse('review-detail', args=[s.pk])}?dari=antrian" for s in order]


def test_queue_is_empty_with_a_first_step(enter):
    page = enter("coordinator").get(QUEUE)

    assert page.context["queue"].total == 0
    assert "Belum ada bagian yang masuk" in page.content.decode()


def test_queue_hides_other_cities(client, world, clock, parts):
    client.force_login(world.neighbour.people["reviewer"])

    assert rows(client.get(QUEUE)) == []


def test_queue_costs_the_same_for_one_and_forty(enter, home):
    client = enter("reviewer")
    scene.answer(home, "Dinsos", "1.2g")
    client.get(QUEUE)

    with CaptureQueriesContext(connection) as one:
        client.get(QUEUE)
    add_agencies(home, 40)
    with CaptureQueriesContext(connection) as forty:
        page = client.get(QUEUE)

    assert len(page.context["queue"].rows) == 41
    assert len(one) == len(forty) <= 12


def add_agencies(home, number):
    """Agencies with a part of indicator 1 each."""
    model = type(home.agencies["Dinsos"])
    for index in range(number):
        agency = model.objects.create(
            city=home.city, abbreviation=f"OPD {index}", name=f"Dinas {index}", kind="opd"
        )
        Submission.objects.create(cycle=home.cycle, agency=agency, indicator_code="1")
