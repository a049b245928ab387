"""What a process of the pool has loaded: WeasyPrint, and Django for the templates of reports."""

from __future__ import annotations

import gc
from importlib import import_module
from pathlib import Path

import django
from django.conf import settings

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


def configure() -> None:
    """Templates and nothing else: no database, no secret key, no environment of the server."""
    if not settings.configured:
        backend = "django.template.backends.django.DjangoTemplates"
        settings.configure(TEMPLATES=[{"BACKEND": backend, "DIRS": [TEMPLATES]}], USE_TZ=True)
        django.setup()


configure()
# The fetching of these takes longer than a part; a process made from this one has them.
for name in ("weasyprint", "assessment.reports.html", "assessment.reports.pdf_part"):
    import_module(name)
# Such a process sets one part and ends: what it could collect would cost a fifth of its time.
gc.disable()
