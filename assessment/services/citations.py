"""Citations: a document used for an evidence item of an answer, and the secretariat's verdict."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from agencies import audit
from agencies.actors import Actor
from agencies.errors import ConflictError
from agencies.services.rows import update_versioned
from assessment import policies
from assessment.core.calendar import Scope
from assessment.core.workflow import Status
from assessment.models import Citation, Contribution, Document, Submission
from assessment.selectors.instruments import instrument_of
from assessment.services import guards, reasons, submissions
from assessment.services.reasons import Given
from assessment.services.text import clean_text

State = Citation.CitationState
#: Statuses of a part whose evidence may be judged.
JUDGED = frozenset({Status.SUBMITTED, Status.ACCEPTED})
LONGEST_NOTE = 500
#: Documents that one answer may cite for one kind of evidence.
MOST_PER_ITEM = 20


@transaction.atomic
def cite_document(
    *,
    contribution: Contribution,
    document: Document,
    item: int,
    pages: str,
    note: str,
    by: Actor,
) -> Citation:
    """Use a document for an evidence item (position in the instrument) of an agency's answer."""
    policies.check_fill(by, contribution.agency)
    contribution = _writable(contribution, by)
    name = _item_name(contribution, item)
    _check_citable(contribution, document, item, by)
    _protect(contribution, document, by)
    citation = Citation.objects.create(
        contribution=contribution,
        document=document,
        item=item,
        pages=clean_text(pages, field="pages", max_length=60),
        note=clean_text(note, field="note", max_length=500),
        created_by_id=by.user_id,
        created_at=by.at,
    )
    audit.record(
        by=by,
        action="citation.create",
        subject="citation",
        subject_id=citation.pk,
        after={
            "question": contribution.question_code,
            "item": name,
            "document": document.pk,
            "sha256": document.file.sha256,
            "pages": citation.pages,
        },
    )
    return citation


@transaction.atomic
def remove_citation(*, citation: Citation, by: Actor) -> None:
    """Take a document away from an answer; the document itself stays in the library."""
    contribution = citation.contribution
    policies.check_fill(by, contribution.agency)
    contribution = _writable(contribution, by)
    if not Citation.objects.filter(pk=citation.pk).exists():
        raise ConflictError("Bukti ini sudah dilepas.")
    audit.record(
        by=by,
        action="citation.remove",
        subject="citation",
        subject_id=citation.pk,
        before={
            "question": contribution.question_code,
            "item": citation.item,
            "document": citation.document_id,
            "state": citation.state,
        },
    )
    citation.delete()


@transaction.atomic
def decide_citation(
    *,
    citation: Citation,
    state: Citation.CitationState,
    reason: str,
    version: int,
    by: Actor,
    code: str = "",
) -> Citation:
    """Accept or refuse one citation; nobody judges what he entered. A refusal needs a code of
    core.reasons, or a note, which alone counts as "other"."""
    policies.check_review(by)
    cycle = guards.lock_cycle(citation.contribution.cycle, by=by)
    check_sent(citation.contribution)
    guards.check_review_open(cycle, scope=scope_of(citation.contribution), by=by)
    _check_not_own(citation, by)
    is_refused = state == State.REFUSED
    why = reasons.given(code, reason, max_length=LONGEST_NOTE) if is_refused else Given()
    updated = update_versioned(
        citation,
        version,
        {
            "state": state,
            "reason": why.words,
            "reason_code": why.code,
            "decided_by_id": by.user_id,
            "decided_at": by.at,
        },
    )
    audit.record(
        by=by,
        action="citation.decide",
        subject="citation",
        subject_id=citation.pk,
        before={"state": citation.state},
        after={"state": state, **({"reason_code": why.code} if why.code else {})},
        reason=why.words,
    )
    return updated


def scope_of(contribution: Contribution) -> Scope:
    return Scope(contribution.agency_id, question_code=contribution.question_code)


def _check_not_own(citation: Citation, by: Actor) -> None:
    entered_by = {citation.created_by_id, citation.document.uploaded_by_id}
    if by.user_id is not None and by.user_id in entered_by:
        raise PermissionDenied(
            "Anda yang memasukkan bukti ini; mintalah pemeriksa lain menilainya."
        )


def check_sent(contribution: Contribution) -> Submission:
    """The answer's part, locked; it is judged once it was sent, until then it is the agency's."""
    indicator = instrument_of(contribution.cycle).indicator_of(contribution.question_code)
    submission = submissions.lock_submission(
        contribution.cycle, contribution.agency, indicator.code
    )
    status = Status.DRAFT if submission is None else Status(submission.status)
    if submission is None or status not in JUDGED:
        raise ConflictError(
            f"Bagian ini berstatus {status.label.lower()}; isinya belum dapat dinilai."
        )
    return submission


def _item_name(contribution: Contribution, item: int) -> str:
    question = instrument_of(contribution.cycle).question(contribution.question_code)
    if question is None or not 0 <= item < len(question.evidence):
        raise ValidationError({"item": "Pilih butir bukti yang diminta pertanyaan ini."})
    return question.evidence[item]


def _check_citable(contribution: Contribution, document: Document, item: int, by: Actor) -> None:
    """The actor sees the document, it is not cited here yet, and there is room for it."""
    if not policies.visible_documents(by).filter(pk=document.pk).exists():
        raise PermissionDenied("Dokumen ini tidak dapat Anda gunakan.")
    rows = Citation.objects.filter(contribution=contribution, item=item)
    if rows.filter(document=document).exists():
        raise ValidationError({"document": "Dokumen ini sudah dipakai untuk butir bukti ini."})
    if rows.count() >= MOST_PER_ITEM:
        raise ValidationError(
            {"document": f"Paling banyak {MOST_PER_ITEM} dokumen untuk satu butir bukti."}
        )


def _protect(contribution: Contribution, document: Document, by: Actor) -> None:
    """An agency's own document becomes restricted with its use for a protected indicator."""
    indicator = instrument_of(contribution.cycle).indicator_of(contribution.question_code)
    is_own = document.agency_id == contribution.agency_id
    if not indicator.is_restricted or not is_own or document.is_restricted:
        return
    rows = Document.objects.filter(pk=document.pk, is_restricted=False)
    # The version stays: a form that is open meanwhile cannot lift the secrecy, see documents.
    if rows.update(is_restricted=True):
        audit.record(
            by=by,
            action="document.update",
            subject="document",
            subject_id=document.pk,
            before={"is_restricted": False},
            after={"is_restricted": True, "question": contribution.question_code},
        )
    document.is_restricted = True


def _writable(contribution: Contribution, by: Actor) -> Contribution:
    """The answer with its cycle as it is now; refused when closed or sent already."""
    agency = contribution.agency
    cycle = contribution.cycle = guards.lock_cycle(contribution.cycle, by=by)
    code = contribution.question_code
    indicator = instrument_of(cycle).indicator_of(code)
    submissions.open_for_writing(cycle, agency, indicator.code, code, by)
    return contribution
