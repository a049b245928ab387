"""Re-encodes a photo without metadata. Runs only in the child process."""

from __future__ import annotations

import struct
from pathlib import Path

from PIL import Image

from assessment.filecheck.errors import FileRefusedError, Refusal
from assessment.filecheck.kinds import FileKind
from assessment.filecheck.likeness import COLUMNS, ROWS, likeness_of

MAX_PIXELS = 50_000_000
MAX_SIDE = 3000
JPEG_QUALITY = 85
_ORIENTATION_TAG = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def check(source: Path, kind: FileKind, target: Path) -> str:
    """Writes the cleaned picture to `target` and returns what tells its likeness."""
    # The limit below is ours and stricter; Pillow's own would only warn first.
    Image.MAX_IMAGE_PIXELS = None
    try:
        if kind is FileKind.PNG:
            _check_png_complete(source)
        with Image.open(source, formats=[kind.value.upper()]) as image:
            if image.width * image.height > MAX_PIXELS:
                raise FileRefusedError(Refusal.IMAGE_TOO_BIG)
            return _clean(image, kind, target)
    except (FileRefusedError, MemoryError):
        raise
    except Exception as error:
        # Pillow's readers raise a dozen kinds of error for broken input.
        raise FileRefusedError(Refusal.IMAGE_DAMAGED) from error


def _clean(image: Image.Image, kind: FileKind, target: Path) -> str:
    turn = _TURNS.get(_orientation(image))
    if kind is FileKind.JPEG:
        # Lets libjpeg decode a big photo at a fraction of its size.
        image.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS, reducing_gap=3.0)
    else:
        image.load()
    plain = _plain_mode(image, kind)
    plain.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS, reducing_gap=3.0)
    if turn is not None:
        plain = plain.transpose(turn)
    # Pillow writes ICC profile, comment and the like from here when they are present.
    plain.info = {}
    if kind is FileKind.JPEG:
        plain.save(target, "JPEG", quality=JPEG_QUALITY)
    else:
        plain.save(target, "PNG")
    return _likeness(plain)


def _likeness(image: Image.Image) -> str:
    if image.mode in ("LA", "RGBA"):
        # What is transparent is seen as paper.
        paper = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(paper, image.convert("RGBA"))
    grey = image.convert("L").resize((COLUMNS, ROWS), Image.Resampling.BOX)
    return likeness_of(list(grey.tobytes()))


def _plain_mode(image: Image.Image, kind: FileKind) -> Image.Image:
    if kind is FileKind.JPEG:
        return image if image.mode in ("L", "RGB") else image.convert("RGB")
    if image.mode.startswith("I"):
        # 16 bits per pixel: keep the upper eight.
        return image.convert("I").point([value >> 8 for value in range(65536)], "L")
    if "transparency" in image.info or image.mode in ("PA", "La", "RGBa"):
        return image.convert("RGBA")
    if image.mode in ("L", "LA", "RGB", "RGBA"):
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(_ORIENTATION_TAG, 1))
    except MemoryError:
        raise
    except Exception:
        # Broken EXIF is thrown away with the rest of it; it is no reason to refuse a photo.
        return 1


def _check_png_complete(source: Path) -> None:
    """Walks the chunks to IEND: Pillow accepts a PNG that ends after its pixels."""
    size = source.stat().st_size
    with source.open("rb") as stream:
        position = 8
        while position + 12 <= size:
            stream.seek(position)
            length, name = struct.unpack(">I4s", stream.read(8))
            position += 12 + length
            if name == b"IEND" and position <= size:
                return
    raise FileRefusedError(Refusal.IMAGE_DAMAGED)
