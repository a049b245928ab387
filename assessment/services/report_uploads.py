"""Crest and DOCX template as they may be kept: checked like every file, parsed in children."""

from __future__ import annotations

import tempfile
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from PIL import Image

from assessment.core.placeholders import unknown
from assessment.filecheck import FileKind, FileRefusedError
from assessment.filecheck.inspect import Inspected, inspect
from assessment.filecheck.preview import draw
from assessment.filecheck.templates import template_texts
from assessment.services.report_settings import MOST_TEMPLATE_BYTES, Replaced
from assessment.services.uploads import on_disk

MOST_CREST_BYTES = 5 * 1024 * 1024
#: Longest side of the crest in pixels: 25 mm at 300 dots to the inch.
CREST_SIDE = 300


def crest(upload: UploadedFile[bytes]) -> Replaced:
    """A small PNG of a JPG or PNG; ValidationError at `crest`."""
    with on_disk(upload) as path, tempfile.TemporaryDirectory() as folder:
        found = _checked(path, upload, "crest", (FileKind.JPEG, FileKind.PNG), MOST_CREST_BYTES)
        try:
            drawn = Path(folder) / "lambang.png"
            draw(found.clean_path, found.kind, 1, drawn)
            return Replaced(_small(drawn), found.name)
        except FileRefusedError as error:
            raise ValidationError({"crest": error.message}) from error
        finally:
            found.discard()


def template(upload: UploadedFile[bytes]) -> Replaced:
    """A DOCX whose placeholders are known; ValidationError at `template`."""
    with on_disk(upload) as path:
        found = _checked(path, upload, "template", (FileKind.DOCX,), MOST_TEMPLATE_BYTES)
        try:
            wrong = unknown(template_texts(path))
        except FileRefusedError as error:
            raise ValidationError({"template": error.message}) from error
        if wrong:
            names = ", ".join("{{" + name + "}}" for name in wrong[:5])
            raise ValidationError({"template": f"Isian templat tidak dikenal: {names}."})
        return Replaced(path.read_bytes(), found.name)


def _small(drawn: Path) -> bytes:
    """Our own picture, made smaller; what people sent was opened by the child alone."""
    stream = BytesIO()
    with Image.open(drawn, formats=["PNG"]) as image:
        image.thumbnail((CREST_SIDE, CREST_SIDE), Image.Resampling.LANCZOS)
        image.save(stream, "PNG", optimize=True)
    return stream.getvalue()


def _checked(
    path: Path,
    upload: UploadedFile[bytes],
    field: str,
    kinds: tuple[FileKind, ...],
    most: int,
) -> Inspected:
    name = upload.name or ""
    try:
        found = inspect(path, name, max_bytes=most, clamd_url=settings.CLAMD_URL)
    except FileRefusedError as error:
        raise ValidationError({field: error.message}) from error
    if found.kind not in kinds:
        found.discard()
        wanted = " atau ".join(kind.extension.upper() for kind in kinds)
        raise ValidationError({field: f"Pilih berkas {wanted}."})
    return found
