"""Hands out the bytes of a document: through the policy, as an attachment or a guarded preview."""

from __future__ import annotations

from typing import BinaryIO, TypeVar

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agencies.actors import ActorRequest
from agencies.query import choice_param
from assessment import policies, previews, storage
from assessment.models import Document
from assessment.selectors.documents import document_or_404
from assessment.services.documents import record_view

Answer = TypeVar("Answer", bound=HttpResponseBase)
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
    return _guarded(_file_response(document, stream, is_shown=is_shown))


@require_safe
def document_preview(request: ActorRequest, pk: int, page: int) -> HttpResponse:
    """A page as a picture: the same right, trail and headers as the file itself."""
    policies.check_view_content(request.actor)
    document = document_or_404(request.actor, pk)
    file = document.file
    if file.extension not in previews.DRAWN or not 1 <= page <= (file.pages or 1):
        raise Http404
    try:
        content = previews.picture(file.name, file.sha256, file.extension, page)
    except storage.StorageNameError as error:
        raise Http404 from error
    except (previews.PreviewError, storage.StorageMissingError) as error:
        return _no_picture(request, error)
    if document.is_restricted:
        record_view(document=document, by=request.actor)
    return _guarded(HttpResponse(content, content_type="image/png"))


def _no_picture(request: ActorRequest, error: Exception) -> HttpResponse:
    """Pages show the alternative text; who opens the address reads why."""
    status = 503 if isinstance(error, previews.PreviewBusyError) else 409
    return render(request, "409.html", {"message": str(error)}, status=status)


def _file_response(document: Document, stream: BinaryIO, *, is_shown: bool) -> FileResponse:
    return FileResponse(
        stream,
        as_attachment=not is_shown,
        filename=document.filename,
        content_type=document.file.mime,
    )


def _guarded(response: Answer) -> Answer:
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    response.headers["Cache-Control"] = "no-store"
    return response
