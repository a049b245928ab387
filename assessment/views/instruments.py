"""The instrument as a document, its versions as files, and the move of a cycle between them."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from agencies.actors import ActorRequest
from agencies.idempotency import once
from agencies.query import choice_param, int_param
from agencies.views.editing import edit, managed, posted
from assessment import policies
from assessment.core.nodes import InstrumentError
from assessment.exchange import instrument_book
from assessment.exchange.instrument_upload import document_text
from assessment.forms.instruments import InstrumentUploadForm, MoveForm
from assessment.selectors import instrument_pages as selectors
from assessment.selectors.cycles import current_cycle
from assessment.selectors.instrument_moves import move_page
from assessment.selectors.instruments import instrument_of_version, instrument_versions
from assessment.services.instrument_moves import load_own_instrument, move_cycle
from assessment.services.instruments import MismatchError
from assessment.views.attachments import as_attachment
from assessment.views.bounded import bounded_upload
from assessment.views.governance import FOLDER, MIME


@require_safe
@managed(policies.check_view_instrument)
def instrument_detail(request: ActorRequest) -> HttpResponse:
    version = selectors.version_asked(request.actor, int_param(request, "versi"))
    codes = [cluster.code for cluster in instrument_of_version(version).clusters]
    page = selectors.instrument_page(version, choice_param(request, "klaster", codes))
    versions = list(instrument_versions(request.actor))
    may = policies.may_load_instrument(request.actor)
    context = {"page": page, "versions": versions, "may_load": may}
    return render(request, f"{FOLDER}/instrument.html", context)


@require_safe
@managed(policies.check_view_instrument)
def instrument_file(request: ActorRequest, pk: int, fmt: str) -> HttpResponse:
    """A version as JSON, byte for byte, or as a workbook in the layout of the template."""
    version = policies.visible_instruments(request.actor).filter(pk=pk).first()
    if version is None or fmt not in ("json", "xlsx"):
        raise Http404("Versi instrumen ini tidak ada.")
    content = version.document.encode()
    if fmt == "xlsx":
        content = instrument_book.write(json.loads(version.document, parse_float=Decimal))
    return _attached(content, fmt, f"instrumen-{version.year}-{version.checksum[:8]}")


@require_safe
@managed(policies.check_load_instrument)
def instrument_template(request: ActorRequest) -> HttpResponse:
    return _attached(instrument_book.write(None), "xlsx", "templat-instrumen")


@bounded_upload
@require_http_methods(["GET", "HEAD", "POST"])
@managed(policies.check_load_instrument)
def instrument_upload(request: ActorRequest) -> HttpResponse:
    is_post = request.method == "POST"
    form = InstrumentUploadForm(posted(request), request.FILES if is_post else None)
    context: dict[str, Any] = {"form": form}
    if is_post and form.is_valid():
        try:
            text = document_text(form.cleaned_data["file"])
            return once(request, lambda: _loaded(request, form, text))
        except InstrumentError as error:
            form.add_error("file", f"{error.path}: {error.message}.")
        except MismatchError as error:
            context["mismatches"] = error.mismatches
            form.add_error("file", "Jumlahnya tidak cocok. Perbaiki, atau terima selisihnya.")
    status = 422 if is_post else 200
    return render(request, f"{FOLDER}/instrument_upload.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@managed(policies.check_load_instrument)
def instrument_compare(request: ActorRequest, pk: int) -> HttpResponse:
    """The version beside the one in use: what differs, who gains or loses, and the move."""
    actor = request.actor
    if request.method == "POST":
        policies.check_move_cycle(actor)
    version = selectors.version_or_404(actor, pk)
    cycle = current_cycle(actor)
    form = MoveForm(posted(request), initial=MoveForm.initial_of(cycle))

    def act() -> tuple[str, str]:
        move_cycle(cycle=cycle, to=version, version=form.cleaned_data["version"], by=actor)
        return f"{reverse('instrument-detail')}?versi={pk}", "Siklus memakai versi ini."

    context = {"version": version, "cycle": cycle, "found": move_page(cycle, version)}
    context |= {"is_used": cycle.instrument_id == pk, "may_move": policies.may_move_cycle(actor)}
    return edit(request, f"{FOLDER}/instrument_compare.html", form, act, **context)


def _loaded(request: ActorRequest, form: InstrumentUploadForm, text: str) -> tuple[str, str]:
    result = load_own_instrument(
        text=text,
        source=form.cleaned_data["file"].name[:200],
        accept_mismatch=form.cleaned_data["accept_mismatch"],
        by=request.actor,
    )
    words = "dimuat" if result.is_new else "sudah ada dan tidak berubah"
    address = reverse("instrument-compare", args=[result.version.pk])
    return address, f"Versi “{result.version.title}” {words}."


def _attached(content: bytes, fmt: str, stem: str) -> HttpResponse:
    response = HttpResponse(content, content_type=MIME[fmt])
    return as_attachment(response, f"{stem}.{fmt}")
