"""The instrument as a document."""

from __future__ import annotations

import json

import pytest

from agencies.actors import system_actor
from assessment.services.instruments import load_instrument
from assessment.tests.factories import INSTRUMENT, NOW


def test_page_shows_one_cluster_with_rules_and_evidence(enter):
    page = enter("operator BPBD").get("/instrumen/?klaster=5")
    text = page.content.decode()

    assert page.context["page"].cluster.code == "5"
    assert 'id="p-22B.1"' in text
    assert 'id="p-1.1"' not in text
    assert "Matriks isian" in text
    assert "Kemungkinan" in text
    assert "cocok di semua tingkat" in text


@pytest.mark.parametrize("who", ["operator BPBD", "head BPBD", "reviewer", "coordinator", "admin"])
def test_page_is_for_everybody_who_works_on_the_content(enter, who):
    assert enter(who).get("/instrumen/").status_code == 200


def test_leaders_have_their_own_page(enter):
    assert enter("leader").get("/instrumen/").status_code == 403


def test_verifiers_read_national_versions_only(client, world, clock):
    own = json.loads(INSTRUMENT.read_text(encoding="utf-8")) | {"title": "Versi Kota Bima"}
    load_instrument(
        text=json.dumps(own),
        source="bima.json",
        city=world.home.city,
        accept_mismatch=False,
        by=system_actor(world.home.city.pk, NOW),
    )
    client.force_login(world.verifier)
    page = client.get("/instrumen/")

    assert page.status_code == 200
    assert "Versi Kota Bima" not in page.content.decode()


def test_accepted_mismatches_are_reported(enter, home):
    text = json.dumps(json.loads(INSTRUMENT.read_text(encoding="utf-8")) | {"total_points": "999"})
    version = load_instrument(
        text=text,
        source="x.json",
        city=home.city,
        accept_mismatch=True,
        by=system_actor(home.city.pk, NOW),
    ).version
    page = enter("admin").get(f"/instrumen/?versi={version.pk}").content.decode()

    assert "instrumen: tertulis 999, jumlah bagiannya 1000" in page


def test_versions_of_another_city_do_not_exist(enter, world):
    version = load_instrument(
        text=INSTRUMENT.read_text(encoding="utf-8"),
        source="x.json",
        city=world.neighbour.city,
        accept_mismatch=False,
        by=system_actor(world.neighbour.city.pk, NOW),
    ).version

    assert enter("admin").get(f"/instrumen/?versi={version.pk}").status_code == 404


@pytest.mark.parametrize("query", ["klaster=99", "versi=x", "versi=9223372036854775807"])
def test_garbage_is_no_such_page(enter, query):
    assert enter("admin").get(f"/instrumen/?{query}").status_code == 404


def test_page_is_read_only_and_cheap(enter, django_assert_max_num_queries):
    client = enter("coordinator")
    assert client.post("/instrumen/").status_code == 405
    with django_assert_max_num_queries(12):
        assert client.get("/instrumen/").status_code == 200
