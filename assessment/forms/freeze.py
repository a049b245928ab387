"""Freezing: a reason from the second snapshot on, the minutes, a tick that the list was read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from agencies.form_words import NamedFields
from agencies.models import City
from assessment.forms.fields import long_text_field, text_field
from assessment.selectors.snapshot_content import Minutes, Signatory

#: People who sign the minutes, and what is asked of each.
MOST_SIGNATORIES = 3
PARTS = {"name": ("Nama", 150), "title": ("Jabatan", 150), "rank": ("Pangkat/golongan", 100)}
PARTS["nip"] = ("NIP", 30)


class FreezeForm(NamedFields, forms.Form):
    reason = long_text_field("Alasan pembekuan", 2000, rows=2)
    minutes_number = text_field(
        "Nomor berita acara",
        100,
        help_text="Kosong berarti nomor menurut pola di Pengaturan kota.",
    )
    confirmed = forms.BooleanField(
        label="Saya sudah membaca daftar pemeriksaan di atas",
        error_messages={"required": "Centang sesudah membaca daftar pemeriksaan."},
    )

    #: Print of the list that was read; without one nothing is compared.
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, is_first: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason = self.fields["reason"]
        reason.help_text = "Dimuat di laporan."
        if not is_first:
            reason.help_text = (
                "Mengapa rekaman baru dibuat sesudah yang terakhir; dimuat di laporan."
            )
        # A repeated post must reach its first answer, so the act itself asks for the reason.
        reason.required = not is_first and not self.is_bound
        for place in range(1, MOST_SIGNATORIES + 1):
            for part, (label, longest) in PARTS.items():
                self.fields[f"signatory_{place}_{part}"] = text_field(label, longest)

    def untick(self) -> None:
        """What was confirmed is out of date."""
        self.data = {name: self.data[name] for name in self.data if name != "confirmed"}

    @staticmethod
    def initial_of(city: City) -> dict[str, str]:
        """The signatory of the city's settings is the first to sign."""
        return {
            "signatory_1_name": city.signatory_name,
            "signatory_1_title": city.signatory_title,
            "signatory_1_rank": city.signatory_rank,
            "signatory_1_nip": city.signatory_number,
        }

    @property
    def signatory_rows(self) -> list[list[forms.BoundField]]:
        places = range(1, MOST_SIGNATORIES + 1)
        return [[self[f"signatory_{place}_{part}"] for part in PARTS] for place in places]

    def minutes(self) -> Minutes:
        values = self.cleaned_data
        signatories = tuple(
            Signatory(**{part: values[f"signatory_{place}_{part}"] for part in PARTS})
            for place in range(1, MOST_SIGNATORIES + 1)
        )
        return Minutes(values["minutes_number"], signatories)

    def reason_given(self, *, is_first: bool) -> str:
        """The reason; ValidationError where it is due and missing."""
        reason: str = self.cleaned_data["reason"]
        if not is_first and not reason.strip():
            self.fields["reason"].required = True
            raise ValidationError({"reason": "Tulis alasan membuat rekaman baru."})
        return reason
