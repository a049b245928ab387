"""The audit trail for people: who did what, when, and what it was before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from agencies.actors import Actor
from agencies.models import AuditEntry, User
from agencies.policies import visible_audit
from agencies.roles import Role
from assessment.selectors.history_words import (
    Change,
    action_words,
    changes,
    subject_words,
)

#: Subjects that only the people who work on the content may read in detail.
CONTENT = frozenset(
    {
        "citation",
        "contribution",
        "document",
        "mark",
        "official_answer",
        "partner",
        "program",
        "program_pair",
        "snapshot",
        "submission",
    }
)
#: Of these the admin reads which question or indicator it was; other names are content themselves.
CODED = frozenset({"contribution", "mark", "official_answer", "submission"})


@dataclass(frozen=True, slots=True)
class HistoryFilter:
    """Empty values filter nothing; days are those of the city's zone, both included."""

    subject: str = ""
    person: str = ""
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class HistoryRow:
    entry: AuditEntry
    who: str
    role: str
    what: str
    subject: str
    reason: str
    changes: tuple[Change, ...]


def history_entries(actor: Actor, wanted: HistoryFilter, zone: str) -> QuerySet[AuditEntry]:
    """Entries that the actor may read, newest first."""
    rows = visible_audit(actor)
    if wanted.subject:
        rows = rows.filter(subject=wanted.subject)
    if wanted.person:
        rows = rows.filter(username=wanted.person)
    if wanted.start:
        rows = rows.filter(at__gte=_midnight(wanted.start, zone))
    if wanted.end:
        rows = rows.filter(at__lt=_midnight(wanted.end + timedelta(days=1), zone))
    return rows.order_by("-at", "-sequence")


def history_rows(actor: Actor, entries: Iterable[AuditEntry], zone: str) -> list[HistoryRow]:
    """Entries in words. One query for the names of people.

    The admin has no say in content: he reads that it changed, not what it says.
    """
    entries = list(entries)
    people = User.objects.filter(username__in={entry.username for entry in entries})
    names = dict(people.values_list("username", "full_name"))
    rows = [_row(entry, names, zone) for entry in entries]
    if actor.role is not Role.ADMIN:
        return rows
    return [_covered(row) if row.entry.subject in CONTENT else row for row in rows]


def people_of(actor: Actor) -> list[str]:
    """Names by which the visible entries may be filtered."""
    rows = visible_audit(actor).order_by("username")
    return list(rows.values_list("username", flat=True).distinct())


def _row(entry: AuditEntry, names: dict[str, str], zone: str) -> HistoryRow:
    role = Role(entry.role).label if entry.role in list(Role) else "Sistem"
    if entry.agency:
        role = f"{role}, {entry.agency}"
    return HistoryRow(
        entry=entry,
        who=names.get(entry.username, "Sistem" if not entry.role else entry.username),
        role=role,
        what=action_words(entry.action),
        subject=subject_words(entry.subject, entry.subject_id, entry.before, entry.after),
        reason=entry.reason,
        changes=changes(entry.before, entry.after, zone),
    )


def _covered(row: HistoryRow) -> HistoryRow:
    subject = row.subject if row.entry.subject in CODED else ""
    return replace(row, subject=subject, reason="", changes=())


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(zone))
