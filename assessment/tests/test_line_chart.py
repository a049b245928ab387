"""Geometry of the line over days."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from assessment import line_chart as shapes
from assessment.line_chart import Sample, Series, line_chart

START = date(2026, 11, 1)


def series(*values, code="proven"):
    samples = tuple(
        Sample(START + timedelta(days=day), Decimal(value)) for day, value in enumerate(values)
    )
    return Series(code, code, samples)


def test_nothing_is_drawn_without_samples():
    assert line_chart([series()], start=START, end=START) is None


def test_line_runs_from_corner_to_corner():
    chart = line_chart(
        [series(0, 5, 10), series(code="claimed")],
        start=START,
        end=START + timedelta(days=2),
        goal=Decimal(10),
        marks=[("tengah", START + timedelta(days=1)), ("di luar", START - timedelta(days=1))],
    )

    [line] = chart.lines
    assert line.path == "48.0,192.0 338.0,103.0 628.0,14.0"
    assert (line.end_x, line.end_y, chart.goal_y) == ("628.0", "14.0", "14.0")
    assert [(tick.value, tick.y) for tick in chart.value_ticks][0::5] == [
        (0, "192.0"),
        (10, "14.0"),
    ]
    assert [tick.anchor for tick in chart.day_ticks] == ["start", "middle", "end"]
    assert [(mark.name, mark.x, mark.anchor) for mark in chart.marks] == [
        ("tengah", "338.0", "end")
    ]


def test_one_day_has_room_too():
    chart = line_chart([series(3)], start=START, end=START)

    assert chart.lines[0].path == "48.0,14.0"
    assert chart.goal_y is None


@given(st.lists(st.decimals(0, 100_000, places=2), min_size=1, max_size=60))
def test_everything_stays_inside(values):
    chart = line_chart([series(*values)], start=START, end=START + timedelta(days=59))
    points = [point.split(",") for point in chart.lines[0].path.split()]

    assert all(shapes.LEFT <= Decimal(x) <= shapes.RIGHT for x, _ in points)
    assert all(shapes.TOP <= Decimal(y) <= shapes.BOTTOM for _, y in points)
    assert 2 <= len(chart.value_ticks) <= shapes.MOST_TICKS + 1
