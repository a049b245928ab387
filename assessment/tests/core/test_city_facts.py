"""What the wholes of the published form count."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assessment.core.city_facts import DISTRICTS, VILLAGES, fact_of, facts, territory_kind
from assessment.core.instrument import Kind, Measure, TerritoryKind
from assessment.tests.core.samples import question, real_instrument

CODES = {
    "4.1": "anak",
    "4.2": "anak",
    "4.3": "anak",
    "13.1": "balita",
    "13.2": "balita",
    "13.3": "baduta",
    "14.1": "bayi-6-bulan",
    "14.3": "bayi-6-bulan",
    "16.2": "rumah-tangga",
    "16.5": "rumah-tangga",
    "19.2b": "sd",
    "25.5": "kecamatan",
    "26.6": "desa-kelurahan",
    "26.13": "desa-kelurahan",
    "21B.1": "pertanyaan-21B.1",
}


@pytest.mark.parametrize("code, fact", CODES.items())
def test_the_same_thing_counted_is_the_same_fact(code, fact) -> None:
    assert fact_of(real_instrument().question(code)).code == fact


@pytest.mark.parametrize("kind", [Kind.CHOICE, Kind.YES_NO, Kind.COUNT, Kind.ITEMS])
def test_answers_without_a_whole_count_nothing(kind) -> None:
    assert fact_of(question(kind)) is None


def test_a_trend_of_plain_figures_has_no_whole() -> None:
    trend = question(Kind.TREND)

    assert fact_of(replace(trend, measure=Measure.COUNT)) is None
    assert fact_of(replace(trend, measure=Measure.PERCENTAGE)) is not None


def test_facts_of_an_instrument_are_named_once() -> None:
    found = facts(real_instrument())

    assert len({fact.code for fact in found}) == len(found)
    assert all(len(fact.code) <= 40 for fact in found)
    assert found[0].label == "Jumlah anak"


def test_only_territories_are_counted_by_their_kind() -> None:
    assert territory_kind(DISTRICTS) is TerritoryKind.KECAMATAN
    assert territory_kind(VILLAGES) is TerritoryKind.KELURAHAN
    assert territory_kind(facts(real_instrument())[0]) is None
