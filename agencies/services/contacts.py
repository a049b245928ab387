"""Ways to reach a person: a mobile number in one form, an e-mail address. Both may be empty."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from agencies.services.text import clean_text

SEPARATORS = re.compile(r"[\s().-]")
NUMBER = re.compile(r"(?:\+?62|0)(8[0-9]{7,12})", re.ASCII)


def clean_phone(value: str, *, field: str = "phone") -> str:
    """`0812-3456-7890` and `+62 812 3456 7890` are both kept as `+6281234567890`."""
    text = clean_text(value, field=field, max_length=40, single_line=True)
    if not text:
        return ""
    found = NUMBER.fullmatch(SEPARATORS.sub("", text))
    if found is None:
        raise ValidationError({field: "Tulis nomor ponsel seperti 0812-3456-7890."})
    return f"+62{found.group(1)}"


def clean_email(value: str, *, field: str = "email") -> str:
    text = clean_text(value, field=field, max_length=254, single_line=True)
    if text:
        try:
            validate_email(text)
        except ValidationError as error:
            message = "Tulis alamat surel seperti nama@kota.go.id."
            raise ValidationError({field: message}) from error
    return text
