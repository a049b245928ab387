"""The days before the deadline on which agencies are reminded."""

from __future__ import annotations

from typing import Any

from django import forms

from agencies.form_words import NamedFields
from agencies.forms import VersionField
from assessment.forms.fields import text_field
from assessment.models import Cycle


class ReminderDaysForm(NamedFields, forms.Form):
    days = text_field(
        "Hari sebelum tenggat",
        40,
        help_text="Dipisah koma, misalnya 14,7,3,1. Kosongkan untuk tidak mengirim otomatis.",
    )
    version = VersionField()

    @staticmethod
    def initial_of(cycle: Cycle) -> dict[str, Any]:
        return {"days": cycle.reminder_days, "version": cycle.version}
