"""Text from people: stripped, bounded, without signs that no database or reader can take."""

from __future__ import annotations

import unicodedata

from django.core.exceptions import ValidationError

LINE_SIGNS = "\n\t"


def clean_text(
    value: str,
    *,
    field: str,
    max_length: int,
    label: str = "Isian ini",
    required: bool = False,
    single_line: bool = False,
) -> str:
    """The stripped text with plain line ends; ValidationError at `field` otherwise.

    Control characters (NUL among them) and lone surrogates are refused; tabs and line ends pass
    unless the text is a single line. `label` is how people call the field.
    """
    text = value.replace("\r\n", "\n").replace("\r", "\n").strip()
    allowed = "" if single_line else LINE_SIGNS
    if any(unicodedata.category(sign) in {"Cc", "Cs"} and sign not in allowed for sign in text):
        raise ValidationError(
            {field: "Ada tanda yang tidak dapat disimpan. Ketik ulang teks ini, jangan ditempel."}
        )
    if len(text) > max_length:
        over = len(text) - max_length
        raise ValidationError(
            {field: f"Paling panjang {max_length} karakter; kelebihan {over} karakter."}
        )
    if required and not text:
        raise ValidationError({field: f"{label} wajib diisi."})
    return text
