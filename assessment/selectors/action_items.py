"""Agreed actions (tindak lanjut): what is open for whom, and what is late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from agencies.actors import Actor
from agencies.models import local_day
from assessment import policies
from assessment.models import ActionItem, Cycle


@dataclass(frozen=True, slots=True)
class ActionRow:
    """An action with what the reader may do; `is_late`: its day has passed and it is not done."""

    item: ActionItem
    is_late: bool
    may_complete: bool
    may_change: bool


@dataclass(frozen=True, slots=True)
class ActionFilter:
    """Empty values filter nothing; `agency_id` 0 is the secretariat."""

    state: str = ""
    agency_id: int | None = None
    meeting_id: int | None = None


WITH_OPEN = ("agency", "owner", "meeting")
OPEN, LATE, DONE = "terbuka", "terlambat", "selesai"
STATES = {OPEN: "Belum selesai", LATE: "Terlambat", DONE: "Selesai"}


def action_items(
    actor: Actor, cycle: Cycle, wanted: ActionFilter | None = None
) -> QuerySet[ActionItem]:
    """What the actor may see: open ones first, by their day, those without a day last."""
    wanted = wanted or ActionFilter()
    rows = policies.visible_action_items(actor).filter(cycle=cycle)
    rows = rows.select_related(*WITH_OPEN, "done_by")
    if wanted.state:
        rows = rows.filter(is_done=wanted.state == DONE)
    if wanted.state == LATE:
        rows = rows.filter(due_on__lt=local_day(cycle.city, actor.at))
    if wanted.agency_id is not None:
        secretariat = Q(agency__isnull=True)
        rows = rows.filter(Q(agency_id=wanted.agency_id) if wanted.agency_id else secretariat)
    if wanted.meeting_id is not None:
        rows = rows.filter(meeting_id=wanted.meeting_id)
    return rows


def open_actions(actor: Actor, cycle: Cycle, agency_id: int | None = None) -> tuple[ActionRow, ...]:
    """Open actions for the actor; those of one agency when given. One query."""
    rows = action_items(actor, cycle, ActionFilter(state=OPEN, agency_id=agency_id))
    return action_rows(actor, cycle, list(rows.select_related(None).select_related(*WITH_OPEN)))


def action_rows(actor: Actor, cycle: Cycle, items: Sequence[ActionItem]) -> tuple[ActionRow, ...]:
    today = local_day(cycle.city, actor.at)
    return tuple(
        ActionRow(
            item=item,
            is_late=is_late(item, today),
            may_complete=policies.may_complete(actor, item),
            may_change=policies.may_agree(actor) and not item.is_done,
        )
        for item in items
    )


def is_late(item: ActionItem, today: date) -> bool:
    return not item.is_done and item.due_on is not None and item.due_on < today
