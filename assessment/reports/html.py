"""Report to HTML through Django templates; the same body serves the screen and the PDF.

Turns typed cells into texts by assessment.format and leaves escaping to the templates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any, assert_never

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from assessment import format as text_format
from assessment.reports import bars
from assessment.reports import html_front as front
from assessment.reports.document import (
    Align,
    Block,
    CategoryScale,
    Cell,
    DateCell,
    DecimalCell,
    Fact,
    Facts,
    IntegerCell,
    KeyFigures,
    LedgerBars,
    LedgerCell,
    LinkCell,
    MomentCell,
    MoneyCell,
    Notes,
    Paragraph,
    PercentCell,
    PointsCell,
    Radar,
    Report,
    Row,
    Section,
    Signature,
    Table,
    TextCell,
)
from assessment.reports.radar import RadarShape, shape

# A row with more letters than this in one cell may be split over pages; others stay whole.
TALL_TEXT = 700
#: Address of the crest, which only the PDF's own fetcher knows.
CREST = "kla:lambang"
BLOCK_TEMPLATES: dict[type, str] = {
    Paragraph: "reports/_paragraph.html",
    Notes: "reports/_notes.html",
    Facts: "reports/_facts.html",
    KeyFigures: "reports/_figures.html",
    CategoryScale: "reports/_scale.html",
    LedgerBars: "reports/_bars.html",
    Radar: "reports/_radar.html",
    Table: "reports/_table.html",
    Signature: "reports/_signature.html",
}


@dataclass(frozen=True, slots=True)
class ShownCell:
    text: str = ""
    notes: tuple[str, ...] = ()
    css: str = ""
    anchor: str = ""
    bar: bars.Bar | None = None
    label: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """block is what the template of its name understands."""

    template: str
    block: Any


@dataclass(frozen=True, slots=True)
class ShownColumn:
    title: str
    css: str
    width: str


@dataclass(frozen=True, slots=True)
class ShownRow:
    cells: tuple[ShownCell, ...]
    is_tall: bool


@dataclass(frozen=True, slots=True)
class ShownTable:
    label: str
    anchor: str
    caption: str
    columns: tuple[ShownColumn, ...]
    rows: tuple[ShownRow, ...]
    total: tuple[ShownCell, ...]
    empty: str


@dataclass(frozen=True, slots=True)
class ShownFact:
    """A labelled value: in a list of facts, a key figure or a bar."""

    label: str
    cell: ShownCell
    note: str = ""
    anchor: str = ""
    bar: bars.Bar | None = None


@dataclass(frozen=True, slots=True)
class ShownBars:
    title: str
    lines: tuple[ShownFact, ...]
    label: str
    anchor: str


@dataclass(frozen=True, slots=True)
class ShownRadar:
    radar: Radar
    shape: RadarShape
    text: str


@dataclass(frozen=True, slots=True)
class ShownScale:
    block: CategoryScale
    scale: bars.Scale
    claimed: str
    proven: str
    target: str
    maximum: str


@dataclass(frozen=True, slots=True)
class ShownSignature:
    signature: Signature
    signed_on: str


@dataclass(frozen=True, slots=True)
class ShownSection:
    title: str
    anchor: str
    is_chapter: bool
    css: str
    blocks: tuple[ShownBlock, ...]
    children: tuple[ShownSection, ...]


def render(report: Report, *, stylesheet: str = "") -> str:
    """A whole document. stylesheet is the address of report.css; the PDF brings its own."""
    made = report.identity.made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    keywords = ", ".join(report.keywords)
    whole = {**context(report), "stylesheet": stylesheet, "made": made, "keywords": keywords}
    if report.letterhead.crest and not stylesheet:
        whole["crest"] = CREST
    return str(render_to_string("reports/report.html", whole))


def part(
    report: Report,
    sections: tuple[Section, ...],
    pages: Mapping[str, int] | None = None,
    foot: str = "",
) -> str:
    """A document with some sections of a report only: a part of its PDF. With pages (of the
    anchors) the cover and the table of contents come first; foot: letters and nothing else."""
    zone = report.identity.timezone
    shown = {**context(report), "sections": tuple(_section(each, zone) for each in sections)}
    shown["contents"] = None if pages is None else front.contents(report.sections, pages)
    shown["lists"] = () if pages is None else front.lists(report, pages)
    if report.letterhead.crest:
        shown["crest"] = CREST
    return str(render_to_string("reports/part.html", {**shown, "foot": foot}))


def body(report: Report) -> SafeString:
    """The report as one article for a page that links report.css; it holds the page's h1."""
    return render_to_string("reports/_body.html", context(report))


def context(report: Report) -> dict[str, Any]:
    """What reports/_body.html needs, for a page that includes it itself."""
    zone = report.identity.timezone
    return {
        "report": report,
        "stamp": report.identity.stamp,
        "check_code": front.check_code(report.check_url),
        "meta": tuple(_fact(fact, zone) for fact in report.meta),
        "contents": front.contents(report.sections, {}) if front.has_contents(report) else (),
        "sections": tuple(_section(section, zone) for section in report.sections),
        "lists": () if report.is_short else front.lists(report, {}),
    }


def _section(section: Section, zone: str) -> ShownSection:
    return ShownSection(
        title=section.title,
        anchor=section.anchor,
        is_chapter=section.level == 2,
        css="report__wide" * section.wide + "report__fresh" * section.is_fresh,
        blocks=tuple(_block(block, zone) for block in section.blocks),
        children=tuple(_section(child, zone) for child in section.children),
    )


