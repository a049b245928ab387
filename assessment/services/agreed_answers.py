"""Many official answers at once: every proposal of an indicator that nobody contradicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from agencies.actors import Actor
from assessment import policies
from assessment.core.instrument import Indicator
from assessment.models import Cycle
from assessment.selectors import assembly_board, authors
from assessment.services import guards, official_answers
from assessment.services.official_answers import Decision, Verdict


@dataclass(frozen=True, slots=True)
class Result:
    """Codes that were decided, and those left for a person because they changed meanwhile."""

    decided: tuple[str, ...]
    skipped: tuple[str, ...]


@transaction.atomic
def decide_agreed(
    *, cycle: Cycle, indicator: Indicator, seen: Mapping[str, str], by: Actor
) -> Result:
    """Take the proposals of the chosen questions; `seen` are their codes and shown fingerprints.

    A question is decided when it still agrees, its contributors' parts are still accepted, and its
    answers are those that were shown and of others; otherwise it is skipped and named.
    """
    policies.check_decide(by)
    if not seen:
        raise ValidationError({"butir": "Pilih paling sedikit satu pertanyaan."})
    cycle = guards.lock_cycle(cycle, by=by)
    ready = {
        agreed.record.question.code: agreed.record
        for agreed in assembly_board.agreed_questions(by, cycle, indicator)
    }
    decided = [
        code
        for code in seen
        if code in ready
        and ready[code].fingerprint == seen[code]
        and not authors.has_answered(by, cycle, code)
    ]
    for code in decided:
        official_answers.decide(
            cycle=cycle,
            question_code=code,
            verdict=Verdict(
                Decision.TAKEN, narrative=ready[code].suggested_narrative, seen=seen[code]
            ),
            version=official_answers.NEW,
            by=by,
        )
    return Result(tuple(decided), tuple(code for code in seen if code not in decided))
