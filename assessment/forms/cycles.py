"""Forms of a cycle: phases to the second in the city's zone, evidence window, more time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError

from agencies.form_words import NamedFields
from agencies.forms import VersionField
from agencies.models import Agency
from assessment import format as human
from assessment.core.instrument import Indicator
from assessment.forms.fields import DayField, WholeNumberField, long_text_field
from assessment.models import Cycle, Extension, InstrumentVersion
from assessment.services.cycles import CyclePlan

FIRST_YEAR, LAST_YEAR = 2000, 2100
INSTANTS = ("filling_opens_at", "filling_closes_at", "recap_closes_at", "cycle_closes_at")
PLAN_FIELDS = ("target_points", *INSTANTS, "window_start", "window_end")


class InstantField(forms.Field):
    """An instant typed as the clock of the city's zone shows it, to the second."""

    formats = ("%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M")

    def __init__(self, *, label: str, help_text: str = "") -> None:
        attrs = {"type": "datetime-local", "step": "1"}
        super().__init__(label=label, help_text=help_text, widget=forms.DateTimeInput(attrs=attrs))
        self.zone = "Asia/Jakarta"

    def to_python(self, value: Any) -> datetime | None:
        text = str(value or "").strip()
        if not text:
            return None
        for pattern in self.formats:
            try:
                local = datetime.strptime(text, pattern)  # noqa: DTZ007 - the zone comes next
            except ValueError:
                continue
            if FIRST_YEAR <= local.year <= LAST_YEAR:
                return local.replace(tzinfo=ZoneInfo(self.zone))
        example = "2026-12-20 23:59:59"
        raise ValidationError(f"Isi tanggal dan jam, misalnya {example}.", code="invalid")

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, datetime):
            return value.astimezone(ZoneInfo(self.zone)).strftime(self.formats[0])
        return value


class PlanForm(NamedFields, forms.Form):
    """What a cycle is set to; instants are read and shown in the zone of the city."""

    target_points = WholeNumberField(
        label="Target poin", most=1000, required=True, help_text="1 sampai 1.000."
    )
    filling_opens_at = InstantField(label="Pengisian dibuka")
    filling_closes_at = InstantField(label="Tenggat perangkat daerah")
    recap_closes_at = InstantField(label="Penyerahan ke provinsi")
    cycle_closes_at = InstantField(label="Siklus ditutup")
    window_start = DayField(label="Bukti berlaku sejak", required=True)
    window_end = DayField(label="Bukti berlaku sampai", required=True)

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in INSTANTS:
            field = self.fields[name]
            field.zone = zone  # type: ignore[attr-defined]  # an InstantField
            field.help_text = f"Waktu {human.zone_label(zone)}, sampai detik."

    def plan(self) -> CyclePlan:
        return CyclePlan(**{name: self.cleaned_data[name] for name in PLAN_FIELDS})


class CycleForm(PlanForm):
    version = VersionField()

    @staticmethod
    def initial_of(cycle: Cycle) -> dict[str, Any]:
        names = (*PLAN_FIELDS, "version")
        return {name: getattr(cycle, name) for name in names}


class CycleCreateForm(PlanForm):
    field_order = ("year", "instrument", *PLAN_FIELDS)
    year = forms.IntegerField(
        label="Tahun yang dievaluasi",
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short tnum"}),
    )
    instrument = forms.ChoiceField(label="Versi instrumen")

    def __init__(self, *args: Any, versions: Iterable[InstrumentVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.versions = {str(version.pk): version for version in versions}
        choices = [(pk, _version_label(version)) for pk, version in self.versions.items()]
        self.fields["instrument"].choices = choices  # type: ignore[attr-defined]

    def version_chosen(self) -> InstrumentVersion:
        return self.versions[self.cleaned_data["instrument"]]

    @staticmethod
    def initial_after(previous: Cycle | None, year: int) -> dict[str, Any]:
        """The year after the previous cycle, with the same calendar one year later."""
        if previous is None:
            window = {"window_start": date(year - 1, 1, 1), "window_end": date(year, 12, 31)}
            return {"year": year, "target_points": 600, **window}
        later = {
            name: _year_later(getattr(previous, name))
            for name in PLAN_FIELDS
            if name != "target_points"
        }
        return {"year": previous.year + 1, "target_points": previous.target_points, **later}


class ExtensionForm(NamedFields, forms.Form):
    agency = forms.ChoiceField(label="Perangkat daerah")
    indicator_code = forms.ChoiceField(label="Indikator", required=False)
    until = InstantField(label="Sampai")
    reason = long_text_field("Alasan", 1000, required=True)

    def __init__(
        self,
        *args: Any,
        zone: str,
        agencies: Iterable[Agency],
        indicators: Iterable[Indicator],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = {str(agency.pk): agency for agency in agencies}
        named = [(pk, f"{row.abbreviation} - {row.name}") for pk, row in self.agencies.items()]
        listed = [(row.code, f"{row.code} {row.name}") for row in indicators]
        self.fields["agency"].choices = [("", "Pilih…"), *named]  # type: ignore[attr-defined]
        everything = ("", "Semua indikatornya")
        self.fields["indicator_code"].choices = [everything, *listed]  # type: ignore[attr-defined]
        until = self.fields["until"]
        until.zone = zone  # type: ignore[attr-defined]
        until.help_text = f"Waktu {human.zone_label(zone)}; paling lambat saat penyerahan."

    def agency_chosen(self) -> Agency:
        return self.agencies[self.cleaned_data["agency"]]


class ShortenForm(NamedFields, forms.Form):
    """An earlier end for an extension; empty ends it at once."""

    version = VersionField()
    until = InstantField(label="Berakhir lebih awal pada")
    reason = long_text_field("Alasan", 1000, required=True)

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        until = self.fields["until"]
        until.zone = zone  # type: ignore[attr-defined]  # an InstantField
        until.required = False
        until.help_text = f"Waktu {human.zone_label(zone)}; kosongkan untuk mencabut sekarang juga."

    @staticmethod
    def initial_of(extension: Extension) -> dict[str, Any]:
        return {"version": extension.version, "until": extension.until, "reason": ""}


def _version_label(version: InstrumentVersion) -> str:
    owner = "versi kota" if version.city_id else "nasional"
    return f"{version.title} ({owner}, {version.checksum[:8]})"


def _year_later(value: Any) -> Any:
    """The same day a year later; 28 February for 29 February."""
    try:
        return value.replace(year=value.year + 1)
    except ValueError:
        return value.replace(year=value.year + 1, day=28)
