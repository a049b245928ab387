"""What the report and verification pages show beside the report itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import Q

from agencies.actors import Actor
from agencies.models import AuditEntry
from agencies.policies import visible_audit
from assessment import policies
from assessment.core import ledgers
from assessment.core.frozen import points_of
from assessment.core.instrument import Question
from assessment.models import Cycle, Mark, Snapshot
from assessment.selectors.instruments import instrument_of
from assessment.selectors.marks import STAGE_ORDER, marks_of

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
    given = va_marks(snapshot.cycle)
    marks = {row.code: row for row in given if row.level == Mark.Level.INDICATOR}
    standing = marks_of(snapshot.cycle)
    empty = ledgers.score(instrument_of(snapshot.cycle), {}, standing)
    verified = {code: row.points.verified for code, row in empty.indicators.items()}
    clusters = tuple(_cluster(cluster, verified, marks) for cluster in content["clusters"])
    rows = [row for cluster in clusters for row in cluster.indicators]
    return MarkSheet(
        points=ledgers.add((c.points for c in clusters), verified=standing.total),
        clusters=clusters,
        marked=sum(row.points.verified is not None for row in rows),
        count=len(rows),
    )


@dataclass(frozen=True, slots=True)
class ShownMark:
    """A mark with its points as a number; `is_standing` when it is what the question counts by."""

    mark: Mark
    points: Decimal
    is_standing: bool


def marks_of_question(cycle: Cycle, question: Question) -> list[ShownMark]:
    """Marks of the question and of its indicator, the finest and latest first. One query."""
    indicator = instrument_of(cycle).indicator_of(question.code)
    wanted = Q(level=Mark.Level.QUESTION, code=question.code)
    wanted |= Q(level=Mark.Level.INDICATOR, code=indicator.code)
    rows = list(Mark.objects.filter(wanted, cycle=cycle).select_related("given_by"))
    rows.sort(key=lambda row: (row.level, STAGE_ORDER.index(Mark.Stage(row.stage))))
    own = [row for row in rows if row.level == Mark.Level.QUESTION]
    return [
        ShownMark(row, Decimal(row.hundredths) / 100, is_standing=bool(own) and row is own[-1])
        for row in reversed(rows)
    ]


def with_mark(points: ledgers.Points, marks: Sequence[ShownMark]) -> ledgers.Points:
    """Points of a question with the mark that stands; unknown stays unknown."""
    verified = next((shown.points for shown in marks if shown.is_standing), None)
    return replace(points, verified=verified)


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


def _cluster(
    cluster: Json, verified: Mapping[str, Decimal | None], marks: Mapping[str, Mark]
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
