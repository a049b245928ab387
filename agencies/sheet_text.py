"""Texts of people in cells of a file: what a sheet can hold, and what a CSV may not start with."""

from __future__ import annotations

import re

LONGEST = 32767
CUT_MARK = " [teks dipotong]"
#: XML cannot carry these; Excel would call the file damaged.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
#: A program that opens a CSV would take what follows as a formula.
_FORMULA = re.compile("[ \u00a0]*[=+\\-@\uff1d\uff0b\uff0d\uff20\t\r\n]")


def fitted(text: str) -> str:
    """The text cut, with a mark, at what a cell of Excel holds (counted in UTF-16)."""
    units = text.encode("utf-16-le", "replace")
    if len(units) // 2 <= LONGEST:
        return text
    kept = units[: 2 * (LONGEST - len(CUT_MARK))]
    return kept.decode("utf-16-le", "ignore") + CUT_MARK


def sheet_text(text: str) -> str:
    """As a cell of a sheet takes it: one kind of line end, no signs that XML forbids."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return fitted(_UNWRITABLE.sub("\ufffd", plain))


def csv_text(text: str) -> str:
    """As sheet_text; what looks like a formula gets an apostrophe in front (OWASP)."""
    plain = sheet_text(text)
    return f"'{plain}" if _FORMULA.match(plain) else plain
