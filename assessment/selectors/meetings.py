"""Coordination meetings (rakor): the list with its counts, and one with everything it decided."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from agencies.actors import Actor
from agencies.models import Agency
from agencies.policies import visible_agencies
from assessment import policies
from assessment.models import Attendance, Cycle, Meeting
from assessment.selectors.action_items import (
    ActionFilter,
    ActionRow,
    action_items,
    action_rows,
)

Presence = Attendance.Presence


@dataclass(frozen=True, slots=True)
class MeetingPage:
    meeting: Meeting
    attendance: tuple[Attendance, ...]
    actions: tuple[ActionRow, ...]

    @property
    def came(self) -> int:
        """Agencies that were there, themselves or by somebody else."""
        return sum(row.presence != Presence.ABSENT for row in self.attendance)


def meetings(actor: Actor, cycle: Cycle) -> QuerySet[Meeting]:
    """Newest first, each with `came`, `invited`, `agreed` and `open`."""
    came = ~Q(attendance__presence=Presence.ABSENT)
    return (
        policies.visible_meetings(actor)
        .filter(cycle=cycle)
        .order_by("-held_on", "-pk")
        .annotate(
            invited=Count("attendance", distinct=True),
            came=Count("attendance", filter=came, distinct=True),
            agreed=Count("actions", distinct=True),
            open=Count("actions", filter=Q(actions__is_done=False), distinct=True),
        )
    )


def meeting_or_404(actor: Actor, pk: int) -> Meeting:
    rows = policies.visible_meetings(actor).select_related("cycle__city", "created_by")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def meeting_page(actor: Actor, meeting: Meeting) -> MeetingPage:
    """Three queries with the meeting itself."""
    cycle = meeting.cycle
    items = action_items(actor, cycle, ActionFilter(meeting_id=meeting.pk))
    return MeetingPage(
        meeting=meeting,
        attendance=tuple(meeting.attendance.select_related("agency")),
        actions=action_rows(actor, cycle, list(items)),
    )


def agencies_of(actor: Actor, meeting: Meeting) -> QuerySet[Agency]:
    """Agencies that may be noted: those in office, and those that were there."""
    came = meeting.attendance.values("agency_id")
    return visible_agencies(actor).filter(Q(is_active=True) | Q(pk__in=came))
