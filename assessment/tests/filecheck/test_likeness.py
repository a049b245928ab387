"""Photos of the same scene are recognised; others, and pictures without structure, are not."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest
from PIL import Image, ImageEnhance

from assessment.filecheck import inspect
from assessment.filecheck.likeness import is_alike, likeness_of
from assessment.tests.filecheck import builders as make


def scene(seed: int, size: tuple[int, int] = (640, 480)) -> Image.Image:
    """A made-up photo: soft patches of light; every seed another one."""
    noise = random.Random(seed).randbytes(12 * 9 * 3)  # noqa: S311 - noise, no secret
    return Image.frombytes("RGB", (12, 9), noise).resize(size, Image.Resampling.BICUBIC)


@pytest.fixture
def likeness(tmp_path: Path):
    def _likeness(name: str, content: bytes) -> str:
        path = tmp_path / "upload.tmp"
        path.write_bytes(content)
        found = inspect(path, name, max_bytes=25 * 1024 * 1024)
        found.discard()
        return found.likeness

    return _likeness


@pytest.mark.parametrize(
    "name, change",
    [
        ("kecil.jpg", lambda image: make.jpeg(image.resize((320, 240)))),
        ("mutu.jpg", lambda image: make.jpeg(image, quality=40)),
        ("terang.jpg", lambda image: make.jpeg(ImageEnhance.Brightness(image).enhance(1.1))),
        ("lain.png", make.png),
        ("tembus.png", lambda image: make.png(image.convert("RGBA"))),
    ],
)
def test_changed_copies_are_alike(likeness, name, change):
    original = likeness("asli.jpg", make.jpeg(scene(1)))

    copy = likeness(name, change(scene(1)))

    assert len(original) == len(copy) == 16
    assert is_alike(int(original, 16), int(copy, 16))


def test_different_photos_are_not_alike():
    numbers = []
    for seed in range(60):
        out = io.BytesIO()
        scene(seed).save(out, "JPEG")
        grey = Image.open(out).convert("L").resize((9, 8), Image.Resampling.BOX)
        numbers.append(int(likeness_of(list(grey.tobytes())), 16))

    pairs = [(a, b) for a in range(60) for b in range(a) if is_alike(numbers[a], numbers[b])]

    assert pairs == []


@pytest.mark.parametrize(
    "name, content",
    [
        ("putih.png", make.png(Image.new("RGB", (50, 50), "white"))),
        ("gradasi.jpg", make.jpeg(make.picture())),
        ("surat.pdf", make.pdf()),
        ("surat.docx", make.docx()),
    ],
)
def test_what_has_no_structure_is_like_nothing(likeness, name, content):
    assert likeness(name, content) == ""
