"""The dates of a person's cycles: phases, the extensions of the own agency, rooms."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from agencies.actors import Actor
from assessment import policies
from assessment.core.icalendar import Event
from assessment.models import Cycle, Extension, Window
from assessment.selectors.cycles import cycles
from assessment.selectors.windows import span_of

MOMENT = timedelta(0)
PHASES = (
    ("filling_opens_at", "Pengisian dibuka"),
    ("filling_closes_at", "Tenggat perangkat daerah"),
    ("recap_closes_at", "Penyerahan ke provinsi"),
    ("cycle_closes_at", "Siklus ditutup"),
)
#: A room is short: told an hour before, not a day.
SOON = timedelta(hours=1)


def calendar_events(actor: Actor) -> list[Event]:
    """Three queries for any number of dates."""
    own = cycles(actor)
    extensions = policies.visible_extensions(actor).select_related("agency")
    if actor.is_agency:
        extensions = extensions.filter(agency_id__in=actor.agency_ids)
    rooms = Window.objects.filter(cycle__in=[cycle.pk for cycle in own])
    return [
        *(event for cycle in own for event in _phases(cycle)),
        *(_extension(row) for row in extensions),
        *(event for row in rooms for event in _room(row)),
    ]


def _phases(cycle: Cycle) -> Iterator[Event]:
    for name, words in PHASES:
        yield _moment(f"{name}-{cycle.pk}", f"KLA {cycle.year}: {words}", getattr(cycle, name))


def _extension(row: Extension) -> Event:
    part = f", indikator {row.indicator_code}" if row.indicator_code else ""
    words = f"KLA: perpanjangan {row.agency.abbreviation} berakhir{part}"
    return _moment(f"extension-{row.pk}", words, row.until, row.reason)


def _room(row: Window) -> Iterator[Event]:
    span = span_of(row)
    summary = f"KLA: ruang 2 x 24 jam nomor {row.number}"
    yield Event(f"window-{row.pk}@kla", summary, span.opens_at, span.closes_at, alarm=SOON)
    closing = f"{summary} tertutup"
    yield Event(f"window-end-{row.pk}@kla", closing, span.closes_at, span.closes_at, alarm=4 * SOON)


def _moment(uid: str, summary: str, at: datetime, description: str = "") -> Event:
    return Event(f"{uid}@kla", summary, at, at, description)
