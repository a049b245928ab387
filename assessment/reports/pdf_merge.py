"""Puts the parts of a report together to one PDF: pages, tags, named places, bookmarks, footers.

Pure bytes: renumbers the objects that WeasyPrint made and changes nothing else in them. Parts that
are equal give equal bytes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pydyf

from assessment.reports.pdf_objects import PartPdf, RawObject
from assessment.reports.pdf_write import written

#: A literal string (left alone), a key of the parent tree, or a reference to an object.
TOKEN = re.compile(
    rb"\((?:[^\\()]|\\.)*\)|/(StructParents?) (\d+)|(?<![\w.+-])(\d+) 0 R\b", re.DOTALL
)
MILLIMETRE = 72 / 25.4
FONT_SIZE = 8
FOOT_HEIGHT = 9 * MILLIMETRE
SIDE, WIDE_SIDE = 18 * MILLIMETRE, 15 * MILLIMETRE
GREY = "0.333 0.388 0.435"


@dataclass(frozen=True, slots=True)
class Entry:
    """A bookmark: where it leads, and those below it."""

    title: str
    anchor: str
    children: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Whole:
    """What the document says of itself. stamp stands left in the foot of each page."""

    info: Mapping[str, str]
    language: str
    identifier: str
    stamp: str
    entries: tuple[Entry, ...]


class _Raw(pydyf.Object):
    """An object that is bytes already."""

    def __init__(self, row: RawObject, head: bytes = b"") -> None:
        super().__init__()
        self.row, self.head = row, head

    @property
    def data(self) -> bytes:
        return self.head + (self.row.body or b"")

    @property
    def compressible(self) -> bool:
        return self.row.body is None


class _Merger:
    def __init__(self, whole: Whole, foot: PartPdf) -> None:
        self.pdf = pydyf.PDF()
        self.whole = whole
        self.places: dict[str, bytes] = {}
        self.nums: list[Any] = []
        self.next_key = 0
        self.root = self._add({"Type": "/StructTreeRoot"})
        self.document = self._add({"Type": "/StructElem", "S": "/Document"})
        self.document["P"] = self.root.reference
        self.document["K"] = pydyf.Array()
        self.foot = foot
        numbers = self._take(foot, 0)
        self.font = b"%d 0 R" % numbers[foot.font]
        self.opening = self._stream(b"q")
        self.pages: list[tuple[_Raw, float, float]] = []

    def add(self, part: PartPdf) -> None:
        numbers = self._take(part, self.next_key)
        for key, value in part.nums:
            self.nums += [key + self.next_key, _renumbered(value, numbers, 0)]
        self.next_key += max((key for key, _ in part.nums), default=-1) + 1
        for name, place in part.places.items():
            self.places[name] = _renumbered(place, numbers, 0)
        self._object(numbers[part.fonts]).head = self._with_font(numbers[part.fonts])
        tree = self._object(numbers[part.tree])
        tree.head = _with_parent(tree.head, b"/P ", self.document.reference)
        self.document["K"].append(tree.reference)
        for number, width, height in part.pages:
            page = self._object(numbers[number])
            page.head = _with_parent(page.head, b"/Parent ", self.pdf.pages.reference)
            self.pages.append((page, width, height))

    def finish(self) -> bytes:
        for place, (page, width, height) in enumerate(self.pages, start=1):
            self._foot(page, width, height, f"halaman {place} dari {len(self.pages)}")
            self.pdf.pages["Count"] += 1
            self.pdf.pages["Kids"].extend([page.number, 0, "R"])
        self._outline()
        self._catalog()
        pdf = self.pdf
        pdf.add_object(pdf.info)
        return written(pdf.objects, pdf.catalog, pdf.info, self.whole.identifier)

    def _take(self, part: PartPdf, key: int) -> dict[int, int]:
        """Adds the objects of a part; gives their new numbers."""
        first = len(self.pdf.objects)
        numbers = {number: first + place for place, number in enumerate(part.objects)}
        for row in part.objects.values():
            self.pdf.add_object(_Raw(row, _renumbered(row.head, numbers, key)))
        return numbers

    def _foot(self, page: _Raw, width: float, height: float, words: str) -> None:
        """Stamp and number of the page, beside what the reader's tags tell."""
        side = WIDE_SIDE if width > height else SIDE
        length = sum(self.foot.glyphs[letter][1] for letter in words) * FONT_SIZE / 1000
        drawn = (
            f"Q /Artifact <</Type /Pagination /Subtype /Footer>> BDC BT {GREY} rg "
            f"/KlaFoot {FONT_SIZE} Tf 1 0 0 1 {side:.2f} {FOOT_HEIGHT:.2f} Tm "
            f"<{self._code(self.whole.stamp)}> Tj "
            f"1 0 0 1 {width - side - length:.2f} {FOOT_HEIGHT:.2f} Tm "
            f"<{self._code(words)}> Tj ET EMC"
        )
        over = self._stream(drawn.encode("ascii"))
        page.head = re.sub(
            rb"/Contents (\d+ 0 R)",
            b"/Contents [%s \\1 %s]" % (self.opening.reference, over.reference),
            page.head,
            count=1,
        )

    def _code(self, text: str) -> str:
        return "".join(self.foot.glyphs[letter][0] for letter in text)

    def _with_font(self, number: int) -> bytes:
        head = self._object(number).head
        return head[: head.rindex(b">>")] + b" /KlaFoot " + self.font + b">>"

    def _outline(self) -> None:
        root = self._add({})
        root["Count"] = self._entries(self.whole.entries, root)
        self.pdf.catalog["Outlines"] = root.reference

    def _entries(self, entries: Sequence[Entry], parent: Any) -> int:
        """Adds bookmarks below their parent; how many there are."""
        made: list[Any] = []
        count = 0
        for entry in entries:
            row = self._add({"Title": pydyf.String(entry.title), "Parent": parent.reference})
            row["Dest"] = self.places[entry.anchor]
            below = self._entries(entry.children, row)
            if below:
                row["Count"] = -below
            if made:
                made[-1]["Next"], row["Prev"] = row.reference, made[-1].reference
            made.append(row)
            count += 1
        if made:
            parent["First"], parent["Last"] = made[0].reference, made[-1].reference
        return count

    def _catalog(self) -> None:
        parents = self._add({"Nums": pydyf.Array(self.nums)})
        self.root["ParentTree"] = parents.reference
        self.root["ParentTreeNextKey"] = self.next_key
        self.root["K"] = pydyf.Array([self.document.reference])
        names = pydyf.Array()
        for name in sorted(self.places):
            names += [pydyf.String(name), self.places[name]]
        self.pdf.catalog.update(
            {
                "StructTreeRoot": self.root.reference,
                "MarkInfo": pydyf.Dictionary({"Marked": "true"}),
                "ViewerPreferences": pydyf.Dictionary({"DisplayDocTitle": "true"}),
                "Lang": pydyf.String(self.whole.language),
                "Names": pydyf.Dictionary({"Dests": pydyf.Dictionary({"Names": names})}),
            }
        )
        self.pdf.info.update({key: pydyf.String(text) for key, text in self.whole.info.items()})

    def _add(self, values: dict[str, Any]) -> Any:
        row = pydyf.Dictionary(values)
        self.pdf.add_object(row)
        return row

    def _stream(self, content: bytes) -> pydyf.Stream:
        row = pydyf.Stream([content], compress=False)
        self.pdf.add_object(row)
        return row

    def _object(self, number: int) -> Any:
        return self.pdf.objects[number]


def merge(parts: Sequence[PartPdf], foot: PartPdf, whole: Whole) -> bytes:
    """The parts in their order as one PDF. foot holds the font of the letters in the feet."""
    merger = _Merger(whole, foot)
    for part in parts:
        merger.add(part)
    return merger.finish()


def pages_of_places(parts: Sequence[PartPdf]) -> dict[str, int]:
    """The number of the page, from 1, of every named place."""
    found, first = {}, 1
    for part in parts:
        order = {number: first + place for place, (number, _, _) in enumerate(part.pages)}
        for name, place in part.places.items():
            found[name] = order[int(place.removeprefix(b"[").split()[0])]
        first += len(part.pages)
    return found


def _renumbered(data: bytes, numbers: Mapping[int, int], key: int) -> bytes:
    def new(match: re.Match[bytes]) -> bytes:
        if match[3]:
            return b"%d 0 R" % numbers.get(int(match[3]), 0)
        if match[1]:
            return b"/%s %d" % (match[1], int(match[2]) + key)
        return match[0]

    return TOKEN.sub(new, data)


def _with_parent(head: bytes, name: bytes, reference: bytes) -> bytes:
    """Its parent was an object that the parts do not bring along."""
    return head.replace(name + b"0 0 R", name + reference, 1)
