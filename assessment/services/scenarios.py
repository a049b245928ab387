"""Writes of scenarios. They change scenario rows only, never an answer, a decision or evidence."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from agencies import audit
from agencies.actors import Actor
from agencies.models import User
from agencies.services.rows import update_versioned
from assessment import policies
from assessment.core import answers
from assessment.core.instrument import Question
from assessment.models import Cycle, Scenario, ScenarioChange
from assessment.selectors.instruments import instrument_of
from assessment.selectors.scenarios import base_of
from assessment.selectors.scores import cycle_state
from assessment.services import guards
from assessment.services.text import clean_text

NAME = 120
TAKEN = "Anda sudah mempunyai skenario dengan nama ini. Pilih nama lain."


@transaction.atomic
def create_scenario(*, cycle: Cycle, name: str, by: Actor) -> Scenario:
    """An empty scenario over the present state."""
    policies.check_plan(by)
    cycle = guards.lock_cycle(cycle, by=by)
    guards.check_not_closed(cycle, by=by)
    row = Scenario.objects.create(
        cycle=cycle,
        name=_free_name(cycle, name, by),
        base=base_of(cycle_state(cycle)),
        owner=User.objects.get(username=by.username),
        created_at=by.at,
    )
    audit.record_row(row, "scenario.create", by, after={"name": row.name})
    return row


@transaction.atomic
def rename_scenario(
    *, scenario: Scenario, name: str, is_shared: bool, version: int, by: Actor
) -> Scenario:
    """Name it and share it with the task force, or take it back."""
    cycle = _locked(scenario, by)
    clean = _free_name(cycle, name, by, but=scenario)
    updated = update_versioned(scenario, version, {"name": clean, "is_shared": is_shared})
    before = {"name": scenario.name, "shared": scenario.is_shared}
    after = {"name": updated.name, "shared": updated.is_shared}
    audit.record_row(updated, "scenario.change", by, before=before, after=after)
    return updated


@transaction.atomic
def try_answer(
    *,
    scenario: Scenario,
    question_code: str,
    raw: dict[str, Any] | None,
    is_proven: bool,
    by: Actor,
) -> None:
    """Set what the scenario assumes of a question; nothing at all takes the question out again."""
    cycle = _locked(scenario, by)
    question = instrument_of(cycle).question(question_code)
    if question is None:
        raise ValidationError("Pertanyaan ini tidak ada di instrumen.")
    answer = _validated(question, raw)
    row = scenario.changes.filter(question_code=question_code).first()
    if answer is None and not is_proven:
        scenario.changes.filter(question_code=question_code).delete()
    else:
        values = {"answer": answers.to_raw(answer), "is_proven": is_proven}
        ScenarioChange.objects.update_or_create(
            scenario=scenario, question_code=question_code, defaults=values
        )
    before = {"answer": row.answer if row else None, "question": question_code}
    after = {"answer": answers.to_raw(answer), "proven": is_proven}
    audit.record_row(scenario, "scenario.change", by, before=before, after=after)


@transaction.atomic
def refresh_scenario(*, scenario: Scenario, by: Actor) -> None:
    """Take the present state as the base: the reader has seen what changed."""
    cycle = _locked(scenario, by)
    Scenario.objects.filter(pk=scenario.pk).update(base=base_of(cycle_state(cycle)))
    audit.record_row(scenario, "scenario.refresh", by, after={"name": scenario.name})


@transaction.atomic
def delete_scenario(*, scenario: Scenario, version: int, by: Actor) -> None:
    _locked(scenario, by)
    current = update_versioned(scenario, version, {})
    audit.record_row(current, "scenario.delete", by, before={"name": current.name})
    current.delete()


def _locked(scenario: Scenario, by: Actor) -> Cycle:
    cycle = guards.lock_cycle(scenario.cycle, by=by)
    policies.check_change_scenario(by, scenario)
    guards.check_not_closed(cycle, by=by)
    return cycle


def _free_name(cycle: Cycle, name: str, by: Actor, but: Scenario | None = None) -> str:
    clean = clean_text(name, field="name", label="Nama", max_length=NAME, required=True)
    others = Scenario.objects.filter(cycle=cycle, owner_id=by.user_id, name=clean)
    if others.exclude(pk=but.pk if but else 0).exists():
        raise ValidationError({"name": TAKEN})
    return clean


def _validated(question: Question, raw: dict[str, Any] | None) -> answers.Answer | None:
    try:
        answer = answers.validate(question, raw)
    except answers.AnswerError as error:
        message = f"{error.message[:1].upper()}{error.message[1:]}."
        raise ValidationError({error.field or "answer": message}) from error
    if answer is not None and not answers.is_answered(answer):
        lacking = ", ".join(answers.missing(question, answer))
        raise ValidationError({"answer": f"Lengkapi jawaban: {lacking}."})
    return answer
