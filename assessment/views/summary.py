"""The head's page, made for a phone: what each part says, what is missing, approve or return."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from agencies.actors import ActorRequest
from agencies.errors import ConflictError
from agencies.idempotency import once
from agencies.models import Agency
from assessment import policies
from assessment.core import ledgers
from assessment.core.workflow import Action, Status
from assessment.models import Cycle
from assessment.selectors.checks import (
    IndicatorPart,
    QuestionPart,
    agency_opening,
    indicator_parts,
    time_left,
)
from assessment.selectors.summary import returned_since
from assessment.services.submissions import has_active_head, move
from assessment.views.checks import CheckRow, check_row
from assessment.views.places import cycle_asked, own_agency, year_query

TEMPLATE = "assessment/filling/agency_summary.html"
WAITING_FIRST = (
    Status.AWAITING_HEAD,
    Status.RETURNED,
    Status.DRAFT,
    Status.SUBMITTED,
    Status.ACCEPTED,
)


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """A part as the head reads it; `changed` are questions saved since it was last returned."""

    row: CheckRow
    changed: tuple[QuestionPart, ...]

    @property
    def part(self) -> IndicatorPart:
        return self.row.part

    @property
    def can_approve(self) -> bool:
        return any(step.action is Action.APPROVE for step in self.row.actions)


@require_safe
def agency_summary(request: ActorRequest) -> HttpResponse:
    return _page(request)


@require_http_methods(["GET", "HEAD", "POST"])
def agency_approve(request: ActorRequest) -> HttpResponse:
    """Approve every part that waits, in one act: all of them or none."""
    if request.method != "POST":
        return _page(request)
    policies.check_approve(request.actor)
    try:
        return once(request, lambda: _approve_all(request))
    except (ConflictError, ValidationError) as error:
        return _page(request, 409, refusal=_words(error), has_errors=True)


def _approve_all(request: ActorRequest) -> tuple[str, str]:
    """Exactly the parts and versions that the page showed (`bagian` = id:version)."""
    shown = dict(_shown(text) for text in request.POST.getlist("bagian"))
    agency, cycle = own_agency(request), cycle_asked(request)
    rows = policies.visible_submissions(request.actor).filter(cycle=cycle, agency=agency)
    waiting = [row for row in rows.filter(status=Status.AWAITING_HEAD) if row.pk in shown]
    if not waiting:
        raise ConflictError("Tidak ada bagian yang menunggu persetujuan Anda.")
    for row in waiting:
        move(submission=row, action=Action.APPROVE, version=shown[row.pk], by=request.actor)
    return reverse("agency-summary"), f"{len(waiting)} bagian disetujui dan diajukan."


def _shown(text: str) -> tuple[int, int]:
    pk, _, version = text.partition(":")
    is_numbers = all(part.isascii() and part.isdigit() and len(part) < 19 for part in (pk, version))
    if not is_numbers:
        raise ConflictError("Formulir ini tidak dapat dibaca. Muat ulang halaman, lalu ulangi.")
    return int(pk), int(version)


def _page(request: ActorRequest, status: int = 200, **shown: Any) -> HttpResponse:
    agency, cycle = own_agency(request), cycle_asked(request)
    parts = indicator_parts(request.actor, cycle, agency)
    rows = _rows(request, cycle, agency, parts)
    waiting = [row for row in rows if row.can_approve]
    opening = agency_opening(cycle, agency, parts, request.actor)
    context: dict[str, Any] = {
        "agency": agency,
        "cycle": cycle,
        "rows": rows,
        "waiting": waiting,
        "is_only": len(waiting) == 1,
        "untouched": [part for part in parts if part.submission is None],
        "points": ledgers.add(part.points for part in parts),
        "opening": opening,
        "left": time_left(opening, request.actor),
        "year_query": year_query(request),
    }
    return render(request, TEMPLATE, context | shown, status=status)


def _rows(
    request: ActorRequest, cycle: Cycle, agency: Agency, parts: Iterable[IndicatorPart]
) -> list[SummaryRow]:
    """The parts that were begun, those that wait for the head first."""
    has_head = has_active_head(agency)
    since = returned_since(request.actor, cycle, agency)
    rows = [_row(request, part, since, has_head=has_head) for part in parts if part.submission]
    return sorted(rows, key=lambda row: WAITING_FIRST.index(Status(_status(row))))


def _row(
    request: ActorRequest, part: IndicatorPart, since: dict[str, datetime], *, has_head: bool
) -> SummaryRow:
    returned_at = since.get(part.indicator.code)
    changed = tuple(
        question
        for question in part.questions
        if returned_at and any(e.row.updated_at > returned_at for e in question.own)
    )
    return SummaryRow(check_row(request, part, has_head=has_head), changed)


def _status(row: SummaryRow) -> str:
    return row.part.submission.status if row.part.submission else Status.DRAFT


def _words(error: Exception) -> str:
    if isinstance(error, ConflictError):
        return error.message
    return " ".join(getattr(error, "messages", [str(error)]))
