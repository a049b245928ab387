"""The secretariat's word on programmes that look alike."""

from __future__ import annotations

from django.db import transaction

from agencies import audit
from agencies.actors import Actor
from assessment import policies
from assessment.models import Cycle, DistinctPrograms, Program
from assessment.services import guards


@transaction.atomic
def set_distinct(
    *, cycle: Cycle, first: Program, second: Program, is_distinct: bool, by: Actor
) -> None:
    """Note that two programmes are not the same one, or take that back; repeating changes nothing.

    Both are of the cycle and visible to the actor.
    """
    policies.check_review(by)
    cycle = guards.lock_cycle(cycle, by=by)
    guards.check_regular_review_open(cycle, by=by)
    lower, higher = sorted((first, second), key=lambda program: program.pk)
    if is_distinct:
        _, is_changed = DistinctPrograms.objects.get_or_create(
            first=lower,
            second=higher,
            defaults={"decided_by_id": by.user_id, "decided_at": by.at},
        )
    else:
        removed, _ = DistinctPrograms.objects.filter(first=lower, second=higher).delete()
        is_changed = bool(removed)
    if is_changed:
        audit.record(
            by=by,
            action="program.distinct" if is_distinct else "program.lookalike",
            subject="program_pair",  # who judges a pair has not entered the programme
            subject_id=lower.pk,
            after={"title": lower.title, "other": higher.title},
        )
