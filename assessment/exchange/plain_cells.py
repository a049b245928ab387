"""Cells as the limited process hands them over: JSON that loses nothing. Pure, loads nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any

from assessment.exchange.cells import writable

_LETTERS = 26


def plain(value: Any, *, is_error: bool = False) -> Any:
    """JSON of a cell: text, true/false, {"n": number}, {"d": day}, {"e": error}."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        # Excel shows 15 digits; the rest is the noise of binary fractions.
        return {"n": str(value) if isinstance(value, int) else f"{value:.15g}"}
    if isinstance(value, dt.datetime | dt.date):
        return {"d": (value.date() if isinstance(value, dt.datetime) else value).isoformat()}
    text = writable(str(value))
    return {"e": text[:20]} if is_error else text


def cell_name(row: int, column: int) -> str:
    """`B3` for row 3 and column index 1."""
    letters, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"
