"""The form that takes a filled-in workbook."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from agencies.form_words import NamedFields
from assessment import format as human
from assessment.exchange.workbook_reader import MAX_BYTES


class WorkbookForm(NamedFields, forms.Form):
    file = forms.FileField(
        label="Buku kerja yang sudah diisi",
        help_text=(
            "XLSX dari halaman ini, atau disimpan ulang sebagai ODS atau CSV (UTF-8); "
            f"paling besar {human.file_size(MAX_BYTES)}."
        ),
        max_length=500,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.csv"}),
        error_messages={
            "required": "Pilih buku kerja yang akan diperiksa.",
            "empty": "Berkas ini kosong. Simpan ulang di Excel, lalu unggah lagi.",
        },
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError(
                f"Berkas ini {human.file_size(file.size)}; paling besar "
                f"{human.file_size(MAX_BYTES)}. Hapus lembar yang tidak perlu, lalu unggah lagi."
            )
        return file
