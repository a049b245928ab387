"""Several files uploaded at once; those that were refused come back with their reasons."""

from __future__ import annotations

import re
from contextlib import ExitStack
from functools import partial
from pathlib import PurePath
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from agencies.actors import ActorRequest
from agencies.errors import ConflictError
from agencies.idempotency import perform
from agencies.models import Agency
from assessment import format as human
from assessment import policies
from assessment.forms.documents import BatchForm
from assessment.models import Cycle
from assessment.services.document_batches import Piece, Refusal, store_documents
from assessment.services.uploads import received
from assessment.views.bounded import bounded_upload
from assessment.views.places import cycle_asked, own_agency

TEMPLATE = "assessment/filling/document_batch.html"
#: A batch may weigh as much as so many of the largest files.
LARGEST = 4
LONGEST_TITLE = 300


@partial(bounded_upload, files=LARGEST)
@require_http_methods(["GET", "HEAD", "POST"])
def document_batch(request: ActorRequest) -> HttpResponseBase:
    agency, cycle = own_agency(request), cycle_asked(request)
    policies.check_fill(request.actor, agency)
    is_post = request.method == "POST"
    form = BatchForm(request.POST, request.FILES) if is_post else BatchForm()
    if not is_post or not form.is_valid():
        return _page(request, cycle, form, 422 if is_post else 200)
    try:
        return _store(request, cycle, agency, form)
    except ConflictError as error:
        return _page(request, cycle, form, 409, refusal=error.message)


def _store(request: ActorRequest, cycle: Cycle, agency: Agency, form: BatchForm) -> HttpResponse:
    refused: list[Refusal] = []
    with ExitStack() as stack:
        pieces = _pieces(form, request.POST.getlist("judul"), cycle, stack, refused)

        def act() -> tuple[str, str]:
            batch = store_documents(cycle=cycle, agency=agency, pieces=pieces, by=request.actor)
            refused.extend(batch.refused)
            return reverse("document-list"), _words(len(batch.stored))

        address, words = perform(request, act)
    if not refused:
        messages.success(request, words)
        return HttpResponseRedirect(address)
    for refusal in refused:
        form.add_error("file", f"{refusal.filename}: {refusal.reason}")
    return _page(request, cycle, form, 422, stored_words=words)


def _pieces(
    form: BatchForm,
    titles: list[str],
    cycle: Cycle,
    stack: ExitStack,
    refused: list[Refusal],
) -> list[Piece]:
    """The files that passed the inspection, each under its own title; the others are refused."""
    files = form.cleaned_data["file"]
    if len(titles) != len(files):
        titles = [""] * len(files)
    found = []
    for file, title in zip(files, titles, strict=True):
        try:
            upload = stack.enter_context(received(file, city_id=cycle.city_id))
        except ValidationError as error:
            refused.append(Refusal(file.name, " ".join(error.messages)))
        else:
            found.append(Piece(upload, form.facts_for(title.strip() or _title_of(file))))
    return found


def _title_of(file: UploadedFile[bytes]) -> str:
    """`SK_Kepala-2026.pdf` is called `SK Kepala 2026`."""
    name = re.sub(r"[_\W]+", " ", PurePath(file.name or "").stem).strip()
    return name[:LONGEST_TITLE] or "Tanpa judul"


def _words(count: int) -> str:
    if not count:
        return ""
    return f"{human.number(count)} dokumen tersimpan. Periksa judul dan keterangannya di pustaka."


def _page(
    request: ActorRequest, cycle: Cycle, form: BatchForm, status: int, **shown: Any
) -> HttpResponse:
    context = {"form": form, "cycle": cycle, **shown}
    return render(request, TEMPLATE, context, status=status)
