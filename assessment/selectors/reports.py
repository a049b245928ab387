"""What the report and verification pages show beside the report itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from agencies.actors import Actor
from agencies.models import AuditEntry
from agencies.policies import visible_audit
from assessment import policies
from assessment.core import ledgers
from assessment.models import Cycle, Mark, Snapshot
from assessment.selectors import scores

Json = Mapping[str, Any]


def cycle_asked(actor: Actor, year: int | None) -> Cycle | None:
    """The actor's cycle of a year, the newest without one; None when there is none."""
    rows = policies.visible_cycles(actor).select_related("city", "instrument")
    rows = rows.defer("instrument__document").order_by("-year")
    if year is not None:
        rows = rows.filter(year=min(year, 9999))
    return rows.first()


def downloads(actor: Actor, snapshot: Snapshot) -> list[AuditEntry]:
    """The last downloads of a snapshot's files that the actor may know of."""
    rows = visible_audit(actor).filter(
        action="report.download", subject="snapshot", subject_id=str(snapshot.pk)
    )
    return list(rows.order_by("-sequence")[:10])


@dataclass(frozen=True, slots=True)
class MarkedIndicator:
    """A frozen indicator beside the mark that the province gave it."""

    code: str
    name: str
    points: ledgers.Points
    mark: Mark | None


@dataclass(frozen=True, slots=True)
class MarkedCluster:
    code: str
    name: str
    points: ledgers.Points
    indicators: tuple[MarkedIndicator, ...]


@dataclass(frozen=True, slots=True)
class MarkSheet:
    """A snapshot's claimed and proven points with the verified ledger as it stands now."""

    points: ledgers.Points
    clusters: tuple[MarkedCluster, ...]
    marked: int
    count: int


def mark_sheet(snapshot: Snapshot, content: Json) -> MarkSheet:
    """Two queries. Verified points are those of the latest stage given so far."""
    verified = scores.marks_of(snapshot.cycle).indicators
    marks = {row.indicator_code: row for row in va_marks(snapshot.cycle)}
    clusters = tuple(_cluster(cluster, verified, marks) for cluster in content["clusters"])
    rows = [row for cluster in clusters for row in cluster.indicators]
    return MarkSheet(
        points=ledgers.add(cluster.points for cluster in clusters),
        clusters=clusters,
        marked=sum(row.points.verified is not None for row in rows),
        count=len(rows),
    )


def va_marks(cycle: Cycle) -> list[Mark]:
    rows = Mark.objects.filter(cycle=cycle, stage=Mark.Stage.VA).select_related("given_by")
    return list(rows)


def frozen_indicator(content: Json, code: str) -> Json | None:
    """An indicator of a snapshot's content by its code."""
    return next(
        (
            indicator
            for cluster in content["clusters"]
            for indicator in cluster["indicators"]
            if indicator["code"] == code
        ),
        None,
    )


@dataclass(frozen=True, slots=True)
class FrozenQuestion:
    content: Json
    points: ledgers.Points


def frozen_questions(indicator: Json) -> list[FrozenQuestion]:
    return [FrozenQuestion(row, points_of(row)) for row in indicator["questions"]]


def points_of(node: Json) -> ledgers.Points:
    """Frozen points of a level; the verified ledger as it stood at the freeze."""
    return ledgers.Points(
        max_points=Decimal(node["maximum"]),
        claimed=_decimal(node["claimed"]),
        proven=Decimal(node["proven"]),
        verified=_decimal(node["verified"]),
    )


def _cluster(
    cluster: Json, verified: Mapping[str, Decimal], marks: Mapping[str, Mark]
) -> MarkedCluster:
    rows = []
    for indicator in cluster["indicators"]:
        frozen = points_of(indicator)
        points = ledgers.Points(
            frozen.max_points, frozen.claimed, frozen.proven, verified.get(indicator["code"])
        )
        mark = marks.get(indicator["code"])
        rows.append(MarkedIndicator(indicator["code"], indicator["name"], points, mark))
    total = ledgers.add(row.points for row in rows)
    return MarkedCluster(cluster["code"], cluster["name"], total, tuple(rows))


def _decimal(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)
