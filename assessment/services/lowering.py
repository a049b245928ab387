"""Accepting an answer with a lower value: the agency's own stays, the lower one counts."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from agencies import audit
from agencies.actors import Actor
from agencies.errors import StaleVersionError
from agencies.services.rows import update_versioned
from assessment import policies
from assessment.core import answers, lowering
from assessment.core.instrument import Question
from assessment.models import Contribution, LowerValue
from assessment.selectors.instruments import instrument_of
from assessment.services import citations, guards, reasons, submissions

#: Version of a lower value that does not exist yet.
NEW = 0
LONGEST_NOTE = 1000


@transaction.atomic
def lower_value(
    *,
    contribution: Contribution,
    raw: dict[str, Any] | None,
    code: str,
    note: str,
    seen: int,
    version: int,
    by: Actor,
) -> LowerValue:
    """Accept an answer with a lower value, for a reason that the agency reads.

    `seen` is the version of the answer that was judged, `version` that of the standing lower value
    (NEW for none). Only once the part was sent; nobody lowers what he entered.
    """
    row, question = _judged(contribution, by)
    if row.version != seen:
        raise StaleVersionError(row)
    lower = _typed(question, raw)
    try:
        lowering.check_lower(question, answers.validate(question, row.answer), lower)
    except lowering.LoweringError as error:
        raise ValidationError({"answer": error.message}) from error
    why = reasons.given(code, note, max_length=LONGEST_NOTE)
    values = {
        "answer": answers.to_raw(lower),
        "lowered_from": row.answer,
        "reason_code": why.code,
        "reason": why.words,
        "decided_by_id": by.user_id,
        "decided_at": by.at,
    }
    stored = _store(row, values, version)
    _record("lower_value.set", row, {"answer": row.answer}, {"lower_value": stored.answer}, by, why)
    return stored


@transaction.atomic
def lift_value(*, lower: LowerValue, version: int, by: Actor) -> None:
    """Take a lower value back: the agency's own answer counts again."""
    row, _ = _judged(lower.contribution, by)
    deleted, _ = LowerValue.objects.filter(pk=lower.pk, version=version).delete()
    if not deleted:
        raise StaleVersionError(LowerValue.objects.filter(pk=lower.pk).first())
    before = {"lower_value": lower.answer}
    _record("lower_value.lift", row, before, {"answer": row.answer}, by, reasons.Given())


def _judged(contribution: Contribution, by: Actor) -> tuple[Contribution, Question]:
    """The answer as it stands now, once the actor may judge it."""
    policies.check_review(by)
    cycle = guards.lock_cycle(contribution.cycle, by=by)
    row = Contribution.objects.select_related("agency").get(pk=contribution.pk)
    row.cycle = cycle
    submission = citations.check_sent(row)
    guards.check_review_open(cycle, scope=citations.scope_of(row), by=by)
    submissions.check_not_own(submission, by)
    question = instrument_of(cycle).question(row.question_code)
    if question is None:
        raise ValidationError({"answer": "Pertanyaan ini tidak ada di instrumen."})
    return row, question


def _typed(question: Question, raw: dict[str, Any] | None) -> answers.Answer | None:
    try:
        return answers.validate(question, raw)
    except answers.AnswerError as error:
        raise ValidationError(
            {"answer": f"{error.message[:1].upper()}{error.message[1:]}."}
        ) from error


def _store(row: Contribution, values: dict[str, Any], version: int) -> LowerValue:
    """Insert or update with the version; nobody else writes, the city is locked."""
    current = LowerValue.objects.select_related("decided_by").filter(contribution=row).first()
    if current is None and version == NEW:
        return LowerValue.objects.create(contribution=row, **values)
    if current is None:
        raise StaleVersionError(None)
    return update_versioned(current, version, values)


def _record(
    action: str,
    row: Contribution,
    before: dict[str, Any],
    after: dict[str, Any],
    by: Actor,
    why: reasons.Given,
) -> None:
    audit.record(
        by=by,
        action=action,
        subject="lower_value",
        subject_id=row.pk,
        before=before,
        after={
            "question": row.question_code,
            "agency": row.agency.abbreviation,
            **after,
            **({"reason_code": why.code} if why.code else {}),
        },
        reason=why.words,
    )
