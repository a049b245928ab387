"""The head's page, made for a phone: what each part says, what is missing, approve or return."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
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
from agencies.policies import may_delegate_for
from agencies.selectors import has_active_head
from assessment import policies
from assessment.core import ledgers
from assessment.core.workflow import Action, Status
from assessment.models import Cycle
from assessment.selectors.action_items import open_actions
from assessment.selectors.badges import waiting_in
from assessment.selectors.checks import (
    IndicatorPart,
    QuestionPart,
    agency_opening,
    indicator_parts,
    time_left,
)
from assessment.services.submissions import move
from assessment.views.checks import CheckRow, check_row
from assessment.views.places import cycle_asked, own_agency, shown_versions, year_query

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
    """A part as the head reads it; `changed` are questions saved since it was last returned, or
    since the head was last here. Nobody approves his `is_own` work."""

    row: CheckRow
    changed: tuple[QuestionPart, ...]
    is_own: bool

    @property
    def part(self) -> IndicatorPart:
        return self.row.part

    @property
    def can_approve(self) -> bool:
        return self.can_return and not self.is_own

    @property
    def can_return(self) -> bool:
        return any(step.action is Action.SEND_BACK for step in self.row.actions)


@require_safe
def agency_summary(request: ActorRequest) -> HttpResponse:
    return _page(request)


@require_http_methods(["GET", "HEAD", "POST"])
def agency_approve(request: ActorRequest) -> HttpResponse:
    """Approve every part that waits, in one act: all of them or none."""
    if request.method != "POST":
        return _page(request)
    policies.check_approve(request.actor, own_agency(request))
    try:
        return once(request, lambda: _approve_all(request))
    except (ConflictError, ValidationError) as error:
        return _page(request, 409, refusal=_words(error), has_errors=True)


def _approve_all(request: ActorRequest) -> tuple[str, str]:
    """Exactly the parts and versions that the page showed (`bagian` = id:version)."""
    shown = shown_versions(request)
    agency, cycle = own_agency(request), cycle_asked(request)
    rows = policies.visible_submissions(request.actor).filter(cycle=cycle, agency=agency)
    waiting = [row for row in rows.filter(status=Status.AWAITING_HEAD) if row.pk in shown]
    if not waiting:
        raise ConflictError("Tidak ada bagian yang menunggu persetujuan Anda.")
    for row in waiting:
        move(submission=row, action=Action.APPROVE, version=shown[row.pk], by=request.actor)
    query = year_query(request)
    address = reverse("agency-summary") + (f"?{query}" if query else "")
    return address, f"{len(waiting)} bagian disetujui dan diajukan."


def _page(request: ActorRequest, status: int = 200, **shown: Any) -> HttpResponse:
    agency, cycle = own_agency(request), cycle_asked(request)
    context = _context(request, agency, cycle) | {
        "may_delegate": may_delegate_for(request.actor, agency),
        "is_acting": agency.pk in request.actor.acting_for,
        "year_query": year_query(request),
    }
    return render(request, TEMPLATE, context | shown, status=status)


def _context(request: ActorRequest, agency: Agency, cycle: Cycle) -> dict[str, Any]:
    parts = indicator_parts(request.actor, cycle, agency)
    request.waiting = waiting_in(request.actor, agency, parts)
    rows = _rows(request, cycle, agency, parts)
    waiting = [row for row in rows if row.can_approve]
    opening = agency_opening(cycle, agency, parts, request.actor)
    return {
        "agency": agency,
        "cycle": cycle,
        "rows": rows,
        "waiting": waiting,
        "is_only": len(waiting) == 1,
        "untouched": [part for part in parts if part.submission is None],
        "points": ledgers.add(part.points for part in parts),
        "opening": opening,
        "left": time_left(opening, request.actor),
        "actions": open_actions(request.actor, cycle, agency.pk),
    }


def _rows(
    request: ActorRequest, cycle: Cycle, agency: Agency, parts: Iterable[IndicatorPart]
) -> list[SummaryRow]:
    """The parts that were begun, those that wait for the head first."""
    has_head = has_active_head(request.actor, agency, cycle.city)
    rows = [_row(request, part, has_head=has_head) for part in parts if part.submission]
    return sorted(rows, key=lambda row: WAITING_FIRST.index(Status(_status(row))))


def _row(request: ActorRequest, part: IndicatorPart, *, has_head: bool) -> SummaryRow:
    last_seen = getattr(request.user, "previous_login", None)
    returned_at = getattr(part.submission, "returned_at", None)
    seen = max(filter(None, (returned_at, last_seen)), default=None)
    changed = tuple(
        question
        for question in part.questions
        if seen and any(e.row.updated_at > seen for e in question.own)
    )
    writers = {entry.row.updated_by_id for question in part.questions for entry in question.own}
    sent_by = part.submission.submitted_by_id if part.submission else None
    is_own = policies.is_own_work(request.actor, sent_by, writers)
    return SummaryRow(check_row(request, part, has_head=has_head), changed, is_own)


def _status(row: SummaryRow) -> str:
    return row.part.submission.status if row.part.submission else Status.DRAFT


def _words(error: Exception) -> str:
    if isinstance(error, ConflictError):
        return error.message
    return " ".join(getattr(error, "messages", [str(error)]))
