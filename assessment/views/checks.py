"""Check and send: what is missing in each part, sending it, and the receipt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from agencies.actors import ActorRequest
from agencies.models import AuditEntry
from agencies.selectors import has_active_head
from assessment import format as human
from assessment import policies
from assessment.core.workflow import Action, Status, Transition
from assessment.models import StatusChange
from assessment.selectors.badges import waiting_in
from assessment.selectors.checks import (
    IndicatorPart,
    ProblemKind,
    agency_opening,
    indicator_parts,
    time_left,
)
from assessment.selectors.instruments import indicator_or_404, instrument_of
from assessment.views.places import cycle_asked, own_agency, year_query

RECEIPTS = frozenset({Action.SUBMIT, Action.APPROVE})


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A part with what its reader may do now."""

    part: IndicatorPart
    actions: tuple[Transition, ...]

    @property
    def can_submit(self) -> bool:
        return any(step.action is Action.SUBMIT for step in self.actions)

    @property
    def is_blocked(self) -> bool:
        """Sending would be refused: nothing is answered, or something only by half."""
        halves = any(problem.kind is ProblemKind.HALF for problem in self.part.problems)
        return halves or not self.part.answered_count

    @property
    def can_withdraw(self) -> bool:
        return any(step.action is Action.WITHDRAW for step in self.actions)


@require_safe
def submission_check(request: ActorRequest) -> HttpResponse:
    return check_page(request)


def check_page(request: ActorRequest, status: int = 200, **shown: Any) -> HttpResponse:
    agency, cycle = own_agency(request), cycle_asked(request)
    parts = indicator_parts(request.actor, cycle, agency)
    request.waiting = waiting_in(request.actor, agency, parts)
    has_head = has_active_head(request.actor, agency, cycle.city)
    rows = [check_row(request, part, has_head=has_head) for part in parts]
    opening = agency_opening(cycle, agency, parts, request.actor)
    context: dict[str, Any] = {
        "cycle": cycle,
        "agency": agency,
        "rows": rows,
        "ready": [row for row in rows if row.can_submit and not row.part.problems],
        "has_head": has_head,
        "opening": opening,
        "left": time_left(opening, request.actor),
        "year_query": year_query(request),
    }
    return render(
        request, "assessment/filling/submission_check.html", context | shown, status=status
    )


@require_safe
def submission_receipt(request: ActorRequest, pk: int) -> HttpResponse:
    """The proof of one sending: number, time to the second, hashes."""
    change = get_object_or_404(receipts(request), pk=pk)
    is_agency = request.actor.is_agency
    context = _receipt(change) | {
        "is_agency": is_agency,
        "list_query": _list_query(request, change),
    }
    return render(request, "assessment/filling/submission_receipt.html", context)


def _receipt(change: StatusChange) -> dict[str, Any]:
    submission = change.submission
    cycle = submission.cycle
    return {
        "change": change,
        "submission": submission,
        "indicator": indicator_or_404(instrument_of(cycle), submission.indicator_code),
        "cycle": cycle,
        "number": receipt_number(change),
        "entry": _audit_entry(change),
        "received_at": human.datetime_zone(change.at, cycle.city.timezone, seconds=True),
    }


def _list_query(request: ActorRequest, change: StatusChange) -> str:
    """The list that a receipt stands in: its year, and the agency when the reader acts for it."""
    submission = change.submission
    acted_for = submission.agency_id if submission.agency_id != request.actor.agency_id else ""
    values = {"tahun": submission.cycle.year, "plt": acted_for}
    return urlencode({name: value for name, value in values.items() if value})


def receipts(request: ActorRequest) -> QuerySet[StatusChange]:
    """Sendings and approvals of parts that the reader may see."""
    rows = StatusChange.objects.filter(
        submission__in=policies.visible_submissions(request.actor), action__in=RECEIPTS
    )
    related = ("submission__agency", "submission__cycle__city", "submission__cycle__instrument")
    return rows.select_related(*related).defer("submission__cycle__instrument__document")


def receipt_number(change: StatusChange) -> str:
    cycle = change.submission.cycle
    return f"{cycle.city.code}/{cycle.year}/{change.pk:06d}"


def check_row(request: ActorRequest, part: IndicatorPart, *, has_head: bool) -> CheckRow:
    """What the reader may do with a part; nothing while its time is closed."""
    if part.submission is None or not part.opening.is_open:
        return CheckRow(part, ())
    status = Status(part.submission.status)
    has_head = has_head and part.opening.window is None
    steps = policies.steps_for(request.actor, part.agency.pk, status, has_head=has_head)
    return CheckRow(part, steps)


def _audit_entry(change: StatusChange) -> AuditEntry | None:
    """The entry of the city's audit chain that this step wrote."""
    return AuditEntry.objects.filter(
        city_id=change.submission.cycle.city_id,
        subject="submission",
        subject_id=str(change.submission_id),
        action=f"submission.{change.action}",
        at=change.at,
    ).first()
