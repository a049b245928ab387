"""Several texts in one cell: joined by a sign, which a backslash lets stand for itself. Pure."""

from __future__ import annotations

from collections.abc import Iterable


def join(parts: Iterable[str], sign: str) -> str:
    """`split` reads the parts back; blanks around a part are not kept."""
    return f"{sign} ".join(_escaped(part, sign) for part in parts)


def split(text: str, sign: str) -> list[str]:
    """Parts without blanks around them; an empty text has none."""
    if not text.strip():
        return []
    parts, here, is_escaped = [], "", False
    for letter in text:
        if is_escaped:
            here += letter if letter in (sign, "\\") else "\\" + letter
            is_escaped = False
        elif letter == "\\":
            is_escaped = True
        elif letter == sign:
            parts.append(here.strip())
            here = ""
        else:
            here += letter
    return [*parts, (here + "\\" * is_escaped).strip()]


def _escaped(part: str, sign: str) -> str:
    return part.replace("\\", "\\\\").replace(sign, "\\" + sign)
