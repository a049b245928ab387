"""When to remind before a deadline, and whom. Pure: days come from outside."""

from __future__ import annotations

from collections.abc import Collection

#: So near to the deadline the head is reminded too.
ESCALATED = 3
LONGEST, MOST = 60, 8


class DaysError(Exception):
    """The message is Indonesian and says what to write."""


def parse_days(text: str) -> tuple[int, ...]:
    """`14, 7,3 ,1` as days before the deadline, the furthest first; empty: no schedule."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if any(not (part.isascii() and part.isdigit()) or len(part) > 3 for part in parts):
        raise DaysError("Tulis hari sebelum tenggat seperti 14,7,3,1.")
    days = sorted({int(part) for part in parts}, reverse=True)
    if len(days) > MOST or any(day > LONGEST for day in days):
        raise DaysError(f"Paling banyak {MOST} hari, masing-masing 0 sampai {LONGEST}.")
    return tuple(days)


def due_step(days: Collection[int], left: int, sent: Collection[int]) -> int | None:
    """The step to send now: the nearest one that has begun and has not been sent.

    A day that was missed is made up for by the next run, never by two reminders at once; after the
    deadline nothing is sent.
    """
    begun = [day for day in days if day >= left]
    if left < 0 or not begun:
        return None
    step = min(begun)
    return None if step in sent else step


def is_escalated(left: int) -> bool:
    return left <= ESCALATED
