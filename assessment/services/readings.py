"""Readings of the score: what it was when something that moves points was written.

Taken inside the transaction of that write, at most once in six hours; never by looking at a page.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction

from agencies.actors import Actor
from assessment.models import Cycle, ScoreReading
from assessment.selectors.scores import cycle_score
from assessment.services import guards

APART = timedelta(hours=6)


def take_reading(cycle: Cycle, *, by: Actor) -> ScoreReading | None:
    """Note the points as they now stand; None when the last reading is too recent.

    The caller holds the lock of the city.
    """
    last = ScoreReading.objects.filter(cycle=cycle).order_by("-at").first()
    if last is not None and by.at < last.at + APART:
        return None
    points = cycle_score(cycle).points
    return ScoreReading.objects.create(
        cycle=cycle,
        at=by.at,
        claimed=None if points.claimed is None else _hundredths(points.claimed),
        proven=_hundredths(points.proven),
        verified=None if points.verified is None else _hundredths(points.verified),
    )


@transaction.atomic
def note_score(cycle: Cycle, *, by: Actor) -> ScoreReading | None:
    """A reading of its own, for the daily command; nothing before the filling opens or after."""
    cycle = guards.lock_cycle(cycle, by=by)
    is_open = cycle.filling_opens_at <= by.at < cycle.cycle_closes_at
    return take_reading(cycle, by=by) if is_open else None


def _hundredths(points: Decimal) -> int:
    return int((points * 100).to_integral_value(ROUND_HALF_UP))
