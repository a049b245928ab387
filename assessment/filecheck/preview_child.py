"""The limited process that draws previews: limits first, then the parser, then one JSON line.

Called by preview.py as: KIND SOURCE PAGE TARGET CPU_SECONDS MEMORY_BYTES FILE_BYTES.
"""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from typing import Any

from PIL import Image

from assessment.filecheck.errors import FileRefusedError, Refusal
from assessment.filecheck.kinds import FileKind
from assessment.filecheck.sandbox import confine

#: Longest side of a preview, and what it may weigh: people look at it over slow lines.
MAX_SIDE = 1200
LEAST_SIDE = 300
MAX_BYTES = 600 * 1024
_COLOURS = 256


def main(arguments: list[str]) -> None:
    kind, source, page, target = (
        FileKind(arguments[0]),
        Path(arguments[1]),
        int(arguments[2]),
        Path(arguments[3]),
    )
    confine(arguments[4:7])
    answer: dict[str, Any] = {"drawn": page}
    try:
        picture = _photo(source, kind) if kind.is_image else _pdf_page(source, page)
        _save(picture, target)
    except FileRefusedError as error:
        answer = {"refused": error.code}
    except Exception:
        # Whatever a parser says of a hostile file, there is no picture of it.
        answer = {"refused": Refusal.UNREADABLE}
    sys.stdout.write(json.dumps(answer))


def _photo(source: Path, kind: FileKind) -> Image.Image:
    """Stored photos are our own re-encoding: upright, without metadata, of bounded size."""
    with Image.open(source, formats=[kind.value.upper()]) as image:
        image.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS, reducing_gap=3.0)
        return image.convert("RGBA" if "A" in image.getbands() else "RGB")


def _pdf_page(source: Path, page: int) -> Image.Image:
    # Imported under the limits. No forms are set up and no script engine is part of this build.
    pdfium = importlib.import_module("pypdfium2")
    document = pdfium.PdfDocument(source)
    if not 1 <= page <= len(document):
        raise FileRefusedError(Refusal.PDF_NO_PAGES)
    sheet = document[page - 1]
    scale = MAX_SIDE / max(*sheet.get_size(), 1)
    picture: Image.Image = sheet.render(scale=scale, may_draw_forms=False).to_pil()
    return picture.convert("RGB")


def _save(picture: Image.Image, target: Path) -> None:
    """As it is when that is small; else in few colours, then smaller and smaller."""
    picture.save(target, "PNG", optimize=False)
    if target.stat().st_size <= MAX_BYTES:
        return
    plain = picture.convert("RGB")
    while True:
        few = plain.quantize(_COLOURS, method=Image.Quantize.MEDIANCUT)
        few.save(target, "PNG")
        if target.stat().st_size <= MAX_BYTES or max(plain.size) <= LEAST_SIDE:
            return
        plain.thumbnail((max(plain.size) * 3 // 4, max(plain.size) * 3 // 4))


if __name__ == "__main__":
    main(sys.argv[1:])
