"""Readings of the score, and what the control room makes of them and of the history."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assessment.core.forecast import Outcome
from assessment.models import ScoreReading
from assessment.selectors.progress import progress
from assessment.selectors.scores import cycle_score
from assessment.services.readings import APART, note_score, take_reading
from assessment.tests.factories import NOW, PLAN
from assessment.tests.secretariat import scene

CODE = "1.2g"


def readings(place):
    return list(ScoreReading.objects.filter(cycle=place.cycle))


def test_a_reading_is_the_score_of_its_instant(home):
    scene.answer(home, "Dinsos", CODE)
    assert readings(home) == []
    scene.send(home, "Dinsos", CODE)
    scene.accept(home, "Dinsos", CODE)
    scene.decide(home, CODE, at=scene.EARLIER + APART)

    first, second = readings(home)
    points = cycle_score(home.cycle).points
    assert (first.at, first.proven) == (scene.EARLIER, 0)
    assert (second.claimed_points, second.proven_points) == (points.claimed, points.proven)
    assert second.proven > 0
    assert second.verified is None


@pytest.mark.parametrize(
    "later, taken", [(APART - timedelta(microseconds=1), False), (APART, True)]
)
def test_readings_lie_apart(home, later, taken):
    take_reading(home.cycle, by=home.system(NOW))

    assert (take_reading(home.cycle, by=home.system(NOW + later)) is not None) == taken


def test_command_reads_only_while_the_cycle_runs(home):
    before, over = PLAN.filling_opens_at - timedelta(seconds=1), PLAN.cycle_closes_at

    assert note_score(home.cycle, by=home.system(before)) is None
    assert note_score(home.cycle, by=home.system(over)) is None
    assert note_score(home.cycle, by=home.system(NOW)).at == NOW


def test_looking_writes_nothing(home, enter):
    enter("coordinator").get("/kendali/")
    enter("leader").get("/kendali/cetak/")

    assert readings(home) == []


def test_parts_are_counted_from_the_history(home):
    scene.answer(home, "Dinsos", CODE)
    scene.send(home, "Dinsos", CODE)
    scene.answer(home, "DP3A", "8.2", {"count": 2}, evidence=False)
    scene.send(home, "DP3A", "8.2")
    scene.send_back(home, "DP3A", "8.2", at=NOW)
    scene.accept(home, "Dinsos", CODE, at=NOW)
    parts = [(home.agencies["Dinsos"].pk, "1"), (home.agencies["DP3A"].pk, "8"), (0, "2")]

    found = progress(home.actor("coordinator"), home.cycle, parts)

    sent, accepted = found.paces
    assert (sent.forecast.done, accepted.forecast.done, sent.forecast.total) == (1, 1, 3)
    assert sent.forecast.outcome is Outcome.TOO_EARLY
    assert [(row.sent, row.accepted) for row in found.days[:3]] == [(-1, 1), (0, 0), (2, 0)]
    assert [int(line.series.last.value) for line in found.parts.lines] == [1, 1]
    assert found.points is not None
    assert progress(home.actor("coordinator"), home.cycle, []).parts is None


def test_room_shows_lines_forecast_and_print(home, enter):
    scene.answer(home, "Dinsos", CODE)
    scene.send(home, "Dinsos", CODE)

    page = enter("coordinator").get("/kendali/").content.decode()
    paper = enter("leader").get("/kendali/cetak/").content.decode()

    for text in (page, paper):
        assert "Belum cukup data untuk perkiraan" in text
        assert text.count('class="lines-over-time"') == 2
    assert "/antrian/" not in paper
    assert "control-print.css" in paper


def test_the_line_of_points_ends_with_what_stands_now(home, enter):
    """The last reading was earlier the same day; the picture and the figures above it agree."""
    take_reading(home.cycle, by=home.system(NOW - APART / 2))
    scene.answer(home, "Dinsos", CODE)

    room = enter("leader").get("/kendali/").context["room"]

    lines = {line.series.code: line.series.last.value for line in room.progress.points.lines}
    assert lines == {"claimed": room.score.points.claimed, "proven": 0}
    assert room.score.points.claimed > 0
