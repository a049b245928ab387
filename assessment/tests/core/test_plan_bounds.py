"""What opening a gate takes at least: compared with trying everything."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.core.plan_bounds import Prices, least_costs, least_places
from assessment.core.plan_problem import Move, Problem, Task

FIGURES = st.integers(1, 5)
MOVES = st.lists(st.tuples(FIGURES, FIGURES), min_size=1, max_size=2)
PLACES = st.lists(st.tuples(st.sampled_from("AB"), MOVES), max_size=4)
PRICES = st.builds(
    Prices,
    st.just(3),
    st.integers(-2, 6),
    st.integers(0, 4),
    st.dictionaries(st.sampled_from("AB"), st.integers(0, 4)),
)


def tasks_of(places):
    return tuple(
        Task("1", agency, tuple(Move(10 * nth + n, *m) for n, m in enumerate(moves)))
        for nth, (agency, moves) in enumerate(places)
    )


def sets_of(tasks):
    """Every way to make at most one move of each task."""
    options = ([None, *((task, move) for move in task.moves)] for task in tasks)
    return [[made for made in taken if made] for taken in product(*options)]


def worth(taken):
    return sum(move.worth for _, move in taken)


@settings(max_examples=100, deadline=None)
@given(PLACES, st.integers(1, 12), PRICES)
def test_least_costs_are_those_of_the_cheapest_set(places, need, prices):
    tasks = tasks_of(places)

    def cost(taken):
        paid = (prices.task + prices.agency.get(task.agency, 0) for task, _ in taken)
        return sum(paid) + sum(3 * m.effort - prices.worth * m.worth for _, m in taken)

    every = sets_of(tasks)
    enough = [cost(taken) for taken in every if worth(taken) >= need]

    found = least_costs(Problem(tasks, 0).kinds, need, prices)

    assert found == (min(map(cost, every)), min(enough, default=None))


@settings(max_examples=100, deadline=None)
@given(PLACES, st.integers(1, 12), st.sampled_from(["", "A"]), st.sampled_from([None, 1, 2]))
def test_least_places_are_those_of_the_smallest_set(places, need, agency, most):
    tasks = tasks_of(places)

    def count(taken, name):
        return sum(name in ("", task.agency) for task, _ in taken)

    allowed = [
        taken
        for taken in sets_of(tasks)
        if agency == "" or most is None or count(taken, "B") <= most
    ]
    enough = [count(taken, agency) for taken in allowed if worth(taken) >= need]

    found = least_places(Problem(tasks, 0).kinds, need, agency, most)

    assert found == min(enough, default=count([(t, None) for t in tasks], agency) + 1)


def test_tasks_that_are_alike_are_one_kind_and_their_first_ones_move():
    tasks = tasks_of([("A", [(1, 1), (2, 2)]), ("B", [(1, 1)]), ("A", [(1, 1), (2, 2)])])

    alike, other = Problem(tasks, 0).kinds

    assert (alike.size, alike.agency, other.size, other.agency) == (2, "A", 1, "B")
    assert list(alike.chosen([1, 1])) == [0, 21]
    assert list(alike.chosen([0, 0])) == []
