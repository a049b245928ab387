"""Takes an uploaded file in: size, inspection in a child process, durable bytes - before any row.

Used outside of transactions; services.documents then writes the rows that name the bytes.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile

from assessment import format as human
from assessment import storage
from assessment.filecheck import FileRefusedError, Inspected, inspect
from assessment.models import StoredFile


@dataclass(frozen=True, slots=True)
class Received:
    """A checked upload. `name` is where its bytes lie; empty when the city has them already."""

    inspected: Inspected
    city_id: int
    name: str

    @property
    def filename(self) -> str:
        return self.inspected.name


@contextmanager
def received(upload: UploadedFile[bytes], *, city_id: int) -> Iterator[Received]:
    """The upload, checked and on the disk; ValidationError at `file` when it is refused.

    Bytes that no row names at the end are removed again.
    """
    _check_size(upload)
    name = ""
    with on_disk(upload) as path:
        inspected = _inspected(path, upload.name or "")
        try:
            name = _put(inspected, city_id)
            yield Received(inspected, city_id, name)
        finally:
            inspected.discard()
            if name and not StoredFile.objects.filter(name=name).exists():
                storage.remove(name)


def _check_size(upload: UploadedFile[bytes]) -> None:
    if (upload.size or 0) > settings.EVIDENCE_MAX_BYTES:
        size, most = upload.size or 0, settings.EVIDENCE_MAX_BYTES
        raise ValidationError(
            {
                "file": f"Berkas ini {human.file_size(size)}; paling besar "
                f"{human.file_size(most)}. Perkecil atau bagi, lalu unggah lagi."
            }
        )


@contextmanager
def on_disk(upload: UploadedFile[bytes]) -> Iterator[Path]:
    """A path to the upload's bytes; small uploads are kept in memory by Django."""
    if isinstance(upload, TemporaryUploadedFile):
        yield Path(upload.temporary_file_path())
        return
    folder = settings.FILE_UPLOAD_TEMP_DIR
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".upload") as copy:
        for chunk in upload.chunks():
            copy.write(chunk)
        copy.flush()
        yield Path(copy.name)


def _inspected(path: Path, name: str) -> Inspected:
    try:
        return inspect(
            path,
            name,
            max_bytes=settings.EVIDENCE_MAX_BYTES,
            clamd_url=settings.CLAMD_URL,
        )
    except FileRefusedError as error:
        raise ValidationError({"file": error.message}) from error


def _put(inspected: Inspected, city_id: int) -> str:
    if StoredFile.objects.filter(city_id=city_id, sha256=inspected.sha256).exists():
        return ""
    try:
        return storage.put(inspected.clean_path, inspected.sha256, inspected.extension)
    except storage.StorageError as error:
        raise ValidationError({"file": str(error)}) from error
