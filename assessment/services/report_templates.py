"""Puts a city's DOCX template where the child finds it: beside the files, named by its hash."""

from __future__ import annotations

import hashlib
from base64 import b64decode
from pathlib import Path

from django.conf import settings

from agencies.models import City
from assessment.models import ReportSetting
from assessment.services.jobs import JobFailedError

OPTION = "templat"
FOLDER = "templates"


def fingerprint(city: City) -> str:
    """SHA-256 of the city's template; empty where it has none."""
    text = ReportSetting.objects.filter(city=city).values_list("template", flat=True).first()
    return hashlib.sha256(b64decode(text)).hexdigest() if text else ""


def place(city: City, sha256: str) -> None:
    """Write the template of that hash; JobFailedError when the city has another one by now."""
    text = ReportSetting.objects.filter(city=city).values_list("template", flat=True).first()
    data = b64decode(text or "")
    if hashlib.sha256(data).hexdigest() != sha256:
        raise JobFailedError("Templat DOCX sudah diganti; minta naskahnya sekali lagi.")
    folder = Path(settings.MEDIA_ROOT) / "reports" / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = folder / f"{sha256}.docx"
    if not target.is_file():
        part = target.with_suffix(".part")
        part.write_bytes(data)
        part.replace(target)
