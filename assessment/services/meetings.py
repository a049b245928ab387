"""Writes of coordination meetings (rakor): agenda, minutes, who came. The secretariat's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from agencies import audit
from agencies.actors import Actor
from agencies.errors import ConflictError
from agencies.models import Agency
from agencies.policies import visible_agencies
from agencies.services.rows import update_versioned
from assessment import policies
from assessment.models import Attendance, Cycle, Meeting
from assessment.services import guards
from assessment.services.text import LONG, clean_text

PLACE, AGENDA, REPRESENTATIVE = 200, 2000, 150
Presence = Attendance.Presence


@dataclass(frozen=True, slots=True)
class Presented:
    """How an agency took part; `representative` names who stood in for it."""

    agency: Agency
    presence: Attendance.Presence
    representative: str = ""


@dataclass(frozen=True, slots=True)
class MeetingFacts:
    """`attendance` holds the agencies of which something is known."""

    held_on: date
    place: str
    agenda: str
    minutes: str = ""
    attendance: Sequence[Presented] = ()


@transaction.atomic
def create_meeting(*, cycle: Cycle, facts: MeetingFacts, by: Actor) -> Meeting:
    cycle = guards.lock_cycle(cycle, by=by)
    policies.check_agree(by)
    guards.check_not_closed(cycle, by=by)
    values = _values(facts)
    row = Meeting.objects.create(cycle=cycle, created_by_id=by.user_id, created_at=by.at, **values)
    _set_attendance(row, facts, by)
    audit.record_row(row, "meeting.create", by, after=_words(row))
    return row


@transaction.atomic
def change_meeting(*, meeting: Meeting, facts: MeetingFacts, version: int, by: Actor) -> Meeting:
    cycle = guards.lock_cycle(meeting.cycle, by=by)
    policies.check_agree(by)
    guards.check_not_closed(cycle, by=by)
    before = _words(Meeting.objects.get(pk=meeting.pk))
    row = update_versioned(meeting, version, _values(facts))
    _set_attendance(row, facts, by)
    audit.record_row(row, "meeting.change", by, before=before, after=_words(row))
    return row


@transaction.atomic
def remove_meeting(*, meeting: Meeting, version: int, by: Actor) -> None:
    """Only one that agreed on nothing; the trail keeps its words."""
    cycle = guards.lock_cycle(meeting.cycle, by=by)
    policies.check_agree(by)
    guards.check_not_closed(cycle, by=by)
    row = update_versioned(meeting, version, {})
    if row.actions.exists():
        raise ConflictError("Rakor ini mempunyai tindak lanjut. Hapus tindak lanjutnya dahulu.")
    audit.record_row(row, "meeting.remove", by, before=_words(row))
    row.delete()


def _values(facts: MeetingFacts) -> dict[str, object]:
    return {
        "held_on": facts.held_on,
        "place": clean_text(facts.place, field="place", max_length=PLACE),
        "agenda": clean_text(
            facts.agenda, field="agenda", label="Agenda", max_length=AGENDA, required=True
        ),
        "minutes": clean_text(facts.minutes, field="minutes", max_length=LONG),
    }


def _set_attendance(meeting: Meeting, facts: MeetingFacts, by: Actor) -> None:
    """Write the list anew; nothing points at its rows."""
    known = set(visible_agencies(by).values_list("pk", flat=True))
    if any(entry.agency.pk not in known for entry in facts.attendance):
        raise ValidationError("Pilih perangkat daerah dari daftar.")
    rows = [_attendance(meeting, entry) for entry in facts.attendance]
    Attendance.objects.filter(meeting=meeting).delete()
    Attendance.objects.bulk_create(rows)


def _attendance(meeting: Meeting, entry: Presented) -> Attendance:
    name = ""
    if entry.presence is Presence.REPRESENTED:
        name = clean_text(
            entry.representative, field=f"wakil-{entry.agency.pk}", max_length=REPRESENTATIVE
        )
        if not name:
            field = f"wakil-{entry.agency.pk}"
            message = f"Tulis siapa yang mewakili {entry.agency.abbreviation}."
            raise ValidationError({field: message})
    return Attendance(
        meeting=meeting, agency=entry.agency, presence=entry.presence, representative=name
    )


def _words(row: Meeting) -> dict[str, object]:
    """What the trail keeps; the attendance in words."""
    came = row.attendance.select_related("agency")
    return {
        "held_on": row.held_on,
        "place": row.place,
        "agenda": row.agenda,
        "minutes": row.minutes,
        "attendance": [
            " ".join((entry.agency.abbreviation, entry.presence, entry.representative)).strip()
            for entry in came
        ],
    }
