"""What inspect() returns, what cleaning removes, and what the limits of the child stop."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

import pytest
from PIL import Image

from assessment.filecheck import FileKind, FileRefusedError, Inspected, Limits, Refusal, inspect
from assessment.filecheck.errors import MESSAGES
from assessment.tests.filecheck import builders as make

MAX_BYTES = 25 * 1024 * 1024
MEGABYTE = 1024 * 1024


@pytest.fixture
def upload(tmp_path: Path) -> Path:
    directory = tmp_path / "uploads"
    directory.mkdir()
    return directory / "upload.tmp"


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _children() -> set[str]:
    """Command lines of running inspection children, whoever started them."""
    lines = set()
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = entry.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if "filecheck.child" in line:
            lines.add(line)
    return lines


def test_inspect_pdf_returns_the_upload_itself(upload):
    data = make.pdf(pages=2)
    upload.write_bytes(data)

    found = inspect(upload, " Notula\u202e rapat.PDF", max_bytes=MAX_BYTES)

    assert found == Inspected(
        kind=FileKind.PDF,
        name="Notula rapat.PDF",
        mime="application/pdf",
        extension="pdf",
        size=len(data),
        sha256=_sha256(data),
        source_sha256=_sha256(data),
        source_path=upload,
        clean_path=upload,
        pages=2,
        taken_at=None,
    )
    found.discard()
    assert upload.read_bytes() == data


def test_inspect_image_hashes_upload_and_cleaned_copy(upload):
    data = make.jpeg_with_gps()
    upload.write_bytes(data)

    found = inspect(upload, "foto.JPEG", max_bytes=MAX_BYTES)

    cleaned = found.clean_path.read_bytes()
    assert found.clean_path != upload
    assert found.extension == "jpg"
    assert (found.source_sha256, found.sha256) == (_sha256(data), _sha256(cleaned))
    assert found.size == len(cleaned)


@pytest.mark.parametrize(
    ("name", "data"), [("a.jpg", make.jpeg_with_gps()), ("a.png", make.png_with_text())]
)
def test_inspect_image_loses_gps_and_other_metadata(upload, name, data):
    upload.write_bytes(data)
    assert b"RAHASIA" in data

    found = inspect(upload, name, max_bytes=MAX_BYTES)

    cleaned = found.clean_path.read_bytes()
    with Image.open(found.clean_path) as image:
        image.load()
        assert dict(image.getexif()) == {}
        assert dict(image.getexif().get_ifd(0x8825)) == {}
        assert not {"exif", "icc_profile", "comment", "Author"} & image.info.keys()
    assert b"RAHASIA" not in cleaned
    assert b"Exif" not in cleaned


def test_inspect_source_has_gps_before_cleaning(upload):
    upload.write_bytes(make.jpeg_with_gps())

    with Image.open(upload) as image:
        assert image.getexif().get_ifd(0x8825)[4] == (116.0, 7.0, 2.5)


@pytest.mark.parametrize(
    ("orientation", "size", "brightest"),
    [(1, (40, 30), "bottom"), (3, (40, 30), "top"), (6, (30, 40), "left"), (8, (30, 40), "right")],
)
def test_inspect_image_honours_orientation(upload, orientation, size, brightest):
    upload.write_bytes(make.jpeg_with_gps(orientation))

    found = inspect(upload, "foto.jpg", max_bytes=MAX_BYTES)

    with Image.open(found.clean_path) as image:
        gray = image.convert("L")
    width, height = gray.size
    edges = {
        "top": gray.getpixel((width // 2, 0)),
        "bottom": gray.getpixel((width // 2, height - 1)),
        "left": gray.getpixel((0, height // 2)),
        "right": gray.getpixel((width - 1, height // 2)),
    }
    assert (gray.size, max(edges, key=edges.__getitem__)) == (size, brightest)


@pytest.mark.parametrize(
    ("name", "mode", "kept"), [("a.jpg", "RGB", "RGB"), ("a.png", "RGBA", "RGBA")]
)
def test_inspect_image_shrinks_to_3000_pixels(upload, name, mode, kept):
    picture = make.picture(6400, 3200, mode)
    upload.write_bytes(make.jpeg(picture) if name == "a.jpg" else make.png(picture))

    found = inspect(upload, name, max_bytes=MAX_BYTES)

    with Image.open(found.clean_path) as image:
        assert (image.size, image.mode) == ((3000, 1500), kept)


def test_inspect_image_at_the_pixel_limit_fits_in_memory(upload):
    upload.write_bytes(make.png(make.picture(7000, 7000, "RGBA"), compress_level=1))

    found = inspect(upload, "peta.png", max_bytes=MAX_BYTES)

    with Image.open(found.clean_path) as image:
        assert image.size == (3000, 3000)


def test_inspect_png_animation_keeps_first_frame_only(upload):
    upload.write_bytes(make.png_animated())

    found = inspect(upload, "gerak.png", max_bytes=MAX_BYTES)

    with Image.open(found.clean_path) as image:
        assert getattr(image, "n_frames", 1) == 1
        assert image.convert("RGB").tobytes() == make.picture().tobytes()


def test_inspect_png_sixteen_bits_keeps_its_brightness(upload):
    upload.write_bytes(make.png(Image.new("I;16", (8, 8), 0x8000)))

    found = inspect(upload, "pindai.png", max_bytes=MAX_BYTES)

    with Image.open(found.clean_path) as image:
        assert (image.mode, image.getpixel((4, 4))) == ("L", 0x80)


def test_inspect_image_drops_appended_bytes(upload):
    upload.write_bytes(make.jpeg() + b"<script>EKOR</script>")

    found = inspect(upload, "foto.jpg", max_bytes=MAX_BYTES)

    assert b"EKOR" not in found.clean_path.read_bytes()


def test_inspect_limit_is_a_parameter_and_inclusive(upload):
    data = make.pdf()
    upload.write_bytes(data)

    assert inspect(upload, "a.pdf", max_bytes=len(data)).size == len(data)
    with pytest.raises(FileRefusedError) as refused:
        inspect(upload, "a.pdf", max_bytes=len(data) - 1)

    assert refused.value.code is Refusal.TOO_LARGE


def test_inspect_names_the_limit_to_the_user(upload):
    upload.write_bytes(bytes(2 * MEGABYTE))

    with pytest.raises(FileRefusedError) as refused:
        inspect(upload, "a.pdf", max_bytes=MEGABYTE)

    assert refused.value.message == (
        "Berkas ini melebihi batas 1 MB. Perkecil atau bagi menjadi beberapa berkas, "
        "lalu unggah lagi."
    )


def test_inspect_kills_a_child_that_takes_too_long(upload):
    upload.write_bytes(make.png_noise(2800))
    before = _children()
    started = time.monotonic()

    with pytest.raises(FileRefusedError) as refused:
        inspect(upload, "derau.png", max_bytes=MAX_BYTES, limits=Limits(wall_seconds=0.3))

    assert refused.value.code is Refusal.UNREADABLE
    assert time.monotonic() - started < 5
    assert not [line for line in _children() - before if str(upload.parent) in line]
    assert list(upload.parent.iterdir()) == [upload]


def test_inspect_stops_a_child_at_its_processor_time(upload):
    numbers = b"[" + b"1 " * 90_000 + b"]"
    upload.write_bytes(make.pdf(*[numbers] * 60))

    with pytest.raises(FileRefusedError) as refused:
        inspect(upload, "angka.pdf", max_bytes=MAX_BYTES, limits=Limits(cpu_seconds=1))

    assert refused.value.code is Refusal.UNREADABLE


def test_inspect_stops_a_child_at_its_memory(upload):
    upload.write_bytes(make.png(make.picture(6000, 6000, "RGBA"), compress_level=1))

    with pytest.raises(FileRefusedError) as refused:
        inspect(upload, "peta.png", max_bytes=MAX_BYTES, limits=Limits(memory_bytes=150 * MEGABYTE))

    assert refused.value.code is Refusal.UNREADABLE
    assert list(upload.parent.iterdir()) == [upload]


def test_inspect_stops_a_child_that_writes_too_much(upload):
    upload.write_bytes(make.png_noise(900))

    with pytest.raises(FileRefusedError) as refused:
        inspect(upload, "derau.png", max_bytes=MAX_BYTES, limits=Limits(file_bytes=MEGABYTE))

    assert refused.value.code is Refusal.IMAGE_DAMAGED
    assert list(upload.parent.iterdir()) == [upload]


def test_inspect_refuses_a_cleaned_image_over_the_limit(upload):
    data = make.jpeg(make.picture(900, 900).effect_spread(200), quality=5)
    upload.write_bytes(data)

    with pytest.raises(FileRefusedError) as refused:
        inspect(upload, "foto.jpg", max_bytes=len(data))

    assert refused.value.code is Refusal.TOO_LARGE
    assert list(upload.parent.iterdir()) == [upload]


def test_inspect_child_is_quick_for_small_files(upload):
    upload.write_bytes(make.jpeg())
    times = []
    for _ in range(3):
        started = time.monotonic()
        inspect(upload, "foto.jpg", max_bytes=MAX_BYTES).discard()
        times.append(time.monotonic() - started)

    # Well under half a second on a quiet machine; the margin is for a busy one.
    assert min(times) < 2


def test_messages_cover_every_code_and_say_what_to_do():
    assert set(MESSAGES) == set(Refusal)
    steps = ("unggah", "coba lagi")
    assert [
        code for code, text in MESSAGES.items() if not any(step in text for step in steps)
    ] == []
