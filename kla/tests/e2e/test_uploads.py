"""Uploading in a browser: a line that breaks loses nothing, photos travel smaller, refusals keep
the chosen file."""

from __future__ import annotations

import io
import random

import pytest
from PIL import Image
from playwright.sync_api import expect

CITY = "53.71"
FORM = "form[data-upload]"


def photo(width: int, height: int) -> bytes:
    noise = random.Random(width).randbytes(12 * 9 * 3)  # noqa: S311 - noise, no secret
    image = Image.frombytes("RGB", (12, 9), noise)
    out = io.BytesIO()
    image.resize((width, height), Image.Resampling.BICUBIC).save(out, "JPEG", quality=95)
    return out.getvalue()


def choose(page, content: bytes) -> None:
    page.set_input_files(
        f"{FORM} input[type=file]",
        {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": content},
    )


def describe(page) -> None:
    page.fill("#id_title", "Foto simulasi bencana")
    page.select_option("#id_kind", "photo")
    page.fill("#id_date", "2026-03-03")


@pytest.mark.e2e
def test_broken_line_and_refusal_lose_nothing(site, visit):
    visitor = visit("phone")
    page = visitor.sign_in(site.account("operator", CITY, "BPBD"))
    visitor.go("/dokumen/unggah/")
    choose(page, photo(4000, 3000))

    page.locator(f"{FORM} button[type=submit]").click()
    page.wait_for_selector("[data-error-summary]")
    kept = page.evaluate("() => document.querySelector('input[type=file]').files[0].name")
    describe(page)
    visitor.context.set_offline(True)
    page.locator(f"{FORM} button[type=submit]").first.click()
    page.get_by_text("Sambungan terputus").wait_for()
    visitor.context.set_offline(False)
    visitor.problems.clear()  # the browser's own note of the broken line
    page.get_by_role("button", name="Coba lagi").click()
    page.wait_for_selector("#pratinjau")

    assert kept == "foto.jpg"
    expect(page.get_by_text("“Foto simulasi bencana” tersimpan.")).to_be_visible()
    page.wait_for_function("() => document.images[0].naturalWidth > 0")
    assert visitor.violations() == []
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh").click()
    with Image.open(download.value.path()) as stored:
        assert stored.size == (2400, 1800)


@pytest.mark.e2e
def test_upload_needs_no_script(site, visit):
    visitor = visit("desktop", javascript=False)
    page = visitor.sign_in(site.account("operator", CITY, "Dinkes"))
    visitor.go("/dokumen/unggah/")
    choose(page, photo(640, 480))
    describe(page)

    page.locator(f"{FORM} button[type=submit]").click()

    expect(page.get_by_text("“Foto simulasi bencana” tersimpan.")).to_be_visible()
