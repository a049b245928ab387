"""Upload of an instrument, and the confirmation of a cycle's move to another version."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from agencies.forms import MAX_VERSION
from assessment import format as human

MOST_BYTES = 5 * 1024 * 1024


class InstrumentUploadForm(forms.Form):
    file = forms.FileField(
        label="Berkas instrumen",
        help_text="JSON, atau XLSX menurut templat; paling besar 5 MB.",
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".json,.xlsx"}),
        error_messages={
            "required": "Pilih berkas instrumen.",
            "empty": "Berkas ini kosong.",
        },
    )
    accept_mismatch = forms.BooleanField(
        label="Muat walaupun ada jumlah yang tidak cocok",
        required=False,
        help_text="Selisihnya dicatat dan ditampilkan pada halaman Instrumen.",
    )

    def clean_file(self) -> UploadedFile[bytes]:
        upload: UploadedFile[bytes] = self.cleaned_data["file"]
        if (upload.size or 0) > MOST_BYTES:
            raise ValidationError(f"Berkas ini lebih besar dari {human.file_size(MOST_BYTES)}.")
        if not (upload.name or "").lower().endswith((".json", ".xlsx")):
            raise ValidationError("Unggah berkas JSON atau XLSX.")
        return upload


class MoveForm(forms.Form):
    version = forms.IntegerField(min_value=1, max_value=MAX_VERSION, widget=forms.HiddenInput)
    is_sure = forms.BooleanField(
        label="Saya sudah membaca perbedaan dan akibatnya pada nilai",
        error_messages={"required": "Tandai bahwa Anda sudah membaca perbedaannya."},
    )

    @staticmethod
    def initial_of(cycle: Any) -> dict[str, Any]:
        return {"version": cycle.version, "is_sure": False}
