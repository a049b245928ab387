"""Recoverable points of a cycle: by question, with owner, what is missing, days and chance.

The plan reads the same score as every other page; nothing of it is stored but estimates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q

from agencies.actors import Actor
from agencies.models import Agency
from assessment import policies
from assessment.core import ledgers, planner
from assessment.core.answers import NotApplicable
from assessment.core.instrument import Cluster, Indicator, Question
from assessment.core.plan_steps import Estimate, Gap, gap_of, prove_days, raise_days, steps_of
from assessment.models import Citation, Cycle, PlanEstimate
from assessment.selectors.scores import CycleState, cycle_state

#: Decided citations from which a rate of acceptance says something.
ENOUGH = 5
NOBODY = "sekretariat"
WEEK, WORKDAYS = 7, 5
SORTS = {
    "poin": "Poin terbanyak",
    "hasil": "Poin per hari",
    "hari": "Hari paling sedikit",
    "kode": "Urutan pertanyaan",
}


@dataclass(frozen=True, slots=True)
class Opportunity:
    """What one question could still bring. `chance` is None where nothing is known."""

    score: ledgers.QuestionScore
    indicator: Indicator
    cluster: Cluster
    agency: Agency | None
    gap: Gap
    prove_days: int
    raise_days: int
    chance: int | None
    is_estimated: bool
    steps: tuple[planner.Step, ...]

    @property
    def question(self) -> Question:
        return self.score.question

    @property
    def to_prove(self) -> Decimal:
        return self.score.points.unproven

    @property
    def to_raise(self) -> Decimal:
        points = self.score.points
        return points.max_points - (points.claimed or Decimal(0))

    @property
    def nearest(self) -> planner.Step:
        return self.steps[0]

    @property
    def recoverable(self) -> Decimal:
        return self.to_prove + self.to_raise


@dataclass(frozen=True, slots=True)
class PlanFilter:
    """Empty values filter nothing; `agency` is an abbreviation."""

    agency: str = ""
    cluster: str = ""
    gap: str = ""
    sort: str = "poin"


@dataclass(frozen=True)
class PlanBoard:
    """`rows` are those the reader may see and asked for; sums are of these."""

    state: CycleState
    rows: tuple[Opportunity, ...]
    agencies: tuple[str, ...]
    estimates: Mapping[str, PlanEstimate]

    @property
    def to_prove(self) -> Decimal:
        return sum((row.to_prove for row in self.rows), Decimal(0))

    @property
    def to_raise(self) -> Decimal:
        return sum((row.to_raise for row in self.rows), Decimal(0))


def plan_board(actor: Actor, cycle: Cycle, wanted: PlanFilter | None = None) -> PlanBoard:
    """The ranking; people of agencies get the questions that their agency leads. Six queries."""
    wanted = wanted or PlanFilter()
    state = cycle_state(cycle)
    estimates = {
        row.question_code: row for row in policies.visible_estimates(actor).filter(cycle=cycle)
    }
    rates = _acceptance(cycle, state)
    every = [row for row in _opportunities(state, estimates, rates) if _is_visible(actor, row)]
    rows = [row for row in every if _is_wanted(row, wanted)]
    return PlanBoard(
        state=state,
        rows=tuple(sorted(rows, key=_orders(wanted.sort))),
        agencies=tuple(sorted({owner_name(row) for row in every}, key=str.lower)),
        estimates=estimates,
    )


def owner_name(row: Opportunity) -> str:
    return row.agency.abbreviation if row.agency else NOBODY


def workdays_left(cycle: Cycle, at: datetime) -> int:
    """Working days until agencies may no longer write; until hand-over once that has passed."""
    until = cycle.filling_closes_at if at < cycle.filling_closes_at else cycle.recap_closes_at
    return max((until - at).days, 0) * WORKDAYS // WEEK


def _opportunities(
    state: CycleState, estimates: Mapping[str, PlanEstimate], rates: Mapping[str, int]
) -> Iterable[Opportunity]:
    instrument = state.instrument
    for code, score in state.score.questions.items():
        facts = state.questions[code].facts
        answer = facts.official if facts.is_decided else facts.proposed
        gap = gap_of(score)
        if gap is Gap.NONE or isinstance(answer, NotApplicable):
            continue
        indicator = instrument.indicator_of(code)
        agency = next(iter(state.assignments.agencies(code)), None)
        stored = estimates.get(code)
        estimate = _estimate(stored, rates.get(indicator.code))
        name = agency.abbreviation if agency else NOBODY
        steps = steps_of(score, indicator.code, name, estimate)
        if steps:
            yield Opportunity(
                score=score,
                indicator=indicator,
                cluster=instrument.cluster_of(indicator.code),
                agency=agency,
                gap=gap,
                prove_days=prove_days(score, estimate),
                raise_days=raise_days(estimate),
                chance=estimate.chance,
                is_estimated=stored is not None,
                steps=steps,
            )


def _estimate(stored: PlanEstimate | None, rate: int | None) -> Estimate:
    if stored is None:
        return Estimate(chance=rate)
    chance = rate if stored.chance is None else stored.chance
    return Estimate(stored.prove_days, stored.raise_days, chance)


def _acceptance(cycle: Cycle, state: CycleState) -> dict[str, int]:
    """Share of judged citations that were accepted, in percent: by indicator where there are
    enough, else of the whole city, else nothing. All cycles of the city. One query."""
    states = Citation.CitationState
    rows = (
        Citation.objects.filter(contribution__cycle__city=cycle.city_id)
        .exclude(state=states.PENDING)
        .values_list("contribution__question_code")
        .annotate(judged=Count("pk"), accepted=Count("pk", filter=Q(state=states.ACCEPTED)))
    )
    known = state.instrument
    judged: dict[str, list[int]] = {}
    for code, total, accepted in rows:
        places = ["", known.indicator_of(code).code] if known.question(code) else [""]
        for place in places:
            sums = judged.setdefault(place, [0, 0])
            sums[0] += accepted
            sums[1] += total
    rates = {
        place: accepted * 100 // total
        for place, (accepted, total) in judged.items()
        if total >= ENOUGH
    }
    if "" not in rates:
        return {}
    return {i.code: rates.get(i.code, rates[""]) for i in known.indicators}


def _is_visible(actor: Actor, row: Opportunity) -> bool:
    if not actor.is_agency:
        return True
    return row.agency is not None and row.agency.pk in actor.agency_ids


def _is_wanted(row: Opportunity, wanted: PlanFilter) -> bool:
    return (
        wanted.agency in ("", owner_name(row))
        and wanted.cluster in ("", row.cluster.code)
        and wanted.gap in ("", row.gap.value)
    )


def _orders(sort: str) -> Callable[[Opportunity], Any]:
    """The key of a sort; ties keep the order of the instrument."""
    keys: dict[str, Callable[[Opportunity], Any]] = {
        "poin": lambda row: (-row.to_prove, -row.recoverable),
        "hasil": lambda row: -(row.nearest.gain / max(row.nearest.effort, 1)),
        "hari": lambda row: (row.nearest.effort, -row.nearest.gain),
        "kode": lambda row: 0,
    }
    return keys[sort]
