"""What happened to an agency's parts since a person's last visit, and what colleagues did."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import OuterRef, Subquery

from agencies.actors import Actor
from agencies.models import AuditEntry, User
from agencies.policies import visible_agency_audit
from assessment.core.instrument import Instrument
from assessment.core.workflow import Status
from assessment.models import Cycle
from assessment.selectors.checks import IndicatorPart
from assessment.selectors.history_words import action_words, subject_words
from assessment.selectors.instruments import instrument_of

#: Acts on the content of an agency's part; other entries of the trail are no news to its people.
SUBJECTS = ("contribution", "citation", "program", "document", "submission")
MOST = 10
OLDEST = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Moved:
    """Parts that others brought into their present status since the last visit."""

    status: Status
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Deed:
    """One act of a colleague; `question` leads to its place, `is_new`: since the last visit."""

    who: str
    what: str
    subject: str
    at: datetime
    is_new: bool
    indicator: str = ""
    question: str = ""


@dataclass(frozen=True, slots=True)
class News:
    """`since` is None at the first visit: then nothing counts as new."""

    since: datetime | None
    moved: tuple[Moved, ...]
    deeds: tuple[Deed, ...]

    @property
    def new_deeds(self) -> int:
        return sum(deed.is_new for deed in self.deeds)


def news(
    actor: Actor, cycle: Cycle, parts: Sequence[IndicatorPart], since: datetime | None
) -> News:
    """From the agency's parts, and one query for what colleagues did."""
    deeds = tuple(_deeds(actor, instrument_of(cycle), since))
    return News(since, tuple(_moved(actor, parts, since)), deeds)


def _moved(actor: Actor, parts: Sequence[IndicatorPart], since: datetime | None) -> Iterable[Moved]:
    rows = [(part.indicator.code, part.submission) for part in parts if part.submission]
    for status in Status:
        codes = tuple(
            code for code, row in rows if row.status == status and _is_news(row, actor, since)
        )
        if codes:
            yield Moved(status, codes)


def _is_news(row: Any, actor: Actor, since: datetime | None) -> bool:
    """Whether somebody else took the part's last step after the last visit (`last_*`)."""
    if since is None or row.last_at is None:
        return False
    return bool(row.last_at > since and row.last_by_id != actor.user_id)


def _deeds(actor: Actor, instrument: Instrument, since: datetime | None) -> Iterable[Deed]:
    names = User.objects.filter(username=OuterRef("username")).values("full_name")
    rows = visible_agency_audit(actor).filter(subject__in=SUBJECTS, at__gt=actor.at - OLDEST)
    rows = rows.exclude(username=actor.username).annotate(who=Subquery(names[:1]))
    for entry in rows.order_by("-at", "-sequence")[:MOST]:
        yield _deed(entry, instrument, since)


def _deed(entry: AuditEntry, instrument: Instrument, since: datetime | None) -> Deed:
    subject = subject_words(entry.subject, entry.subject_id, entry.before, entry.after)
    question = instrument.question(subject)
    part = instrument.indicator(subject) if entry.subject == "submission" else None
    if question is not None:
        part = instrument.indicator_of(subject)
    return Deed(
        who=getattr(entry, "who", "") or entry.username,
        what=action_words(entry.action).lower(),
        subject=subject,
        at=entry.at,
        is_new=since is not None and entry.at > since,
        indicator=part.code if part else "",
        question=subject if question else "",
    )
