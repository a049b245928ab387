"""The province's quartiles: only frozen, only from five cities on, never who."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from agencies.actors import system_actor
from agencies.models import City
from assessment.models import Snapshot
from assessment.selectors.scores import cycle_score
from assessment.services.cycles import create_cycle
from assessment.services.snapshots import freeze
from assessment.tests.factories import NOW, PLAN
from assessment.tests.governance.test_report_pages import text_of
from assessment.tests.secretariat import scene

PAGE = "/kendali/pembanding/"


def add_cities(world, count, *, first=0):
    """Cities of the home province that froze an empty state."""
    for number in range(first, first + count):
        city = City.objects.create(
            province=world.home.city.province,
            code=f"52.{number:02d}",
            name=f"Kabupaten Rahasia {number}",
            kind="kabupaten",
            timezone="Asia/Makassar",
        )
        system = system_actor(city.pk, NOW)
        cycle = create_cycle(
            city=city, year=2026, instrument=world.instrument, plan=PLAN, by=system
        )
        freeze(cycle=cycle, by=system)


@pytest.fixture
def frozen_home(world, home):
    scene.answer(home, "BPBD", "22B.1")
    scene.send(home, "BPBD", "22B.1")
    for citation in scene.citations_of(home.cycle.contributions.get()):
        citation.state = "accepted"
        citation.save()
    scene.decide(home, "22B.1")
    freeze(cycle=home.cycle, by=home.actor("coordinator"))
    return home


def test_four_cities_show_nothing(enter, world, frozen_home):
    add_cities(world, 3)
    page = enter("leader").get(PAGE)

    assert "Belum cukup kota" in text_of(page)
    assert page.context["found"].total is None


def test_five_cities_show_quartiles_and_no_name(enter, world, frozen_home):
    add_cities(world, 4)
    page = enter("leader").get(PAGE)

    found = page.context["found"]
    assert (found.cities, found.total.own, found.total.quartiles.third) == (5, Decimal("0.9"), 0)
    assert found.total.standing == "teratas"
    assert "Rahasia" not in page.content.decode()
    claimed = enter("leader").get(PAGE, {"nilai": "klaim"}).context["found"]
    assert claimed.total.quartiles is None  # of four cities nothing is known


def test_other_provinces_and_years_do_not_count(enter, world, frozen_home):
    add_cities(world, 3)
    freeze(cycle=world.abroad.cycle, by=world.abroad.actor("coordinator"))

    assert enter("coordinator").get(PAGE).context["found"].cities == 4


def test_only_the_last_snapshot_of_a_city_counts(enter, world, frozen_home):
    add_cities(world, 4)
    later = frozen_home.actor("coordinator", NOW + timedelta(minutes=1))
    freeze(cycle=frozen_home.cycle, by=later)

    assert enter("coordinator").get(PAGE).context["found"].cities == 5


def test_the_score_knows_no_other_city(world, frozen_home, django_assert_num_queries):
    before = cycle_score(frozen_home.cycle)
    add_cities(world, 3)

    with django_assert_num_queries(5):
        assert cycle_score(frozen_home.cycle) == before
    assert Snapshot.objects.filter(cycle=frozen_home.cycle).count() == 1


def test_page_costs_the_same_for_many(enter, world, frozen_home, django_assert_max_num_queries):
    client = enter("reviewer")

    def measured():
        with django_assert_max_num_queries(12) as counted:
            assert client.get(PAGE).status_code == 200
        return len(counted)

    add_cities(world, 4)
    few = measured()
    add_cities(world, 4, first=4)
    assert measured() == few


@pytest.mark.parametrize("who", ["operator BPBD", "head BPBD", "admin"])
def test_others_do_not_compare(enter, home, who):
    assert enter(who).get(PAGE).status_code == 403


@pytest.mark.parametrize("query", ["?nilai=x", "?tahun=1999", "?tahun=x"])
def test_garbage_is_no_such_page(enter, home, query):
    assert enter("leader").get(PAGE + query).status_code == 404
