"""Remarks between the secretariat and an agency on one question, until the secretariat is done."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from agencies import audit
from agencies.actors import Actor
from agencies.errors import ConflictError
from agencies.models import Agency
from assessment import policies
from assessment.core.calendar import Scope
from assessment.models import Assignment, Contribution, Cycle, ReviewNote
from assessment.selectors.instruments import instrument_of
from assessment.services import guards
from assessment.services.text import clean_text

LONGEST = 2000


@transaction.atomic
def write_note(
    *, cycle: Cycle, agency: Agency, question_code: str, text: str, by: Actor
) -> ReviewNote:
    """Say something on an agency's question, as the secretariat or as the agency."""
    policies.check_remark(by, agency)
    cycle = guards.lock_cycle(cycle, by=by)
    guards.check_review_open(cycle, scope=Scope(agency.pk, question_code=question_code), by=by)
    _check_theirs(cycle, agency, question_code)
    note = ReviewNote.objects.create(
        cycle=cycle,
        agency=agency,
        indicator_code=instrument_of(cycle).indicator_of(question_code).code,
        question_code=question_code,
        text=clean_text(text, field="text", label="Catatan", max_length=LONGEST, required=True),
        is_from_agency=by.is_agency,
        by_id=by.user_id,
        by_label=f"{by.name} ({_side(by)})",
        at=by.at,
    )
    _record("review_note.create", agency, question_code, by, note=note.text)
    return note


@transaction.atomic
def resolve_notes(*, cycle: Cycle, agency: Agency, question_code: str, seen: int, by: Actor) -> int:
    """Mark a thread as done; gives how many remarks were open. `seen` is its last shown remark."""
    policies.check_review(by)
    cycle = guards.lock_cycle(cycle, by=by)
    guards.check_review_open(cycle, scope=Scope(agency.pk, question_code=question_code), by=by)
    thread = ReviewNote.objects.filter(cycle=cycle, agency=agency, question_code=question_code)
    if thread.filter(pk__gt=seen).exists():
        raise ConflictError("Ada catatan baru sejak halaman ini dibuka. Baca dahulu, lalu ulangi.")
    open_notes = thread.filter(resolved_at__isnull=True)
    count = open_notes.update(resolved_by_id=by.user_id, resolved_at=by.at)
    if not count:
        raise ConflictError("Catatan ini sudah ditandai selesai.")
    _record("review_note.resolve", agency, question_code, by)
    return count


def _check_theirs(cycle: Cycle, agency: Agency, code: str) -> None:
    """The question is assigned to the agency, or was answered by it."""
    if instrument_of(cycle).question(code) is None:
        raise ValidationError({"text": "Pertanyaan ini tidak ada di instrumen."})
    keys = {"cycle": cycle, "agency": agency, "question_code": code}
    rows = Assignment.objects.filter(**keys), Contribution.objects.filter(**keys)
    if not any(found.exists() for found in rows):
        raise PermissionDenied(f"Pertanyaan ini tidak ditugaskan kepada {agency.abbreviation}.")


def _side(by: Actor) -> str:
    if by.is_agency:
        return by.agency_label
    return by.role.label if by.role else "Sistem"


def _record(action: str, agency: Agency, code: str, by: Actor, **after: str) -> None:
    audit.record(
        by=by,
        action=action,
        subject="review_note",
        subject_id=f"{agency.pk}/{code}",
        after={"question": code, "agency": agency.abbreviation, **after},
    )
