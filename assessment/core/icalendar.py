"""Dates as an iCalendar stream (RFC 5545): instants in UTC, one alarm each. Pure text.

Small and exact instead of a package: a feed of events needs four properties and one alarm.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

CONTENT_TYPE = "text/calendar; charset=utf-8"
#: Octets of a line without its end (RFC 5545, 3.1).
LONGEST_LINE = 75
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


@dataclass(frozen=True, slots=True)
class Event:
    """An instant (or a span) with a reminder before it; `uid` stays when the instant moves."""

    uid: str
    summary: str
    starts: datetime
    ends: datetime
    description: str = ""
    alarm: timedelta = timedelta(days=1)


def render(name: str, events: Iterable[Event], stamp: datetime) -> str:
    """The whole stream; `stamp` is when it was made."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//KLA//Kalender evaluasi//ID",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
    ]
    for event in events:
        lines += _event(event, stamp)
    return "".join(folded(line) for line in [*lines, "END:VCALENDAR"])


def escaped(text: str) -> str:
    """A TEXT value: control characters dropped, special signs escaped."""
    clean = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in clean if c == "\n" or (c.isprintable() and not _is_lone(c)))
    return kept.translate(_ESCAPED)


def folded(line: str) -> str:
    """A content line with its end, cut into lines of at most 75 octets between characters."""
    return "\r\n ".join(_cut(line)) + "\r\n"


def _event(event: Event, stamp: datetime) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"DTSTAMP:{_utc(stamp)}",
        f"DTSTART:{_utc(event.starts)}",
        f"DTEND:{_utc(event.ends)}",
        f"SUMMARY:{escaped(event.summary)}",
        *([f"DESCRIPTION:{escaped(event.description)}"] if event.description else []),
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{escaped(event.summary)}",
        f"TRIGGER:-PT{int(event.alarm.total_seconds()) // 60}M",
        "END:VALARM",
        "END:VEVENT",
    ]


def _utc(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _cut(line: str) -> Iterator[str]:
    """Pieces; those after the first leave room for the space that begins them."""
    piece, room = "", LONGEST_LINE
    for sign in line:
        size = len(sign.encode())
        if size > room:
            yield piece
            piece, room = "", LONGEST_LINE - 1
        piece, room = piece + sign, room - size
    yield piece


def _is_lone(sign: str) -> bool:
    return "\ud800" <= sign <= "\udfff"
