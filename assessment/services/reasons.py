"""The reason for a refusal, a return or a lower value, as it is stored: its code and its words."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError

from assessment.core import reasons
from assessment.core.reasons import Reason
from assessment.services.text import clean_text


@dataclass(frozen=True, slots=True)
class Given:
    """`words` are what people read; both are empty where no reason was given."""

    code: str = ""
    words: str = ""


def given(code: str, note: str, *, max_length: int, required: bool = True) -> Given:
    """Read a code and its note; ValidationError at `code` or `reason`. A note alone is "other"."""
    note = clean_text(note, field="reason", max_length=max_length)
    try:
        reason = reasons.read(code, note)
    except ValueError as error:
        raise ValidationError({"code": "Pilih salah satu alasan dari daftar."}) from error
    if reason is None:
        if required:
            raise ValidationError(
                {"code": "Pilih jenis alasannya, atau tulis alasannya, supaya dapat diperbaiki."}
            )
        return Given()
    if reason is Reason.OTHER and not note:
        raise ValidationError({"reason": "Tulis alasannya bila memilih “Lainnya”."})
    return Given(reason.value, reason.words(note))
