"""The calendar stream: exact lines, folded by octets, nothing smuggled into it."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from assessment.core.icalendar import Event, escaped, folded, render

STAMP = datetime(2026, 12, 1, 10, tzinfo=ZoneInfo("Asia/Jayapura"))
DEADLINE = datetime(2026, 12, 20, 23, 59, 59, tzinfo=ZoneInfo("Asia/Makassar"))


def test_stream_is_written_to_the_letter() -> None:
    event = Event("a-1@kla", "Tenggat; satu, dua", DEADLINE, DEADLINE, "Baris\nkedua")

    assert render("KLA", [event], STAMP).split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//KLA//Kalender evaluasi//ID",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:KLA",
        "BEGIN:VEVENT",
        "UID:a-1@kla",
        "DTSTAMP:20261201T010000Z",
        "DTSTART:20261220T155959Z",
        "DTEND:20261220T155959Z",
        "SUMMARY:Tenggat\\; satu\\, dua",
        "DESCRIPTION:Baris\\nkedua",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "DESCRIPTION:Tenggat\\; satu\\, dua",
        "TRIGGER:-PT1440M",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_alarm_is_a_span_before_and_description_may_be_missing() -> None:
    text = render("KLA", [Event("b", "x", STAMP, STAMP, alarm=timedelta(hours=4))], STAMP)

    assert "TRIGGER:-PT240M" in text
    assert text.count("DESCRIPTION") == 1


@given(st.text(max_size=400))
def test_lines_hold_75_octets_and_unfold_to_the_text(text: str) -> None:
    line = f"SUMMARY:{escaped(text)}"
    lines = folded(line).removesuffix("\r\n").split("\r\n")

    assert all(len(piece.encode()) <= 75 for piece in lines)
    assert all(piece.startswith(" ") for piece in lines[1:])
    assert lines[0] + "".join(piece[1:] for piece in lines[1:]) == line


@given(st.text(st.characters(), max_size=80))
def test_no_text_ends_its_line(text: str) -> None:
    stream = render("KLA", [Event("u", text, STAMP, STAMP, text)], STAMP)

    assert stream.count("BEGIN:VEVENT\r\n") == 1
    assert "\n" not in stream.replace("\r\n", "")
    assert "\r" not in stream.replace("\r\n", "")
