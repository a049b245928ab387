"""What stood open when a snapshot was made; in its minutes and in their annex. Pure."""

from __future__ import annotations

from assessment.reports.content_source import Json, joined, points
from assessment.reports.document import (
    Block,
    Column,
    IntegerCell,
    Kind,
    Paragraph,
    PointsCell,
    Table,
    TextCell,
)

OPEN_COLUMNS = (
    Column("Hal", width=30),
    Column("Jumlah", Kind.INTEGER, 10),
    Column("Poin", Kind.POINTS, 10),
    Column("Di mana", width=50),
)
MOST_PLACES = 40
NONE_OPEN = "Tidak ada hal yang terbuka pada saat pembekuan."


def minutes_of(content: Json) -> Json:
    """The minutes; those of an older snapshot name nobody but the settings' signatory."""
    found: Json = content.get("minutes") or {
        "number": "",
        "signatories": [content["city"]["signatory"]],
        "open": [],
    }
    return found


def open_blocks(content: Json) -> tuple[Block, ...]:
    findings = minutes_of(content)["open"]
    rows = tuple(
        (
            TextCell(finding["title"]),
            IntegerCell(finding["count"]),
            PointsCell(points(finding["points"])),
            TextCell(_places(finding["labels"])),
        )
        for finding in findings
    )
    empty = NONE_OPEN if "minutes" in content else "Daftar ini belum dicatat pada rekaman lama."
    return (
        Paragraph(
            "Hal berikut diketahui pada saat pembekuan. Satu pertanyaan dapat muncul di beberapa "
            "baris; poin adalah nilai yang bergantung padanya."
        ),
        Table("Hal yang masih terbuka", OPEN_COLUMNS, rows, empty=empty),
    )


def _places(labels: list[str]) -> str:
    """The first places by name; the snapshot itself holds them all."""
    rest = len(labels) - MOST_PLACES
    return joined((*labels[:MOST_PLACES], f"dan {rest} lainnya" if rest > 0 else ""))
