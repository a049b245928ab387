"""The shape of a report and of a workbook: sections, blocks, tables of typed cells.

Pure data. Knows no Django, no renderer, no clock and no snapshot; who fills it is content.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum


class Kind(Enum):
    """What a column holds; decides alignment and the number format of a renderer."""

    TEXT = "text"
    POINTS = "points"
    INTEGER = "integer"
    MONEY = "money"
    DATE = "date"
    PERCENT = "percent"
    DECIMAL = "decimal"
    BAR = "bar"


class Align(Enum):
    START = "start"
    END = "end"


class Tone(Enum):
    """How a text is said; a renderer turns it into type, never into colour alone."""

    PLAIN = "plain"
    STRONG = "strong"
    MUTED = "muted"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class TextCell:
    text: str
    notes: tuple[str, ...] = ()
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class PointsCell:
    """`of_sheet`: in a workbook these points are the total of that sheet."""

    value: Decimal | None
    of_sheet: str = ""


@dataclass(frozen=True, slots=True)
class IntegerCell:
    value: int | None


@dataclass(frozen=True, slots=True)
class MoneyCell:
    """Whole rupiah."""

    value: int | None


@dataclass(frozen=True, slots=True)
class DateCell:
    value: date | None


@dataclass(frozen=True, slots=True)
class MomentCell:
    """An aware instant, shown in the report's zone."""

    value: datetime | None


@dataclass(frozen=True, slots=True)
class PercentCell:
    """82.5 means 82.5 %."""

    value: Decimal | None


@dataclass(frozen=True, slots=True)
class DecimalCell:
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class LinkCell:
    """A jump inside the report, or to a file beside it: `href` is a relative path of ours."""

    text: str
    anchor: str = ""
    href: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LedgerCell:
    """The ledger bar: proven solid, claimed beyond it hatched, the rest empty."""

    claimed: Decimal | None
    proven: Decimal | None
    maximum: Decimal
    target: Decimal | None = None


Cell = (
    TextCell
    | PointsCell
    | IntegerCell
    | MoneyCell
    | DateCell
    | MomentCell
    | PercentCell
    | DecimalCell
    | LinkCell
    | LedgerCell
)


@dataclass(frozen=True, slots=True)
class Column:
    """width: percent of the table on paper, and the measure of the column in a sheet."""

    title: str
    kind: Kind = Kind.TEXT
    width: int = 10

    @property
    def align(self) -> Align:
        if self.kind in (Kind.TEXT, Kind.DATE, Kind.BAR):
            return Align.START
        return Align.END


Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """total has one cell a column; a number in it is the sum of its column. `label` is its number
    in the list of tables."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: Row | None = None
    empty: str = "Belum ada data."
    label: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class Facts:
    """Label and value, one below the other."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A longer text that people wrote, under the code of its question."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Notes:
    title: str
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class KeyFigure:
    label: str
    cell: Cell
    note: str = ""


@dataclass(frozen=True, slots=True)
class KeyFigures:
    figures: tuple[KeyFigure, ...]


@dataclass(frozen=True, slots=True)
class Band:
    name: str
    lower: Decimal


@dataclass(frozen=True, slots=True)
class CategoryScale:
    """The ledger grown to the whole instrument, with the limits of the categories."""

    maximum: Decimal
    claimed: Decimal | None
    proven: Decimal | None
    target: Decimal | None
    bands: tuple[Band, ...]
    title: str = "Skala kategori"
    label: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class LedgerBar:
    label: str
    anchor: str
    bar: LedgerCell


@dataclass(frozen=True, slots=True)
class LedgerBars:
    """A legend and one ledger bar a line."""

    title: str
    bars: tuple[LedgerBar, ...]
    label: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class RadarAxis:
    """Percent of the axis' maximum; None where nothing is known."""

    label: str
    claimed: Decimal | None
    proven: Decimal | None


@dataclass(frozen=True, slots=True)
class Radar:
    title: str
    axes: tuple[RadarAxis, ...]
    label: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """Place and date, who signs and as what; room for the hand is the renderer's."""

    place: str
    signed_on: date
    title: str
    capacity: str
    name: str
    rank: str
    nip: str


Block = (
    Paragraph | Facts | Notes | KeyFigures | CategoryScale | LedgerBars | Radar | Table | Signature
)


@dataclass(frozen=True, slots=True)
class Section:
    """level 2 is a chapter, level 3 a part of it. wide asks for a landscape page; is_fresh begins a
    page where chapters otherwise follow each other."""

    title: str
    anchor: str
    level: int
    blocks: tuple[Block, ...] = ()
    children: tuple[Section, ...] = ()
    wide: bool = False
    is_fresh: bool = False


@dataclass(frozen=True, slots=True)
class Letterhead:
    """`crest` is a small PNG in base64, printed on paper only."""

    lines: tuple[str, ...]
    address: str
    crest: str = ""


#: Number of what was taken from the running data, not from a snapshot.
LIVE = 0


@dataclass(frozen=True, slots=True)
class Identity:
    """What every rendering of one snapshot carries: whose, which, when made."""

    city: str
    year: int
    number: int
    sha256: str
    made_at: datetime
    timezone: str
    source: str = ""

    @property
    def short_hash(self) -> str:
        return self.sha256[:12]

    @property
    def origin(self) -> str:
        """What it was made from; `source` where that is no single snapshot."""
        return self.source or (
            "Data berjalan, bukan rekaman"
            if self.number == LIVE
            else f"Rekaman nomor {self.number}"
        )

    @property
    def made_word(self) -> str:
        return "diambil" if self.number == LIVE else "dibekukan"

    @property
    def stamp(self) -> str:
        return f"{self.origin} · sidik jari {self.short_hash}"


@dataclass(frozen=True, slots=True)
class Report:
    """is_short: pages follow each other without a cover and a table of contents. watermark is
    printed across every page; paper is A4 or F4. check_url: the open page that confirms this very
    snapshot; empty where nobody could ask."""

    title: str
    subtitle: str
    subject: str
    keywords: tuple[str, ...]
    identity: Identity
    letterhead: Letterhead
    meta: tuple[Fact, ...]
    sections: tuple[Section, ...]
    is_short: bool = False
    paper: str = "A4"
    watermark: str = ""
    check_url: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """frozen_columns stay in sight when the sheet is scrolled sideways."""

    name: str
    title: str
    table: Table
    frozen_columns: int = 0
    filtered: bool = True


@dataclass(frozen=True, slots=True)
class Workbook:
    title: str
    subject: str
    keywords: tuple[str, ...]
    identity: Identity
    sheets: tuple[Sheet, ...]


def clean_text(text: str) -> str:
    """The text without what XML and PDF cannot hold: control characters, lone surrogates.

    Line ends become one newline; tabs stay.
    """
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(character for character in unified if _is_writable(character))


def _is_writable(character: str) -> bool:
    code = ord(character)
    if code < 0x20:
        return character in "\n\t"
    if 0x7F <= code < 0xA0 or 0xD800 <= code <= 0xDFFF:
        return False
    return code & 0xFFFF not in (0xFFFE, 0xFFFF)
