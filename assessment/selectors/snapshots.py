"""Snapshots for lists and reports, and what a coordinator should know before freezing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from agencies.actors import Actor
from assessment import policies
from assessment.core import ledgers
from assessment.core.workflow import Status
from assessment.models import Cycle, Snapshot, Submission
from assessment.selectors.scores import cycle_state

#: A snapshot's number is a small integer on both databases.
MAX_NUMBER = 32_767


def snapshots(actor: Actor, cycle: Cycle) -> QuerySet[Snapshot]:
    """Snapshots of a cycle, newest first, without their content."""
    rows = policies.visible_snapshots(actor).filter(cycle=cycle)
    return rows.select_related("made_by").defer("content")


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


@dataclass(frozen=True, slots=True)
class Preflight:
    """The state that a freeze would record. Codes are questions, in the instrument's order."""

    score: ledgers.Score
    unanswered: tuple[str, ...]
    undecided: tuple[str, ...]
    conflicts: tuple[str, ...]
    stale: tuple[str, ...]
    unproven: tuple[str, ...]
    unproven_points: Decimal
    waiting: int

    @property
    def is_clean(self) -> bool:
        return not (self.undecided or self.conflicts or self.stale or self.unproven or self.waiting)


def preflight(cycle: Cycle) -> Preflight:
    """What is stale, undecided, in conflict, unproven or still to be reviewed."""
    state = cycle_state(cycle)
    rows = state.score.questions.values()
    answered = [row for row in rows if row.points.claimed is not None]
    undecided = [row.question.code for row in answered if not row.is_decided]
    return Preflight(
        score=state.score,
        unanswered=tuple(row.question.code for row in rows if row.points.claimed is None),
        undecided=tuple(undecided),
        conflicts=tuple(c for c in undecided if state.questions[c].proposal.conflicts),
        stale=tuple(row.question.code for row in rows if row.is_stale),
        unproven=tuple(
            row.question.code
            for row in answered
            if row.is_decided and not row.is_stale and row.points.unproven > 0
        ),
        unproven_points=state.score.points.unproven,
        waiting=Submission.objects.filter(cycle=cycle, status=Status.SUBMITTED).count(),
    )
