"""Programmes that look alike: title, place and time, across agencies only."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest

from assessment.core.duplicates import Outline, Pair, find

START, END = date(2026, 3, 1), date(2026, 3, 5)
ONE = Outline(1, 10, "Pelatihan konvensi hak anak bagi guru", "Aula Dinas", START, END)
OTHER = replace(ONE, identity=2, agency=20)


def test_same_title_place_and_time_is_a_pair():
    reasons = ("judul sama", "tempat sama", "waktu bertindihan")

    assert find([OTHER, ONE]) == (Pair(1, 2, True, reasons),)


@pytest.mark.parametrize(
    "changes, reasons",
    [
        ({"title": "PELATIHAN Konvensi Hak Anak, bagi guru."}, ("judul sama", "tempat sama")),
        ({"title": "Pelatihan konvensi hak anak guru"}, ("judul sangat mirip", "tempat sama")),
        ({"place": "aula  dinas"}, ("judul sama", "tempat sama")),
        ({"place": ""}, ("judul sama", "tempat belum lengkap")),
        ({"start": END, "end": None}, ("judul sama", "tempat sama")),
    ],
)
def test_what_still_looks_alike(changes, reasons):
    (pair,) = find([ONE, replace(OTHER, **changes)])

    assert pair.reasons[:2] == reasons


def test_unknown_time_is_said():
    (pair,) = find([ONE, replace(OTHER, start=None, end=None)])

    assert pair.reasons[2] == "waktu belum lengkap"


@pytest.mark.parametrize(
    "changes",
    [
        {"agency": 10},
        {"title": "Pelatihan konvensi hak anak bagi wartawan"},
        {"title": "Pelatihan konvensi hak anak bagi guru 2"},
        {"place": "Balai Kota"},
        {"start": date(2026, 3, 6), "end": None},
        {"title": "!!!"},
    ],
)
def test_what_does_not_look_alike(changes):
    assert find([ONE, replace(OTHER, **changes)]) == ()


def test_order_of_programmes_is_irrelevant():
    rows = [
        ONE,
        OTHER,
        replace(ONE, identity=3, agency=30, title="Pelatihan konvensi hak anak guru"),
    ]
    found = find(rows)

    assert {find(order) for order in permutations(rows)} == {found}
    assert [(p.first, p.second) for p in found] == [(1, 2), (1, 3), (2, 3)]


def test_many_programmes_that_differ_by_number_are_no_pairs():
    rows = [replace(ONE, identity=n, agency=n, title=f"Kegiatan uji {n}") for n in range(600)]

    assert find(rows) == ()


def test_one_title_logged_very_often_ends_the_search():
    rows = [replace(ONE, identity=n, agency=n) for n in range(600)]

    assert len(find(rows, most=7)) == 7
