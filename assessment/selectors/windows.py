"""The 2 x 24 hour room: its requests with their state, what came back, who must be told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet
from django.http import Http404

from agencies.actors import Actor
from agencies.roles import Role
from assessment import policies
from assessment.burndown import BurnDown, burn_down
from assessment.core import calendar, room
from assessment.core.room import ItemState
from assessment.core.workflow import Status
from assessment.models import Cycle, RequestItem, StatusChange, Window
from assessment.selectors.cycles import listed_items, phase_of
from assessment.selectors.instruments import instrument_of
from assessment.selectors.questions import QuestionRecord, question_records

#: An agency's part of an indicator.
Part = tuple[int, str]


@dataclass(frozen=True, slots=True)
class RoomItem:
    """One request with its state; `record` is its question as it stands now."""

    row: RequestItem
    record: QuestionRecord
    state: ItemState
    accepted_at: datetime | None

    @property
    def points(self) -> Decimal:
        return Decimal(self.row.points)

    @property
    def proven_before(self) -> Decimal | None:
        return Decimal(self.row.proven_before) if self.row.proven_before else None

    @property
    def proven_now(self) -> Decimal:
        return self.record.score.points.proven

    @property
    def needs_decision(self) -> bool:
        """Accepted, but the official answer is missing or speaks of older answers."""
        score = self.record.score
        return self.state is ItemState.ACCEPTED and (score.is_stale or not score.is_decided)


@dataclass(frozen=True, slots=True)
class EscalationStep:
    level: int
    at: datetime
    told: str
    is_reached: bool


@dataclass(frozen=True)
class Room:
    window: Window
    span: calendar.Window
    items: tuple[RoomItem, ...]
    at: datetime

    @property
    def is_upcoming(self) -> bool:
        return self.at < self.span.opens_at

    @property
    def is_open(self) -> bool:
        return self.span.is_open(self.at)

    @property
    def stakes(self) -> tuple[room.Stake, ...]:
        return tuple(
            room.Stake(item.row.question_code, item.points, item.accepted_at) for item in self.items
        )

    @property
    def at_stake(self) -> Decimal:
        return room.at_stake(self.stakes)

    @property
    def recoveries(self) -> tuple[room.Recovery, ...]:
        return room.recoveries(self.stakes)

    @property
    def recovered(self) -> Decimal:
        return sum((row.points for row in self.recoveries), Decimal(0))

    @property
    def chart(self) -> BurnDown:
        return burn_down(self.span, self.at_stake, self.recoveries, self.at)

    @property
    def level(self) -> int:
        return calendar.escalation(self.span, self.at)

    @property
    def unfinished(self) -> tuple[RoomItem, ...]:
        """What has not been accepted yet."""
        return tuple(item for item in self.items if item.state is not ItemState.ACCEPTED)

    @property
    def undecided(self) -> tuple[RoomItem, ...]:
        return tuple(item for item in self.items if item.needs_decision)

    @property
    def steps(self) -> tuple[EscalationStep, ...]:
        """The three instants at which more people are told, and who they are."""
        return tuple(
            EscalationStep(
                level, calendar.escalates_at(self.span, level), words, self.level >= level
            )
            for level, words in enumerate(TOLD_WORDS, start=1)
        )

    @property
    def counts(self) -> tuple[tuple[ItemState, int], ...]:
        return tuple((s, sum(item.state is s for item in self.items)) for s in ItemState)


@dataclass(frozen=True, slots=True)
class Escalation:
    """A request that is not finished at 24, 36 or 44 of 48 hours, and the roles to be told:
    those of the agency while it has not sent, the secretariat's while it has not accepted."""

    item: RequestItem
    level: int
    roles: tuple[Role, ...]
    since: datetime
    closes_at: datetime


#: Who is told at 24, 36 and 44 of 48 hours, in words.
TOLD_WORDS = (
    "operator dan kepala perangkat daerah",
    "juga pemeriksa dan koordinator sekretariat",
    "juga pimpinan",
)
_AGENCY = (Role.OPERATOR, Role.HEAD)
_SECRETARIAT = (Role.REVIEWER, Role.COORDINATOR)
TOLD: Mapping[bool, tuple[tuple[Role, ...], ...]] = {
    False: (_AGENCY, (*_AGENCY, *_SECRETARIAT), (*_AGENCY, *_SECRETARIAT, Role.LEADER)),
    True: (_SECRETARIAT, _SECRETARIAT, (*_SECRETARIAT, Role.LEADER)),
}


def windows(actor: Actor, cycle: Cycle) -> QuerySet[Window]:
    """Rooms of a cycle, newest first."""
    rows = policies.visible_windows(actor).filter(cycle=cycle)
    return rows.select_related("opened_by", "snapshot").defer("snapshot__content")


def window_or_404(actor: Actor, pk: int) -> Window:
    rows = policies.visible_windows(actor).select_related(
        "cycle__city", "cycle__instrument", "snapshot"
    )
    found = rows.defer("cycle__instrument__document", "snapshot__content").filter(pk=pk).first()
    if found is None:
        raise Http404("Ruang ini tidak ada.")
    return found


def request_or_404(actor: Actor, pk: int) -> RequestItem:
    rows = policies.visible_requests(actor).select_related("cycle__city", "agency")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404("Permintaan ini tidak ada.")
    return found


def waiting_requests(actor: Actor, cycle: Cycle) -> list[RequestItem]:
    """Requests that are in no room yet, in the order in which they came."""
    rows = policies.visible_requests(actor).filter(cycle=cycle, window__isnull=True)
    return list(rows.select_related("agency", "entered_by"))


