"""Freezing: a reason from the second snapshot on, and a tick that the list above was read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from assessment.forms.fields import long_text_field


class FreezeForm(forms.Form):
    reason = long_text_field("Alasan pembekuan", 2000, rows=2)
    confirmed = forms.BooleanField(
        label="Saya sudah membaca daftar pemeriksaan di atas",
        error_messages={"required": "Centang sesudah membaca daftar pemeriksaan."},
    )

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

    def reason_given(self, *, is_first: bool) -> str:
        """The reason; ValidationError where it is due and missing."""
        reason: str = self.cleaned_data["reason"]
        if not is_first and not reason.strip():
            self.fields["reason"].required = True
            raise ValidationError({"reason": "Tulis alasan membuat rekaman baru."})
        return reason
