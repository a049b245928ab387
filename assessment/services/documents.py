"""The library of evidence: storing, describing, replacing and deleting an agency's documents."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Q, Sum

from agencies import audit
from agencies.actors import Actor
from agencies.errors import ConflictError
from agencies.models import Agency
from agencies.services.rows import update_versioned
from assessment import format as human
from assessment import policies, previews, storage
from assessment.core.workflow import EDITABLE
from assessment.models import Citation, Cycle, Document, StoredFile, Submission
from assessment.selectors.instruments import instrument_of
from assessment.services import guards
from assessment.services.text import clean_text
from assessment.services.uploads import Received

AGENCY_MAX_BYTES = 5 * 1024**3
LENGTHS = {"title": 300, "number": 150, "issuer": 150}


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What a document says of itself; `kind` is a code of Document.DocumentKind."""

    title: str
    kind: str
    number: str = ""
    issuer: str = ""
    date: dt.date | None = None
    valid_until: dt.date | None = None
    is_signed: bool = False
    is_restricted: bool = False


class SameFileError(Exception):
    """The same bytes are in the library already; `document` is one that the actor may see."""

    def __init__(self, document: Document) -> None:
        super().__init__(str(document.pk))
        self.document = document


@transaction.atomic
def store_document(
    *,
    cycle: Cycle,
    agency: Agency,
    upload: Received,
    facts: DocumentFacts,
    by: Actor,
    keep_same: bool = False,
) -> Document:
    """Add a document to the agency's library.

    Raises SameFileError when the actor can see the same bytes already, unless `keep_same`.
    """
    policies.check_fill(by, agency)
    cycle = guards.lock_cycle(cycle, by=by)
    guards.check_new_document_open(cycle, agency, by=by)
    facts = _cleaned(facts)
    if not keep_same:
        _check_new(upload, by)
    _check_room(agency, upload)
    document = Document.objects.create(
        city_id=agency.city_id,
        agency=agency,
        file=_file_of(upload, by),
        filename=upload.filename,
        uploaded_by_id=by.user_id,
        uploaded_at=by.at,
        **asdict(facts),
    )
    audit.record(
        by=by,
        action="document.create",
        subject="document",
        subject_id=document.pk,
        after={**asdict(facts), "filename": document.filename, "sha256": document.file.sha256},
    )
    return document


@transaction.atomic
def update_document(
    *, cycle: Cycle, document: Document, facts: DocumentFacts, version: int, by: Actor
) -> Document:
    """Change what is recorded of a document; verdicts on its citations start anew.

    Only secrecy may change while a sent part of an indicator uses the document; it stays while
    the agency proves a protected indicator with it.
    """
    policies.check_fill(by, document.agency)
    cycle = guards.lock_cycle(cycle, by=by)
    guards.check_any_filling_open(cycle, document.agency, by=by)
    facts = _cleaned(facts)
    before = facts_of(document)
    if document.is_restricted and not facts.is_restricted:
        _check_unprotected(document)
    if replace(before, is_restricted=facts.is_restricted) != facts:
        check_free(document, by=by)
        _reset_citations(document)
    updated = update_versioned(document, version, asdict(facts))
    audit.record(
        by=by,
        action="document.update",
        subject="document",
        subject_id=document.pk,
        before=asdict(before),
        after=asdict(facts),
    )
    return updated


@transaction.atomic
def replace_file(
    *, cycle: Cycle, document: Document, upload: Received, version: int, by: Actor
) -> Document:
    """Put new bytes behind a document; its citations wait for the secretariat's look again."""
    policies.check_fill(by, document.agency)
    cycle = guards.lock_cycle(cycle, by=by)
    guards.check_any_filling_open(cycle, document.agency, by=by)
    check_free(document, by=by)
    old = document.file
    if upload.inspected.sha256 == old.sha256:
        raise ValidationError({"file": "Berkas ini sama dengan yang sudah tersimpan."})
    _check_room(document.agency, upload)
    new = _file_of(upload, by)
    changes = {
        "file_id": new.pk,
        "filename": upload.filename,
        "uploaded_by_id": by.user_id,
        "uploaded_at": by.at,
    }
    updated = update_versioned(document, version, changes)
    affected = _reset_citations(document)
    _drop_unused(old)
    audit.record(
        by=by,
        action="document.replace",
        subject="document",
        subject_id=document.pk,
        before={"sha256": old.sha256, "filename": document.filename},
        after={"sha256": new.sha256, "filename": upload.filename, "citations": affected},
    )
    return updated


@transaction.atomic
def delete_document(*, cycle: Cycle, document: Document, by: Actor) -> None:
    """Remove a document that nothing uses, and its bytes when no other document shares them."""
    policies.check_fill(by, document.agency)
    cycle = guards.lock_cycle(cycle, by=by)
    guards.check_any_filling_open(cycle, document.agency, by=by)
    locked = Document.objects.select_for_update().get(pk=document.pk)
    if locked.citations.exists() or locked.program_set.exists():
        raise ConflictError(
            "Dokumen ini masih dipakai. Lepaskan dahulu dari jawaban dan kegiatan yang memakainya."
        )
    file = locked.file
    audit.record(
        by=by,
        action="document.delete",
        subject="document",
        subject_id=locked.pk,
        before={"title": locked.title, "sha256": file.sha256},
    )
    locked.delete()
    _drop_unused(file)


@transaction.atomic
def record_view(*, document: Document, by: Actor) -> None:
    """Note in the audit trail that somebody opened a restricted document."""
    audit.record(
        by=by,
        action="document.view",
        subject="document",
        subject_id=document.pk,
        after={"title": document.title},
        city_id=document.city_id,
    )


