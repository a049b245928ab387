"""The plan is the cheapest there is: compared with trying everything."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment import solver
from assessment.core import planner
from assessment.core.plan_problem import Found
from assessment.core.planner import Gate, Limits, Obstacle, Step, most_points

NO_LIMITS = Limits()
cheapest = partial(planner.cheapest, solve=solver.solve)
FEW = st.one_of(st.none(), st.integers(0, 3))
GAINS = st.decimals(min_value=0, max_value=20, places=2)


def step(code, gain, effort, agency="A", chance=100, indicator="1"):
    return Step(code, indicator, agency, Decimal(gain), effort, chance)


@st.composite
def problems(draw):
    steps = []
    for number in range(draw(st.integers(0, 4))):
        place = (draw(st.sampled_from("123")), draw(st.sampled_from("AB")))
        for _ in range(draw(st.integers(1, 3))):
            chance = draw(st.sampled_from([100, 100, 50, 33, 0]))
            gain, effort = draw(GAINS), draw(st.integers(0, 6))
            steps.append(Step(f"q{number}", *place, gain, effort, chance))
    limits = Limits(draw(FEW), draw(FEW), draw(st.sampled_from([None, 4])), draw(st.booleans()))
    return tuple(steps), draw(st.decimals(0, 40, places=2)), limits, draw(gates())


@st.composite
def gates(draw):
    found = []
    for _ in range(draw(st.integers(0, 2))):
        codes = draw(st.lists(st.sampled_from("123"), min_size=1, unique=True))
        needs = {code: draw(st.decimals(-3, 20, places=1)) for code in codes}
        found.append(Gate(needs, draw(st.integers(0, len(needs))), draw(st.booleans())))
    return found


def everything(steps, limits):
    """Every allowed set of steps, by trying all of them."""
    by_question = {}
    for each in steps:
        by_question.setdefault(each.question, []).append(each)
    for combination in product(*[[None, *own] for own in by_question.values()]):
        taken = [each for each in combination if each is not None]
        agencies = [each.agency for each in taken]
        if (
            all(each.gain > 0 and each.chance > 0 for each in taken)
            and all(limits.longest is None or each.effort <= limits.longest for each in taken)
            and (limits.max_tasks is None or len(taken) <= limits.max_tasks)
            and (
                limits.max_per_agency is None
                or all(agencies.count(name) <= limits.max_per_agency for name in agencies)
            )
        ):
            yield taken


def worth(taken, limits):
    return sum((e.expected if limits.by_chance else e.gain for e in taken), Decimal(0))


def opens(gate, taken, limits):
    met = 0
    for code, need in gate.needs.items():
        gained = worth([each for each in taken if each.indicator == code], limits)
        met += gained > need if gate.is_strict else gained >= need
    return met >= gate.at_least


@settings(max_examples=200, deadline=None)
@given(problems())
def test_plan_is_as_cheap_as_the_best_of_all_sets(problem):
    steps, need, limits, conditions = problem
    allowed = list(everything(steps, limits))
    good = [
        taken
        for taken in allowed
        if worth(taken, limits) >= need and all(opens(g, taken, limits) for g in conditions)
    ]

    plan = cheapest(steps, need, limits, conditions)

    assert list(plan.steps) in allowed
    assert plan.is_proven_best
    assert plan.is_reached is bool(good)
    if good:
        assert list(plan.steps) in good
        assert plan.effort == min(sum(each.effort for each in taken) for taken in good)
    else:
        assert plan.obstacles
        assert worth(plan.steps, limits) == max(worth(taken, limits) for taken in allowed)


@settings(max_examples=50, deadline=None)
@given(problems())
def test_most_points_is_the_best_of_all_sets(problem):
    steps, _, limits, _ = problem

    plan = most_points(steps, limits)

    assert worth(plan.steps, limits) == max(worth(t, limits) for t in everything(steps, limits))


def test_equal_plans_are_chosen_the_same_way_each_time():
    steps = [step(f"q{number}", "2.5", 2) for number in range(30)]

    plans = {cheapest(steps, Decimal(25), NO_LIMITS).steps for _ in range(3)}

    assert len(plans) == 1
    assert len(plans.pop()) == 10


def test_a_target_that_is_reached_needs_no_step():
    plan = cheapest([step("q1", 5, 1)], Decimal(-3), NO_LIMITS)

    assert (plan.steps, plan.is_reached, plan.effort, plan.gain) == ((), True, 0, 0)


def test_steps_come_in_the_order_of_the_questions():
    steps = [step("q1", 1, 9, "Z"), step("q2", 9, 1, "A"), step("q1", 4, 10, "Z")]

    plan = cheapest(steps, Decimal(13), Limits(max_per_agency=1))

    assert plan.steps == (steps[2], steps[1])
    assert (plan.gain, plan.expected, plan.effort) == (13, 13, 11)


STEPS = [step("q1", 5, 1), step("q2", 5, 9, chance=50), step("q3", 5, 1, "B")]


@pytest.mark.parametrize(
    "need, limits, obstacles",
    [
        (16, NO_LIMITS, (Obstacle.STEPS,)),
        (15, Limits(max_tasks=2), (Obstacle.TASKS,)),
        (15, Limits(max_per_agency=1), (Obstacle.AGENCY,)),
        (15, Limits(longest=5), (Obstacle.TIME,)),
        (15, Limits(by_chance=True), (Obstacle.CHANCE,)),
        (15, Limits(max_tasks=1, longest=5), (Obstacle.TASKS, Obstacle.TIME)),
    ],
)
def test_an_unreachable_target_says_what_stands_in_the_way(need, limits, obstacles):
    plan = cheapest(STEPS, Decimal(need), limits)

    assert (plan.is_reached, plan.obstacles) == (False, obstacles)
    assert plan == cheapest(STEPS, Decimal(need), limits)
    assert all(obstacle.label for obstacle in plan.obstacles)


def test_a_gate_that_cannot_open_is_named():
    plan = cheapest(STEPS, Decimal(5), NO_LIMITS, [Gate({"9": Decimal(1)}, 1)])

    assert (plan.is_reached, plan.obstacles, plan.gain) == (False, (Obstacle.GATES,), 15)


def test_the_same_steps_in_another_order_give_the_same_plan():
    steps = [step(f"q{n}", f"{n % 3 + 1}.5", n % 4 + 1, indicator=str(n % 5)) for n in range(40)]
    gate = Gate({str(n): Decimal(6) for n in range(5)}, 3)

    plans = [cheapest(order, Decimal(30), NO_LIMITS, [gate]) for order in (steps, steps[::-1])]

    assert len({frozenset(plan.steps) for plan in plans}) == 1
    assert all(plan.is_reached and plan.is_proven_best for plan in plans)


@pytest.mark.parametrize(
    "moves, is_reached, obstacles", [((0,), True, ()), (None, False, (Obstacle.UNSURE,))]
)
def test_a_solver_that_ran_out_of_time_is_said_so(moves, is_reached, obstacles):
    plan = planner.cheapest(
        STEPS, Decimal(5), NO_LIMITS, solve=lambda _: Found(moves, is_complete=False)
    )

    assert (plan.is_reached, plan.obstacles) == (is_reached, obstacles)
    assert plan.is_proven_best is not is_reached
