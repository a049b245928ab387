"""Two people changed the same row: both texts, field by field, for a page that loses neither."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from assessment import format as human


@dataclass(frozen=True, slots=True)
class Difference:
    label: str
    stored: str
    typed: str


def differences(form: forms.Form, stored: Mapping[str, Any]) -> list[Difference]:
    """Fields of a valid form whose typed value differs from the stored one, in words."""
    return [
        Difference(
            str(form.fields[name].label), _words(form, name, value), _words(form, name, typed)
        )
        for name, value in stored.items()
        if name in form.fields and (typed := form.cleaned_data.get(name)) != value
    ]


def _words(form: forms.Form, name: str, value: Any) -> str:
    choices = getattr(form.fields[name], "choices", None)
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if choices is not None:
        labels = {str(code): str(label) for code, label in choices}
        given = value if isinstance(value, Iterable) and not isinstance(value, str) else [value]
        return ", ".join(labels.get(str(code), str(code)) for code in given) or "–"
    if isinstance(value, int):
        return human.number(value)
    if isinstance(value, date):
        return human.date(value)
    return str(value or "–")
