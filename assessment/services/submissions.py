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
from agencies.models import Agency, Delegation
from agencies.selectors import has_active_head
from assessment import policies
from assessment.core import answers, calendar
from assessment.core.workflow import Action, Party, Status, Transition, Window, find, is_reopened
from assessment.models import Citation, Contribution, Cycle, StatusChange, Submission
from assessment.selectors import authors, cycles
from assessment.selectors.instruments import instrument_of
from assessment.services import guards, reasons
from assessment.services.readings import take_reading
from assessment.services.reasons import Given
from assessment.services.text import clean_text

LONGEST = 2000


def lock_submission(cycle: Cycle, agency: Agency, indicator_code: str) -> Submission | None:
    """The agency's submission of an indicator, locked; None before the first answer."""
    return (
        Submission.objects.select_for_update(no_key=True)
        .filter(cycle=cycle, agency=agency, indicator_code=indicator_code)
        .first()
    )


def open_for_writing(
    cycle: Cycle, agency: Agency, indicator_code: str, question_code: str, by: Actor
) -> Submission | None:
    """Lock the part of a question that is about to be written; None before the first answer.

    Refuses what is closed or sent. The first write within a window takes a part back that was sent
    before the window opened: an act of the system, in the history like any other.
    """
    submission = lock_submission(cycle, agency, indicator_code)
    opening = guards.check_filling_open(
        cycle, agency, indicator_code, question_code=question_code, by=by
    )
    if submission is not None and opening.window is not None:
        _reopen(submission, opening.window, by)
    guards.check_editable(submission)
    return submission


def _reopen(submission: Submission, window: calendar.Window, by: Actor) -> None:
    moved_at = submission.changes.order_by("-at").values_list("at", flat=True).first()
    status = Status(submission.status)
    if not is_reopened(status, moved_at, window.opens_at):
        return
    step = find(status, Action.REOPEN, Party.SYSTEM, has_head=False)
    if step is not None:
        reason = f"Ruang 2 x 24 jam nomor {window.number}: hanya pertanyaan yang diminta terbuka."
        _record(submission, step, Given(words=reason), by, by_label="Sistem")


