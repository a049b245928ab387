"""Likeness of photos that were stored before it was computed at the upload."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from django.conf import settings

from assessment import storage
from assessment.filecheck import FileRefusedError, inspect
from assessment.models import StoredFile

PHOTOS = ("jpg", "jpeg", "png")


def fill_likeness() -> int:
    """Look at every photo without a likeness and store what is found; gives how many got one.

    A photo without structure never gets one. Files that are gone or broken are left as they are.
    """
    found = 0
    rows = StoredFile.objects.filter(likeness="", extension__in=PHOTOS)
    for row in rows.only("name", "extension").iterator():
        likeness = _likeness(row)
        if likeness:
            found += StoredFile.objects.filter(pk=row.pk, likeness="").update(likeness=likeness)
    return found


def _likeness(row: StoredFile) -> str:
    """Through the same limited child as an upload; its cleaned copy is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / f"foto.{row.extension}"
        try:
            shutil.copyfile(storage.locate(row.name), copy)
            inspected = inspect(copy, copy.name, max_bytes=settings.EVIDENCE_MAX_BYTES)
        except (FileRefusedError, storage.StorageError):
            return ""
        return inspected.likeness
