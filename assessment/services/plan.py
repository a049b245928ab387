"""Writes of the plan of points: estimates, and tasks for agencies out of planned steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from agencies import audit
from agencies.actors import Actor
from agencies.models import Agency
from agencies.services.rows import update_versioned, values_of
from assessment import policies
from assessment.core.plan_steps import Estimate
from assessment.models import ActionItem, Cycle, PlanEstimate
from assessment.selectors.instruments import instrument_of
from assessment.services import guards
from assessment.services.action_items import ActionFacts, create_action

#: Version of an estimate that nobody has given yet.
NEW = 0
MOST_DAYS, CERTAIN = 365, 100


@dataclass(frozen=True, slots=True)
class PlannedTask:
    """One step for one question; `agency` None is the secretariat."""

    question_code: str
    agency: Agency | None
    title: str
    detail: str


@transaction.atomic
def estimate(
    *, cycle: Cycle, question_code: str, values: Estimate, version: int, by: Actor
) -> PlanEstimate:
    """Store what somebody knows better; None in a value goes back to the default."""
    policies.check_plan(by)
    cycle = guards.lock_cycle(cycle, by=by)
    guards.check_not_closed(cycle, by=by)
    if instrument_of(cycle).question(question_code) is None:
        raise ValidationError("Pertanyaan ini tidak ada di instrumen.")
    _check(values)
    columns = {
        "prove_days": values.prove_days,
        "raise_days": values.raise_days,
        "chance": values.chance,
    }
    current = PlanEstimate.objects.filter(cycle=cycle, question_code=question_code).first()
    before = values_of(current, columns) if current else {}
    stamp = {**columns, "updated_by_id": by.user_id, "updated_at": by.at}
    if current is not None:
        row = update_versioned(current, version, stamp)
    else:
        row = PlanEstimate.objects.create(cycle=cycle, question_code=question_code, **stamp)
    audit.record(
        by=by,
        action="plan.estimate",
        subject="plan",
        subject_id=question_code,
        before={**before, "question": question_code},
        after={**columns, "question": question_code},
    )
    return row


@transaction.atomic
def make_tasks(
    *, cycle: Cycle, tasks: Sequence[PlannedTask], due_on: date | None, by: Actor
) -> tuple[int, int]:
    """Agree on an action for each step; how many were made, and how many were open already."""
    policies.check_agree(by)
    cycle = guards.lock_cycle(cycle, by=by)
    source = ActionItem.Source.PLAN
    rows = ActionItem.objects.filter(cycle=cycle, source=source, is_done=False)
    known = set(rows.values_list("question_code", "agency_id"))
    fresh = [
        task
        for task in tasks
        if (task.question_code, task.agency.pk if task.agency else None) not in known
    ]
    for task in fresh:
        facts = ActionFacts(
            title=task.title,
            detail=task.detail,
            agency=task.agency,
            question_code=task.question_code,
            due_on=due_on,
        )
        create_action(cycle=cycle, facts=facts, source=source, by=by)
    return len(fresh), len(tasks) - len(fresh)


def _check(values: Estimate) -> None:
    for name, most in (("prove_days", MOST_DAYS), ("raise_days", MOST_DAYS), ("chance", CERTAIN)):
        value = getattr(values, name)
        if value is not None and not 0 <= value <= most:
            raise ValidationError({name: f"Isi bilangan dari 0 sampai {most}."})
