"""Numbers of tables and figures, by chapter: `Tabel 3.2` stays the same when another chapter grows.

Pure. Walks a report and gives each table and figure its label and anchor.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from assessment.reports.document import (
    Block,
    CategoryScale,
    LedgerBars,
    Radar,
    Report,
    Section,
    Table,
)

TABLE, FIGURE = "Tabel", "Gambar"


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the list of tables or of figures."""

    label: str
    caption: str
    anchor: str


def numbered(report: Report) -> Report:
    """The same report; tables without rows are sentences and have no number."""
    sections = tuple(
        _section(section, place, Counter()) for place, section in enumerate(report.sections, 1)
    )
    return replace(report, sections=sections)


def listed(sections: tuple[Section, ...], word: str) -> tuple[Listed, ...]:
    """Tables or figures that carry a number, in the order of the pages."""
    return tuple(
        Listed(block.label, _caption(block), block.anchor)
        for section in sections
        for block in _blocks(section)
        if isinstance(block, Table | LedgerBars | CategoryScale | Radar)
        and block.label.startswith(word)
    )


def _section(section: Section, chapter: int, counted: Counter[str]) -> Section:
    blocks = tuple(_block(block, chapter, counted) for block in section.blocks)
    children = tuple(_section(child, chapter, counted) for child in section.children)
    return replace(section, blocks=blocks, children=children)


def _block(block: Block, chapter: int, counted: Counter[str]) -> Block:
    found: Block = block
    if isinstance(block, Table) and block.rows:
        found = _marked(block, TABLE, chapter, counted)
    elif isinstance(block, LedgerBars | CategoryScale | Radar):
        found = _marked(block, FIGURE, chapter, counted)
    return found


def _marked(block: Any, word: str, chapter: int, counted: Counter[str]) -> Any:
    counted[word] += 1
    number = counted[word]
    label, anchor = f"{word} {chapter}.{number}", f"{word.lower()}-{chapter}-{number}"
    return replace(block, label=label, anchor=anchor)


def _blocks(section: Section) -> Iterator[Block]:
    yield from section.blocks
    for child in section.children:
        yield from _blocks(child)


def _caption(block: Table | LedgerBars | CategoryScale | Radar) -> str:
    return block.caption if isinstance(block, Table) else block.title