def asked_room(actor: Actor, cycle: Cycle) -> Room | None:
    """The newest room with what was asked for in it, for who may see the requests; None without
    any. Needs cycle.instrument."""
    rows = policies.visible_requests(actor).filter(cycle=cycle, window__isnull=False)
    found = rows.select_related("window").order_by("-window__number").first()
    if found is None or found.window is None:
        return None
    found.window.cycle = cycle
    return room_of(found.window, actor.at)


def room_of(window: Window, at: datetime) -> Room:
    """A room with its requests in the instrument's order. Six queries for any number of them."""
    items = list(window.items.select_related("agency"))
    instrument = instrument_of(window.cycle)
    listed = {item.question_code for item in items}
    records = question_records(window.cycle, [q for q in instrument.questions if q.code in listed])
    order = {code: place for place, code in enumerate(records)}
    steps, span = _steps(window), span_of(window)
    items = sorted(
        (i for i in items if i.question_code in order), key=lambda i: order[i.question_code]
    )
    found = []
    for item in items:
        last = steps.get((item.agency_id, instrument.indicator_of(item.question_code).code))
        record = records[item.question_code]
        state = room.item_state(
            Status(last.target) if last else None, is_changed=_is_changed(record, item, span)
        )
        accepted_at = last.at if last and state is ItemState.ACCEPTED else None
        found.append(RoomItem(item, record, state, accepted_at))
    return Room(window, span, tuple(found), at)


def span_of(window: Window, items: Iterable[calendar.WindowItem] = ()) -> calendar.Window:
    return calendar.Window(window.number, window.opens_at, window.hours, frozenset(items))


def window_escalations(cycle: Cycle, at: datetime) -> tuple[Escalation, ...]:
    """What has escalated in the room that is open at an instant, and who must be told.

    Needs cycle.instrument. No query while the cycle is not frozen, else three at most.
    """
    if phase_of(cycle, at) is not calendar.Phase.FROZEN:
        return ()
    running = [w for w in Window.objects.filter(cycle=cycle) if calendar_level(w, at)]
    return tuple(found for window in running for found in _escalated(window, cycle, at))


def calendar_level(window: Window, at: datetime) -> int:
    return calendar.escalation(span_of(window), at)


def _escalated(window: Window, cycle: Cycle, at: datetime) -> Iterable[Escalation]:
    level, span = calendar_level(window, at), span_of(window)
    steps, instrument = _steps(window), instrument_of(cycle)
    for item in window.items.select_related("agency"):
        last = steps.get((item.agency_id, instrument.indicator_of(item.question_code).code))
        state = room.item_state(Status(last.target) if last else None, is_changed=False)
        if state is not ItemState.ACCEPTED:
            roles = TOLD[state.is_sent][level - 1]
            since = calendar.escalates_at(span, level)
            yield Escalation(item, level, roles, since, span.closes_at)


def _steps(window: Window) -> dict[Part, StatusChange]:
    """The last step of every part within the window."""
    span = span_of(window)
    rows = StatusChange.objects.filter(
        submission__cycle_id=window.cycle_id, at__gte=span.opens_at, at__lt=span.closes_at
    ).select_related("submission")
    return {
        (row.submission.agency_id, row.submission.indicator_code): row
        for row in rows.order_by("at", "pk")
    }


def _is_changed(record: QuestionRecord, item: RequestItem, span: calendar.Window) -> bool:
    """Whether the agency saved its answer or gave evidence for it within the window."""
    own = [entry for entry in record.entries if entry.row.agency_id == item.agency_id]
    cited = [e.citation.created_at for entry in own for i in entry.items for e in i.evidence]
    return any(span.is_open(instant) for instant in [*(e.row.updated_at for e in own), *cited])


@dataclass(frozen=True, slots=True)
class AgencyRequest:
    """A request as its agency reads it."""

    row: RequestItem
    indicator_code: str
    span: calendar.Window
    level: int
    is_open: bool
    is_past: bool

    @property
    def points(self) -> Decimal:
        return Decimal(self.row.points)


def agency_requests(
    actor: Actor, cycle: Cycle, agency_id: int, question_code: str | None = None
) -> tuple[AgencyRequest, ...]:
    """What verifiers ask of an agency in rooms that are open or to come; of one question also in
    rooms that have shut. One query while the cycle is frozen, none before."""
    if phase_of(cycle, actor.at) not in (calendar.Phase.FROZEN, calendar.Phase.CLOSED):
        return ()
    if agency_id not in actor.agency_ids:
        return ()
    instrument = instrument_of(cycle)
    found = (
        _agency_request(row, row.window, instrument.indicator_of(row.question_code).code, actor.at)
        for row in listed_items(cycle)
        if row.window is not None
        and row.agency_id == agency_id
        and question_code in (None, row.question_code)
    )
    return tuple(row for row in found if question_code or not row.is_past)


def _agency_request(
    row: RequestItem, window: Window, indicator_code: str, at: datetime
) -> AgencyRequest:
    span = span_of(window)
    level, is_past = calendar.escalation(span, at), at >= span.closes_at
    return AgencyRequest(row, indicator_code, span, level, span.is_open(at), is_past)


def chosen_room(rooms: Sequence[Window], number: int | None) -> Window | None:
    """The room of a number (404 when there is none), else the newest one; None without any."""
    if number is None:
        return next(iter(rooms), None)
    found = next((row for row in rooms if row.number == number), None)
    if found is None:
        raise Http404
    return found
