"""Turns the name a browser sent into one that is safe to show; it is never used as a path."""

from __future__ import annotations

import re
import unicodedata

MAX_LENGTH = 120
_FALLBACK = "berkas"
_MAX_EXTENSION = 10
# Control, format (bidi, zero width), surrogate, private use and unassigned characters.
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def safe_name(name: str) -> str:
    """NFC, without path, control or bidi characters, at most 120 characters, never empty."""
    normalized = unicodedata.normalize("NFC", name.replace("\t", " ").replace("\n", " "))
    visible = "".join(char for char in normalized if unicodedata.category(char) not in _HIDDEN)
    last_part = re.split(r"[/\\]", visible)[-1]
    plain = re.sub(r'[<>:"|?*]', "_", last_part)
    cleaned = re.sub(r"\s+", " ", plain).strip(" .")
    return _shorten(cleaned or _FALLBACK)


def _shorten(name: str) -> str:
    if len(name) <= MAX_LENGTH:
        return name
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > _MAX_EXTENSION:
        return name[:MAX_LENGTH].rstrip(" .")
    return f"{stem[: MAX_LENGTH - len(extension) - 1].rstrip(' .')}.{extension}"
