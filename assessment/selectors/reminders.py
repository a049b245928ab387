"""Who lacks what: the reasons to remind each agency, whom to write to, what went out before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from agencies.actors import Actor
from agencies.models import Agency, User, local_day
from agencies.roles import Role
from assessment import policies
from assessment.core import answers, calendar
from assessment.core.calendar import Phase
from assessment.core.instrument import Instrument
from assessment.core.reminding import due_step, is_escalated, parse_days
from assessment.core.workflow import Status
from assessment.models import Cycle, ReminderLog, Submission
from assessment.selectors import scores
from assessment.selectors.action_items import ActionRow, open_actions
from assessment.selectors.control_room import covered
from assessment.selectors.cycles import (
    Assignments,
    assignments,
    extensions_of,
    phase_of,
    schedule_of,
)
from assessment.selectors.instruments import instrument_of
from assessment.selectors.windows import Escalation, window_escalations


@dataclass(frozen=True, slots=True)
class Reason:
    """Something that waits: how many, and their codes or titles; `needs_head`: for the head."""

    code: str
    label: str
    items: tuple[str, ...]
    needs_head: bool = False


@dataclass(frozen=True, slots=True)
class Need:
    """An agency that lacks something; `step` is the scheduled reminder that is due, if any."""

    agency: Agency
    reasons: tuple[Reason, ...]
    until: datetime
    days_left: int
    step: int | None
    people: tuple[User, ...]
    last: ReminderLog | None

    @property
    def recipients(self) -> tuple[User, ...]:
        """Operators; the head too when something waits for him or the deadline is close."""
        with_head = is_escalated(self.days_left) or any(r.needs_head for r in self.reasons)
        return tuple(person for person in self.people if with_head or person.role == Role.OPERATOR)

    @property
    def is_escalated(self) -> bool:
        return is_escalated(self.days_left)


@dataclass(frozen=True)
class Work:
    """What the reasons are found in, read once for all agencies."""

    instrument: Instrument
    assigned: Assignments
    answered: frozenset[tuple[str, str]]
    covered: Mapping[tuple[int, str], set[int]]
    submissions: Sequence[Submission]
    actions: Sequence[ActionRow]
    escalations: Sequence[Escalation]


#: Reasons by agency. Others join by adding their function to SOURCES.
Reasons = Mapping[int, Reason]
Source = Callable[[Work], Reasons]


def needs(actor: Actor, cycle: Cycle) -> tuple[Need, ...]:
    """Agencies that lack something, by name. Nine queries for any number of agencies."""
    is_handed_over = phase_of(cycle, actor.at) in HANDED_OVER
    assigned = assignments(cycle)
    work = _work(actor, cycle, assigned)
    reasons = _reasons(work, AFTER_HAND_OVER if is_handed_over else SOURCES)
    agencies = {a.pk: a for found in assigned.by_question.values() for a in found}
    for row in work.actions:
        if row.item.agency is not None:
            agencies.setdefault(row.item.agency.pk, row.item.agency)
    people = _people(actor)
    logs = _logs(cycle)
    extensions = extensions_of(cycle)
    closing = {entry.item.agency_id: entry.closes_at for entry in work.escalations}

    def until(pk: int) -> datetime:
        return closing.get(pk) or deadline_of(cycle, pk, extensions, actor.at)

    found = [
        _need(actor, cycle, agency, reasons[pk], until(pk), people[pk], logs[pk])
        for pk, agency in agencies.items()
        if reasons[pk] and agency.is_active
    ]
    return tuple(sorted(found, key=lambda need: need.agency.abbreviation.lower()))


def _work(actor: Actor, cycle: Cycle, assigned: Assignments) -> Work:
    is_handed_over = phase_of(cycle, actor.at) in HANDED_OVER
    contributions = {} if is_handed_over else scores.contributions_by_question(cycle)
    return Work(
        instrument=instrument_of(cycle),
        assigned=assigned,
        answered=frozenset(
            (row.source.agency, code)
            for code, rows in contributions.items()
            for row in rows
            if answers.is_answered(row.answer)
        ),
        covered={} if is_handed_over else covered(scores.cited(cycle)),
        submissions=() if is_handed_over else tuple(Submission.objects.filter(cycle=cycle)),
        actions=open_actions(actor, cycle),
        escalations=window_escalations(cycle, actor.at),
    )


def _reasons(work: Work, sources: Iterable[Source]) -> dict[int, tuple[Reason, ...]]:
    found: dict[int, list[Reason]] = defaultdict(list)
    for source in sources:
        for agency_id, reason in source(work).items():
            found[agency_id].append(reason)
    return defaultdict(tuple, {pk: tuple(rows) for pk, rows in found.items()})


def _unanswered(work: Work) -> Reasons:
    found: dict[int, list[str]] = defaultdict(list)
    for code, agencies in _asked(work):
        for agency in agencies:
            if (scores.agency_key(agency), code) not in work.answered:
                found[agency.pk].append(code)
    return _named(found, "unanswered", "pertanyaan belum dijawab")


def _without_evidence(work: Work) -> Reasons:
    found: dict[int, list[str]] = defaultdict(list)
    for code, agencies in _asked(work):
        question = work.instrument.question(code)
        demanded = len(question.evidence) if question else 0
        for agency in agencies:
            given = len(work.covered.get((agency.pk, code), ()))
            if (scores.agency_key(agency), code) in work.answered and given < demanded:
                found[agency.pk].append(code)
    return _named(found, "evidence", "pertanyaan kurang bukti")


def _asked(work: Work) -> Iterable[tuple[str, tuple[Agency, ...]]]:
    """Questions of the instrument in its order, with the agencies that answer them."""
    for question in work.instrument.questions:
        yield question.code, work.assigned.agencies(question.code)


def _in_status(work: Work, status: Status) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for row in work.submissions:
        if row.status == status:
            found[row.agency_id].append(row.indicator_code)
    return found


def _returned(work: Work) -> Reasons:
    return _named(_in_status(work, Status.RETURNED), "returned", "indikator dikembalikan")


def _awaiting_head(work: Work) -> Reasons:
    found = _in_status(work, Status.AWAITING_HEAD)
    return _named(found, "head", "indikator menunggu persetujuan kepala", needs_head=True)


def _unsent(work: Work) -> Reasons:
    return _named(_in_status(work, Status.DRAFT), "draft", "indikator masih draf, belum diajukan")


def _actions(work: Work) -> Reasons:
    found: dict[int, list[str]] = defaultdict(list)
    for row in work.actions:
        if row.item.agency_id is not None:
            found[row.item.agency_id].append(row.item.title)
    return _named(found, "actions", "tindak lanjut belum selesai")


def _escalated(work: Work) -> Reasons:
    """Requests of the room of 2 x 24 hours that its agency has to finish."""
    found: dict[int, list[str]] = defaultdict(list)
    for entry in work.escalations:
        if Role.OPERATOR in entry.roles:
            found[entry.item.agency_id].append(entry.item.question_code)
    return _named(found, "window", "permintaan verifikasi (2x24 jam)", needs_head=True)


#: In the order in which a reminder names them.
SOURCES: tuple[Source, ...] = (
    _returned,
    _awaiting_head,
    _unanswered,
    _without_evidence,
    _unsent,
    _actions,
)


#: The figures are the province's: only its requests can still be answered.
AFTER_HAND_OVER: tuple[Source, ...] = (_escalated, _actions)
HANDED_OVER = (Phase.FROZEN, Phase.CLOSED)


def _named(
    found: Mapping[int, list[str]], code: str, label: str, *, needs_head: bool = False
) -> Reasons:
    return {pk: Reason(code, label, tuple(items), needs_head) for pk, items in found.items()}


def _need(
    actor: Actor,
    cycle: Cycle,
    agency: Agency,
    reasons: tuple[Reason, ...],
    until: datetime,
    people: tuple[User, ...],
    logs: tuple[ReminderLog, ...],
) -> Need:
    left = (local_day(cycle.city, until) - local_day(cycle.city, actor.at)).days
    sent = {log.step for log in logs if log.deadline_at == until and log.step is not None}
    is_open = cycle.filling_opens_at <= actor.at < until
    step = due_step(parse_days(cycle.reminder_days), left, sent) if is_open else None
    return Need(agency, reasons, until, left, step, people, logs[0] if logs else None)


def deadline_of(
    cycle: Cycle, agency_id: int, extensions: Iterable[calendar.Extension], at: datetime
) -> datetime:
    """The agency's own deadline; once it has passed, the hand-over of the whole city."""
    opening = calendar.filling(
        schedule_of(cycle), extensions, agency_id=agency_id, indicator_code="", at=at
    )
    if opening.phase is Phase.PREPARATION or opening.until is None:
        return cycle.filling_closes_at
    return opening.until if opening.is_open else cycle.recap_closes_at


def _people(actor: Actor) -> dict[int, tuple[User, ...]]:
    found: dict[int, list[User]] = defaultdict(list)
    for person in policies.remindable_people(actor):
        if person.agency_id is not None:
            found[person.agency_id].append(person)
    return defaultdict(tuple, {pk: tuple(rows) for pk, rows in found.items()})


def _logs(cycle: Cycle) -> dict[int, tuple[ReminderLog, ...]]:
    """What went out, newest first."""
    found: dict[int, list[ReminderLog]] = defaultdict(list)
    for log in ReminderLog.objects.filter(cycle=cycle).select_related("sent_by", "recipient"):
        found[log.agency_id].append(log)
    return defaultdict(tuple, {pk: tuple(rows) for pk, rows in found.items()})


def sent_reminders(cycle: Cycle, agency: Agency, most: int = 30) -> list[ReminderLog]:
    rows = ReminderLog.objects.filter(cycle=cycle, agency=agency)
    return list(rows.select_related("sent_by", "recipient")[:most])
