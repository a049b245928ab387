"""Forms of the 2 x 24 hour room: pasted or uploaded requests, and the hours of a room."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from agencies.form_words import NamedFields
from assessment import format as human
from assessment.exchange import request_sheet, sheets
from assessment.forms.cycles import InstantField
from assessment.forms.fields import WholeNumberField, long_text_field
from assessment.services.windows import MOST_HOURS

LONGEST = 200_000
USUAL_HOURS = 48


class RequestsForm(NamedFields, forms.Form):
    """The text is what counts; a workbook is turned into text first, to be looked at."""

    text = long_text_field(
        "Permintaan verifikator",
        LONGEST,
        rows=10,
        help_text="Satu permintaan satu baris: kode pertanyaan, lalu yang diminta. Atau tempel "
        "kolom dari Excel: kode, yang diminta, perangkat daerah, poin, alasan, penanggung jawab.",
    )
    file = forms.FileField(
        label="Atau unggah XLSX",
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )

    def clean_file(self) -> str:
        """The workbook as text; empty without one."""
        upload = self.cleaned_data.get("file")
        if not upload:
            return ""
        if upload.size > sheets.MAX_BYTES:
            raise ValidationError(f"Berkas paling besar {human.file_size(sheets.MAX_BYTES)}.")
        with TemporaryDirectory() as folder:
            path = Path(folder) / "permintaan.xlsx"
            path.write_bytes(upload.read())
            try:
                return request_sheet.read_text(path)
            except sheets.SheetError as error:
                raise ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        is_empty = not values.get("file") and not str(values.get("text", "")).strip()
        if is_empty and not self.errors:
            self.add_error("text", "Tempel permintaan atau pilih berkas XLSX.")
        return values

    @property
    def lines(self) -> str:
        """The text to check: that of the workbook when one was sent."""
        return str(self.cleaned_data["file"] or self.cleaned_data["text"])


class WindowForm(NamedFields, forms.Form):
    opens_at = InstantField(label="Dibuka (T0)")
    hours = WholeNumberField(
        label="Lama (jam)", most=MOST_HOURS, required=True, help_text="Lazimnya 48 jam."
    )

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["opens_at"]
        field.zone = zone  # type: ignore[attr-defined]  # an InstantField
        field.help_text = (
            f"Waktu {human.zone_label(zone)}, sampai detik; sebagaimana ditetapkan provinsi."
        )

    @staticmethod
    def initial_at(at: datetime) -> dict[str, Any]:
        return {"opens_at": at.replace(microsecond=0), "hours": USUAL_HOURS}
