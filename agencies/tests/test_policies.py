"""Who sees which cities, rows and trail; each list holds something that could leak."""

from __future__ import annotations

import pytest

from agencies import audit, policies
from agencies.actors import actor_of, system_actor
from agencies.models import City, Province
from agencies.tests.conftest import NOW


@pytest.fixture
def trail(towns):
    """One entry of the admin and one of the operator in each city."""
    for town in (towns.home, towns.other):
        for role in ("admin", "operator"):
            audit.record(by=town.actor(role), action="a", subject="s", subject_id=1)
    return towns


@pytest.mark.parametrize(
    "role, names",
    [
        ("admin", ["admin.52.72", "operator.52.72"]),
        ("coordinator", ["admin.52.72", "operator.52.72"]),
        ("operator", ["operator.52.72"]),
        ("reviewer", []),
        ("leader", []),
    ],
)
def test_the_trail_is_seen_whole_or_by_its_own_author(trail, role, names):
    rows = policies.visible_audit(trail.home.actor(role))

    assert sorted(rows.values_list("username", flat=True)) == names


def test_the_system_sees_the_trail_of_its_city(trail):
    rows = policies.visible_audit(system_actor(trail.home.city.pk, NOW))

    assert {row.chain for row in rows} == {"52.72"}
    assert rows.count() == 2


def test_a_verifier_sees_the_cities_of_the_province_and_no_rows(trail):
    abroad = Province.objects.create(code="32", name="Jawa Barat")
    City.objects.create(province=abroad, code="32.71", name="Bogor", timezone="Asia/Jakarta")
    actor = actor_of(trail.verifier, NOW)

    assert {city.code for city in policies.visible_cities(actor)} == {"52.71", "52.72"}
    for visible in (
        policies.visible_agencies,
        policies.visible_territories,
        policies.visible_people,
        policies.visible_audit,
    ):
        assert not visible(actor).exists()


@pytest.mark.parametrize("role", ["operator", "head", "reviewer", "coordinator", "leader"])
def test_only_the_admin_sees_people(towns, role):
    home = towns.home

    assert not policies.visible_people(home.actor(role)).exists()
    assert {user.city for user in policies.visible_people(home.actor("admin"))} == {home.city}
    assert {agency.city for agency in policies.visible_agencies(home.actor(role))} == {home.city}
    assert list(policies.visible_cities(home.actor(role))) == [home.city]
    assert list(policies.visible_territories(home.actor(role))) == [home.kecamatan]