@transaction.atomic
def move(
    *,
    submission: Submission,
    action: Action,
    version: int,
    by: Actor,
    reason: str = "",
    code: str = "",
) -> StatusChange:
    """Take an action of the table on a submission; gives the step with its content hash.

    The secretariat's reasons have a code of core.reasons; a note alone counts as "other".

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
    opening = _check_window(locked, step, by)
    if step.needs_complete:
        check_sendable(locked, opening)
    why = _why(step, code, reason)
    if action is Action.ACCEPT:
        _accept_citations(locked, opening, by)
    change = _record(locked, step, why, by)
    take_reading(locked.cycle, by=by)
    return change


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


def check_sendable(submission: Submission, opening: calendar.Opening) -> None:
    """Something is answered, and nothing is answered by half; ConflictError says what to finish.

    Only questions that are still the agency's and open: others it can neither finish nor clear.
    """
    instrument = instrument_of(submission.cycle)
    own = cycles.assigned_codes(submission.cycle, submission.agency_id)
    answered, halves = 0, []
    for row in _open_contributions(submission, opening):
        question = instrument.question(row.question_code)
        if question is None or row.answer is None or row.question_code not in own:
            continue
        lacking = answers.missing(question, answers.read_stored(question, row.answer))
        if lacking:
            halves.append(f"{row.question_code} ({', '.join(lacking)})")
        else:
            answered += 1
    if halves:
        raise ConflictError(f"Lengkapi dahulu: {'; '.join(halves)}.")
    if not answered:
        raise ConflictError("Belum ada pertanyaan yang dijawab. Isi paling sedikit satu jawaban.")


def _open_contributions(submission: Submission, opening: calendar.Opening) -> list[Contribution]:
    """Contributions of the part that the opening lets change."""
    rows = contributions_of(submission)
    return [row for row in rows if opening.covers(row.question_code, submission.agency_id)]


def _permitted(submission: Submission, action: Action, by: Actor) -> Transition:
    """The transition that the actor may take; 403 by person, 409 by status."""
    in_scope = policies.visible_submissions(by).filter(pk=submission.pk).exists()
    has_head = cycles.asks_head(submission, by.at) and has_active_head(
        by, submission.agency, submission.cycle.city
    )
    steps = [
        step
        for status in Status
        for step in policies.steps_for(by, submission.agency_id, status, has_head=has_head)
    ]
    if not steps or not in_scope:
        raise PermissionDenied("Anda tidak berwenang atas bagian ini.")
    possible = [step for step in steps if step.action is action]
    if not possible:
        raise PermissionDenied(f"Peran Anda tidak dapat melakukan “{action.label}”.")
    step = next((step for step in possible if step.source == submission.status), None)
    if step is None:
        raise ConflictError(
            f"“{action.label}” tidak dapat dilakukan: bagian ini berstatus "
            f"{Status(submission.status).label.lower()}."
        )
    if action is Action.ACCEPT:
        check_not_own(submission, by)
    if action is Action.APPROVE:
        _check_not_alone(submission, by)
    return step


def _check_not_alone(submission: Submission, by: Actor) -> None:
    """Nobody approves what he sent, or what he alone entered."""
    writers = contributions_of(submission).order_by().values_list("updated_by_id", flat=True)
    if policies.is_own_work(by, submission.submitted_by_id, writers.distinct()):
        raise PermissionDenied(
            "Anda sendiri yang mengisi atau mengajukan bagian ini; orang lain menyetujuinya."
        )


def check_not_own(submission: Submission, by: Actor) -> None:
    """Nobody accepts, or lowers, what he entered."""
    answers_given = contributions_of(submission).values_list("pk", flat=True)
    if authors.has_entered(by, submission, answers_given):
        raise PermissionDenied("Anda ikut mengisi bagian ini; mintalah pemeriksa lain menerimanya.")


def _check_window(submission: Submission, step: Transition, by: Actor) -> calendar.Opening:
    cycle, agency, code = submission.cycle, submission.agency, submission.indicator_code
    if step.window is Window.REVIEW:
        scope = calendar.Scope(agency.pk, code)
        return guards.check_review_open(cycle, scope=scope, by=by)
    return guards.check_filling_open(cycle, agency, code, by=by)


def _why(step: Transition, code: str, reason: str) -> Given:
    """A head writes to his own people freely; the secretariat's reasons are counted by code."""
    if step.window is Window.REVIEW:
        return reasons.given(code, reason, max_length=LONGEST, required=step.needs_reason)
    words = clean_text(
        reason, field="reason", label="Alasan", max_length=LONGEST, required=step.needs_reason
    )
    return Given(words=words)


def _accept_citations(submission: Submission, opening: calendar.Opening, by: Actor) -> None:
    Citation.objects.filter(
        contribution__in=[row.pk for row in _open_contributions(submission, opening)],
        state=Citation.CitationState.PENDING,
    ).update(
        state=Citation.CitationState.ACCEPTED,
        decided_by_id=by.user_id,
        decided_at=by.at,
        version=F("version") + 1,
    )


def _record(
    submission: Submission, step: Transition, why: Given, by: Actor, by_label: str = ""
) -> StatusChange:
    """Store the step; `by_label` names the system where no person takes it."""
    submission.status, submission.version = step.target, submission.version + 1
    changed = ["status", "version"]
    if step.action is Action.SUBMIT:
        submission.submitted_at, submission.submitted_by_id = by.at, by.user_id
        changed += ["submitted_at", "submitted_by"]
    submission.save(update_fields=changed)
    acting = _acting_title(submission, step, by)
    role = by.role.label if by.role else "Sistem"
    change = StatusChange.objects.create(
        submission=submission,
        action=step.action,
        source=step.source,
        target=step.target,
        reason=why.words,
        reason_code=why.code,
        by_id=None if by_label else by.user_id,
        by_label=by_label or f"{by.name} ({acting or role})",
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
            **{k: v for k, v in (("acting", acting), ("reason_code", why.code)) if v},
        },
        reason=why.words,
    )
    return change


def _acting_title(submission: Submission, step: Transition, by: Actor) -> str:
    """As whom an acting head takes the step; empty for everybody else. Ended meanwhile: 403."""
    if not policies.acts_for_head(by, submission.agency_id, step):
        return ""
    held = Delegation.objects.in_force(submission.cycle.city, by.at)
    row = held.filter(agency_id=submission.agency_id, person_id=by.user_id).first()
    if row is None:
        raise PermissionDenied("Penunjukan Anda sebagai Plt. baru saja berakhir.")
    return row.title