def _block(block: Block, zone: str) -> ShownBlock:
    return ShownBlock(BLOCK_TEMPLATES[type(block)], _shown(block, zone))


def _shown(block: Block, zone: str) -> Any:
    match block:
        case Paragraph() | Notes():
            return block
        case Facts():
            return tuple(_fact(fact, zone) for fact in block.facts)
        case KeyFigures():
            return _figures(block, zone)
        case CategoryScale() | LedgerBars() | Radar():
            return _picture(block)
        case Table():
            return _table(block, zone)
        case Signature():
            return ShownSignature(block, text_format.date(block.signed_on))
        case _:
            assert_never(block)


def _fact(fact: Fact, zone: str) -> ShownFact:
    return ShownFact(fact.label, _cell(fact.cell, zone))


def _figures(figures: KeyFigures, zone: str) -> tuple[ShownFact, ...]:
    return tuple(
        ShownFact(figure.label, _cell(figure.cell, zone), figure.note) for figure in figures.figures
    )


def _bars(block: LedgerBars) -> ShownBars:
    lines = tuple(
        ShownFact(
            line.label,
            ShownCell(_ledger_text(line.bar)),
            _ledger_numbers(line.bar),
            line.anchor,
            bars.ledger_bar(line.bar),
        )
        for line in block.bars
    )
    return ShownBars(block.title, lines, block.label, block.anchor)


def _picture(block: CategoryScale | LedgerBars | Radar) -> ShownScale | ShownBars | ShownRadar:
    if isinstance(block, Radar):
        return ShownRadar(block, shape(block), _radar_text(block))
    return _scale(block) if isinstance(block, CategoryScale) else _bars(block)


def _radar_text(block: Radar) -> str:
    """What the picture says, for those who do not see it."""
    parts = (
        f"{axis.label}: terbukti {text_format.percent(axis.proven)}, "
        f"klaim {text_format.percent(axis.claimed)}"
        for axis in block.axes
    )
    return "; ".join(parts)


def _scale(block: CategoryScale) -> ShownScale:
    return ShownScale(
        block=block,
        scale=bars.category_scale(block),
        claimed=text_format.points(block.claimed),
        proven=text_format.points(block.proven),
        target=text_format.points(block.target),
        maximum=text_format.points(block.maximum),
    )


def _table(table: Table, zone: str) -> ShownTable:
    columns = tuple(
        ShownColumn(column.title, _aligned(column.align), f"w-{column.width}")
        for column in table.columns
    )
    return ShownTable(
        label=table.label,
        anchor=table.anchor,
        caption=table.caption,
        columns=columns,
        rows=tuple(_tall_or_not(_row(row, columns, zone)) for row in table.rows),
        total=_row(table.total, columns, zone) if table.total else (),
        empty=table.empty,
    )


def _row(row: Row, columns: tuple[ShownColumn, ...], zone: str) -> tuple[ShownCell, ...]:
    return tuple(_cell(cell, zone, column) for cell, column in zip(row, columns, strict=True))


def _tall_or_not(cells: tuple[ShownCell, ...]) -> ShownRow:
    longest = max(len(cell.text) + sum(map(len, cell.notes)) for cell in cells)
    return ShownRow(cells, longest > TALL_TEXT)


def _aligned(align: Align) -> str:
    return "num" if align is Align.END else ""


def _cell(cell: Cell, zone: str, column: ShownColumn | None = None) -> ShownCell:
    label, css = (column.title, column.css) if column else ("", "")
    match cell:
        case TextCell():
            tone = "" if cell.tone.value == "plain" else f"is-{cell.tone.value}"
            return ShownCell(cell.text, cell.notes, f"{css} {tone}".strip(), label=label)
        case LinkCell():
            return ShownCell(cell.text, cell.notes, css, cell.anchor, label=label, href=cell.href)
        case LedgerCell():
            bar = bars.ledger_bar(cell)
            return ShownCell(_ledger_text(cell), (), css, bar=bar, label=label)
        case MomentCell():
            moment = text_format.datetime_zone(cell.value, zone)
            return ShownCell(moment, (), css, label=label)
        case _:
            return ShownCell(_value_text(cell), (), css, label=label)


def _value_text(
    cell: PointsCell | IntegerCell | MoneyCell | DateCell | PercentCell | DecimalCell,
) -> str:
    match cell:
        case PointsCell():
            return text_format.points(cell.value)
        case IntegerCell() | DecimalCell():
            return text_format.number(cell.value)
        case MoneyCell():
            return text_format.money(cell.value)
        case DateCell():
            return text_format.date(cell.value)
        case PercentCell():
            return text_format.percent(cell.value)
        case _:
            assert_never(cell)


def cell_text(cell: Cell, zone: str) -> str:
    """A cell as people read it, for renderers of plain text."""
    return _cell(cell, zone).text


def _ledger_numbers(cell: LedgerCell) -> str:
    return " · ".join(text_format.points(v) for v in (cell.proven, cell.claimed, cell.maximum))


def _ledger_text(cell: LedgerCell) -> str:
    claimed, proven = text_format.points(cell.claimed), text_format.points(cell.proven)
    return f"terbukti {proven}, klaim {claimed}, maksimum {text_format.points(cell.maximum)}"
