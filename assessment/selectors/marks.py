"""Which marks of verification stand for a cycle."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from assessment.core import ledgers, marking
from assessment.models import Cycle, Mark
from assessment.selectors.instruments import instrument_of

STAGE_ORDER = (Mark.Stage.VA, Mark.Stage.FIELD, Mark.Stage.FINAL)


def marks_of(cycle: Cycle) -> ledgers.Marks:
    """Marks that stand, of each place the latest stage. One query."""
    return marks_by_cycle([cycle])[cycle.pk]


def marks_by_cycle(cycles: Sequence[Cycle]) -> dict[int, ledgers.Marks]:
    """Marks that stand, by cycle. One query."""
    given: dict[int, dict[marking.Place, marking.Given]] = defaultdict(dict)
    rows = Mark.objects.filter(cycle__in=cycles)
    for pk, level, code, stage, hundredths in rows.values_list(
        "cycle_id", "level", "code", "stage", "hundredths"
    ):
        place, order = (marking.Level(level), code), STAGE_ORDER.index(Mark.Stage(stage))
        if place not in given[pk] or order > given[pk][place].stage:
            given[pk][place] = marking.Given(Decimal(hundredths) / 100, order)
    return {c.pk: marking.standing(instrument_of(c), given[c.pk]) for c in cycles}
