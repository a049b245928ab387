"""Why the secretariat refuses evidence, returns a part or takes a lower value: one list of codes.

A code makes reasons countable; a note says what exactly is meant, and is needed for "other".
"""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    OUT_OF_WINDOW = "out_of_window"
    NOT_SIGNED = "not_signed"
    WRONG_TYPE = "wrong_type"
    UNREADABLE = "unreadable"
    PAGE_MISSING = "page_missing"
    NUMBER_DISAGREES = "number_disagrees"
    DUPLICATE = "duplicate"
    OFF_TOPIC = "off_topic"
    OTHER = "other"

    @property
    def label(self) -> str:
        return _LABELS[self]

    def words(self, note: str) -> str:
        """The reason as people read it: the code's words, and the note; "other" speaks by its
        note alone."""
        if self is Reason.OTHER and note:
            return note
        return f"{self.label}: {note}" if note else self.label


_LABELS = {
    Reason.OUT_OF_WINDOW: "Di luar tahun evaluasi",
    Reason.NOT_SIGNED: "Tidak bertanda tangan",
    Reason.WRONG_TYPE: "Jenis dokumen tidak sesuai",
    Reason.UNREADABLE: "Tidak terbaca",
    Reason.PAGE_MISSING: "Halaman tidak ditemukan",
    Reason.NUMBER_DISAGREES: "Angka tidak cocok dengan bukti",
    Reason.DUPLICATE: "Bukti ganda",
    Reason.OFF_TOPIC: "Bukan tentang pertanyaan ini",
    Reason.OTHER: "Lainnya",
}
CHOICES = [(reason.value, reason.label) for reason in Reason]


def read(code: str, note: str) -> Reason | None:
    """The reason that a code names; a note without a code is "other"; None for neither.

    ValueError for a code that is none of them.
    """
    if code:
        return Reason(code)
    return Reason.OTHER if note else None
