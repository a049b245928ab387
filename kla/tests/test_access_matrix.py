"""Every route is in the matrix, and every cell of the matrix is true."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import product

import pytest
import time_machine
from django.urls import URLPattern, URLResolver, get_resolver

from assessment.tests.factories import NOW
from kla.tests.access_cells import COLUMNS, ROLES, Row
from kla.tests.access_matrix import GROUPS, ROWS
from kla.tests.scene import furnish
from kla.tests.visitors import Visitors

TOKEN = re.compile(rb'name="(csrfmiddlewaretoken|kunci)" value="[^"]+"')
each_group = pytest.mark.parametrize("rows", GROUPS.values(), ids=GROUPS)


def routes(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern)
        else:
            yield pattern


@pytest.fixture
def visitors(world):
    things = furnish(world)
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        yield Visitors(world, things)


def test_every_route_has_a_row_and_every_row_a_route():
    names = [str(route.name) for route in routes()]

    assert sorted(names) == sorted({row.name for row in ROWS})


def test_every_row_fills_every_cell():
    wrong = [
        (row.name, cells)
        for row in ROWS
        for cells in (row.get, row.post)
        if set(cells) - {"anonymous"} != set(ROLES)
    ]

    assert wrong == []


@each_group
def test_cells_are_true(visitors, rows: tuple[Row, ...]):
    wrong = []
    for row in rows:
        for method in ("GET", "POST"):
            for whose in ("own", "other") if row.arguments else ("own",):
                expected, got = row.expected(method, whose), visitors.statuses(row, method, whose)
                wrong += [
                    f"{row.name} {method} {whose} {column}: {got[column]}, not {expected[column]}"
                    for column in COLUMNS
                    if got[column] != expected[column]
                ]

    assert wrong == []


@each_group
def test_objects_of_others_answer_as_if_they_did_not_exist(visitors, rows: tuple[Row, ...]):
    different = []
    for row in rows:
        if "@" not in "".join(row.arguments.values()):
            continue
        for method, column in product(("GET", "POST"), ROLES):
            other, missing = (
                TOKEN.sub(b"", visitors.ask(row, column, method, whose).content)
                for whose in ("other", "missing")
            )
            if other != missing:
                different.append(f"{row.name} {method} {column}")

    assert different == []


def test_other_methods_are_refused(visitors):
    accepted = []
    for row in ROWS:
        allowed = {403, 404, 405, 302} if row.name == "login" else {403, 404, 405}
        for method, column in product(("PUT", "DELETE"), ("operator", "coordinator", "admin")):
            status = visitors.ask(row, column, method, "own").status_code
            if status not in allowed:
                accepted.append(f"{row.name} {method} {column}: {status}")

    assert accepted == []


def test_signed_out_people_are_led_to_the_log_in_page_and_back(visitors):
    astray = []
    for row in ROWS:
        response = visitors.ask(row, "anonymous", "GET", "own")
        address = f"/masuk/?next={response.wsgi_request.path}"
        is_led = response.headers.get("Location") == address
        if is_led != (row.expected("GET", "own")["anonymous"] == 302):
            astray.append(row.name)

    assert astray == []
