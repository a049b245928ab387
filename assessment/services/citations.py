"""Citations: a document used for an evidence item of an answer, and the secretariat's verdict."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from agencies import audit
from agencies.actors import Actor
from agencies.errors import ConflictError
from assessment import policies
from assessment.core.workflow import Status
from assessment.models import Citation, Contribution, Document
from assessment.selectors.instruments import instrument_of
from assessment.services import guards, submissions
from assessment.services.text import clean_text

State = Citation.CitationState
#: Statuses of a part whose evidence may be judged.
JUDGED = frozenset({Status.SUBMITTED, Status.ACCEPTED})
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
    _check_writable(contribution, by)
    name = _item_name(contribution, item)
    _check_citable(contribution, document, item, by)
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
    _check_writable(contribution, by)
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
    *, citation: Citation, state: Citation.CitationState, reason: str, version: int, by: Actor
) -> Citation:
    """Accept or refuse (with reason) one citation; nobody judges what he entered."""
    policies.check_review(by)
    cycle = citation.contribution.cycle
    if cycle.city_id != by.city_id:
        raise PermissionDenied("Anda tidak berwenang atas bukti ini.")
    _check_sent(citation.contribution)
    guards.check_review_open(cycle, by=by)
    if by.user_id is not None and citation.created_by_id == by.user_id:
        raise PermissionDenied(
            "Anda yang memasukkan bukti ini; mintalah pemeriksa lain menilainya."
        )
    required = state == State.REFUSED
    reason = clean_text(reason, field="reason", max_length=500, required=required)
    updated = guards.update_versioned(
        citation,
        version,
        {
            "state": state,
            "reason": reason if required else "",
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
        after={"state": state},
        reason=reason,
    )
    return updated


def _check_sent(contribution: Contribution) -> None:
    """Evidence is judged once its part was sent; what is still being written is the agency's."""
    indicator = instrument_of(contribution.cycle).indicator_of(contribution.question_code)
    submission = submissions.lock_submission(
        contribution.cycle, contribution.agency, indicator.code
    )
    status = Status.DRAFT if submission is None else Status(submission.status)
    if status not in JUDGED:
        raise ConflictError(
            f"Bagian ini berstatus {status.label.lower()}; buktinya belum dapat diperiksa."
        )


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


def _check_writable(contribution: Contribution, by: Actor) -> None:
    instrument = instrument_of(contribution.cycle)
    indicator = instrument.indicator_of(contribution.question_code)
    cycle, agency = contribution.cycle, contribution.agency
    submission = submissions.lock_submission(cycle, agency, indicator.code)
    guards.check_filling_open(cycle, agency, indicator.code, by=by)
    guards.check_editable(submission)
