"""The form of a coordination meeting, with a line for each agency: did it come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField

from agencies.form_words import NamedFields
from agencies.forms import VersionField
from agencies.models import Agency
from assessment.forms.fields import DayField, long_text_field, text_field
from assessment.models import Attendance, Meeting
from assessment.services.meetings import AGENDA, PLACE, REPRESENTATIVE, MeetingFacts, Presented
from assessment.services.text import LONG

Presence = Attendance.Presence
UNKNOWN = ("", "Tidak dicatat")


@dataclass(frozen=True, slots=True)
class Line:
    agency: Agency
    presence: BoundField
    representative: BoundField


class MeetingForm(NamedFields, forms.Form):
    held_on = DayField(label="Tanggal", required=True)
    place = text_field("Tempat", PLACE)
    agenda = long_text_field("Agenda", AGENDA, rows=3, required=True)
    minutes = long_text_field("Notulen", LONG, rows=8)

    def __init__(self, *args: Any, agencies: Iterable[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = list(agencies)
        for agency in self.agencies:
            self.fields[f"hadir-{agency.pk}"] = forms.ChoiceField(
                label=f"Kehadiran {agency.abbreviation}",
                choices=[UNKNOWN, *Presence.choices],
                required=False,
            )
            self.fields[f"wakil-{agency.pk}"] = text_field(
                f"Yang mewakili {agency.abbreviation}", REPRESENTATIVE
            )

    @property
    def main(self) -> list[BoundField]:
        return [self[name] for name in ("held_on", "place", "agenda", "minutes")]

    def lines(self) -> Iterator[Line]:
        for agency in self.agencies:
            yield Line(agency, self[f"hadir-{agency.pk}"], self[f"wakil-{agency.pk}"])

    def facts(self) -> MeetingFacts:
        cleaned = self.cleaned_data
        came = [
            Presented(
                agency,
                Presence(cleaned[f"hadir-{agency.pk}"]),
                cleaned[f"wakil-{agency.pk}"],
            )
            for agency in self.agencies
            if cleaned[f"hadir-{agency.pk}"]
        ]
        main = {name: cleaned[name] for name in ("held_on", "place", "agenda", "minutes")}
        return MeetingFacts(**main, attendance=came)


class MeetingEditForm(MeetingForm):
    version = VersionField()

    def initial_of(self, meeting: Meeting) -> dict[str, Any]:
        return meeting_initial(meeting, self.agencies)


def meeting_initial(meeting: Meeting, agencies: Iterable[Agency]) -> dict[str, Any]:
    """What is stored, with an empty line for agencies of which nothing is known."""
    names = ("held_on", "place", "agenda", "minutes", "version")
    values = {name: getattr(meeting, name) for name in names}
    known = {row.agency_id: row for row in meeting.attendance.all()}
    for agency in agencies:
        row = known.get(agency.pk)
        values[f"hadir-{agency.pk}"] = row.presence if row else ""
        values[f"wakil-{agency.pk}"] = row.representative if row else ""
    return values
