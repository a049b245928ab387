"""Fields that read numbers and dates as Indonesians write them; shared by the typed forms."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from assessment import format as human
from assessment.core.answers import MAX_COUNT

MAX_RUPIAH = 10**15
MAX_PEOPLE = 2_000_000_000
EARLIEST_YEAR, LATEST_YEAR = 1945, 2100
BLANK = "-----"


class WholeNumberField(forms.Field):
    """`1.250` is one thousand two hundred and fifty; blank is None, not 0."""

    def __init__(self, *, most: int = MAX_COUNT, **options: Any) -> None:
        attrs = {"inputmode": "numeric", "autocomplete": "off", "class": "short tnum"}
        options.setdefault("required", False)
        super().__init__(widget=forms.TextInput(attrs=attrs), **options)
        self.most = most

    def to_python(self, value: Any) -> int | None:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            number = human.parse_integer(text)
        except human.NumberError as error:
            raise ValidationError(str(error)) from error
        if not 0 <= number <= self.most:
            raise ValidationError(f"Isi bilangan dari 0 sampai {human.number(self.most)}.")
        return number

    def prepare_value(self, value: Any) -> Any:
        return human.number(value) if isinstance(value, int) else value


class NumberField(forms.Field):
    """A figure with decimals, `82,5`; exact, never a float."""

    def __init__(self, **options: Any) -> None:
        attrs = {"inputmode": "decimal", "autocomplete": "off", "class": "short tnum"}
        options.setdefault("required", False)
        super().__init__(widget=forms.TextInput(attrs=attrs), **options)

    def to_python(self, value: Any) -> Decimal | None:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return human.parse_number(text)
        except human.NumberError as error:
            raise ValidationError(str(error)) from error

    def prepare_value(self, value: Any) -> Any:
        return human.number(value) if isinstance(value, Decimal) else value


class DayField(forms.DateField):
    """A day from the browser's date control, or typed as 20-12-2026."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "short"})
        options.setdefault("required", False)
        formats = ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"]
        message = "Tulis tanggal seperti 20-12-2026."
        super().__init__(
            widget=widget, input_formats=formats, error_messages={"invalid": message}, **options
        )

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day is not None and not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
            raise ValidationError(f"Isi tahun dari {EARLIEST_YEAR} sampai {LATEST_YEAR}.")
        return day


def text_field(label: str, max_length: int, *, required: bool = False, **options: Any) -> Any:
    """One line of text."""
    return forms.CharField(label=label, max_length=max_length, required=required, **options)


def long_text_field(label: str, max_length: int, *, rows: int = 3, **options: Any) -> Any:
    options.setdefault("required", False)
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=max_length, widget=widget, **options)


def add_service_error(form: forms.Form, error: ValidationError) -> None:
    """Put a service's refusal at the form's fields; what has no field goes on top."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)
