"""Hands out the bytes of a document: through the policy, as an attachment or a guarded preview."""

from __future__ import annotations

from typing import BinaryIO

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agencies.actors import ActorRequest
from agencies.query import choice_param
from assessment import policies, storage
from assessment.models import Document
from assessment.selectors.documents import document_or_404
from assessment.services.documents import record_view

VIEWABLE = frozenset({"pdf", "jpg", "png"})
#: Nothing inside the file may run, load or submit; pictures may draw themselves.
CONTENT_SECURITY_POLICY = (
    "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
)


@require_safe
def document_file(request: ActorRequest, pk: int) -> HttpResponse | FileResponse:
    policies.check_view_content(request.actor)
    document = document_or_404(request.actor, pk)
    is_shown = choice_param(request, "tampil", ["1"]) == "1" and document.file.extension in VIEWABLE
    try:
        stream = storage.open_file(document.file.name)
    except storage.StorageMissingError as error:
        return render(request, "409.html", {"message": str(error)}, status=409)
    except storage.StorageError as error:
        raise Http404 from error
    if document.is_restricted:
        record_view(document=document, by=request.actor)
    return _guarded(document, stream, is_shown=is_shown)


def _guarded(document: Document, stream: BinaryIO, *, is_shown: bool) -> FileResponse:
    response = FileResponse(
        stream,
        as_attachment=not is_shown,
        filename=document.filename,
        content_type=document.file.mime,
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    response.headers["Cache-Control"] = "no-store"
    return response
