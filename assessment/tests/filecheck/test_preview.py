"""Pages become small pictures; hostile files end in a clean refusal, within time and memory."""

from __future__ import annotations

import contextlib
import io
import time
import zlib

import pytest
from PIL import Image

from assessment.filecheck import FileKind, FileRefusedError, Limits, Refusal
from assessment.filecheck.preview import draw
from assessment.filecheck.preview_child import MAX_BYTES, MAX_SIDE
from assessment.tests.filecheck import builders as make

MEGABYTE = 1024 * 1024


@pytest.fixture
def drawn(tmp_path):
    """Draws a page of the content and gives its picture."""

    def _drawn(content, kind=FileKind.PDF, page=1, **limits):
        source, target = tmp_path / "berkas", tmp_path / "gambar"
        source.write_bytes(content)
        try:
            draw(source, kind, page, target, **limits)
        except FileRefusedError:
            assert not target.exists()
            raise
        return Image.open(io.BytesIO(target.read_bytes()))

    return _drawn


def content_pdf(stream: bytes, *, filters: bytes = b"", page: bytes = b"", extra=()) -> bytes:
    body = b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(stream), filters, stream)
    return make.pdf(body, *extra, page=b"/Contents 10 0 R " + page)


def test_page_of_a_pdf_is_drawn(drawn):
    red = content_pdf(b"1 0 0 rg 0 0 100 200 re f")

    image = drawn(red)

    assert (image.format, image.size) == ("PNG", (MAX_SIDE, MAX_SIDE))
    assert image.convert("RGB").getpixel((10, 10)) == (255, 0, 0)
    assert image.convert("RGB").getpixel((MAX_SIDE - 10, 10)) == (255, 255, 255)


@pytest.mark.parametrize("page, is_there", [(1, True), (3, True), (4, False), (0, False)])
def test_only_pages_that_exist_are_drawn(drawn, page, is_there):
    content = make.pdf(pages=3)

    if is_there:
        assert drawn(content, page=page).width == MAX_SIDE
    else:
        with pytest.raises(FileRefusedError):
            drawn(content, page=page)


def test_photo_becomes_a_small_picture(drawn):
    image = drawn(make.png_noise(1800), FileKind.PNG)

    assert image.format == "PNG"
    assert max(image.size) <= MAX_SIDE
    assert len(image.fp.getvalue()) <= MAX_BYTES


def test_jpeg_keeps_its_shape(drawn):
    image = drawn(make.jpeg(make.picture(400, 300)), FileKind.JPEG)

    assert image.size == (400, 300)


def bomb() -> bytes:
    """A picture of 30 000 x 30 000 grey pixels in a megabyte: 900 MB once unpacked."""
    side = 30_000
    packed = zlib.compressobj(9)
    row = bytes(side)
    data = b"".join(packed.compress(row) for _ in range(side)) + packed.flush()
    image = (
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray "
        b"/BitsPerComponent 8 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream"
        % (side, side, len(data), data)
    )
    page = b"/Resources << /XObject << /I 11 0 R >> >> "
    return content_pdf(b"200 0 0 200 0 0 cm /I Do", page=page, extra=[image])


def endless() -> bytes:
    """Forms that draw one another ten times each, twelve levels deep."""
    levels = 12
    forms = [
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 200 200] "
        b"/Resources << /XObject << /N %d 0 R >> >> /Length %d >>\nstream\n%s\nendstream"
        % (12 + level, 50, b"/N Do " * 8 + b"  ")
        for level in range(levels)
    ]
    last = (
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 12 >>\n"
        b"stream\n0 0 9 9 re f\nendstream"
    )
    page = b"/Resources << /XObject << /N 11 0 R >> >> "
    return content_pdf(b"/N Do", page=page, extra=[*forms, last])


HOSTILE = {
    "not a pdf": b"%PDF-1.7 tidak ada apa-apa",
    "cut off": make.pdf()[:150],
    "encrypted": make.pdf_encrypted(user_password="rahasia"),
    "loop of pages": make.pdf().replace(b"/Kids [3 0 R]", b"/Kids [2 0 R]"),
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_pdf_is_refused(drawn, content):
    with pytest.raises(FileRefusedError) as caught:
        drawn(content)

    assert caught.value.code in (Refusal.UNREADABLE, Refusal.PDF_NO_PAGES)


SMALL = Limits(wall_seconds=6, cpu_seconds=4, memory_bytes=400 * MEGABYTE)


def test_endless_pdf_ends_within_its_time(drawn):
    content, began = endless(), time.monotonic()

    with pytest.raises(FileRefusedError) as caught:
        drawn(content, limits=SMALL)

    assert caught.value.code is Refusal.UNREADABLE
    assert time.monotonic() - began < 10


def test_picture_bomb_stays_within_its_memory(drawn):
    """The limit is below what the picture would take: the page comes without it, or not at all."""
    content = bomb()

    with contextlib.suppress(FileRefusedError):
        assert max(drawn(content, limits=SMALL).size) <= MAX_SIDE
    assert SMALL.memory_bytes < 30_000 * 30_000


def test_time_is_limited(drawn):
    with pytest.raises(FileRefusedError) as caught:
        drawn(make.pdf(), limits=Limits(wall_seconds=0.01))

    assert caught.value.code is Refusal.UNREADABLE


def test_memory_is_limited(drawn):
    photo = make.jpeg(make.picture(6000, 4000))

    with pytest.raises(FileRefusedError) as caught:
        drawn(photo, FileKind.JPEG, limits=Limits(memory_bytes=40 * MEGABYTE))

    assert caught.value.code is Refusal.UNREADABLE
