"""Reminders: what goes out is noted first, then sent; what could not be sent is not noted.

Between the two nothing is locked, so that a slow mail server holds nobody up.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction

from agencies import audit
from agencies.actors import Actor
from agencies.services.rows import update_versioned
from assessment import policies
from assessment.core.reminding import DaysError, parse_days
from assessment.models import Cycle, ReminderLog
from assessment.selectors import reminder_words as words
from assessment.selectors.reminders import Need
from assessment.services import guards
from assessment.services.text import clean_text

Channel = ReminderLog.Channel


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A mail that has been noted and waits to be sent."""

    log: ReminderLog
    to: str
    subject: str
    body: str


@transaction.atomic
def note_sent(*, cycle: Cycle, need: Need, channel: ReminderLog.Channel, by: Actor) -> ReminderLog:
    """Note that a person sent or copied the text himself."""
    cycle = _locked(cycle, by)
    log = _log(cycle, need, words.text(need, cycle), channel, by)
    log.save()
    _record(need, channel, 1, None, by)
    return log


@transaction.atomic
def prepare_mails(
    *, cycle: Cycle, need: Need, step: int | None, by: Actor, site: str = ""
) -> tuple[Outgoing, ...]:
    """Note a mail to each recipient with an address; a step that was noted before is left out."""
    cycle = _locked(cycle, by)
    body, title = words.text(need, cycle, site), words.subject(need, cycle)
    found = []
    for person in need.recipients:
        if not person.email:
            continue
        log = _log(cycle, need, body, Channel.EMAIL, by)
        log.recipient, log.step = person, step
        if step is not None and _is_noted(log):
            continue
        log.save()
        found.append(Outgoing(log, person.email, title, body))
    if found:
        _record(need, Channel.EMAIL, len(found), step, by)
    return tuple(found)


def deliver(mails: Iterable[Outgoing], *, by: Actor) -> int:
    """Send what was noted; gives how many failed, whose notes are taken back."""
    failed = 0
    for mail in mails:
        try:
            EmailMessage(mail.subject, mail.body, to=[mail.to]).send()
        except OSError:  # no connection, refused, timed out: smtplib's errors are OSErrors
            _take_back(mail.log, by)
            failed += 1
    return failed


@transaction.atomic
def _take_back(log: ReminderLog, by: Actor) -> None:
    guards.lock_cycle(log.cycle, by=by)
    audit.record(
        by=by,
        action="reminder.fail",
        subject="reminder",
        subject_id=log.agency_id,
        after={"agency": log.agency.abbreviation, "channel": log.channel, "step": log.step},
    )
    log.delete()


@transaction.atomic
def set_days(*, cycle: Cycle, text: str, version: int, by: Actor) -> Cycle:
    """The days before the deadline on which reminders are due; empty: none."""
    cycle = guards.lock_cycle(cycle, by=by)
    policies.check_remind(by)
    guards.check_not_closed(cycle, by=by)
    try:
        days = parse_days(clean_text(text, field="days", max_length=40))
    except DaysError as error:
        raise ValidationError({"days": str(error)}) from error
    written = ",".join(map(str, days))
    updated = update_versioned(cycle, version, {"reminder_days": written})
    audit.record(
        by=by,
        action="reminder.schedule",
        subject="reminder",
        subject_id=cycle.pk,
        before={"reminder_days": cycle.reminder_days},
        after={"reminder_days": written},
    )
    return updated


def _locked(cycle: Cycle, by: Actor) -> Cycle:
    cycle = guards.lock_cycle(cycle, by=by)
    policies.check_remind(by)
    guards.check_not_closed(cycle, by=by)
    return cycle


def _log(
    cycle: Cycle, need: Need, body: str, channel: ReminderLog.Channel, by: Actor
) -> ReminderLog:
    return ReminderLog(
        cycle=cycle,
        agency=need.agency,
        channel=channel,
        deadline_at=need.until,
        text_hash=hashlib.sha256(body.encode()).hexdigest(),
        sent_by_id=by.user_id,
        sent_at=by.at,
    )


def _is_noted(log: ReminderLog) -> bool:
    return ReminderLog.objects.filter(
        cycle=log.cycle,
        agency=log.agency,
        recipient=log.recipient,
        channel=log.channel,
        deadline_at=log.deadline_at,
        step=log.step,
    ).exists()


def _record(
    need: Need, channel: ReminderLog.Channel, recipients: int, step: int | None, by: Actor
) -> None:
    audit.record(
        by=by,
        action="reminder.send",
        subject="reminder",
        subject_id=need.agency.pk,
        after={
            "agency": need.agency.abbreviation,
            "channel": channel,
            "recipients": recipients,
            "step": step,
        },
    )
