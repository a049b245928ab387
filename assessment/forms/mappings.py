"""The mapping of last year's questions as JSON, typed or from a file. Checks the shape only."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from assessment.core.mapping import Entries
from assessment.models import QuestionMapping
from assessment.selectors.mappings import YearMapping

MOST_BYTES = 200_000


class MappingForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    entries = forms.CharField(
        label="Pemetaan (JSON)",
        required=False,
        max_length=MOST_BYTES,
        widget=forms.Textarea(attrs={"rows": 12, "class": "tnum", "spellcheck": "false"}),
        help_text="Kode lama, lalu kode baru; daftar kosong berarti tidak ditanyakan lagi.",
    )
    file = forms.FileField(
        label="Berkas pemetaan",
        required=False,
        help_text="Berkas .json dari halaman ini. Bila diisi, teks di atas tidak dipakai.",
    )

    @staticmethod
    def initial_for(years: YearMapping) -> dict[str, Any]:
        """The stored mapping, or the proposed one while nobody changed it."""
        if years.row is not None:
            return MappingForm.initial_of(years.row)
        return {"entries": as_text(years.entries), "version": 0, "file": ""}

    @staticmethod
    def initial_of(row: QuestionMapping) -> dict[str, Any]:
        return {"entries": as_text(row.entries), "version": row.version, "file": ""}

    def clean_file(self) -> str:
        """The text of the file, '' without one."""
        file = self.cleaned_data["file"]
        if file is None:
            return ""
        if file.size > MOST_BYTES:
            raise ValidationError("Berkas pemetaan paling besar 200 kB.")
        try:
            text: str = file.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise ValidationError("Berkas ini bukan teks JSON.") from error
        return text

    def clean(self) -> dict[str, Any]:
        """`value` is the JSON of the file, or else of the text."""
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        try:
            self.value: object = json.loads(cleaned["file"] or cleaned["entries"])
        except (ValueError, RecursionError) as error:
            raise ValidationError(
                {"entries": "Teks ini bukan JSON yang benar. Unduh contohnya, lalu ubah."}
            ) from error
        return cleaned


def as_text(entries: Entries) -> str:
    """The mapping as people edit it: one earlier question a line."""
    lines = (f" {json.dumps(old)}: {json.dumps(list(new))}" for old, new in entries.items())
    return "{\n" + ",\n".join(lines) + "\n}"
