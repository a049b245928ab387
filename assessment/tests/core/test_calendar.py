"""Phases to the second, in three zones, with and without extensions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from assessment.core.calendar import (
    Extension,
    Opening,
    Phase,
    Schedule,
    filling,
    phase,
    preparing,
    review,
)

ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
SECOND = timedelta(seconds=1)
INSTANTS = (
    ("filling_opens_at", Phase.PREPARATION, Phase.FILLING),
    ("filling_closes_at", Phase.FILLING, Phase.RECAP),
    ("recap_closes_at", Phase.RECAP, Phase.FROZEN),
    ("cycle_closes_at", Phase.FROZEN, Phase.CLOSED),
)
OPEN_FOR_REVIEW = {Phase.FILLING, Phase.RECAP}


def schedule(zone: str = "Asia/Makassar") -> Schedule:
    local = ZoneInfo(zone)
    return Schedule(
        filling_opens_at=datetime(2025, 1, 6, 8, tzinfo=local),
        filling_closes_at=datetime(2025, 2, 28, 16, tzinfo=local),
        recap_closes_at=datetime(2025, 3, 14, 23, 59, 59, tzinfo=local),
        cycle_closes_at=datetime(2025, 12, 31, tzinfo=local),
    )


def opening(at: datetime, extensions=(), *, agency_id: int = 1, code: str = "1") -> Opening:
    return filling(schedule(), extensions, agency_id=agency_id, indicator_code=code, at=at)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("name, before, after", INSTANTS)
def test_phase_changes_at_the_instant_exactly(zone, name, before, after) -> None:
    times = schedule(zone)
    instant = getattr(times, name).astimezone(UTC)

    found = [phase(times, instant + step) for step in (-SECOND, 0 * SECOND, SECOND)]

    assert found == [before, after, after]


def test_zones_close_one_hour_after_another() -> None:
    closings = [schedule(zone).filling_closes_at for zone in ZONES]

    assert [closings[0] - closing for closing in closings] == [timedelta(hours=h) for h in range(3)]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("name, before, after", INSTANTS)
def test_review_and_preparing_obey_the_same_instants(zone, name, before, after) -> None:
    times = schedule(zone)
    for step, current in ((-SECOND, before), (0 * SECOND, after), (SECOND, after)):
        at = getattr(times, name) + step
        is_before_hand_over = current not in {Phase.FROZEN, Phase.CLOSED}

        assert review(times, at) == Opening(
            current in OPEN_FOR_REVIEW, current, times.recap_closes_at
        )
        assert preparing(times, at) == Opening(is_before_hand_over, current, times.recap_closes_at)


def test_filling_is_closed_before_it_opens_even_with_an_extension() -> None:
    times = schedule()
    extension = Extension(1, "", times.filling_closes_at)

    at = times.filling_opens_at - SECOND
    assert opening(at, [extension]) == Opening(False, Phase.PREPARATION, None)


@pytest.mark.parametrize(
    "seconds, is_open, current",
    [(-1, True, Phase.FILLING), (0, False, Phase.RECAP), (1, False, Phase.RECAP)],
)
def test_filling_counts_arrivals_before_the_deadline(seconds, is_open, current) -> None:
    closes = schedule().filling_closes_at

    found = opening(closes + seconds * SECOND)

    assert found == Opening(is_open, current, closes)


@pytest.mark.parametrize("seconds, is_open", [(-1, True), (0, False), (1, False)])
@pytest.mark.parametrize("code", ["", "1"])
def test_extension_holds_until_its_own_instant(code: str, seconds: int, is_open: bool) -> None:
    until = schedule().filling_closes_at + timedelta(days=2)

    found = opening(until + seconds * SECOND, [Extension(1, code, until)])

    assert found == Opening(is_open, Phase.RECAP, until)


@pytest.mark.parametrize(
    "extension_for, asked, is_open",
    [
        ((1, ""), (1, "1"), True),
        ((1, ""), (1, ""), True),
        ((1, "1"), (1, "1"), True),
        ((1, "1"), (1, "2"), False),
        ((1, "1"), (1, ""), False),
        ((2, ""), (1, "1"), False),
        ((2, "1"), (1, "1"), False),
    ],
)
def test_extension_reaches_its_agency_and_indicator_only(extension_for, asked, is_open) -> None:
    closes = schedule().filling_closes_at
    extension = Extension(*extension_for, closes + timedelta(days=2))

    found = opening(closes + SECOND, [extension], agency_id=asked[0], code=asked[1])

    assert found.is_open is is_open


def test_extension_never_reaches_beyond_the_hand_over() -> None:
    handed_over = schedule().recap_closes_at
    extension = Extension(1, "", handed_over + timedelta(days=9))

    assert opening(handed_over - SECOND, [extension]) == Opening(True, Phase.RECAP, handed_over)
    assert opening(handed_over, [extension]) == Opening(False, Phase.FROZEN, handed_over)


def test_longest_extension_decides_and_a_shorter_one_takes_nothing_away() -> None:
    closes = schedule().filling_closes_at
    days = [timedelta(days=n) for n in (-3, 5, 2)]

    found = opening(closes - SECOND, [Extension(1, "1", closes + n) for n in days])

    assert found == Opening(True, Phase.FILLING, closes + days[1])
    assert opening(closes - SECOND, [Extension(1, "1", closes + days[0])]).until == closes


def test_schedule_is_ordered_only_when_every_instant_is_later() -> None:
    times = schedule()
    names = [name for name, _, _ in INSTANTS]
    touching = [
        Schedule(**{**{n: getattr(times, n) for n in names}, second: getattr(times, first)})
        for first, second in pairwise(names)
    ]

    assert times.is_ordered
    assert [one.is_ordered for one in touching] == [False] * 3


def test_labels_are_indonesian() -> None:
    assert [p.label for p in Phase] == ["Persiapan", "Pengisian", "Rekap", "Terkunci", "Selesai"]
