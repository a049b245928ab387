"""Cuts a report into parts that are set on paper on their own: pages enough for one process.

Pure. A cut comes before an indicator where that is possible, inside a table only where the table
alone is too long; the rest of a section that was cut has no title.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assessment.reports.document import Block, LinkCell, Notes, Paragraph, Row, Section, Table
from assessment.reports.document import TextCell as Text

#: Letters of a part, about a dozen pages: what one process sets within its memory.
LIMIT = 55_000
#: What a cell, and any other block, costs beside its letters.
CELL, BLOCK = 30, 900
CONTINUED = " (lanjutan)"

Part = tuple[Section, ...]


def parts_of(sections: tuple[Section, ...], limit: int = LIMIT) -> list[Part]:
    """The sections in their order, cut and gathered to parts; chapters never share a part with
    one before that is cut."""
    parts: list[Part] = []
    open_part: Part = ()
    for section in sections:
        pieces = list(_pieces(section, limit))
        fits = len(pieces) == 1 and weight(section) + sum(map(weight, open_part)) <= limit
        if open_part and fits:
            open_part = (*open_part, pieces[0])
            continue
        if open_part:
            parts.append(open_part)
        parts += [(piece,) for piece in pieces[:-1]]
        open_part = (pieces[-1],)
    return [*parts, open_part] if open_part else parts


def weight(section: Section) -> int:
    """About how many letters it takes to print it."""
    return sum(map(_weight, section.blocks)) + sum(map(weight, section.children))


def _pieces(section: Section, limit: int) -> Iterator[Section]:
    """A section whole, or cut before its children, blocks and rows."""
    if weight(section) <= limit:
        yield section
        return
    *pieces, last = _block_pieces(replace(section, children=()), limit)
    yield from pieces
    for child in (piece for each in section.children for piece in _pieces(each, limit)):
        if weight(last) and weight(last) + weight(child) > limit:
            yield last
            last = untitled(section, children=())
        last = replace(last, children=(*last.children, child))
    yield last


def untitled(section: Section, **changes: object) -> Section:
    """What follows of a section after a cut."""
    rest = replace(section, title="", anchor="", blocks=())
    return replace(rest, **changes)  # type: ignore[arg-type]


def _block_pieces(section: Section, limit: int) -> Iterator[Section]:
    gathered: list[Block] = []
    is_first = True
    for block in (piece for each in section.blocks for piece in _cut(each, limit)):
        if gathered and sum(map(_weight, gathered)) + _weight(block) > limit:
            yield _with(section, gathered, is_first=is_first)
            gathered, is_first = [], False
        gathered.append(block)
    yield _with(section, gathered, is_first=is_first)


def _with(section: Section, blocks: list[Block], *, is_first: bool) -> Section:
    held = tuple(blocks)
    return replace(section, blocks=held) if is_first else untitled(section, blocks=held)


def _cut(block: Block, limit: int) -> Iterator[Block]:
    """A table in tables of whole rows; its total stays with the last ones."""
    if not isinstance(block, Table) or _weight(block) <= limit:
        yield block
        return
    rows: list[Row] = []
    first = block
    for row in block.rows:
        if rows and BLOCK + sum(map(_row_weight, (*rows, row))) > limit:
            yield replace(first, rows=tuple(rows), total=None)
            rows, first = [], replace(block, caption=block.caption + CONTINUED, anchor="")
        rows.append(row)
    yield replace(first, rows=tuple(rows))


def _weight(block: Block) -> int:
    match block:
        case Table():
            return BLOCK + sum(map(_row_weight, block.rows))
        case Notes():
            return BLOCK + sum(len(note.text) for note in block.notes)
        case Paragraph():
            return len(block.text)
        case _:
            return BLOCK


def _row_weight(row: Row) -> int:
    return sum(CELL + _letters(cell) for cell in row)


def _letters(cell: object) -> int:
    if isinstance(cell, (Text, LinkCell)):
        return len(cell.text) + sum(map(len, cell.notes))
    return 10
