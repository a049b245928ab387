"""The estimate of verification: ranges, fallback to published pairs, leave-one-out."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.core.estimate import (
    Claim,
    Method,
    Pair,
    Range,
    by_year,
    forecast,
    leave_one_out,
)
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
    # 50 % where 100 % were expected, 100 % where 50 % were: half and double of the middle.
    assert (found.unknown, found.claimed, found.size, found.coverage) == (1, Decimal(50), 2, 33)
    assert found.range == ranged("5.75", "11.50", "23.00")
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

    # 50 from 55 % (5,5 to 550), 80 from 30 % (4,8 to 120), 10 from 75 % (37,5 to 150).
    assert (found.size, found.worst_error, found.inside) == (3, Decimal("65.00"), 2)
    assert found.mean_error == Decimal("42.00")
    assert leave_one_out([HALF, EMPTY]) is None


def test_past_cycles_count_as_wholes() -> None:
    own = {
        "1": [Pair("a", 2023, Decimal(10), Decimal(5)), Pair("b", 2024, Decimal(10), Decimal(8))],
        "2": [Pair("c", 2023, Decimal(30), Decimal(15)), EMPTY],
    }

    assert by_year(own) == (
        Pair("2023", 2023, Decimal(40), Decimal(20)),
        Pair("2024", 2024, Decimal(10), Decimal(8)),
    )


def test_a_single_past_cycle_borrows_its_spread_from_published_pairs() -> None:
    own = {"1": [Pair("a", 2023, Decimal(10), Decimal(6))]}

    found = forecast([claim("1", "40")], own, [HALF, ALL])

    assert found.parts[0].range == ranged("24.00", "24.00", "24.00")
    assert found.range == ranged("12.00", "24.00", "48.00")


def test_of_many_verifications_the_outermost_are_left_out() -> None:
    pairs = [Pair(str(n), 2022, Decimal(100), Decimal(n)) for n in range(51, 80)]

    found = forecast([claim("1", "100")], {}, pairs)

    # The third lowest and highest of 29, each against the median of the others.
    assert (found.size, found.coverage, found.is_few) == (29, 80, False)
    assert found.range == ranged("52.60", "65.00", "77.60")


def test_nothing_kept_before_gives_no_spread() -> None:
    nothing = [Pair(str(n), 2022, Decimal(9), Decimal(0)) for n in range(3)]

    found = forecast([claim("1", "40")], {}, nothing)

    assert (found.size, found.coverage, found.range) == (0, 0, ranged("0.00", "0.00", "0.00"))


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
