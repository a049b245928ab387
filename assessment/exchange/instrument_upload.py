"""The JSON text of an uploaded instrument, from JSON as it is or from a workbook."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from assessment.core.nodes import InstrumentError
from assessment.exchange import instrument_book
from assessment.exchange.sheets import SheetError


def document_text(upload: UploadedFile[bytes]) -> str:
    """InstrumentError names the place that cannot be read."""
    if not (upload.name or "").lower().endswith(".xlsx"):
        return _decoded(upload.read())
    folder = settings.FILE_UPLOAD_TEMP_DIR
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".xlsx") as copy:
        for chunk in upload.chunks():
            copy.write(chunk)
        copy.flush()
        try:
            document = instrument_book.read(Path(copy.name))
        except SheetError as error:
            raise InstrumentError("buku kerja", str(error)) from error
    return json.dumps(document, ensure_ascii=False, indent=1)


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InstrumentError("berkas", "bukan teks UTF-8") from error
