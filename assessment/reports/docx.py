"""Report to DOCX: paragraphs, notes, tables and signature, in the city's template or a plain one.

Texts are only ever texts: no fields, no links, nothing is fetched. The same report in the same
template gives the same bytes. Pictures and bars stay with the PDF.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm
from docx.table import _Cell

from assessment import format as text_format
from assessment.core.placeholders import BODY, PATTERN, filled
from assessment.reports.document import (
    Align,
    Block,
    Cell,
    Facts,
    Notes,
    Paragraph,
    Report,
    Row,
    Section,
    Signature,
    Table,
    TextCell,
    Tone,
    clean_text,
)
from assessment.reports.html import cell_text

PAPERS = {"A4": (210, 297), "F4": (215, 330)}
MARGIN = 25
ZIP_DAY = (1980, 1, 1, 0, 0, 0)


def render(
    report: Report, *, values: Mapping[str, str], paper: str = "A4", template: Path | None = None
) -> bytes:
    """`values` stand for the placeholders of the template; without one the paper decides."""
    document = docx.Document(str(template) if template else None)
    if template is None:
        _plain(document, report, paper)
    place = _fill(document, values)
    writer = _Writer(document, report.identity.timezone)
    for section in report.sections:
        writer.section(section, 1)
    if place is not None:
        writer.move_to(place)
    _properties(document, report)
    stream = BytesIO()
    document.save(stream)
    return _fixed(stream.getvalue())


def _plain(document: Document, report: Report, paper: str) -> None:
    """The document of an office without a template: paper, letterhead, title, stamp, address."""
    sheet = document.sections[0]
    width, height = PAPERS.get(paper, PAPERS["A4"])
    sheet.page_width, sheet.page_height = Mm(width), Mm(height)
    sheet.left_margin = sheet.right_margin = Mm(MARGIN)
    for line in (*report.letterhead.lines, report.letterhead.address):
        if line:
            head = document.add_paragraph(clean_text(line))
            head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_heading(clean_text(report.title), 0)
    document.add_paragraph(clean_text(report.subtitle))
    checked = f" - periksa keaslian di {report.check_url}" if report.check_url else ""
    sheet.footer.paragraphs[0].text = clean_text(report.identity.stamp + checked)


def _fill(document: Document, values: Mapping[str, str]) -> Any:
    """Puts values in place; the paragraph that asks for the body, or None."""
    place = None
    for paragraph in _paragraphs(document):
        names = PATTERN.findall(paragraph.text)
        if BODY in names and place is None:
            place = paragraph
        elif names and paragraph.runs:
            # A placeholder may be spread over runs: the first one carries the whole text.
            text = filled(paragraph.text, values)
            for run in paragraph.runs[1:]:
                run.text = ""
            paragraph.runs[0].text = clean_text(text)
    return place


def _paragraphs(document: Document) -> Iterator[Any]:
    yield from document.paragraphs
    for table in document.tables:
        for cell in table._cells:
            yield from cell.paragraphs
    for section in document.sections:
        for part in (section.header, section.footer):
            if not part.is_linked_to_previous:
                yield from part.paragraphs


class _Writer:
    """Appends to the end of the document; `move_to` puts what was written where it belongs."""

    def __init__(self, document: Document, zone: str) -> None:
        self.document = document
        self.zone = zone
        self.first = len(document.element.body)

    def section(self, section: Section, level: int) -> None:
        self._paragraph(section.title, f"Heading {level}")
        for block in section.blocks:
            self.block(block)
        for child in section.children:
            self.section(child, level + 1)

    def block(self, block: Block) -> None:
        """Blocks that a DOCX does not know are pictures of what its tables say."""
        known: dict[type, Callable[[Any], None]] = {
            Paragraph: self._text,
            Notes: self._notes,
            Facts: self._facts,
            Table: self._table,
            Signature: self._signature,
        }
        write = known.get(type(block))
        if write:
            write(block)

    def move_to(self, place: Any) -> None:
        """Everything written so far, in place of that paragraph."""
        body = self.document.element.body
        written = [element for element in list(body)[self.first - 1 :] if element is not body[-1]]
        for element in written:
            place._p.addprevious(element)
        place._p.getparent().remove(place._p)

    def _paragraph(self, text: str, style: str = "Normal") -> Any:
        known = {found.name for found in self.document.styles}
        chosen = style if style in known else None
        return self.document.add_paragraph(clean_text(text), style=chosen)

    def _text(self, block: Paragraph) -> None:
        paragraph = self._paragraph(block.text)
        if block.tone is Tone.MUTED and paragraph.runs:
            paragraph.runs[0].italic = True

    def _notes(self, block: Notes) -> None:
        self._paragraph(block.title).runs[0].bold = True
        for note in block.notes:
            paragraph = self._paragraph("")
            paragraph.add_run(clean_text(note.label) + " ").bold = True
            paragraph.add_run(clean_text(note.text))

    def _facts(self, block: Facts) -> None:
        for fact in block.facts:
            self._paragraph(f"{fact.label}: {cell_text(fact.cell, self.zone)}")

    def _table(self, block: Table) -> None:
        self._paragraph(block.caption).runs[0].bold = True
        if not block.rows:
            self._paragraph(block.empty)
            return
        rows = [*block.rows, *([block.total] if block.total else [])]
        table = self.document.add_table(rows=1, cols=len(block.columns))
        table.style = "Table Grid" if "Table Grid" in self.document.styles else None
        for cell, column in zip(table.rows[0].cells, block.columns, strict=True):
            _write(cell, column.title, is_strong=True)
        for row in rows:
            self._row(table.add_row().cells, row, block, is_strong=row is block.total)

    def _row(self, cells: Any, row: Row, block: Table, *, is_strong: bool) -> None:
        for place, value, column in zip(cells, row, block.columns, strict=True):
            text = _said(value, self.zone)
            _write(place, text, is_strong=is_strong, is_end=column.align is Align.END)

    def _signature(self, block: Signature) -> None:
        capacity = f"selaku {block.capacity}" if block.capacity else ""
        head = (f"{block.place}, {text_format.date(block.signed_on)}", block.title, capacity)
        nip = f"NIP {block.nip}" if block.nip else ""
        for line in (*head, "", "", "", block.name or f"({40 * '.'})", block.rank, nip):
            if line or line == "":
                paragraph = self._paragraph(line)
                paragraph.paragraph_format.left_indent = Mm(80)


def _write(cell: _Cell, text: str, *, is_strong: bool = False, is_end: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.add_run(clean_text(text.replace("\u00ad", ""))).bold = is_strong
    if is_end:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _said(cell: Cell, zone: str) -> str:
    if isinstance(cell, TextCell):
        return "\n".join((cell.text, *cell.notes))
    return cell_text(cell, zone)


def _properties(document: Document, report: Report) -> None:
    made = report.identity.made_at.astimezone(UTC).replace(tzinfo=None)
    core = document.core_properties
    core.title, core.subject = clean_text(report.title)[:255], clean_text(report.subject)[:255]
    core.author = core.last_modified_by = clean_text(report.identity.city)[:255]
    core.comments = clean_text(f"{report.identity.stamp} · SHA-256 {report.identity.sha256}")[:255]
    core.created = core.modified = made
    core.revision = 1


def _fixed(data: bytes) -> bytes:
    """The same package with the same times each time."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(stream, "w") as target:
        for info in source.infolist():
            entry = zipfile.ZipInfo(info.filename, ZIP_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(info))
    return stream.getvalue()
