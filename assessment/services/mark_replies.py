"""What the city answers to a mark of verification, with new evidence. A reply is never changed."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction

from agencies import audit
from agencies.actors import Actor
from agencies.errors import ConflictError
from assessment import format as human
from assessment import policies
from assessment.models import Document, Mark, MarkReply
from assessment.services import guards
from assessment.services.text import clean_text

LONGEST = 2000
LONGEST_PAGES = 100
LONGEST_LABEL = 500


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said; `pages` speak of the document."""

    text: str
    document: Document | None = None
    pages: str = ""


@transaction.atomic
def reply_to_mark(*, mark: Mark, reply: Reply, version: int, by: Actor) -> MarkReply:
    """Say something to a mark; `version` is that of the mark that was read."""
    policies.check_reply_to_mark(by)
    cycle = guards.lock_cycle(mark.cycle, by=by)
    guards.check_not_closed(cycle, by=by)
    current = Mark.objects.get(pk=mark.pk)
    if current.version != version:
        raise ConflictError(
            "Nilai ini diubah sejak halaman dibuka. Baca nilainya lagi, lalu kirim tanggapan Anda."
        )
    row = MarkReply.objects.create(
        mark=current,
        mark_version=version,
        text=clean_text(
            reply.text, field="text", label="Tanggapan", max_length=LONGEST, required=True
        ),
        document=reply.document,
        document_label=_label(reply.document, by),
        pages=clean_text(
            reply.pages if reply.document else "",
            field="pages",
            label="Halaman",
            max_length=LONGEST_PAGES,
        ),
        by_id=by.user_id,
        by_label=by.name,
        at=by.at,
    )
    _record(row, by)
    return row


def _label(document: Document | None, by: Actor) -> str:
    """The document in words, for those who do not see the library."""
    if document is None:
        return ""
    if not policies.visible_documents(by).filter(pk=document.pk).exists():
        raise PermissionDenied("Dokumen ini tidak dapat Anda lihat.")
    parts = [document.title]
    if document.number:
        parts.append(f"nomor {document.number}")
    if document.date:
        parts.append(human.date(document.date))
    return ", ".join(parts)[:LONGEST_LABEL]


def _record(row: MarkReply, by: Actor) -> None:
    audit.record(
        by=by,
        action="mark.reply",
        subject="mark",
        subject_id=row.mark_id,
        after={
            "code": row.mark.code,
            "stage": row.mark.stage,
            "reply": row.text,
            "document": row.document_id,
        },
        city_id=row.mark.cycle.city_id,
    )
