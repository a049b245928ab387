"""The reviewers' queue: parts that agencies sent, ordered by the points they put at risk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from agencies.actors import Actor
from agencies.models import Agency
from assessment import format as wording
from assessment import policies
from assessment.core.instrument import Cluster, Indicator
from assessment.core.workflow import Status
from assessment.models import Citation, Cycle, Submission
from assessment.selectors import scores

#: What needs the secretariat comes first.
ORDER = (
    Status.SUBMITTED,
    Status.RETURNED,
    Status.AWAITING_HEAD,
    Status.DRAFT,
    Status.ACCEPTED,
)
WAITING = frozenset({Status.SUBMITTED, Status.AWAITING_HEAD})


class Sort(StrEnum):
    RISK = "risiko"
    AGE = "lama"

    @property
    def label(self) -> str:
        return "Poin berisiko terbesar" if self is Sort.RISK else "Paling lama menunggu"


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """Empty values mean everything."""

    status: str = ""
    cluster: str = ""
    agency_id: int | None = None
    only_outside: bool = False
    sort: Sort = Sort.RISK


@dataclass(frozen=True, slots=True)
class QueueRow:
    """`at_risk` are claimed points of the agency's questions that are not proven yet;
    `outside` counts its citations that are dated outside the evaluated years."""

    submission: Submission
    indicator: Indicator
    cluster: Cluster
    at_risk: Decimal
    outside: int
    waited: str


@dataclass(frozen=True, slots=True)
class Queue:
    rows: tuple[QueueRow, ...]
    counts: Mapping[str, int]
    agencies: tuple[Agency, ...]
    first: QueueRow | None

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def queue(actor: Actor, cycle: Cycle, wanted: QueueFilter) -> Queue:
    """Rows that fit, sorted; counts per status leave only the status filter out."""
    rows = [row for row in _rows(actor, cycle) if _fits(row, wanted)]
    counts = Counter(row.submission.status for row in rows)
    if wanted.status:
        rows = [row for row in rows if row.submission.status == wanted.status]
    rows.sort(key=lambda row: _key(row, wanted.sort))
    first = next((r for r in rows if r.submission.status == Status.SUBMITTED), None)
    return Queue(tuple(rows), counts, agencies(actor, cycle), first)


def next_in_queue(actor: Actor, cycle: Cycle, after: int | None) -> int | None:
    """Id of the sent part that follows `after` by points at risk, the first when it is gone."""
    rows = [row for row in _rows(actor, cycle) if row.submission.status == Status.SUBMITTED]
    rows.sort(key=lambda row: _key(row, Sort.RISK))
    ids = [row.submission.pk for row in rows]
    if after in ids:
        ids = ids[ids.index(after) + 1 :] or [pk for pk in ids if pk != after]
    return ids[0] if ids else None


def agencies(actor: Actor, cycle: Cycle) -> tuple[Agency, ...]:
    """Agencies that have a part in the cycle, for the filter."""
    own = policies.visible_submissions(actor).filter(cycle=cycle)
    return tuple(Agency.objects.filter(pk__in=own.values("agency_id")))


def outside_window(cycle: Cycle) -> Counter[tuple[int, str]]:
    """Citations not refused whose document does not count, by agency and indicator. One query."""
    instrument = scores.instrument_of(cycle)
    rows = Citation.objects.filter(contribution__cycle=cycle)
    found: Counter[tuple[int, str]] = Counter()
    for agency_id, code, dated, valid_until in rows.exclude(
        state=Citation.CitationState.REFUSED
    ).values_list(
        "contribution__agency_id",
        "contribution__question_code",
        "document__date",
        "document__valid_until",
    ):
        is_known = instrument.question(code) is not None
        if is_known and not scores.in_window(cycle, dated, valid_until):
            found[agency_id, instrument.indicator_of(code).code] += 1
    return found


def _rows(actor: Actor, cycle: Cycle) -> Sequence[QueueRow]:
    state = scores.cycle_state(cycle)
    outside = outside_window(cycle)
    found = []
    submissions = policies.visible_submissions(actor).filter(cycle=cycle)
    for submission in submissions.select_related("agency"):
        indicator = state.instrument.indicator(submission.indicator_code)
        if indicator is None:
            continue
        found.append(
            QueueRow(
                submission=submission,
                indicator=indicator,
                cluster=state.instrument.cluster_of(indicator.code),
                at_risk=_at_risk(state, indicator, submission.agency_id),
                outside=outside[submission.agency_id, indicator.code],
                waited=_waited(submission, actor.at),
            )
        )
    return found


def _at_risk(state: scores.CycleState, indicator: Indicator, agency_id: int) -> Decimal:
    points = state.score.indicators[indicator.code].questions
    return sum(
        (
            q.points.unproven
            for q in points
            if any(a.pk == agency_id for a in state.assignments.agencies(q.question.code))
        ),
        Decimal(0),
    )


def _fits(row: QueueRow, wanted: QueueFilter) -> bool:
    return (
        wanted.cluster in ("", row.cluster.code)
        and wanted.agency_id in (None, row.submission.agency_id)
        and (row.outside > 0 or not wanted.only_outside)
    )


def _key(row: QueueRow, sort: Sort) -> tuple[object, ...]:
    submission = row.submission
    rank = ORDER.index(Status(submission.status))
    sent = submission.submitted_at
    age = (sent is None, sent.timestamp() if sent else 0)
    by = (-row.at_risk, age) if sort is Sort.RISK else (age, -row.at_risk)
    return (rank, *by, submission.pk)


def _waited(submission: Submission, now: datetime) -> str:
    """How long ago it was sent, while it waits; empty otherwise."""
    sent = submission.submitted_at
    if submission.status not in WAITING or sent is None or sent > now:
        return ""
    return wording.span(now - sent)
