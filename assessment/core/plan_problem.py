"""The cheapest path as a problem on whole numbers, for a solver that the core does not know.

What a solver finds is checked here exactly: it may calculate with floats, the plan may not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from math import gcd


@dataclass(frozen=True, slots=True)
class Move:
    """`index` is the caller's name of it."""

    index: int
    worth: int
    effort: int


@dataclass(frozen=True, slots=True)
class Task:
    """One of the moves at most is made."""

    group: str
    agency: str
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """Tasks that differ in nothing but their names; so many of them make this or that move."""

    tasks: tuple[Task, ...]

    @property
    def size(self) -> int:
        return len(self.tasks)

    @property
    def group(self) -> str:
        return self.tasks[0].group

    @property
    def agency(self) -> str:
        return self.tasks[0].agency

    @property
    def moves(self) -> tuple[Move, ...]:
        """Those of the first task; the others have the same in the same order."""
        return self.tasks[0].moves

    def chosen(self, counts: Sequence[int]) -> Iterator[int]:
        """The moves that are made when each is made so often: by the first tasks."""
        tasks = iter(self.tasks)
        for nth, count in enumerate(counts):
            for task in islice(tasks, count):
                yield task.moves[nth].index


@dataclass(frozen=True, slots=True)
class Gate:
    """At least so many groups gain what they need; a need of 0 or less is met already."""

    needs: Mapping[str, int]
    at_least: int

    @property
    def lacking(self) -> dict[str, int]:
        return {group: need for group, need in self.needs.items() if need > 0}

    @property
    def missing(self) -> int:
        """How many of the lacking groups have to gain what they need."""
        return max(self.at_least - len(self.needs) + len(self.lacking), 0)

    def is_open(self, gained: Mapping[str, int]) -> bool:
        met = sum(gained.get(group, 0) >= need for group, need in self.lacking.items())
        return met >= self.missing


@dataclass(frozen=True)
class Problem:
    """Of all moves that are worth the target and open the gates: those of least effort."""

    tasks: tuple[Task, ...]
    target: int
    max_tasks: int | None = None
    max_per_agency: int | None = None
    gates: tuple[Gate, ...] = ()

    @cached_property
    def moves(self) -> dict[int, tuple[Task, Move]]:
        return {move.index: (task, move) for task in self.tasks for move in task.moves}

    @cached_property
    def kinds(self) -> tuple[Kind, ...]:
        alike: dict[tuple[object, ...], list[Task]] = {}
        for task in self.tasks:
            figures = tuple((move.worth, move.effort) for move in task.moves)
            alike.setdefault((task.group, task.agency, figures), []).append(task)
        return tuple(Kind(tuple(own)) for own in alike.values())

    def is_met(self, chosen: Collection[int]) -> bool:
        """Whether these moves reach the target and keep every limit."""
        made = [self.moves[index] for index in chosen]
        gained: Counter[str] = Counter()
        for task, move in made:
            gained[task.group] += move.worth
        return (
            gained.total() >= self.target
            and len({id(task) for task, _ in made}) == len(made)
            and self._are_few([task.agency for task, _ in made])
            and all(gate.is_open(gained) for gate in self.gates)
        )

    def in_largest_units(self) -> Problem:
        """The same problem in the largest unit of worth that divides every move."""
        unit = gcd(*(move.worth for _, move in self.moves.values())) or 1
        return Problem(
            tuple(Task(t.group, t.agency, tuple(_moves(t, unit))) for t in self.tasks),
            -(-self.target // unit),
            self.max_tasks,
            self.max_per_agency,
            tuple(
                Gate({name: -(-need // unit) for name, need in gate.needs.items()}, gate.at_least)
                for gate in self.gates
            ),
        )

    def _are_few(self, agencies: list[str]) -> bool:
        busiest = max(Counter(agencies).values(), default=0)
        return (self.max_tasks is None or len(agencies) <= self.max_tasks) and (
            self.max_per_agency is None or busiest <= self.max_per_agency
        )


def _moves(task: Task, unit: int) -> Iterator[Move]:
    return (Move(move.index, move.worth // unit, move.effort) for move in task.moves)


@dataclass(frozen=True, slots=True)
class Found:
    """`moves` are indices, None when none were found; `is_complete`: no better ones can exist."""

    moves: tuple[int, ...] | None
    is_complete: bool


Solver = Callable[[Problem], Found]
