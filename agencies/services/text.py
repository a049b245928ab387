"""Text from people: stripped, bounded, without signs that no database or reader can take."""

from __future__ import annotations

import unicodedata

from django.core.exceptions import ValidationError

LINE_ENDS = "\n\t"


def clean_text(
    value: str, *, field: str, max_length: int, required: bool = False, multiline: bool = False
) -> str:
    """The stripped text with plain line ends; ValidationError at `field` otherwise.

    Control characters (NUL among them) and lone surrogates are refused; tabs and line ends pass
    only where several lines may be written.
    """
    text = value.replace("\r\n", "\n").replace("\r", "\n").strip()
    allowed = LINE_ENDS if multiline else ""
    if any(unicodedata.category(sign) in ("Cc", "Cs") and sign not in allowed for sign in text):
        raise ValidationError(
            {field: "Ada tanda yang tidak dapat dibaca. Ketik ulang teks ini, jangan ditempel."}
        )
    if len(text) > max_length:
        raise ValidationError(
            {field: f"Paling banyak {max_length} huruf; yang Anda isi {len(text)} huruf."}
        )
    if required and not text:
        raise ValidationError({field: "Isian ini wajib diisi."})
    return text
