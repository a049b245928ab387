"""What opening a gate takes at least, exactly: rows that make a solver's search short.

Prices come from a solver and may be any whole numbers; what is calculated with them here is exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assessment.core.plan_problem import Kind, Move


@dataclass(frozen=True, slots=True)
class Prices:
    """Of a unit of worth, of a task, of a task at an agency; `scale` of them are a day."""

    scale: int
    worth: int
    task: int
    agency: dict[str, int]

    def costs(self, kind: Kind) -> list[int]:
        """Of each move: effort and places less what the worth pays."""
        places = self.task + self.agency.get(kind.agency, 0)
        return [self.scale * m.effort + places - self.worth * m.worth for m in kind.moves]


def least_costs(kinds: Iterable[Kind], need: int, prices: Prices) -> tuple[int, int | None]:
    """The least that a group costs in any case, and when it gains `need`; None when it cannot.

    Every task starts with its cheapest move or none; more worth costs more from there.
    """
    least = gained = 0
    dearer: list[tuple[int, list[tuple[int, int]]]] = []
    for kind in kinds:
        (worth, cost), *others = _upwards(kind.moves, prices.costs(kind))
        least += cost * kind.size
        gained += worth * kind.size
        if others:
            dearer.append((kind.size, [(w - worth, c - cost) for w, c in others]))
    lacking = need - gained
    if lacking <= 0:
        return least, least
    extra = _least_extra(dearer, lacking)
    return least, None if extra is None else least + extra


def _upwards(moves: Iterable[Move], costs: Iterable[int]) -> list[tuple[int, int]]:
    """Worth and cost of the cheapest move, or none, and of those that give more for more."""
    pairs = [(0, 0), *((move.worth, cost) for move, cost in zip(moves, costs, strict=True))]
    return list(reversed(list(_not_dominated(pairs))))


def _not_dominated(pairs: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The most worth first; each further one costs less."""
    last: int | None = None
    for worth, cost in sorted(pairs, key=lambda pair: (-pair[0], pair[1])):
        if last is None or cost < last:
            last = cost
            yield worth, cost


def _least_extra(dearer: list[tuple[int, list[tuple[int, int]]]], lacking: int) -> int | None:
    """The cheapest way to so much more worth; None when there is none.

    Of all sums so far only those are kept that another does not beat and that can still be enough.
    """
    kept = [(0, 0)]
    rest = sum(size * moves[-1][0] for size, moves in dearer)
    if rest < lacking:
        return None
    for size, moves in dearer:
        for _ in range(size):
            rest -= moves[-1][0]
            sums = kept + [(min(w + e, lacking), c + d) for w, c in kept for e, d in moves]
            kept = list(_not_dominated(pair for pair in sums if pair[0] + rest >= lacking))
    return kept[0][1]


def least_places(kinds: Iterable[Kind], need: int, agency: str, most: int | None) -> int:
    """The fewest tasks of an agency ("" is all of them) with which a group gains `need`, when each
    other agency gives the best that its `most` places allow."""
    best: dict[str, list[int]] = {}
    for kind in kinds:
        own = best.setdefault(kind.agency if agency else "", [])
        own += [max(move.worth for move in kind.moves)] * kind.size
    for name, worths in best.items():
        worths.sort(reverse=True)
        need -= sum(worths[:most]) if name != agency else 0
    count = 0
    for worth in best.get(agency, []):
        if need <= 0:
            break
        need -= worth
        count += 1
    return count if need <= 0 else count + 1
