"""Which kinds of documents fit a demanded item of evidence, and the first page a citation names.

Read from the words of the item. A kind that does not fit is a warning, never a refusal: the
secretariat judges. An item without a telling word takes every kind.
"""

from __future__ import annotations

import re

#: A word of the item and the kinds of documents (codes of the library) that it stands for.
_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("foto", ("photo",)),
    ("berita", ("photo", "report", "other")),
    ("matriks", ("matrix",)),
    ("data pembanding", ("report", "matrix", "other")),
    ("dokumen anggaran", ("budget",)),
    ("peraturan", ("regulation", "decree")),
    ("keputusan", ("regulation", "decree")),
    ("sk", ("decree", "regulation")),
    ("laporan", ("report",)),
    ("hasil evaluasi", ("report",)),
    ("daftar hadir", ("attendance",)),
    ("sertifikat", ("certificate",)),
    ("perjanjian", ("agreement",)),
    ("mou", ("agreement",)),
    ("pks", ("agreement",)),
    ("sop", ("procedure",)),
)
_PATTERNS = tuple((re.compile(rf"\b{word}\b"), kinds) for word, kinds in _WORDS)
_PAGE = re.compile(r"[0-9]{1,5}", re.ASCII)


def fitting_kinds(item: str) -> tuple[str, ...]:
    """Codes of the kinds that fit, the most telling first; empty when every kind does."""
    words = item.lower()
    found = [kind for pattern, kinds in _PATTERNS if pattern.search(words) for kind in kinds]
    return tuple(dict.fromkeys(found))


def fits(item: str, kind: str) -> bool:
    kinds = fitting_kinds(item)
    return not kinds or kind in kinds


def cited_page(pages: str, last: int | None) -> int:
    """The first page that a citation names ("2-4", "hlm. 7"); 1 when it names none there is."""
    found = _PAGE.search(pages)
    page = int(found[0]) if found else 1
    return page if 1 <= page <= (last or 1) else 1
