"""How a cycle moved: parts sent and accepted per day, points over time, when it will end."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from agencies.actors import Actor
from agencies.models import local_day
from assessment.core.forecast import Forecast, Move, forecast, standing
from assessment.core.ledgers import Ledger, Points
from assessment.core.workflow import Status
from assessment.line_chart import LineChart, Sample, Series, line_chart
from assessment.models import Cycle, ScoreReading, StatusChange

SENT = frozenset({Status.SUBMITTED, Status.ACCEPTED})
ACCEPTED = frozenset({Status.ACCEPTED})
#: Key of a part: agency and indicator.
Part = tuple[int, str]
#: A part, the status that it left, the one that it reached, and when.
Change = tuple[int, str, str, str, datetime]


@dataclass(frozen=True, slots=True)
class Pace:
    """What happens if the pace goes on; `late` days after (negative: before) the cut-off's day."""

    name: str
    deadline: date
    forecast: Forecast

    @property
    def late(self) -> int | None:
        finish = self.forecast.finish
        return None if finish is None else (finish - self.deadline).days


@dataclass(frozen=True, slots=True)
class DayRow:
    """A day on which something moved, for the table beside the picture."""

    day: date
    sent: int
    accepted: int


@dataclass(frozen=True, slots=True)
class Progress:
    parts: LineChart | None
    points: LineChart | None
    paces: tuple[Pace, ...]
    days: tuple[DayRow, ...]
    readings: tuple[ScoreReading, ...]


def progress(
    actor: Actor,
    cycle: Cycle,
    parts: Collection[Part],
    changes: Iterable[Change] | None = None,
    points: Points | None = None,
) -> Progress:
    """Two queries, one where the changes of status are handed in. `parts` are all that have to be
    sent; others are left out of the counts. `points` as they stand now end the line."""
    sent, accepted = _moves(cycle, parts, _changes_of(cycle) if changes is None else changes)
    today = local_day(cycle.city, actor.at)
    readings = tuple(ScoreReading.objects.filter(cycle=cycle, at__lte=actor.at))
    begin = _begin(cycle, [move.day for move in sent], readings)
    calendar = _Calendar(
        begin=begin,
        today=max(today, begin),
        filling=local_day(cycle.city, cycle.filling_closes_at),
        recap=local_day(cycle.city, cycle.recap_closes_at),
    )
    return Progress(
        parts=_parts_chart(sent, accepted, len(parts), calendar),
        points=_points_chart(cycle, readings, calendar, points),
        paces=(
            Pace("dikirim", calendar.filling, forecast(sent, len(parts), today)),
            Pace("diterima", calendar.recap, forecast(accepted, len(parts), today)),
        ),
        days=tuple(_day_rows(sent, accepted, calendar)),
        readings=readings[-30:],
    )


@dataclass(frozen=True, slots=True)
class _Calendar:
    """Days of the city's zone."""

    begin: date
    today: date
    filling: date
    recap: date

    @property
    def end(self) -> date:
        """Up to the deadline that is ahead, or today when both have passed."""
        ahead = self.filling if self.today <= self.filling else self.recap
        return max(ahead, self.today)

    @property
    def marks(self) -> tuple[tuple[str, date], ...]:
        return ("tenggat OPD", self.filling), ("penyerahan", self.recap)


def _changes_of(cycle: Cycle) -> Iterable[Change]:
    rows = StatusChange.objects.filter(submission__cycle=cycle)
    return rows.values_list(
        "submission__agency_id", "submission__indicator_code", "source", "target", "at"
    )


def _moves(
    cycle: Cycle, parts: Collection[Part], rows: Iterable[Change]
) -> tuple[list[Move], list[Move]]:
    """Arrivals at, and departures from, the secretariat and the accepted ones."""
    wanted = frozenset(parts)
    steps = [
        (source, target, at)
        for agency_id, code, source, target, at in rows
        if (agency_id, code) in wanted
    ]
    return _changes(cycle, steps, SENT), _changes(cycle, steps, ACCEPTED)


def _changes(
    cycle: Cycle, steps: Iterable[tuple[str, str, datetime]], stage: Collection[str]
) -> list[Move]:
    moves = (
        (at, (target in stage) - (source in stage))
        for source, target, at in steps
        if (target in stage) != (source in stage)
    )
    return [Move(local_day(cycle.city, at), change) for at, change in moves]


def _begin(cycle: Cycle, days: Sequence[date], readings: Sequence[ScoreReading]) -> date:
    opened = local_day(cycle.city, cycle.filling_opens_at)
    read = [local_day(cycle.city, reading.at) for reading in readings[:1]]
    return min([opened, *days, *read])


def _parts_chart(
    sent: list[Move], accepted: list[Move], total: int, calendar: _Calendar
) -> LineChart | None:
    if not sent:
        return None
    series = [
        Series(
            code,
            name,
            tuple(
                Sample(entry.day, Decimal(entry.count))
                for entry in standing(moves, calendar.begin, calendar.today)
            ),
        )
        for code, name, moves in (("claimed", "dikirim", sent), ("proven", "diterima", accepted))
    ]
    return line_chart(
        series,
        start=calendar.begin,
        end=calendar.end,
        goal=Decimal(total),
        marks=calendar.marks,
    )


def _points_chart(
    cycle: Cycle, readings: Sequence[ScoreReading], calendar: _Calendar, points: Points | None
) -> LineChart | None:
    if not readings:
        return None
    series = [
        Series(ledger.value, name, tuple(_samples(cycle, readings, ledger, calendar, points)))
        for ledger, name in (
            (Ledger.CLAIMED, "klaim"),
            (Ledger.PROVEN, "terbukti"),
            (Ledger.VERIFIED, "terverifikasi"),
        )
    ]
    return line_chart(
        series,
        start=calendar.begin,
        end=calendar.end,
        goal=Decimal(cycle.target_points),
        marks=calendar.marks,
    )


def _samples(
    cycle: Cycle,
    readings: Sequence[ScoreReading],
    ledger: Ledger,
    calendar: _Calendar,
    points: Points | None,
) -> Iterable[Sample]:
    """The last known value of each day that was read, and at last that of now."""
    by_day = {
        local_day(cycle.city, reading.at): Decimal(hundredths) / 100
        for reading in readings
        if (hundredths := getattr(reading, ledger.value)) is not None
    }
    now = None if points is None else ledger.of(points)
    if now is not None:
        by_day[calendar.today] = now
    for day, value in by_day.items():
        yield Sample(day, value)


def _day_rows(sent: list[Move], accepted: list[Move], calendar: _Calendar) -> Iterable[DayRow]:
    """Newest first, the last two weeks."""
    first = calendar.today - timedelta(days=13)
    for number in range(14):
        day = calendar.today - timedelta(days=number)
        if day >= max(first, calendar.begin):
            yield DayRow(day, _sum(sent, day), _sum(accepted, day))


def _sum(moves: Iterable[Move], day: date) -> int:
    return sum(move.change for move in moves if move.day == day)
