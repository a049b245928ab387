"""The cheapest path to a target as people read it: tasks by agency, the sum before and after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from assessment.core import ledgers, planner
from assessment.core.instrument import CategoryBand
from assessment.core.plan_gates import (
    GateState,
    band_after,
    gate_states,
    gates_of,
    least_points,
)
from assessment.models import Cycle
from assessment.selectors.plan import Opportunity, PlanBoard, owner_name, workdays_left
from assessment.solver import solve


@dataclass(frozen=True, slots=True)
class PathWish:
    """What the path has to reach, and within which limits. A category comes with its gates;
    `target` is its lower limit then."""

    target: Decimal
    band: CategoryBand | None = None
    max_tasks: int | None = None
    max_per_agency: int | None = None
    by_deadline: bool = False
    by_chance: bool = False


#: So many tasks are shown unfolded.
FEW = 10


@dataclass(frozen=True, slots=True)
class PathTask:
    opportunity: Opportunity
    step: planner.Step


@dataclass(frozen=True, slots=True)
class AgencyTasks:
    """What one agency has to do; `agency_id` is None for the secretariat."""

    name: str
    agency_id: int | None
    tasks: tuple[PathTask, ...]
    gain: Decimal
    days: int


@dataclass(frozen=True)
class Path:
    """`after` is what would be proven; `category` and `category_after` are names, or empty."""

    wish: PathWish
    plan: planner.Plan
    before: ledgers.Points
    after: Decimal
    claimed_after: Decimal
    expected_after: Decimal
    category: str
    category_after: str
    gates: tuple[GateState, ...]
    agencies: tuple[AgencyTasks, ...]

    @property
    def tasks(self) -> tuple[PathTask, ...]:
        return tuple(task for agency in self.agencies for task in agency.tasks)

    @property
    def is_short(self) -> bool:
        return len(self.plan.steps) <= FEW


def limits_of(wish: PathWish, cycle: Cycle, at: datetime) -> planner.Limits:
    return planner.Limits(
        max_tasks=wish.max_tasks,
        max_per_agency=wish.max_per_agency,
        longest=workdays_left(cycle, at) if wish.by_deadline else None,
        by_chance=wish.by_chance,
    )


def path_to(board: PlanBoard, cycle: Cycle, wish: PathWish, at: datetime) -> Path:
    """No query: everything comes from the board, which has to be unfiltered."""
    score = board.state.score
    before, band = score.points, wish.band
    plan = planner.cheapest(
        [step for row in board.rows for step in row.steps],
        (least_points(band, score) if band else wish.target) - before.proven,
        limits_of(wish, cycle, at),
        gates_of(band, score) if band else (),
        solve=solve,
    )
    rows = {row.question.code: row for row in board.rows}
    tasks = [PathTask(rows[step.question], step) for step in plan.steps]
    return Path(
        wish=wish,
        plan=plan,
        before=before,
        after=before.proven + plan.gain,
        claimed_after=_claimed_after(before, tasks),
        expected_after=before.proven + plan.expected,
        category=_name(band_after(score)),
        category_after=_name(band_after(score, plan.gained)),
        gates=gate_states(band, score, plan.gained) if band else (),
        agencies=_by_agency(tasks),
    )


def _claimed_after(before: ledgers.Points, tasks: list[PathTask]) -> Decimal:
    """A raised answer is claimed as well; proving what is claimed adds nothing to the claim."""
    rises = (task.step.gain - task.opportunity.to_prove for task in tasks)
    return (before.claimed or Decimal(0)) + sum(rises, Decimal(0))


def _by_agency(tasks: list[PathTask]) -> tuple[AgencyTasks, ...]:
    """The agency that brings most first."""
    found: dict[str, list[PathTask]] = {}
    for task in tasks:
        found.setdefault(owner_name(task.opportunity), []).append(task)
    groups = [
        AgencyTasks(
            name=name,
            agency_id=own[0].opportunity.agency.pk if own[0].opportunity.agency else None,
            tasks=tuple(own),
            gain=sum((task.step.gain for task in own), Decimal(0)),
            days=sum(task.step.effort for task in own),
        )
        for name, own in found.items()
    ]
    return tuple(sorted(groups, key=lambda group: (-group.gain, group.name)))


def _name(band: CategoryBand | None) -> str:
    return band.name if band else ""
