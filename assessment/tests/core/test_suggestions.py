"""Questions suggested for a programme: own ones first, explained, the same every time."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from assessment.core.instrument import parse
from assessment.core.suggestions import Profile, suggest
from assessment.tests.factories import INSTRUMENT


@pytest.fixture(scope="module")
def instrument():
    return parse(json.loads(INSTRUMENT.read_text(encoding="utf-8"), parse_float=Decimal))


def codes(found):
    return [row.question.code for row in found]


def test_questions_of_the_same_indicator_are_suggested_with_their_reason(instrument):
    found = suggest(
        instrument, Profile("", indicators=frozenset({"22B"}), questions=frozenset({"22B.2"}))
    )

    own = [q.code for q in instrument.indicator("22B").questions if q.code != "22B.2"]
    assert codes(found) == own
    assert {row.because for row in found} == {"karena: indikator 22B sudah dikaitkan"}


def test_assigned_questions_come_first(instrument):
    profile = Profile("", frozenset({"22B"}), assigned=frozenset({"22B.4"}))

    found = suggest(instrument, profile)

    assert codes(found)[0] == "22B.4"
    assert [row.is_assigned for row in found] == [True] + [False] * (len(found) - 1)
    assert "ditugaskan kepada perangkat daerah Anda" in found[0].because


def test_shared_agencies_weigh_but_do_not_suffice(instrument):
    question = instrument.indicator("22B").questions[0]
    other = question.agencies[0]

    alone = suggest(instrument, Profile("", agencies=frozenset({other})))
    found = suggest(instrument, Profile("", frozenset({"22B"}), agencies=frozenset({other})))

    assert alone == ()
    assert f"dijawab juga oleh {other}" in found[0].because


def test_words_in_common_find_questions_of_other_indicators(instrument):
    found = suggest(instrument, Profile("Simulasi bencana di sekolah bagi anak korban bencana"))

    assert found
    assert all("kata yang sama" in row.because for row in found)
    assert found == suggest(instrument, Profile("BENCANA: simulasi, sekolah, korban"))


def test_nothing_is_said_of_a_programme_without_words(instrument):
    assert suggest(instrument, Profile("dan untuk yang \x00 2026 🙂")) == ()


def test_no_more_than_asked_for(instrument):
    every = frozenset(indicator.code for indicator in instrument.indicators)

    assert len(suggest(instrument, Profile("", every), most=5)) == 5
