"""Instants of demo acts: working days and hours of the city, never the future."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

OPENS, CLOSES = time(8, 0), time(15, 45)
SATURDAY = 5


class Clock:
    """Hands out rising instants; `limit` is the last one that it ever gives."""

    def __init__(self, zone: str, start: date, limit: datetime, step: timedelta) -> None:
        self._zone = ZoneInfo(zone)
        self._limit, self._step = limit, step
        self._now = self._morning(start)

    def next(self) -> datetime:
        self._now += self._step
        if self._now.time() > CLOSES:
            self._now = self._morning(self._now.date() + timedelta(days=1))
        return min(self._now.astimezone(UTC), self._limit)

    def go_to(self, day: date) -> None:
        """Forward to the morning of a day; never back."""
        self._now = max(self._now, self._morning(day))

    def go_to_instant(self, at: datetime) -> None:
        """Forward to an instant, also at night: a room of 48 hours does not wait for offices."""
        self._now = max(self._now, at.astimezone(self._zone))

    def _morning(self, day: date) -> datetime:
        while day.weekday() >= SATURDAY:
            day += timedelta(days=1)
        return datetime.combine(day, OPENS, self._zone)


def local_instant(day: date, at: time, zone: str) -> datetime:
    """An instant in UTC of a day and hour in the city."""
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)


def local_day(at: datetime, zone: str) -> date:
    return at.astimezone(ZoneInfo(zone)).date()
