"""Draws small real files: a page of text as PDF, a photo-like picture as JPEG, a table as XLSX."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Sequence
from random import Random

import xlsxwriter
from PIL import Image, ImageDraw, ImageFont

A4 = (595, 842)
MARGIN = 64


def pdf_page(lines: Sequence[tuple[int, str]]) -> bytes:
    """One A4 page; each line with its size in points. Text is Latin-1."""
    drawn, y = [], A4[1] - MARGIN
    for size, text in lines:
        for part in textwrap.wrap(text, width=round(860 / size)) or [""]:
            y -= round(size * 1.5)
            drawn.append(f"BT /F1 {size} Tf {MARGIN} {y} Td ({_escaped(part)}) Tj ET")
    stream = "\n".join(drawn).encode("latin-1", "replace")
    return _assembled(
        (
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents 4 0 R "
            b"/Resources << /Font << /F1 5 0 R >> >> >>" % A4,
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        )
    )


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _assembled(objects: Sequence[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for offset in offsets:
        out += b"%010d 00000 n \n" % offset
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(objects) + 1)
    out += b"startxref\n%d\n%%%%EOF\n" % start
    return bytes(out)


def photo(caption: str, *, is_evacuation: bool, seed: str) -> bytes:
    """A drawn scene, 960 x 640: a school under mountains, or an evacuation sign on its wall."""
    chance = Random(seed)  # noqa: S311 - colours of a picture
    image = Image.new("RGB", (960, 640), (150 + chance.randrange(60), 190, 225))
    pen = ImageDraw.Draw(image)
    _landscape(pen, chance)
    _school(pen, chance)
    if is_evacuation:
        _evacuation_sign(pen)
    pen.rectangle((0, 592, 960, 640), fill=(250, 250, 246))
    pen.text((16, 606), caption, fill=(30, 30, 30), font=ImageFont.load_default(20))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


def _landscape(pen: ImageDraw.ImageDraw, chance: Random) -> None:
    for left in (-120, 240, 560):
        top = 140 + chance.randrange(90)
        middle = left + 200 + chance.randrange(80)
        pen.polygon([(left, 400), (middle, top), (left + 480, 400)], fill=(96, 132, 108))
    pen.rectangle((0, 400, 960, 592), fill=(126, 158 + chance.randrange(30), 92))


def _school(pen: ImageDraw.ImageDraw, chance: Random) -> None:
    left = 90 + chance.randrange(120)
    roof = (150 + chance.randrange(60), 74, 58)
    pen.rectangle((left, 300, left + 460, 500), fill=(238, 228, 204), outline=(110, 100, 90))
    pen.polygon([(left - 30, 300), (left + 230, 210), (left + 490, 300)], fill=roof)
    pen.rectangle((left + 200, 390, left + 260, 500), fill=(112, 82, 60))
    for x in (40, 120, 300, 380):
        pen.rectangle((left + x, 350, left + x + 52, 410), fill=(176, 214, 232))
    pen.line((left + 560, 500, left + 560, 230), fill=(80, 80, 80), width=5)
    pen.rectangle((left + 562, 232, left + 632, 252), fill=(206, 42, 48))
    pen.rectangle((left + 562, 252, left + 632, 272), fill=(250, 250, 250))


def _evacuation_sign(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((640, 330, 900, 500), fill=(0, 128, 84), outline=(255, 255, 255), width=6)
    pen.ellipse((682, 356, 712, 386), fill=(255, 255, 255))
    pen.line((696, 388, 690, 430), fill=(255, 255, 255), width=12)
    pen.line((690, 430, 664, 472), fill=(255, 255, 255), width=10)
    pen.line((690, 430, 716, 470), fill=(255, 255, 255), width=10)
    pen.line((694, 402, 728, 418), fill=(255, 255, 255), width=8)
    pen.polygon(
        [(760, 402), (818, 402), (818, 376), (872, 415), (818, 454), (818, 428), (760, 428)],
        fill=(255, 255, 255),
    )
    pen.rectangle((764, 500, 776, 560), fill=(90, 90, 90))


def table(title: str, rows: Sequence[Sequence[str | int]]) -> bytes:
    """A workbook of one sheet with a title, a header row and typed cells."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("Matriks")
    bold = book.add_format({"bold": True, "text_wrap": True})
    sheet.write_string(0, 0, title, bold)
    for number, row in enumerate(rows, start=2):
        for column, value in enumerate(row):
            look = bold if number == 2 else None
            if isinstance(value, int):
                sheet.write_number(number, column, value, look)
            else:
                sheet.write_string(number, column, value, look)
    sheet.set_column(0, 0, 6)
    sheet.set_column(1, 4, 26)
    book.close()
    return out.getvalue()
