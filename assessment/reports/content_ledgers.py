"""Which ledgers a report shows: claimed, proven, verified, in that order, with the maximum last.

Pure. A table asks for its columns and cells here, so that a choice holds for all of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from assessment.reports.content_source import Json, points
from assessment.reports.document import Column, Kind, PointsCell

CLAIMED, PROVEN, VERIFIED = "claimed", "proven", "verified"
NAMES = {CLAIMED: "Klaim", PROVEN: "Terbukti", VERIFIED: "Terverifikasi"}
#: Titles of narrow columns: a soft hyphen says where a word may end its line.
NARROW = {CLAIMED: "Klaim", PROVEN: "Terbukti", VERIFIED: "Terveri\u00adfikasi"}
#: As people choose them in an address.
WORDS = {"klaim": CLAIMED, "terbukti": PROVEN, "terverifikasi": VERIFIED}


@dataclass(frozen=True, slots=True)
class Shown:
    """The ledgers that are shown; never none."""

    ledgers: tuple[str, ...]

    def names(self) -> tuple[tuple[str, str], ...]:
        return tuple((ledger, NAMES[ledger]) for ledger in self.ledgers)

    def columns(self, width: int, maximum: int) -> tuple[Column, ...]:
        """Widths in percent of the table."""
        own = (Column(NARROW[ledger], Kind.POINTS, width) for ledger in self.ledgers)
        return (*own, Column("Maks.", Kind.POINTS, maximum))

    def cells(self, node: Json) -> tuple[PointsCell, ...]:
        return tuple(PointsCell(points(node[key])) for key in (*self.ledgers, "maximum"))


ALL = Shown((CLAIMED, PROVEN, VERIFIED))
USUAL = Shown((CLAIMED, PROVEN))


def shown_of(text: str) -> Shown:
    """`klaim-terbukti` as chosen; ValueError for another word."""
    words = text.split("-") if text else []
    if not all(word in WORDS for word in words):
        raise ValueError(text)
    return Shown(tuple(code for word, code in WORDS.items() if word in words)) if words else USUAL
