"""The reason for a step of a submission."""

from __future__ import annotations

from typing import Any

from django import forms

from agencies.form_words import NamedFields
from assessment.core.reasons import Reason
from assessment.core.workflow import Transition, Window
from assessment.forms.fields import long_text_field
from assessment.forms.reviews import code_field

MOST = 2000


class ReasonForm(NamedFields, forms.Form):
    """A reason, required where the transition table asks for one."""

    reason = long_text_field("Alasan", MOST)

    def __init__(self, step: Transition, data: Any = None, **options: Any) -> None:
        is_coded = step.needs_reason and step.window is Window.REVIEW
        super().__init__(_coded(data) if is_coded else data, **options)
        field = self.fields["reason"]
        field.required = step.needs_reason and not is_coded
        field.error_messages["required"] = "Tulis alasannya, supaya dapat diperbaiki."
        field.help_text = "Dibaca perangkat daerah pada tugasnya." if step.needs_reason else ""
        if is_coded:
            field.help_text = (
                "Dibaca perangkat daerah: apa yang harus diperbaiki, di pertanyaan mana. "
                "Boleh kosong bila jenisnya dipilih, kecuali “Lainnya”."
            )
            self.fields["code"] = code_field(required=True)
            self.order_fields(["code", "reason"])


def _coded(data: Any) -> Any:
    """A note without a code is "other", as the service takes it."""
    if data is None or data.get("code") or not data.get("reason", "").strip():
        return data
    data = data.copy()
    data["code"] = Reason.OTHER.value
    return data
