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
from assessment.core.calendar import Scope
from assessment.core.instrument import Question
from assessment.models import Cycle, OfficialAnswer
from assessment.selectors import authors, scores
from assessment.selectors.instruments import instrument_of
from assessment.services import guards
from assessment.services.readings import take_reading
from assessment.services.text import LONG, clean_text

Decision = OfficialAnswer.Decision
#: Version of a decision that does not exist yet.
NEW = 0
REASONED = frozenset({Decision.ADAPTED, Decision.NOT_APPLICABLE})
RECORDED = ("answer", "decision", "sources", "narrative", "evidence", "matrix")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the coordinator decides. `raw` is the adapted answer, `source` the identity of the
    chosen contribution; both are unused by the other decisions.

    `evidence` are the ids of the citations that go with it, None for every accepted one. `seen` is
    the fingerprint that the page showed: a decision on answers that changed meanwhile is refused.
    """

    decision: OfficialAnswer.Decision
    raw: dict[str, Any] | None = None
    source: str = ""
    reason: str = ""
    narrative: str = ""
    evidence: frozenset[int] | None = None
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
    guards.check_review_open(cycle, scope=Scope(question_code=question_code), by=by)
    question = instrument_of(cycle).question(question_code)
    if question is None:
        raise ValidationError({"question": "Pertanyaan ini tidak ada di instrumen."})
    if authors.has_answered(by, cycle, question_code):
        raise PermissionDenied(
            "Anda ikut mengisi jawaban ini; mintalah koordinator lain memutuskannya."
        )
    state = scores.stored_state(cycle, question)
    if verdict.seen and verdict.seen != state.fingerprint:
        raise StaleVersionError(None)
    is_reasoned = verdict.decision in REASONED
    reason = clean_text(
        verdict.reason, field="reason", label="Alasan", max_length=2000, required=is_reasoned
    )
    raw, sources = _raw(state, verdict)
    values = {
        "answer": answers.to_raw(_answer(question, raw)),
        "decision": verdict.decision,
        "reason": reason,
        "narrative": clean_text(verdict.narrative, field="narrative", max_length=LONG),
        "sources": [source.label for source in sources],
        "evidence": _evidence(cycle, question_code, verdict),
        "matrix": state.matrix.stamps if question.is_matrix_demanded else None,
        "fingerprint": consolidation.fingerprint(state.contributions),
        "decided_by_id": by.user_id,
        "decided_at": by.at,
    }
    row = _store(cycle, question_code, values, version, by)
    take_reading(cycle, by=by)
    return row


@transaction.atomic
def undo(*, official: OfficialAnswer, version: int, by: Actor) -> None:
    """Take a decision back; the question is open again and its proposal counts as claimed."""
    policies.check_decide(by)
    cycle = guards.lock_cycle(official.cycle, by=by)
    guards.check_review_open(cycle, scope=Scope(question_code=official.question_code), by=by)
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
    take_reading(cycle, by=by)


def _raw(
    state: scores.QuestionState, verdict: Verdict
) -> tuple[dict[str, Any] | None, tuple[consolidation.Source, ...]]:
    """The decided answer as it is written, and who stands behind it."""
    proposal = state.proposal
    match verdict.decision:
        case Decision.TAKEN:
            if proposal.answer is None:
                raise ValidationError({"decision": "Belum ada usulan yang dapat diambil."})
            return answers.to_raw(proposal.answer), proposal.sources
        case Decision.CHOSEN:
            chosen = next((c for c in state.choices if c.identity == verdict.source), None)
            if chosen is None:
                raise ValidationError({"decision": "Jawaban ini tidak dapat diambil lagi."})
            return answers.to_raw(chosen.answer), (chosen.source,)
        case Decision.NOT_APPLICABLE:
            return {"not_applicable": verdict.reason}, proposal.sources
        case _:
            return verdict.raw, proposal.sources


def _answer(question: Question, raw: dict[str, Any] | None) -> answers.Answer:
    """Read back like any other answer: a sum may exceed what an answer can hold."""
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


def _evidence(cycle: Cycle, code: str, verdict: Verdict) -> list[int] | None:
    """The chosen citations, all accepted now; None when all of them are chosen, so that what is
    accepted later goes with the answer too."""
    if verdict.evidence is None:
        return None
    proofs = scores.proofs(scores.cited(cycle, [code])).get(code, ())
    accepted = {proof.citation_id for proof in proofs}
    if not accepted >= verdict.evidence:
        raise StaleVersionError(None)
    return None if accepted == verdict.evidence else sorted(verdict.evidence)


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
        after={key: values[key] for key in RECORDED},
        reason=values["reason"],
    )
    return row