def facts_of(document: Document) -> DocumentFacts:
    """What is recorded of a document now."""
    names = DocumentFacts.__dataclass_fields__
    return DocumentFacts(**{name: getattr(document, name) for name in names})


def check_free(document: Document, *, by: Actor) -> None:
    """No sent or handed over part of an indicator uses the document; ConflictError names them."""
    codes = locked_indicators(document, by.at)
    if codes:
        raise ConflictError(
            f"Dokumen ini dipakai pada indikator {', '.join(codes)} yang sudah diajukan. "
            "Unggah sebagai dokumen baru, atau minta bagian itu dikembalikan dahulu."
        )


def locked_indicators(document: Document, at: dt.datetime | None = None) -> list[str]:
    """Indicators whose sent or accepted part uses the document, of any agency.

    With an instant also those of cycles that were handed over by then: their figures stand.
    """
    rows = Citation.objects.filter(document=document).select_related(
        "contribution__cycle__instrument"
    )
    uses, past = set(), set()
    for citation in rows.defer("contribution__cycle__instrument__document"):
        row = citation.contribution
        indicator = instrument_of(row.cycle).indicator_of(row.question_code)
        uses.add((row.cycle_id, row.agency_id, indicator.code))
        if at is not None and row.cycle.recap_closes_at <= at:
            past.add(indicator.code)
    sent = Submission.objects.exclude(status__in=EDITABLE).filter(
        cycle_id__in={use[0] for use in uses}, indicator_code__in={use[2] for use in uses}
    )
    keys = sent.values_list("cycle_id", "agency_id", "indicator_code")
    return sorted(past | {key[2] for key in keys if key in uses})


def _check_unprotected(document: Document) -> None:
    """Evidence of protected indicators stays restricted: it may show children (UU 27/2022)."""
    rows = Citation.objects.filter(document=document, contribution__agency=document.agency_id)
    related = rows.select_related("contribution__cycle__instrument")
    for citation in related.defer("contribution__cycle__instrument__document"):
        row = citation.contribution
        indicator = instrument_of(row.cycle).indicator_of(row.question_code)
        if indicator.is_restricted:
            raise ValidationError(
                {
                    "is_restricted": f"Dokumen ini menjadi bukti indikator {indicator.code} yang "
                    "dilindungi, jadi tetap rahasia."
                }
            )


def _cleaned(facts: DocumentFacts) -> DocumentFacts:
    texts: dict[str, Any] = {
        name: clean_text(
            getattr(facts, name),
            field=name,
            max_length=most,
            label="Judul",
            required=name == "title",
        )
        for name, most in LENGTHS.items()
    }
    if facts.kind not in Document.DocumentKind.values:
        raise ValidationError({"kind": "Pilih jenis dokumen."})
    if facts.date and facts.valid_until and facts.valid_until < facts.date:
        raise ValidationError({"valid_until": "Masa berlaku berakhir sebelum tanggal dokumen."})
    return replace(facts, **texts)


def _check_new(upload: Received, by: Actor) -> None:
    inspected = upload.inspected
    same = policies.visible_documents(by).filter(
        Q(file__sha256=inspected.sha256) | Q(file__source_sha256=inspected.source_sha256)
    )
    found = same.select_related("agency").order_by("uploaded_at").first()
    if found is not None:
        raise SameFileError(found)


def _check_room(agency: Agency, upload: Received) -> None:
    files = StoredFile.objects.filter(documents__agency=agency).distinct()
    used = files.aggregate(total=Sum("size"))["total"] or 0
    if used + upload.inspected.size > AGENCY_MAX_BYTES:
        raise ValidationError(
            {
                "file": f"Ruang {agency.abbreviation} penuh ({human.file_size(used)}). "
                "Hapus dokumen lama."
            }
        )


def _file_of(upload: Received, by: Actor) -> StoredFile:
    """The row of the bytes, shared by every document of the city that has them."""
    inspected = upload.inspected
    rows = StoredFile.objects.select_for_update()
    found = rows.filter(city_id=upload.city_id, sha256=inspected.sha256).first()
    if found is not None:
        return found
    if not upload.name:
        raise ConflictError("Berkas yang sama baru saja dihapus orang lain. Unggah lagi.")
    try:
        with transaction.atomic():
            return StoredFile.objects.create(
                city_id=upload.city_id,
                sha256=inspected.sha256,
                source_sha256=inspected.source_sha256,
                name=upload.name,
                size=inspected.size,
                mime=inspected.mime,
                extension=inspected.extension,
                pages=inspected.pages,
                likeness=inspected.likeness,
                created_at=by.at,
            )
    except IntegrityError:  # the same bytes arrived twice at once; the first row serves both
        return rows.get(city_id=upload.city_id, sha256=inspected.sha256)


def _reset_citations(document: Document) -> int:
    judged = Citation.objects.filter(document=document).exclude(
        state=Citation.CitationState.PENDING
    )
    return judged.update(
        state=Citation.CitationState.PENDING,
        reason="",
        decided_by=None,
        decided_at=None,
        version=F("version") + 1,
    )


def _drop_unused(file: StoredFile) -> None:
    """Remove a file that no document has any more; its bytes go once that is certain."""
    locked = StoredFile.objects.select_for_update().get(pk=file.pk)
    if locked.documents.exists():
        return
    name, sha256 = locked.name, locked.sha256
    locked.delete()
    transaction.on_commit(lambda: storage.remove(name))
    transaction.on_commit(lambda: previews.remove(sha256))
