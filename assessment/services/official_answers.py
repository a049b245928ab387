"""The official answer: the proposal taken, adapted with a reason, or not applicable; and undo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from agencies import audit
from agencies.actors import Actor
from agencies.errors import StaleVersionError
from agencies.services.rows import update_versioned
from assessment import policies
from assessment.core import answers, consolidation
from assessment.core.instrument import Question
from assessment.models import Cycle, OfficialAnswer
from assessment.selectors import authors, cycles, scores
from assessment.selectors.instruments import instrument_of
from assessment.services import guards
from assessment.services.text import LONG, clean_text

Decision = OfficialAnswer.Decision
#: Version of a decision that does not exist yet.
NEW = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the coordinator decides. `raw` is the adapted answer; unused when the proposal is taken.

    `seen` is the fingerprint of the contributions that the page showed: a decision on answers that
    changed meanwhile is refused.
    """

    decision: OfficialAnswer.Decision
    raw: dict[str, Any] | None = None
    reason: str = ""
    narrative: str = ""
    seen: str = ""


@transaction.atomic
def decide(
    *, cycle: Cycle, question_code: str, verdict: Verdict, version: int, by: Actor
) -> OfficialAnswer:
    """Decide a question's official answer; `version` is the shown decision's, NEW for none.

    Records the sources and the fingerprint of what was seen; a later change makes it stale.
    """
    policies.check_decide(by)
    cycle = guards.lock_cycle(cycle, by=by)
    guards.check_review_open(cycle, by=by)
    question = instrument_of(cycle).question(question_code)
    if question is None:
        raise ValidationError({"question": "Pertanyaan ini tidak ada di instrumen."})
    if authors.has_answered(by, cycle, question_code):
        raise PermissionDenied(
            "Anda ikut mengisi jawaban ini; mintalah koordinator lain memutuskannya."
        )
    contributions, names = _contributions(cycle, question_code)
    print_now = consolidation.fingerprint(contributions)
    if verdict.seen and verdict.seen != print_now:
        raise StaleVersionError(None)
    proposal = consolidation.propose(question, contributions, names)
    is_reasoned = verdict.decision != Decision.TAKEN
    reason = clean_text(verdict.reason, field="reason", max_length=2000, required=is_reasoned)
    values = {
        "answer": answers.to_raw(_answer(question, verdict, proposal)),
        "decision": verdict.decision,
        "reason": reason,
        "narrative": clean_text(verdict.narrative, field="narrative", max_length=LONG),
        "sources": [source.label for source in proposal.sources],
        "fingerprint": print_now,
        "decided_by_id": by.user_id,
        "decided_at": by.at,
    }
    return _store(cycle, question_code, values, version, by)


@transaction.atomic
def undo(*, official: OfficialAnswer, version: int, by: Actor) -> None:
    """Take a decision back; the question is open again and its proposal counts as claimed."""
    policies.check_decide(by)
    guards.check_review_open(guards.lock_cycle(official.cycle, by=by), by=by)
    deleted, _ = OfficialAnswer.objects.filter(pk=official.pk, version=version).delete()
    if not deleted:
        current = OfficialAnswer.objects.filter(pk=official.pk).first()
        raise StaleVersionError(current)
    audit.record(
        by=by,
        action="official_answer.undo",
        subject="official_answer",
        subject_id=official.question_code,
        before={"answer": official.answer, "decision": official.decision},
    )


def _contributions(
    cycle: Cycle, code: str
) -> tuple[tuple[consolidation.Contribution, ...], list[str]]:
    """Valid contributions to a question, and its agencies in order."""
    names = [scores.agency_key(a) for a in cycles.assignments(cycle, [code]).agencies(code)]
    found = scores.contributions_by_question(cycle, [code]).get(code, ())
    return scores.valid_contributions(found, names), names


def _answer(
    question: Question, verdict: Verdict, proposal: consolidation.Proposal
) -> answers.Answer:
    raw = verdict.raw
    if verdict.decision == Decision.TAKEN:
        if proposal.answer is None:
            raise ValidationError({"decision": "Belum ada usulan yang dapat diambil."})
        # Read back like any other answer: a sum may exceed what an answer can hold.
        raw = answers.to_raw(proposal.answer)
    if verdict.decision == Decision.NOT_APPLICABLE:
        raw = {"not_applicable": verdict.reason}
    try:
        answer = answers.validate(question, raw)
    except answers.AnswerError as error:
        field = "reason" if error.field == "not_applicable" else error.field or "answer"
        raise ValidationError(
            {field: error.message[:1].upper() + error.message[1:] + "."}
        ) from error
    if answer is None or not answers.is_answered(answer):
        lacking = ", ".join(answers.missing(question, answer))
        raise ValidationError({"answer": f"Lengkapi jawaban resmi: {lacking}."})
    return answer


def _store(
    cycle: Cycle, question_code: str, values: dict[str, Any], version: int, by: Actor
) -> OfficialAnswer:
    current = OfficialAnswer.objects.filter(cycle=cycle, question_code=question_code).first()
    before = None
    if current is None:
        if version != NEW:
            raise StaleVersionError(None)
        try:
            with transaction.atomic():
                row = OfficialAnswer.objects.create(
                    cycle=cycle, question_code=question_code, **values
                )
        except IntegrityError as error:
            raise StaleVersionError(None) from error
    else:
        before = {"answer": current.answer, "decision": current.decision}
        row = update_versioned(current, version, values)
    audit.record(
        by=by,
        action="official_answer.decide",
        subject="official_answer",
        subject_id=question_code,
        before=before,
        after={key: values[key] for key in ("answer", "decision", "sources", "narrative")},
        reason=values["reason"],
    )
    return row
