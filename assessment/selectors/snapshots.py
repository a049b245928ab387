"""Snapshots for lists and reports."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404

from agencies.actors import Actor
from assessment import policies
from assessment.core import calendar
from assessment.models import Cycle, Snapshot, Window
from assessment.selectors.cycles import schedule_of

#: A snapshot's number is a small integer on both databases.
MAX_NUMBER = 32_767


def snapshots(actor: Actor, cycle: Cycle) -> QuerySet[Snapshot]:
    """Snapshots of a cycle, newest first, without their content; `room_opens_at` is when the first
    room that answers to it opens."""
    rows = policies.visible_snapshots(actor).filter(cycle=cycle)
    rooms = Window.objects.filter(snapshot=OuterRef("pk")).order_by("opens_at")
    rows = rows.annotate(room_opens_at=Subquery(rooms.values("opens_at")[:1]))
    return rows.select_related("made_by").defer("content")


def freezing_beside(cycle: Cycle, rows: Iterable[Snapshot], at: datetime) -> calendar.Opening:
    """Whether the next snapshot may be made, told from the list of the snapshots. No query."""
    opened = [getattr(row, "room_opens_at", None) for row in rows]
    begun = [calendar.Window(0, instant, 0, frozenset()) for instant in opened if instant]
    return calendar.freezing(schedule_of(cycle), at, begun)


def province_snapshots(actor: Actor) -> QuerySet[Snapshot]:
    """Snapshots of the cities that the actor sees, newest first, without their content."""
    rows = policies.visible_snapshots(actor).select_related("cycle__city")
    return rows.defer("content").order_by("-made_at", "-pk")


def snapshot_or_404(actor: Actor, cycle: Cycle, number: int) -> Snapshot:
    """One snapshot of a cycle with its content and city."""
    rows = policies.visible_snapshots(actor).filter(cycle=cycle)
    found = None
    if number <= MAX_NUMBER:
        found = rows.select_related("cycle__city", "made_by").filter(number=number).first()
    if found is None:
        raise Http404(f"Tidak ada rekaman nomor {number}.")
    return found


def snapshot_by_pk_or_404(actor: Actor, pk: int) -> Snapshot:
    rows = policies.visible_snapshots(actor).select_related(
        "cycle__city", "cycle__instrument", "made_by"
    )
    found = rows.defer("cycle__instrument__document").filter(pk=pk).first()
    if found is None:
        raise Http404("Rekaman ini tidak ada.")
    return found


def earlier_snapshots(actor: Actor, snapshot: Snapshot) -> QuerySet[Snapshot]:
    """Snapshots of the same cycle with a smaller number, newest first."""
    rows = policies.visible_snapshots(actor).filter(
        cycle_id=snapshot.cycle_id, number__lt=snapshot.number
    )
    return rows.order_by("-number")


def latest_snapshot(actor: Actor, cycle: Cycle) -> Snapshot | None:
    rows = policies.visible_snapshots(actor).filter(cycle=cycle)
    return rows.select_related("cycle__city", "made_by").order_by("-number").first()


def content_of(snapshot: Snapshot) -> Mapping[str, Any]:
    content: Mapping[str, Any] = json.loads(snapshot.content)
    return content


@dataclass(frozen=True, slots=True)
class SnapshotRow:
    """A snapshot in a list, its points as numbers; claimed is None where nothing was known."""

    snapshot: Snapshot
    claimed: Decimal | None
    proven: Decimal


def snapshot_rows(snapshots: Iterable[Snapshot]) -> list[SnapshotRow]:
    return [
        SnapshotRow(row, Decimal(row.claimed) if row.claimed else None, Decimal(row.proven))
        for row in snapshots
    ]
