"""The reviewers' queue: parts that agencies sent, ordered by the points they put at risk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from agencies.actors import Actor
from agencies.models import Agency
from assessment import format as wording
from assessment import policies
from assessment.core.instrument import Cluster, Indicator
from assessment.core.workflow import Status
from assessment.models import Cycle, Submission
from assessment.selectors import scores
from assessment.selectors.review_notes import with_open_notes

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
    INDICATOR = "indikator"
    AGENCY = "opd"

    @property
    def label(self) -> str:
        return _SORT_LABELS[self]


_SORT_LABELS = {
    Sort.RISK: "Poin berisiko terbesar",
    Sort.AGE: "Paling lama menunggu",
    Sort.INDICATOR: "Urutan indikator",
    Sort.AGENCY: "Perangkat daerah A-Z",
}


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """Empty values mean everything; `clusters` are those of the reviewer who was chosen."""

    status: str = ""
    cluster: str = ""
    agency_id: int | None = None
    only_outside: bool = False
    only_notes: bool = False
    clusters: frozenset[str] | None = None
    least_age: timedelta = timedelta(0)
    sort: Sort = Sort.RISK


@dataclass(frozen=True, slots=True)
class QueueRow:
    """`at_risk` are claimed points of the agency's questions that are not proven yet;
    `outside` counts its citations that are dated outside the evaluated years; `place` is the
    indicator's in the instrument; `age` how long it waits, None while it does not."""

    submission: Submission
    indicator: Indicator
    cluster: Cluster
    place: int
    at_risk: Decimal
    outside: int
    age: timedelta | None
    open_notes: int
    is_replied: bool

    @property
    def waited(self) -> str:
        return "" if self.age is None else wording.span(self.age)


@dataclass(frozen=True, slots=True)
class Queue:
    rows: tuple[QueueRow, ...]
    counts: Mapping[str, int]
    agencies: tuple[Agency, ...]
    first: QueueRow | None
    waiting: int

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def queue(actor: Actor, cycle: Cycle, wanted: QueueFilter) -> Queue:
    """Rows that fit, sorted; counts per status leave only the status filter out, `waiting` is what
    waits for the whole secretariat. Seven queries."""
    every = all_rows(actor, cycle)
    rows = [row for row in every if _fits(row, wanted)]
    counts = Counter(row.submission.status for row in rows)
    if wanted.status:
        rows = [row for row in rows if row.submission.status == wanted.status]
    rows.sort(key=lambda row: _key(row, wanted.sort))
    first = next((r for r in rows if r.submission.status == Status.SUBMITTED), None)
    waiting = sum(row.submission.status == Status.SUBMITTED for row in every)
    return Queue(tuple(rows), counts, _agencies(every), first, waiting)


def next_in_queue(actor: Actor, cycle: Cycle, after: int | None, wanted: QueueFilter) -> int | None:
    """Id of the part that follows `after` in the filtered queue; from its end back to its start.

    Parts that were sent, unless the filter names another status. `after` keeps its place also when
    its status has just changed.
    """
    rows = all_rows(actor, cycle)
    status = wanted.status or Status.SUBMITTED
    fitting = [r for r in rows if r.submission.status == status and _fits(r, wanted)]
    fitting.sort(key=lambda row: _key(row, wanted.sort)[1:])
    here = next((row for row in rows if row.submission.pk == after), None)
    others = [row for row in fitting if row is not here]
    if here is not None:
        place = _key(here, wanted.sort)[1:]
        others.sort(key=lambda row: _key(row, wanted.sort)[1:] < place)
    return others[0].submission.pk if others else None


def _agencies(rows: Sequence[QueueRow]) -> tuple[Agency, ...]:
    """Agencies that have a part in the cycle, for the filter."""
    found = {row.submission.agency_id: row.submission.agency for row in rows}
    return tuple(sorted(found.values(), key=lambda agency: agency.abbreviation.lower()))


def outside_window(state: scores.CycleState) -> Counter[tuple[int, str]]:
    """Citations not refused whose document is not of the demanded time, by agency and indicator."""
    instrument = state.instrument
    return Counter(
        (row.agency_id, instrument.indicator_of(row.question).code)
        for row in state.cited
        if not row.is_in_time and instrument.question(row.question) is not None
    )


def all_rows(actor: Actor, cycle: Cycle) -> Sequence[QueueRow]:
    """Every part of the cycle that the actor may see, unsorted."""
    state = scores.cycle_state(cycle)
    outside = outside_window(state)
    places = {row.code: place for place, row in enumerate(state.instrument.indicators)}
    found = []
    submissions = policies.visible_submissions(actor).filter(cycle=cycle)
    for submission in with_open_notes(submissions).select_related("agency"):
        indicator = state.instrument.indicator(submission.indicator_code)
        if indicator is None:
            continue
        found.append(
            QueueRow(
                submission=submission,
                indicator=indicator,
                cluster=state.instrument.cluster_of(indicator.code),
                place=places[indicator.code],
                at_risk=_at_risk(state, indicator, submission.agency_id),
                outside=outside[submission.agency_id, indicator.code],
                age=_age(submission, actor.at),
                open_notes=getattr(submission, "open_notes", 0),
                is_replied=bool(getattr(submission, "is_replied", False)),
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
    is_old = not wanted.least_age or (row.age is not None and row.age >= wanted.least_age)
    return (
        wanted.cluster in ("", row.cluster.code)
        and (wanted.clusters is None or row.cluster.code in wanted.clusters)
        and wanted.agency_id in (None, row.submission.agency_id)
        and (row.outside > 0 or not wanted.only_outside)
        and (row.open_notes > 0 or not wanted.only_notes)
        and is_old
    )


def _key(row: QueueRow, sort: Sort) -> tuple[Any, ...]:
    """Status first, then the chosen order; without its first part the place among equals."""
    submission = row.submission
    rank = ORDER.index(Status(submission.status))
    sent = submission.submitted_at
    age = (sent is None, sent.timestamp() if sent else 0)
    agency = submission.agency.abbreviation.lower()
    by: dict[Sort, tuple[Any, ...]] = {
        Sort.RISK: (-row.at_risk, age),
        Sort.AGE: (age, -row.at_risk),
        Sort.INDICATOR: (row.place, agency),
        Sort.AGENCY: (agency, row.place),
    }
    return (rank, *by[sort], submission.pk)


def _age(submission: Submission, now: datetime) -> timedelta | None:
    """How long ago it was sent, while it waits; None otherwise."""
    sent = submission.submitted_at
    if submission.status not in WAITING or sent is None or sent > now:
        return None
    return now - sent
