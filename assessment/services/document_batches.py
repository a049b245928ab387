"""Several files at once: each becomes its own document, a refused one does not stop the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from agencies.actors import Actor
from agencies.models import Agency
from assessment.models import Cycle, Document
from assessment.services.documents import DocumentFacts, SameFileError, store_document
from assessment.services.uploads import Received


@dataclass(frozen=True, slots=True)
class Piece:
    """One file of the batch with what is recorded of it."""

    upload: Received
    facts: DocumentFacts


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that was not stored, by its name, and why."""

    filename: str
    reason: str


@dataclass(frozen=True, slots=True)
class Batch:
    stored: tuple[Document, ...]
    refused: tuple[Refusal, ...]


@transaction.atomic
def store_documents(*, cycle: Cycle, agency: Agency, pieces: Sequence[Piece], by: Actor) -> Batch:
    """Store every file that can be stored; PermissionDenied or LateError when none may be."""
    stored, refused = [], []
    for piece in pieces:
        try:
            document = store_document(
                cycle=cycle, agency=agency, upload=piece.upload, facts=piece.facts, by=by
            )
        except SameFileError as error:
            reason = f"sudah ada di pustaka sebagai “{error.document.title}”."
            refused.append(Refusal(piece.upload.filename, reason))
        except ValidationError as error:
            refused.append(Refusal(piece.upload.filename, " ".join(error.messages)))
        else:
            stored.append(document)
    return Batch(tuple(stored), tuple(refused))
