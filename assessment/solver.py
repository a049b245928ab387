"""The cheapest path by HiGHS, a solver of mixed-integer programs. Floats stay in this module.

A choice per move, a choice per group that a gate counts. One row per task, limit and target. Plain
rows say little about gates; so the prices of the relaxed program (of a point, of a task, of a place
at an agency) tell for each group, exactly, what opening its gate costs at least, and that becomes a
row. All data are whole numbers; what comes back is checked by the problem itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from assessment.core.plan_problem import Found, Move, Problem, Task

#: Rows on worth are loosened by half a unit, rows on days by a little: far more than the solver's
#: tolerance, and no whole number gets in or out.
HALF, LITTLE = 0.5, 0.001
INFINITY = 1e30
#: Rounds of better prices; they end as soon as the bound hardly rises.
MOST_ROUNDS, STALLED, LEAST_RISE = 40, 3, 0.3
#: Several times what the full instrument takes; a page must not wait longer.
MOST_SECONDS = 10.0
OPTIMAL, INFEASIBLE = "kOptimal", "kInfeasible"


@dataclass(frozen=True, slots=True)
class Opening:
    """The choice of a group to gain what a gate needs; `column` is 1 when it does."""

    group: str
    need: int
    column: int


@dataclass(frozen=True, slots=True)
class Prices:
    """Of a unit of worth, of a task, of a task at an agency; `scale` of them are a day."""

    scale: int
    worth: int
    task: int
    agency: dict[str, int]

    def cost(self, task: Task, move: Move) -> int:
        """Effort and places less what the worth pays."""
        places = self.task + self.agency.get(task.agency, 0)
        return self.scale * move.effort + places - self.worth * move.worth


def solve(problem: Problem) -> Found:
    """The moves of least effort; those already known to suffice without any are none."""
    if problem.is_met(()):
        return Found((), is_complete=True)
    if not problem.tasks:
        return Found(None, is_complete=True)
    return _Program(problem.in_largest_units()).solve()


class _Program:
    """One problem in the hands of HiGHS."""

    def __init__(self, problem: Problem) -> None:
        import highspy  # noqa: PLC0415 - brings numpy, which only a process that plans should load

        self.library: Any = highspy
        self.highs = highspy.Highs()
        self.problem = problem
        self.columns: dict[int, int] = {}
        self.openings: list[Opening] = []
        self._set_options()
        self._add_moves()
        self.target = self._at_least(problem.target - HALF, self._worths(problem.tasks))
        self.places = self._add_limits()
        self._add_gates()

    def solve(self) -> Found:
        if self.openings:
            self._price_gates()
        for column in range(self.highs.getNumCol()):
            self.highs.changeColIntegrality(column, self.library.HighsVarType.kInteger)
        while True:
            self.highs.run()
            chosen = self._chosen()
            if chosen is None or self.problem.is_met(chosen):
                return Found(chosen, self._is(OPTIMAL) or self._is(INFEASIBLE))
            self._forbid(chosen)

    def _set_options(self) -> None:
        """One thread and one seed: the same problem has the same plan. Effort is whole days."""
        options = {
            "output_flag": False,
            "threads": 1,
            "random_seed": 0,
            "mip_rel_gap": 0.0,
            "mip_abs_gap": 0.99,
            "time_limit": MOST_SECONDS,
            "presolve": "off" if self.problem.gates else "on",
        }
        for name, value in options.items():
            self.highs.setOptionValue(name, value)

    def _column(self, cost: int) -> int:
        column: int = self.highs.getNumCol()
        self.highs.addVar(0, 1)
        self.highs.changeColCost(column, cost)
        return column

    def _row(self, low: float, high: float, terms: Iterable[tuple[int, float]]) -> int:
        row: int = self.highs.getNumRow()
        columns, values = zip(*terms, strict=True)
        self.highs.addRow(low, high, len(columns), list(columns), list(values))
        return row

    def _at_least(self, low: float, terms: Iterable[tuple[int, float]]) -> int:
        return self._row(low, INFINITY, terms)

    def _at_most(self, high: float, columns: Iterable[int]) -> int:
        return self._row(-INFINITY, high, ((column, 1) for column in columns))

    def _add_moves(self) -> None:
        for task in self.problem.tasks:
            for move in task.moves:
                self.columns[move.index] = self._column(move.effort)
            self._at_most(1, self._columns([task]))

    def _columns(self, tasks: Iterable[Task]) -> Iterator[int]:
        return (self.columns[move.index] for task in tasks for move in task.moves)

    def _worths(self, tasks: Iterable[Task]) -> list[tuple[int, float]]:
        return [(self.columns[m.index], float(m.worth)) for task in tasks for m in task.moves]

    def _add_limits(self) -> dict[str, int]:
        """Rows of the limits by agency; the one of all tasks has no name."""
        problem, places = self.problem, {}
        if problem.max_tasks is not None:
            places[""] = self._at_most(problem.max_tasks, self._columns(problem.tasks))
        if problem.max_per_agency is not None:
            for agency in {task.agency: None for task in problem.tasks}:
                own = [task for task in problem.tasks if task.agency == agency]
                places[agency] = self._at_most(problem.max_per_agency, self._columns(own))
        return places

    def _add_gates(self) -> None:
        for gate in self.problem.gates:
            opened = []
            for group, need in gate.lacking.items():
                opening = Opening(group, need, self._column(0))
                worths = self._worths(self._group(group))
                self._at_least(-HALF, [*worths, (opening.column, -float(need))])
                opened.append(opening)
            if gate.missing:
                self._at_least(gate.missing, [(o.column, 1.0) for o in opened])
                self.openings += opened

    def _group(self, group: str) -> list[Task]:
        return [task for task in self.problem.tasks if task.group == group]

    def _price_gates(self) -> None:
        """Rows for the gates until the relaxed program hardly gets dearer; loose ones go again."""
        first, bounds = self.highs.getNumRow(), [0.0]
        for _ in range(MOST_ROUNDS):
            self.highs.run()
            bounds.append(self.highs.getInfo().objective_function_value)
            has_stalled = bounds[-1] - bounds[-1 - STALLED :][0] < LEAST_RISE
            if (has_stalled and len(bounds) > STALLED) or not self._is(OPTIMAL):
                break
            self._add_prices()
        self._drop_loose(first)

    def _add_prices(self) -> None:
        """What a group costs with its gate open and without, at the present prices: one row each
        that the present choices violate."""
        solution = self.highs.getSolution()
        prices, values = self._prices(solution.row_dual), solution.col_value
        for opening in self.openings:
            own = self._group(opening.group)
            costs = [(self.columns[m.index], prices.cost(t, m)) for t in own for m in t.moves]
            shut, opened = _least_costs(own, opening.need, prices)
            if opened is None:
                self.highs.changeColBounds(opening.column, 0, 0)
                continue
            terms = [(column, cost / prices.scale) for column, cost in costs]
            terms.append((opening.column, (shut - opened) / prices.scale))
            low = shut / prices.scale - LITTLE
            if sum(value * values[column] for column, value in terms) < low:
                self._at_least(low, terms)

    def _prices(self, duals: list[float]) -> Prices:
        scale = 1000 * max(move.worth for _, move in self.problem.moves.values())
        places = {name: round(-scale * duals[row]) for name, row in self.places.items()}
        worth = round(scale * duals[self.target])
        return Prices(scale, worth, places.pop("", 0), places)

    def _drop_loose(self, first: int) -> None:
        values, lows = self.highs.getSolution().row_value, self.highs.getLp().row_lower_
        rows = range(first, self.highs.getNumRow())
        loose = [row for row in rows if values[row] > lows[row] + LITTLE]
        self.highs.deleteRows(len(loose), loose)

    def _is(self, status: str) -> bool:
        return bool(self.highs.getModelStatus() == getattr(self.library.HighsModelStatus, status))

    def _chosen(self) -> tuple[int, ...] | None:
        """The moves of the solution at hand, if there is one."""
        info, feasible = self.highs.getInfo(), self.library.SolutionStatus.kSolutionStatusFeasible
        if info.primal_solution_status != feasible:
            return None
        values = self.highs.getSolution().col_value
        return tuple(index for index, column in self.columns.items() if values[column] > HALF)

    def _forbid(self, chosen: tuple[int, ...]) -> None:
        """Leave out a choice that only the solver's tolerance let in."""
        own = {self.columns[index] for index in chosen}
        terms = [(c, 1.0 if c in own else -1.0) for c in self.columns.values()]
        self._row(-INFINITY, len(own) - 1, terms)


def _least_costs(tasks: Iterable[Task], need: int, prices: Prices) -> tuple[int, int | None]:
    """The least that a group costs in any case, and when it gains what a gate needs; None when it
    cannot. Of all sums so far only those are kept that gain more than every one of no more cost."""
    kept = [(0, 0)]
    for task in tasks:
        moves = [(move.worth, prices.cost(task, move)) for move in task.moves]
        sums = kept + [(min(w + worth, need), c + cost) for w, c in kept for worth, cost in moves]
        kept = []
        for worth, cost in sorted(sums, key=lambda each: (-each[0], each[1])):
            if not kept or cost < kept[-1][1]:
                kept.append((worth, cost))
    return kept[-1][1], kept[0][1] if kept[0][0] >= need else None
