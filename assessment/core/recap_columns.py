"""Which column of somebody's recap holds what, told from its headings. Pure.

A guess only: the mapping page shows it, people change it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assessment.core.words import plain_title

#: Rows among which the headings are looked for, and columns that say enough for a guess.
SEARCHED, ENOUGH = 40, 2


class Role(StrEnum):
    """What a column of a recap holds."""

    CLUSTER = "klaster"
    INDICATOR = "indikator"
    CODE = "kode"
    TEXT = "uraian"
    MAXIMUM = "maksimum"
    VALUE = "nilai"
    AGENCIES = "opd"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Role.CLUSTER: "Klaster",
    Role.INDICATOR: "Indikator",
    Role.CODE: "Nomor atau kode pertanyaan",
    Role.TEXT: "Teks pertanyaan atau uraian",
    Role.MAXIMUM: "Nilai maksimum",
    Role.VALUE: "Nilai yang diperoleh",
    Role.AGENCIES: "Perangkat daerah sumber",
}
#: Words of headings in the order in which they are tried; the first that fits decides.
_PATTERNS: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (Role.MAXIMUM, re.compile(r"\b(maks\w*|max\w*|bobot|nilai standar|skor penuh)\b")),
    (
        Role.AGENCIES,
        re.compile(
            r"\b(opd|skpd|perangkat daerah|instansi|penanggung jawab|sumber|dinas|pengampu)\b"
        ),
    ),
    (
        Role.VALUE,
        re.compile(r"\b(nilai|skor|poin|point|hasil|capaian|em|evaluasi mandiri|verifikasi)\b"),
    ),
    (Role.CODE, re.compile(r"^(no|nomor|kode|no urut)\b")),
    (Role.TEXT, re.compile(r"\b(pertanyaan|uraian|kriteria|ukuran|sub indikator)\b")),
    (Role.INDICATOR, re.compile(r"\bindikator\b")),
    (Role.CLUSTER, re.compile(r"\b(klaster|kluster|cluster|kelompok)\b")),
)


@dataclass(frozen=True, slots=True)
class Header:
    """Index of the row of headings (-1: none) and of the column of each role, both from 0."""

    row: int
    columns: Mapping[Role, int]


NO_HEADER = Header(-1, {})


def guess(rows: Sequence[Sequence[str]]) -> Header:
    """The row whose headings name most roles; NO_HEADER when none says enough. A heading over two
    rows (a group above, its columns below) is read as one."""
    best = NO_HEADER
    for number, row in enumerate(rows[:SEARCHED]):
        above = rows[number - 1] if number else ()
        found = _columns(row, above)
        if len(found) >= ENOUGH and len(found) > len(best.columns):
            best = Header(number, found)
    return _with_text(best)


def guess_row(rows: Sequence[Sequence[str]], number: int) -> Header:
    """The columns that one row of headings names, however few."""
    row = rows[number] if 0 <= number < len(rows) else ()
    above = rows[number - 1] if 0 < number <= len(rows) else ()
    return _with_text(Header(number, _columns(row, above)))


def _with_text(header: Header) -> Header:
    """One column may hold indicators and questions, one below the other."""
    if Role.TEXT in header.columns or Role.INDICATOR not in header.columns:
        return header
    columns = dict(header.columns)
    columns[Role.TEXT] = columns.pop(Role.INDICATOR)
    return Header(header.row, columns)


def _columns(row: Sequence[str], above: Sequence[str]) -> dict[Role, int]:
    found: dict[Role, int] = {}
    for index in range(max(len(row), len(above))):
        role = _role(_at(row, index)) or _role(_at(above, index))
        if role is not None:
            found.setdefault(role, index)
    # Data below a heading also name roles; a row of headings has at least one of its own.
    return found if any(_role(_at(row, index)) for index in found.values()) else {}


def _at(row: Sequence[str], index: int) -> str:
    return plain_title(row[index]) if index < len(row) else ""


def _role(heading: str) -> Role | None:
    if not heading or len(heading) > 60:
        return None
    return next((role for role, pattern in _PATTERNS if pattern.search(heading)), None)
