"""Text that people typed: stripped, without control characters, of bounded length."""

from __future__ import annotations

import unicodedata

from django.core.exceptions import ValidationError

LONG = 10_000


def clean_text(value: str, *, field: str, max_length: int, required: bool = False) -> str:
    """The text to store, or ValidationError at the field. Line ends become \\n."""
    text = value.replace("\r\n", "\n").replace("\r", "\n").strip()
    if any(unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\t" for c in text):
        raise ValidationError(
            {field: "Teks memuat karakter yang tidak dapat disimpan. Hapus lalu kirim lagi."}
        )
    if len(text) > max_length:
        over = len(text) - max_length
        raise ValidationError(
            {field: f"Paling panjang {max_length} karakter; kelebihan {over} karakter."}
        )
    if required and not text:
        raise ValidationError({field: "Bagian ini wajib diisi."})
    return text
