"""The estimate of verification: ranges, fallback to published pairs, leave-one-out."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.core.estimate import Claim, Method, Pair, Range, forecast, leave_one_out
from assessment.tests.core.samples import FIXTURES

HALF, ALL = Pair("A", 2022, Decimal(100), Decimal(50)), Pair("B", 2022, Decimal(80), Decimal(80))
TENTH = Pair("C", 2023, Decimal(100), Decimal(10))
EMPTY = Pair("D", 2023, Decimal(0), Decimal(0))


def ranged(low, middle, high) -> Range:
    return Range(Decimal(low), Decimal(middle), Decimal(high))


def claim(code, claimed, top="100") -> Claim:
    return Claim(code, None if claimed is None else Decimal(claimed), Decimal(top))


def test_an_indicator_goes_by_its_own_past_else_by_published_pairs() -> None:
    claims = [claim("1", "40"), claim("2", "10"), claim("3", None)]

    found = forecast(claims, {"1": [TENTH], "2": [EMPTY]}, [HALF, ALL])

    assert [(p.code, p.method, p.size, p.range) for p in found.parts] == [
        ("1", Method.OWN, 1, ranged("4.00", "4.00", "4.00")),
        ("2", Method.PUBLISHED, 2, ranged("5.00", "7.50", "10.00")),
    ]
    assert (found.unknown, found.claimed, found.size) == (1, Decimal(50), 3)
    assert found.range == ranged("9.00", "11.50", "14.00")
    assert found.is_few
    assert {part.method.label for part in found.parts} == {"riwayat sendiri", "angka terbitan"}


@pytest.mark.parametrize(
    "claims, pairs", [([], [HALF]), ([claim("1", None)], [HALF]), ([claim("1", "4")], [EMPTY])]
)
def test_nothing_to_go_by_is_no_estimate(claims, pairs) -> None:
    assert forecast(claims, {}, pairs) is None


def test_an_estimate_never_passes_the_maximum() -> None:
    raised = Pair("E", 2023, Decimal(50), Decimal(100))

    assert forecast([claim("1", "4", "5")], {"1": [raised]}, []).range == ranged("5", "5", "5")


def test_leave_one_out_tells_how_far_the_method_is_off() -> None:
    found = leave_one_out([HALF, ALL, TENTH, EMPTY])

    # 50 from 55 %, 80 from 30 %, 10 from 75 %: off by 5, 56 and 65 points.
    assert (found.size, found.worst_error, found.inside) == (3, Decimal("65.00"), 1)
    assert found.mean_error == Decimal("42.00")
    assert leave_one_out([HALF, EMPTY]) is None


def test_the_published_pairs_are_those_of_the_sources() -> None:
    text = (FIXTURES / "verification" / "pairs.json").read_text(encoding="utf-8")
    pairs = [(p["claimed"], p["verified"]) for p in json.loads(text)["pairs"]]

    assert len(pairs) == 8
    assert pairs[0] == ("955.00", "885.40")
    assert pairs[-2:] == [("721", "588.40"), ("550", "467")]


amounts = st.decimals(0, 1000, places=2)
pairs_of_any = st.lists(st.builds(Pair, st.just("x"), st.just(2022), amounts, amounts), max_size=6)


@settings(max_examples=60, deadline=None)
@given(st.lists(amounts, max_size=5), pairs_of_any, pairs_of_any)
def test_ranges_are_in_order_within_the_maximum_and_add_up(amounts, own, published) -> None:
    claims = [Claim(str(n), value, Decimal(1000)) for n, value in enumerate(amounts)]
    found = forecast(claims, {"0": own}, published)

    if found is None:
        assert not any(p.claimed for p in published) or not claims
        return
    for each in (found.range, *(part.range for part in found.parts)):
        assert 0 <= each.low <= each.middle <= each.high
    assert found.range.middle == sum(part.range.middle for part in found.parts)
    assert found.range.high <= 1000 * len(found.parts)
