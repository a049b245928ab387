"""One service moves a submission along the transition table: locked, checked, recorded."""

from __future__ import annotations

import hashlib
import json

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, QuerySet

from agencies import audit
from agencies.actors import Actor
from agencies.errors import ConflictError, StaleVersionError
from agencies.models import Agency, User
from agencies.roles import Role
from assessment import policies
from assessment.core import answers
from assessment.core.workflow import Action, Status, Transition, Window, find
from assessment.models import Citation, Contribution, Cycle, StatusChange, Submission
from assessment.selectors import authors, cycles
from assessment.selectors.instruments import instrument_of
from assessment.services import guards
from assessment.services.text import clean_text


def has_active_head(agency: Agency) -> bool:
    """Whether somebody can approve for the agency; otherwise its operators send directly."""
    return User.objects.filter(agency=agency, role=Role.HEAD, is_active=True).exists()


def lock_submission(cycle: Cycle, agency: Agency, indicator_code: str) -> Submission | None:
    """The agency's submission of an indicator, locked; None before the first answer."""
    return (
        Submission.objects.select_for_update(no_key=True)
        .filter(cycle=cycle, agency=agency, indicator_code=indicator_code)
        .first()
    )


@transaction.atomic
def move(
    *, submission: Submission, action: Action, version: int, by: Actor, reason: str = ""
) -> StatusChange:
    """Take an action of the table on a submission; gives the step with its content hash.

    In order: lock, version, who, status, calendar, completeness; then the status, the history and
    the audit entry. Accepting accepts every citation that nobody has judged yet.
    """
    guards.lock_cycle(submission.cycle, by=by)
    locked = (
        Submission.objects.select_for_update(of=("self",), no_key=True)
        .select_related("agency", "cycle__city", "cycle__instrument")
        .get(pk=submission.pk)
    )
    if locked.version != version:
        raise StaleVersionError(locked)
    step = _permitted(locked, action, by)
    _check_window(locked, step, by)
    if step.needs_complete:
        check_sendable(locked)
    reason = clean_text(reason, field="reason", max_length=2000, required=step.needs_reason)
    if action is Action.ACCEPT:
        _accept_citations(locked, by)
    return _record(locked, step, reason, by)


def content_hash(submission: Submission) -> str:
    """SHA-256 of what was sent: the answers, notes and citations of this part of the indicator."""
    rows = [
        {
            "question": row.question_code,
            "territory": row.territory_id,
            "answer": row.answer,
            "note": row.note,
            "citations": [
                [c.document.file.sha256, c.item, c.pages, c.note] for c in row.citations.all()
            ],
        }
        for row in contributions_of(submission).prefetch_related("citations__document__file")
    ]
    return hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()


def contributions_of(submission: Submission) -> QuerySet[Contribution]:
    """Contributions that belong to a submission, in order of the questions' codes."""
    indicator = instrument_of(submission.cycle).indicator(submission.indicator_code)
    codes = [question.code for question in indicator.questions] if indicator else []
    return Contribution.objects.filter(
        cycle_id=submission.cycle_id, agency_id=submission.agency_id, question_code__in=codes
    ).order_by("question_code", "territory_id", "pk")


def check_sendable(submission: Submission) -> None:
    """Something is answered, and nothing is answered by half; ConflictError says what to finish.

    Only questions that are still the agency's: others it can neither finish nor clear.
    """
    instrument = instrument_of(submission.cycle)
    own = cycles.assigned_codes(submission.cycle, submission.agency_id)
    answered, halves = 0, []
    for row in contributions_of(submission):
        question = instrument.question(row.question_code)
        if question is None or row.answer is None or row.question_code not in own:
            continue
        lacking = answers.missing(question, answers.validate(question, row.answer))
        if lacking:
            halves.append(f"{row.question_code} ({', '.join(lacking)})")
        else:
            answered += 1
    if halves:
        raise ConflictError(f"Lengkapi dahulu: {'; '.join(halves)}.")
    if not answered:
        raise ConflictError("Belum ada pertanyaan yang dijawab. Isi paling sedikit satu jawaban.")


def _permitted(submission: Submission, action: Action, by: Actor) -> Transition:
    """The transition that the actor may take; 403 by person, 409 by status."""
    party = policies.acting_party(by, action)
    in_scope = policies.visible_submissions(by).filter(pk=submission.pk).exists()
    if party is None or not in_scope:
        raise PermissionDenied("Anda tidak berwenang atas bagian ini.")
    status = Status(submission.status)
    has_head = has_active_head(submission.agency)
    step = find(status, action, party, has_head=has_head)
    if step is None:
        others = [s for s in Status if find(s, action, party, has_head=has_head)]
        if not others:
            raise PermissionDenied(f"Peran Anda tidak dapat melakukan “{action.label}”.")
        raise ConflictError(
            f"“{action.label}” tidak dapat dilakukan: bagian ini berstatus {status.label.lower()}."
        )
    if action is Action.ACCEPT:
        _check_not_own(submission, by)
    return step


def _check_not_own(submission: Submission, by: Actor) -> None:
    """Nobody accepts what he entered."""
    answers_given = contributions_of(submission).values_list("pk", flat=True)
    if authors.has_entered(by, submission, answers_given):
        raise PermissionDenied("Anda ikut mengisi bagian ini; mintalah pemeriksa lain menerimanya.")


def _check_window(submission: Submission, step: Transition, by: Actor) -> None:
    if step.window is Window.REVIEW:
        guards.check_review_open(submission.cycle, by=by)
    else:
        guards.check_filling_open(
            submission.cycle, submission.agency, submission.indicator_code, by=by
        )


def _accept_citations(submission: Submission, by: Actor) -> None:
    Citation.objects.filter(
        contribution__in=contributions_of(submission), state=Citation.CitationState.PENDING
    ).update(
        state=Citation.CitationState.ACCEPTED,
        decided_by_id=by.user_id,
        decided_at=by.at,
        version=F("version") + 1,
    )


def _record(submission: Submission, step: Transition, reason: str, by: Actor) -> StatusChange:
    submission.status = step.target
    submission.version += 1
    changed = ["status", "version"]
    if step.action is Action.SUBMIT:
        submission.submitted_at, submission.submitted_by_id = by.at, by.user_id
        changed += ["submitted_at", "submitted_by"]
    submission.save(update_fields=changed)
    role = by.role.label if by.role else "Sistem"
    change = StatusChange.objects.create(
        submission=submission,
        action=step.action,
        source=step.source,
        target=step.target,
        reason=reason,
        by_id=by.user_id,
        by_label=f"{by.name} ({role})",
        at=by.at,
        content_hash=content_hash(submission),
    )
    audit.record(
        by=by,
        action=f"submission.{step.action}",
        subject="submission",
        subject_id=submission.pk,
        before={"status": step.source},
        after={
            "status": step.target,
            "indicator": submission.indicator_code,
            "agency": submission.agency.abbreviation,
            "content_hash": change.content_hash,
        },
        reason=reason,
    )
    return change
