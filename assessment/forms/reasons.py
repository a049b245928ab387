"""The reason for a step of a submission."""

from __future__ import annotations

from typing import Any

from django import forms

from assessment.core.workflow import Transition
from assessment.forms.fields import long_text_field

MOST = 2000


class ReasonForm(forms.Form):
    """A reason, required where the transition table asks for one."""

    reason = long_text_field("Alasan", MOST)

    def __init__(self, step: Transition, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["reason"]
        field.required = step.needs_reason
        field.error_messages["required"] = "Tulis alasannya, supaya dapat diperbaiki."
        field.help_text = "Dibaca perangkat daerah pada tugasnya." if step.needs_reason else ""
