"""Assignments as the page edits them: against what it showed, and back to the instrument's own."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from agencies.actors import Actor
from agencies.errors import StaleVersionError
from agencies.models import Agency
from assessment.models import Assignment, Cycle
from assessment.selectors.instruments import instrument_of
from assessment.services import guards
from assessment.services.cycles import set_assignment


@transaction.atomic
def reassign(
    *, cycle: Cycle, question_code: str, agencies: Sequence[Agency], seen: Sequence[int], by: Actor
) -> None:
    """Set a question's agencies in order; StaleVersionError unless `seen` (ids) still holds."""
    cycle = guards.lock_cycle(cycle, by=by)
    rows = Assignment.objects.filter(cycle=cycle, question_code=question_code)
    current = [row.agency for row in rows.select_related("agency").order_by("position", "pk")]
    if [agency.pk for agency in current] != list(seen):
        raise StaleVersionError(current)
    set_assignment(cycle=cycle, question_code=question_code, agencies=agencies, by=by)


@transaction.atomic
def reset_assignment(*, cycle: Cycle, question_code: str, seen: Sequence[int], by: Actor) -> None:
    """Back to the agencies that the instrument names, as far as the city has them."""
    agencies = default_agencies(cycle, question_code)
    reassign(cycle=cycle, question_code=question_code, agencies=agencies, seen=seen, by=by)


def default_agencies(cycle: Cycle, question_code: str) -> list[Agency]:
    question = instrument_of(cycle).question(question_code)
    names = question.agencies if question else ()
    rows = Agency.objects.filter(
        city_id=cycle.city_id, is_active=True, instrument_name__in=list(names)
    )
    by_name = {row.instrument_name: row for row in rows}
    return [by_name[name] for name in names if name in by_name]
