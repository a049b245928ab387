"""What a document is worth as evidence: whether it counts for an item, and how weak it is.

It counts when it is of a fitting kind and of the demanded time; the secretariat's verdict comes on
top. A weakness lowers trust and never points: verification may still refuse what is weak. Pure.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import assert_never

from assessment.core.demands import Demand, Validity

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


@lru_cache(maxsize=4096)
def fitting_kinds(item: str) -> tuple[str, ...]:
    """Codes of the kinds that fit, the most telling first; empty when every kind does."""
    words = item.lower()
    found = [kind for pattern, kinds in _PATTERNS if pattern.search(words) for kind in kinds]
    return tuple(dict.fromkeys(found))


def kinds_of(demand: Demand) -> tuple[str, ...]:
    """Kinds that fit: those the instrument states, else those its words tell; empty: all."""
    return demand.kinds or fitting_kinds(demand.name)


def fits(demand: Demand, kind: str) -> bool:
    kinds = kinds_of(demand)
    return not kinds or kind in kinds


@dataclass(frozen=True, slots=True)
class Period:
    """The evaluated year, and the days between which evidence counts unless an item says more."""

    year: int
    start: date
    end: date


class Objection(StrEnum):
    """Why an accepted document does not count; the first that applies."""

    UNDATED = "undated"
    OUTSIDE = "outside"
    KIND = "kind"

    @property
    def label(self) -> str:
        return _OBJECTIONS[self]


_OBJECTIONS = {
    Objection.UNDATED: "Dokumen tanpa tanggal",
    Objection.OUTSIDE: "Tanggal dokumen di luar tahun yang dievaluasi",
    Objection.KIND: "Jenis dokumen tidak sesuai butir bukti",
}


def objection(
    demand: Demand, kind: str, dated: date | None, valid_until: date | None, period: Period
) -> Objection | None:
    """What keeps a document from counting for an item; None when it counts."""
    if dated is None:
        return Objection.UNDATED
    if not is_in_time(demand.validity, dated, valid_until, period):
        return Objection.OUTSIDE
    return None if fits(demand, kind) else Objection.KIND


def is_in_time(validity: Validity, dated: date, valid_until: date | None, period: Period) -> bool:
    """Whether a document is of the demanded time.

    By default dated inside the window; or before it and expressly in force into it.
    """
    match validity:
        case Validity.YEAR:
            return dated.year == period.year
        case Validity.PREVIOUS:
            return dated.year == period.year - 1
        case Validity.IN_FORCE:
            begins = date(period.year, 1, 1)
            return dated <= period.end and (valid_until is None or valid_until >= begins)
        case Validity.WINDOW:
            is_in_force = valid_until is not None and valid_until >= period.start
            return dated <= period.end and (dated >= period.start or is_in_force)
        case _:
            assert_never(validity)


class Weakness(StrEnum):
    """Why a verifier may not trust a citation."""

    SHARED_PHOTO = "shared_photo"
    NO_PAGE = "no_page"
    OLD = "old"
    UNSIGNED_BUDGET = "unsigned_budget"
    KIND = "kind"

    @property
    def label(self) -> str:
        return _WEAKNESSES[self][0]

    @property
    def remedy(self) -> str:
        return _WEAKNESSES[self][1]


_WEAKNESSES = {
    Weakness.SHARED_PHOTO: (
        "Satu foto untuk beberapa jawaban",
        "Unggah foto lain untuk tiap jawaban.",
    ),
    Weakness.NO_PAGE: (
        "Halaman tidak disebut",
        "Sebutkan halaman yang membuktikan jawaban.",
    ),
    Weakness.OLD: (
        "Dokumen lebih dari setahun",
        "Lampirkan dokumen yang lebih baru, atau isi masa berlakunya.",
    ),
    Weakness.UNSIGNED_BUDGET: (
        "Dokumen anggaran belum ditandatangani",
        "Unggah lembar yang ditandatangani, lalu tandai bertanda tangan.",
    ),
    Weakness.KIND: (
        "Jenis dokumen tidak sesuai butir bukti",
        "Perbaiki jenisnya di pustaka, atau pasang dokumen lain. Belum dihitung sebagai bukti.",
    ),
}
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation with what matters of its document; `file` tells equal bytes, `length` is the
    number of its pages where known."""

    key: int
    question: str
    demand: Demand
    file: int
    kind: str
    dated: date | None
    valid_until: date | None
    is_signed: bool
    length: int | None
    pages: str


def weaknesses(cited: Iterable[Cited], period: Period) -> Mapping[int, tuple[Weakness, ...]]:
    """Weaknesses by key, in their fixed order; what has none is left out."""
    rows = tuple(cited)
    uses: dict[int, set[str]] = defaultdict(set)
    for row in rows:
        if row.kind == "photo":
            uses[row.file].add(row.question)
    found = {row.key: tuple(_weak(row, len(uses[row.file]), period)) for row in rows}
    return {key: flags for key, flags in found.items() if flags}


def _weak(row: Cited, uses: int, period: Period) -> Iterable[Weakness]:
    if uses > 1 and row.kind == "photo":
        yield Weakness.SHARED_PHOTO
    if not row.pages.strip() and row.kind != "photo" and (row.length or 1) > 1:
        yield Weakness.NO_PAGE
    if _is_old(row, period):
        yield Weakness.OLD
    if row.kind == "budget" and not row.is_signed:
        yield Weakness.UNSIGNED_BUDGET
    if not fits(row.demand, row.kind):
        yield Weakness.KIND


def _is_old(row: Cited, period: Period) -> bool:
    """More than a year before the end of the window, unless it is meant to be, or in force."""
    if row.dated is None or row.demand.validity in (Validity.PREVIOUS, Validity.IN_FORCE):
        return False
    is_in_force = row.valid_until is not None and row.valid_until >= period.end
    return period.end - row.dated > YEAR and not is_in_force


def cited_page(pages: str, last: int | None) -> int:
    """The first page that a citation names ("2-4", "hlm. 7"); 1 when it names none there is."""
    found = _PAGE.search(pages)
    page = int(found[0]) if found else 1
    return page if 1 <= page <= (last or 1) else 1
