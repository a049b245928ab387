"""The cheapest improvements that reach a target, exactly; or the most points within limits.

At most one step of each question is taken. Points become whole numbers first, so that nothing is
rounded; a solver that the caller brings finds the steps. How a step comes about: see `plan_steps`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from assessment.core.plan_problem import Gate as WholeGate
from assessment.core.plan_problem import Move, Problem, Solver, Task

ZERO = Decimal(0)
CERTAIN = 100


@dataclass(frozen=True, slots=True)
class Step:
    """A better state of one question: `gain` proven points above the present, for `effort` days.

    All steps of a question have its indicator and its agency. `chance` is in percent; a step
    without a chance is never taken.
    """

    question: str
    indicator: str
    agency: str
    gain: Decimal
    effort: int
    chance: int = CERTAIN
    title: str = ""

    @property
    def expected(self) -> Decimal:
        return self.gain * self.chance / CERTAIN


@dataclass(frozen=True, slots=True)
class Gate:
    """A condition of a category beside its points: enough indicators gain what they still lack.

    `needs` holds the lacking points by indicator, 0 or less where it holds already; a strict gate
    asks for more than that.
    """

    needs: Mapping[str, Decimal]
    at_least: int
    is_strict: bool = False
    name: str = ""

    def met(self, gained: Mapping[str, Decimal]) -> int:
        """How many of the indicators have what they need once they gained so much."""
        gains = ((gained.get(code, ZERO), need) for code, need in self.needs.items())
        return sum(gain > need if self.is_strict else gain >= need for gain, need in gains)

    def is_open(self, gained: Mapping[str, Decimal]) -> bool:
        return self.met(gained) >= self.at_least


@dataclass(frozen=True, slots=True)
class Limits:
    """None means no limit. `longest` is the effort that a single step may take: what can still
    exist by the deadline. `by_chance` counts every gain with its chance."""

    max_tasks: int | None = None
    max_per_agency: int | None = None
    longest: int | None = None
    by_chance: bool = False


class Obstacle(StrEnum):
    """Why a target cannot be reached."""

    STEPS = "steps"
    TASKS = "tasks"
    AGENCY = "agency"
    TIME = "time"
    CHANCE = "chance"
    GATES = "gates"
    UNSURE = "unsure"

    @property
    def label(self) -> str:
        return _OBSTACLES[self]


_OBSTACLES = {
    Obstacle.STEPS: "Semua langkah yang ada bersama-sama belum cukup.",
    Obstacle.TASKS: "Batas banyaknya tugas terlalu kecil.",
    Obstacle.AGENCY: "Batas tugas per perangkat daerah terlalu kecil.",
    Obstacle.TIME: "Langkah yang tidak selesai sebelum tenggat tidak dihitung.",
    Obstacle.CHANCE: "Poin dihitung menurut peluang diterima.",
    Obstacle.GATES: "Syarat kategori selain jumlah poin tidak dapat dipenuhi dengan batas ini.",
    Obstacle.UNSURE: "Pencarian dihentikan karena terlalu banyak kemungkinan; longgarkan batasnya.",
}


@dataclass(frozen=True)
class Plan:
    """Steps in the order of the question paper. When it is not reached: the best there is, why.

    `is_proven_best` is False where the search had to leave possibilities out.
    """

    steps: tuple[Step, ...]
    is_reached: bool
    obstacles: tuple[Obstacle, ...] = ()
    is_proven_best: bool = True

    @cached_property
    def gain(self) -> Decimal:
        return sum((step.gain for step in self.steps), ZERO)

    @cached_property
    def expected(self) -> Decimal:
        return sum((step.expected for step in self.steps), ZERO)

    @cached_property
    def gained(self) -> dict[str, Decimal]:
        """Points by indicator."""
        found: dict[str, Decimal] = {}
        for step in self.steps:
            found[step.indicator] = found.get(step.indicator, ZERO) + step.gain
        return found

    @cached_property
    def effort(self) -> int:
        return sum(step.effort for step in self.steps)


def cheapest(
    steps: Iterable[Step],
    need: Decimal,
    limits: Limits,
    gates: Sequence[Gate] = (),
    *,
    solve: Solver,
) -> Plan:
    """The least effort that gains `need` points and opens the gates, within the limits.

    Unreachable: the most points within the limits, and what stands in the way. The solver gets the
    steps in an order of their own: the same steps give the same plan, however they are sorted.
    """
    steps = tuple(steps)
    most = most_points(steps, limits)
    if _worth(most, limits) < need:
        return replace(most, is_reached=False, obstacles=_obstacles(steps, need, limits))
    tasks, units = _tasks(steps, limits, [need, *_needs(gates)])
    found = solve(
        Problem(
            tasks,
            max(units(need), 0),
            limits.max_tasks,
            limits.max_per_agency,
            tuple(_gate(gate, units) for gate in gates),
        )
    )
    if found.moves is None:
        reason = Obstacle.GATES if found.is_complete else Obstacle.UNSURE
        return replace(most, is_reached=False, obstacles=(reason,))
    taken = _in_order(steps, [steps[move] for move in found.moves])
    return Plan(taken, is_reached=True, is_proven_best=found.is_complete)


def most_points(steps: Iterable[Step], limits: Limits) -> Plan:
    """The most points within the limits; of equal ones the least effort, then the first.

    Taking the largest gain that still fits is exact: the limits count tasks, whatever they gain.
    """
    steps = tuple(steps)
    best: dict[str, Step] = {}
    for step in _possible(steps, limits):
        if step.question not in best or _rank(step, limits) < _rank(best[step.question], limits):
            best[step.question] = step
    taken: list[Step] = []
    by_agency: dict[str, int] = {}
    for step in sorted(best.values(), key=lambda step: _rank(step, limits)):
        count = by_agency.get(step.agency, 0)
        if _fits(len(taken), limits.max_tasks) and _fits(count, limits.max_per_agency):
            taken.append(step)
            by_agency[step.agency] = count + 1
    return Plan(_in_order(steps, taken), is_reached=True)


def _worth(plan: Plan, limits: Limits) -> Decimal:
    return plan.expected if limits.by_chance else plan.gain


def _possible(steps: Iterable[Step], limits: Limits) -> Iterable[Step]:
    return (
        step
        for step in steps
        if step.gain > 0
        and step.chance > 0
        and (limits.longest is None or step.effort <= limits.longest)
    )


def _rank(step: Step, limits: Limits) -> tuple[Decimal, int]:
    return (-(step.expected if limits.by_chance else step.gain), step.effort)


def _fits(count: int, limit: int | None) -> bool:
    return limit is None or count < limit


def _in_order(steps: Sequence[Step], taken: Iterable[Step]) -> tuple[Step, ...]:
    position = {step.question: index for index, step in reversed(list(enumerate(steps)))}
    return tuple(sorted(taken, key=lambda step: position[step.question]))


def _obstacles(steps: tuple[Step, ...], need: Decimal, limits: Limits) -> tuple[Obstacle, ...]:
    """The limits without any one of which the target is in reach; all of them if only together."""
    lifted = {
        Obstacle.TASKS: replace(limits, max_tasks=None),
        Obstacle.AGENCY: replace(limits, max_per_agency=None),
        Obstacle.TIME: replace(limits, longest=None),
        Obstacle.CHANCE: replace(limits, by_chance=False),
    }
    if _worth(most_points(steps, Limits()), Limits()) < need:
        return (Obstacle.STEPS,)
    alone = [
        obstacle
        for obstacle, looser in lifted.items()
        if _worth(most_points(steps, looser), looser) >= need
    ]
    return tuple(alone or [obstacle for obstacle, looser in lifted.items() if looser != limits])


def _needs(gates: Iterable[Gate]) -> Iterable[Decimal]:
    return (need for gate in gates for need in gate.needs.values())


@dataclass(frozen=True, slots=True)
class _Units:
    """Points as whole numbers of the finest unit that occurs."""

    places: int
    factor: int

    def __call__(self, points: Decimal) -> int:
        return int(points.scaleb(self.places) * self.factor)


def _tasks(
    steps: tuple[Step, ...], limits: Limits, others: Iterable[Decimal]
) -> tuple[tuple[Task, ...], _Units]:
    """The possible steps by question, as a solver reads them; a move knows its step by index."""
    figures = [*(step.gain for step in steps), *others]
    places = max(-int(figure.normalize().as_tuple().exponent) for figure in figures)
    units = _Units(max(places, 0), CERTAIN if limits.by_chance else 1)
    moves: dict[tuple[str, str, str], list[Move]] = {}
    possible = set(map(id, _possible(steps, limits)))
    for index, step in enumerate(steps):
        if id(step) in possible:
            worth = units(step.expected if limits.by_chance else step.gain)
            move = Move(index, worth, step.effort)
            moves.setdefault((step.question, step.indicator, step.agency), []).append(move)
    found = [
        Task(indicator, agency, tuple(sorted(own, key=lambda move: (move.worth, move.effort))))
        for (_, indicator, agency), own in sorted(moves.items(), key=lambda item: item[0])
    ]
    return tuple(found), units


def _gate(gate: Gate, units: _Units) -> WholeGate:
    return WholeGate(
        {code: units(need) + gate.is_strict for code, need in gate.needs.items()}, gate.at_least
    )
