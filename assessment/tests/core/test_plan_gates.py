"""A category as a target: its limit and its gates agree with the category that a score has."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assessment.core.answers import ItemsAnswer, NotApplicable
from assessment.core.category import estimate
from assessment.core.ledgers import Ledger, score
from assessment.core.plan_gates import GateState, band_after, gate_states, gates_of, least_points
from assessment.core.planner import Limits, Step, cheapest
from assessment.solver import solve
from assessment.tests.core.test_rules_as_data import SHARE, asked, decided, instrument

ABOVE = {"indicator": "1", "above": "5"}
BOTH = [
    {"name": "Pratama", "lower": "3"},
    {"name": "Madya", "lower": "4", "lower_inclusive": False, "gates": [SHARE, ABOVE]},
]


def scored(items=None, head=None):
    facts = {} if items is None else {"1.1": decided(ItemsAnswer(items))}
    return score(instrument(asked(), **(head or {"categories": BOTH})), facts)


@pytest.mark.parametrize("items", [None, 0, 2, 3, 4, 5, 6])
def test_category_of_the_present_is_the_estimated_one(items):
    found = scored(items)

    assert band_after(found) == estimate(found, Ledger.PROVEN).band


@pytest.mark.parametrize(
    "items, gain, name", [(0, 2, None), (0, 3, "Pratama"), (3, 2, "Pratama"), (3, 3, "Madya")]
)
def test_category_after_gains_needs_the_points_and_the_gates(items, gain, name):
    band = band_after(scored(items), {"1": Decimal(gain)})

    assert (band and band.name) == name


def test_what_a_category_takes():
    found = scored(2)
    pratama, madya = found.instrument.categories

    assert least_points(pratama, found) == 3
    assert least_points(madya, found) == Decimal("4.000001")
    assert gates_of(pratama, found) == ()
    assert [gate.needs["1"] for gate in gates_of(madya, found)] == [Decimal("2.2"), 3]


@pytest.mark.parametrize("gain, after", [("3", (1, 0)), ("3.5", (1, 1))])
def test_gates_say_how_many_indicators_meet_them(gain, after):
    found = scored(2)
    madya = found.instrument.categories[1]

    states = gate_states(madya, found, {"1": Decimal(gain)})

    assert [(state.at_least, state.before, state.after) for state in states] == [
        (1, 0, count) for count in after
    ]
    assert [state.is_open for state in states] == [bool(count) for count in after]
    assert all(isinstance(state, GateState) and state.name for state in states)


def test_where_the_maximum_shrank_fewer_points_reach_a_category():
    head = {
        "not_applicable": "rescaled",
        "categories": [{"name": "P", "lower": "6"}, {"name": "Q", "lower": "7"}],
    }
    facts = {"1.1": decided(ItemsAnswer(2)), "1.2": decided(NotApplicable("x"))}
    found = score(instrument(asked(), asked(), asked(), **head), facts)

    assert [least_points(band, found) for band in found.instrument.categories] == [
        4,
        Decimal("4.666667"),
    ]


def test_nothing_asked_has_no_category_and_opens_no_share():
    head = {"not_applicable": "rescaled", "categories": [{"name": "P", "lower": "0"}]}
    found = score(instrument(asked(), **head), {"1.1": decided(NotApplicable("x"))})
    gated = score(
        instrument(
            asked(), **head | {"categories": [{"name": "P", "lower": "0", "gates": [SHARE]}]}
        ),
        {"1.1": decided(NotApplicable("x"))},
    )

    assert band_after(found) is None
    assert not gates_of(gated.instrument.categories[0], gated)[0].is_open({})


def test_the_path_to_a_category_opens_its_gates():
    found = scored(2)
    madya = found.instrument.categories[1]
    steps = [Step("1.1", "1", "A", Decimal(gain), gain) for gain in (2, 3, 4)]

    plan = cheapest(
        steps,
        least_points(madya, found) - found.points.proven,
        Limits(),
        gates_of(madya, found),
        solve=solve,
    )

    assert (plan.is_reached, plan.gained) == (True, {"1": Decimal(4)})
    assert band_after(found, plan.gained) == madya
