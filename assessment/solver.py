"""The cheapest path by HiGHS, a solver of mixed-integer programs. Floats stay in this module.

A count per move of tasks that are alike, a choice per group that a gate counts. One row per kind of
task, limit and target. Plain rows say little about gates; so further rows tell what opening one
takes at least: places at each agency, and effort at the prices of the relaxed program (of a point,
of a task, of a place at an agency). All data are whole numbers; what comes back is checked by the
problem itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from assessment.core.plan_bounds import Prices, least_costs, least_places
from assessment.core.plan_problem import Found, Gate, Kind, Problem

#: Rows on worth are loosened by half a unit, rows on days by a little: far more than the solver's
#: tolerance, and no whole number gets in or out.
HALF, LITTLE = 0.5, 0.001
INFINITY = 1e30
#: Rounds of better prices; they end as soon as the bound hardly rises.
MOST_ROUNDS, STALLED, LEAST_RISE = 40, 3, 0.3
#: Several times what the full instrument takes; a page must not wait longer.
MOST_SECONDS = 10.0
OPTIMAL, INFEASIBLE = "kOptimal", "kInfeasible"
#: One thread and one seed: the same problem has the same plan. Effort is whole days. The searches
#: left out cost more time here than their plans save.
OPTIONS = {
    "output_flag": False,
    "threads": 1,
    "random_seed": 0,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 0.99,
    "time_limit": MOST_SECONDS,
    "mip_allow_restart": False,
    "mip_heuristic_run_feasibility_jump": False,
    "mip_heuristic_run_rens": False,
}

Terms = list[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class Counts:
    """How often the moves of a kind are made: one column each."""

    kind: Kind
    columns: tuple[int, ...]

    def worths(self) -> Terms:
        return [(c, float(m.worth)) for c, m in zip(self.columns, self.kind.moves, strict=True)]

    def ones(self) -> Terms:
        return [(column, 1.0) for column in self.columns]


@dataclass(frozen=True, slots=True)
class Opening:
    """The choice of a group to gain what a gate needs; `column` is 1 when it does."""

    group: str
    need: int
    column: int


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
        for name, value in OPTIONS.items():
            self.highs.setOptionValue(name, value)
        self.problem = problem
        self.counts = [self._add_counts(kind) for kind in problem.kinds]
        self.target = self._at_least(
            problem.target - HALF, [term for each in self.counts for term in each.worths()]
        )
        #: Rows of the limits by agency; "" is the one of all tasks.
        self.places = {name: self._add_limit(name, most) for name, most in self._limits()}
        self.openings = [opening for gate in problem.gates for opening in self._add_gate(gate)]

    def solve(self) -> Found:
        if self.openings:
            self._add_least_places()
            self._price_gates()
        for column in range(self.highs.getNumCol()):
            self.highs.changeColIntegrality(column, self.library.HighsVarType.kInteger)
        self.highs.run()
        chosen = self._chosen()
        if chosen is not None and not self.problem.is_met(chosen):
            return Found(None, is_complete=False)
        return Found(chosen, self._is(OPTIMAL) or self._is(INFEASIBLE))

    def _column(self, most: int, cost: int) -> int:
        column: int = self.highs.getNumCol()
        self.highs.addVar(0, most)
        self.highs.changeColCost(column, cost)
        return column

    def _row(self, low: float, high: float, terms: Terms) -> int:
        row: int = self.highs.getNumRow()
        columns, values = zip(*terms, strict=True)
        self.highs.addRow(low, high, len(columns), list(columns), list(values))
        return row

    def _at_least(self, low: float, terms: Terms) -> int:
        return self._row(low, INFINITY, terms)

    def _at_most(self, high: float, terms: Terms) -> int:
        return self._row(-INFINITY, high, terms)

    def _add_counts(self, kind: Kind) -> Counts:
        counts = Counts(kind, tuple(self._column(kind.size, move.effort) for move in kind.moves))
        self._at_most(kind.size, counts.ones())
        return counts

    def _limits(self) -> list[tuple[str, int]]:
        """Most tasks by agency, "" for all together."""
        total, each = self.problem.max_tasks, self.problem.max_per_agency
        found = [] if total is None else [("", total)]
        if each is not None:
            found += [(name, each) for name in {each.kind.agency: 0 for each in self.counts}]
        return found

    def _add_limit(self, agency: str, most: int) -> int:
        return self._at_most(most, self._tasks(self.counts, agency))

    def _tasks(self, counts: Iterable[Counts], agency: str) -> Terms:
        return [t for each in counts if agency in ("", each.kind.agency) for t in each.ones()]

    def _add_gate(self, gate: Gate) -> list[Opening]:
        """Nothing to open where enough groups have what they need already."""
        if not gate.missing:
            return []
        opened = []
        for group, need in gate.lacking.items():
            worths = [term for each in self._group(group) for term in each.worths()]
            opening = Opening(group, need, self._column(1, 0))
            self._at_least(-HALF, [*worths, (opening.column, -float(need))])
            opened.append(opening)
        self._at_least(gate.missing, [(opening.column, 1.0) for opening in opened])
        return opened

    def _group(self, group: str) -> list[Counts]:
        return [each for each in self.counts if each.kind.group == group]

    def _add_least_places(self) -> None:
        """A group that opens takes some places; all that open have to share those there are."""
        for agency, most in self._limits():
            shared: Terms = []
            for opening in self.openings:
                own = self._group(opening.group)
                kinds = [each.kind for each in own]
                least = least_places(kinds, opening.need, agency, self.problem.max_per_agency)
                if least:
                    shared.append((opening.column, float(least)))
                    taken = self._tasks(own, agency)
                    self._at_least(0, [*taken, (opening.column, -float(least))])
            if shared:
                self._at_most(most, shared)

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
            shut, opened = least_costs([each.kind for each in own], opening.need, prices)
            if opened is None:
                self.highs.changeColBounds(opening.column, 0, 0)
                continue
            terms = [
                (column, cost / prices.scale)
                for each in own
                for column, cost in zip(each.columns, prices.costs(each.kind), strict=True)
            ]
            terms.append((opening.column, (shut - opened) / prices.scale))
            low = shut / prices.scale - LITTLE
            if sum(value * values[column] for column, value in terms) < low:
                self._at_least(low, terms)

    def _prices(self, duals: list[float]) -> Prices:
        scale = 1000 * max(move.worth for each in self.counts for move in each.kind.moves)
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
        return tuple(
            index
            for each in self.counts
            for index in each.kind.chosen([round(values[column]) for column in each.columns])
        )
