"""Sending all complete parts in one act, and the receipts of earlier sendings."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from agencies.actors import ActorRequest
from agencies.errors import ConflictError, StaleVersionError
from agencies.idempotency import once
from agencies.query import page_of
from agencies.views.exporting import list_file, wants_file
from assessment import policies
from assessment.core.workflow import EDITABLE, Action
from assessment.exchange.list_others import RECEIPTS, Receipt
from assessment.models import StatusChange
from assessment.selectors.checks import indicator_parts
from assessment.services.submissions import move
from assessment.views import checks
from assessment.views.moves import STALE
from assessment.views.places import cycle_asked, own_agency, shown_versions, year_query

PER_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def submission_submit(request: ActorRequest) -> HttpResponse:
    """Send every complete part that the page showed, in one act: all of them or none."""
    policies.check_submit(request.actor, own_agency(request))
    if request.method != "POST":
        return checks.check_page(request)
    try:
        return once(request, lambda: _submit_all(request))
    except (ConflictError, ValidationError) as error:
        refusal = STALE if isinstance(error, StaleVersionError) else _words(error)
        return checks.check_page(request, 409, refusal=refusal, has_errors=True)


@transaction.atomic
def _submit_all(request: ActorRequest) -> tuple[str, str]:
    """Exactly the parts and versions that the page showed, and only while nothing is missing."""
    shown = shown_versions(request)
    parts = indicator_parts(request.actor, cycle_asked(request), own_agency(request))
    rows = [part for part in parts if part.submission and part.submission.pk in shown]
    lacking = [part.indicator.code for part in rows if part.problems]
    if lacking:
        raise ConflictError(f"Tidak lengkap lagi: {', '.join(lacking)}. Periksa, lalu ulangi.")
    ready = [part.submission for part in rows if part.submission]
    if not any(row.status in EDITABLE for row in ready):
        raise ConflictError("Tidak ada bagian lengkap yang dapat diajukan.")
    for row in ready:
        move(submission=row, action=Action.SUBMIT, version=shown[row.pk], by=request.actor)
    query = year_query(request)
    address = reverse("receipt-list") + (f"?{query}" if query else "")
    return address, f"{len(ready)} bagian diajukan. Tanda terimanya ada di bawah."


@require_safe
def receipt_list(request: ActorRequest) -> HttpResponseBase:
    agency, cycle = own_agency(request), cycle_asked(request)
    if wants_file(request):
        rows = (Receipt(row, checks.receipt_number(row)) for row in _receipts(request))
        return list_file(request, RECEIPTS, rows, city=cycle.city, year=cycle.year)
    page = page_of(request, _receipts(request), PER_PAGE)
    page.object_list = [(row, checks.receipt_number(row)) for row in page.object_list]
    context = {
        "agency": agency,
        "cycle": cycle,
        "page": page,
        "may_submit": policies.may_fill(request.actor),
        "year_query": year_query(request),
    }
    return render(request, "assessment/filling/receipt_list.html", context)


def _receipts(request: ActorRequest) -> QuerySet[StatusChange]:
    rows = checks.receipts(request).filter(
        submission__agency=own_agency(request), submission__cycle=cycle_asked(request)
    )
    return rows.order_by("-at", "-pk")


def _words(error: Exception) -> str:
    if isinstance(error, ConflictError):
        return error.message
    return " ".join(getattr(error, "messages", [str(error)]))
