"""How long the texts of an assessment may be; what any text must be says agencies."""

from __future__ import annotations

from agencies.services.text import clean_text

__all__ = ["LONG", "clean_text"]

LONG = 10_000
