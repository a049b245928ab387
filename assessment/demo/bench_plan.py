"""The cheapest path on the whole instrument while nothing is answered: the largest problem."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from assessment.core import ledgers
from assessment.core.instrument import Instrument
from assessment.core.plan_steps import steps_of
from assessment.core.planner import Gate, Limits, Step, cheapest
from assessment.solver import solve

NINDYA, TASKS, EACH = Decimal("700.01"), 146, 16
SHARE, INDICATORS = Decimal("0.7"), 20

Work = Callable[[], object]


def forms(instrument: Instrument) -> dict[str, Work]:
    """Forms of the problem by name, the plain one first."""
    score = ledgers.score(instrument, {})
    steps = steps_to_full(instrument)
    needs = {code: SHARE * row.points.max_points for code, row in score.indicators.items()}
    share = [Gate(needs, INDICATORS)]

    def path(limits: Limits, gates: list[Gate]) -> Work:
        return lambda: cheapest(steps, NINDYA, limits, gates, solve=solve)

    return {
        "no limits": path(Limits(), []),
        f"{TASKS} tasks, {EACH} an agency": path(Limits(TASKS, EACH), []),
        f"{INDICATORS} indicators at 70 %": path(Limits(), share),
    }


def steps_to_full(instrument: Instrument) -> list[Step]:
    """Every step of every question, by the first agency that it names."""
    found: list[Step] = []
    for code, row in ledgers.score(instrument, {}).questions.items():
        agency = next(iter(row.question.agencies), "")
        found += steps_of(row, instrument.indicator_of(code).code, agency)
    return found
