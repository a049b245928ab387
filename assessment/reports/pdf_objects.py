"""A part of a PDF between its making and the whole: objects as bytes, kept in a file.

Pure; knows neither WeasyPrint nor the report.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class RawObject:
    """A PDF object as bytes: all of it in head, or the dictionary before a stream and the rest."""

    head: bytes
    body: bytes | None = None


@dataclass(slots=True)
class PartPdf:
    """Objects by number (references inside are of these numbers) and what the whole refers to.

    pages: number, width and height in points of each page. places: where an anchor is. tree: the
    root of the part's tags. nums: entries of its parent tree, by key. fonts: number of the
    dictionary of fonts. glyphs: code and width (thousandths of the size) of each letter of a font
    that was asked for.
    """

    objects: dict[int, RawObject]
    pages: list[tuple[int, float, float]]
    places: dict[str, bytes]
    tree: int
    nums: list[tuple[int, bytes]]
    fonts: int
    glyphs: dict[str, tuple[str, int]] = field(default_factory=dict)
    font: int = 0

    def to_bytes(self) -> bytes:
        """A line of JSON and the objects behind it."""
        blobs, index = [], []
        for number, row in self.objects.items():
            index.append([number, len(row.head), -1 if row.body is None else len(row.body)])
            blobs += [row.head, row.body or b""]
        words = {
            "objects": index,
            "pages": self.pages,
            "places": {name: place.decode("latin-1") for name, place in self.places.items()},
            "tree": self.tree,
            "nums": [[key, value.decode("latin-1")] for key, value in self.nums],
            "fonts": self.fonts,
            "glyphs": self.glyphs,
            "font": self.font,
        }
        return json.dumps(words, sort_keys=True).encode() + b"\n" + b"".join(blobs)


def from_bytes(data: bytes) -> PartPdf:
    """What to_bytes wrote; ValueError or KeyError when it is something else."""
    end = data.index(b"\n")
    words = json.loads(data[:end])
    objects, at = {}, end + 1
    for number, head, body in words["objects"]:
        first, at = data[at : at + head], at + head
        rest = None if body < 0 else data[at : at + body]
        at += max(body, 0)
        objects[number] = RawObject(first, rest)
    if at != len(data):
        raise ValueError("The part is not whole.")
    return PartPdf(
        objects=objects,
        pages=[(number, width, height) for number, width, height in words["pages"]],
        places={name: place.encode("latin-1") for name, place in words["places"].items()},
        tree=words["tree"],
        nums=[(key, value.encode("latin-1")) for key, value in words["nums"]],
        fonts=words["fonts"],
        glyphs={letter: (code, width) for letter, (code, width) in words["glyphs"].items()},
        font=words["font"],
    )
