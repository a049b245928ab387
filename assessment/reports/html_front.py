"""What comes before the chapters: table of contents, lists of tables and figures, the QR code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import segno
from django.utils.safestring import SafeString, mark_safe

from assessment.reports import numbering
from assessment.reports.document import Report, Section


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """A line of the table of contents; page is empty where the renderer counts itself."""

    title: str
    anchor: str
    page: str
    children: tuple[ShownEntry, ...]


@dataclass(frozen=True, slots=True)
class ShownList:
    """A list of tables or figures after the table of contents."""

    title: str
    entries: tuple[ShownEntry, ...]


def has_contents(report: Report) -> bool:
    """A single chapter without parts needs no table of contents."""
    first = report.sections[0].children if report.sections else ()
    return not report.is_short and bool(len(report.sections) > 1 or first)


def contents(sections: tuple[Section, ...], pages: Mapping[str, int]) -> tuple[ShownEntry, ...]:
    return tuple(
        ShownEntry(
            section.title,
            section.anchor,
            str(pages.get(section.anchor, "")),
            contents(section.children, pages),
        )
        for section in sections
    )


def lists(report: Report, pages: Mapping[str, int]) -> tuple[ShownList, ...]:
    """Lists of tables and of figures, as far as there are any."""
    titles = (("Daftar tabel", numbering.TABLE), ("Daftar gambar", numbering.FIGURE))
    found = ((title, numbering.listed(report.sections, word)) for title, word in titles)
    return tuple(
        ShownList(
            title,
            tuple(
                ShownEntry(
                    f"{row.label}. {row.caption}", row.anchor, str(pages.get(row.anchor, "")), ()
                )
                for row in rows
            ),
        )
        for title, rows in found
        if rows
    )


def check_code(url: str) -> SafeString:
    """The address as a QR code, drawn as vectors; empty without one."""
    if not url:
        return SafeString("")
    code = segno.make(url, error="m", micro=False)
    drawn = code.svg_inline(border=2, dark="#1b2733", omitsize=True, title=f"Kode QR ke {url}")
    return mark_safe(drawn)  # noqa: S308 - drawn by us; segno escapes the title
