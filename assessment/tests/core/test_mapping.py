"""From one year's questions to the next: proposed, checked, and what an answer keeps."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.core import mapping
from assessment.core.answers import CountAnswer
from assessment.core.instrument import Instrument, Kind
from assessment.core.mapping import Fit, MappingError, carried, carried_item, checked, propose
from assessment.tests.core.samples import question, real_instrument

OLD = real_instrument()


def edited(**changes) -> Instrument:
    """The real instrument with questions changed, by code; None takes one away."""
    clusters = []
    for cluster in OLD.clusters:
        indicators = []
        for indicator in cluster.indicators:
            kept = []
            for asked in indicator.questions:
                change = changes.get(asked.code, {})
                if change is not None:
                    kept.append(replace(asked, **change))
            indicators.append(replace(indicator, questions=tuple(kept)))
        clusters.append(replace(cluster, indicators=tuple(indicators)))
    return replace(OLD, clusters=tuple(clusters))


FIRST, SECOND, THIRD = (asked.code for asked in OLD.questions[:3])


def test_the_same_instrument_maps_to_itself():
    entries = propose(OLD, OLD)

    assert entries == {asked.code: [asked.code] for asked in OLD.questions}
    assert {m.fit for m in mapping.mapped(entries, OLD, OLD)} == {Fit.SAME}
    assert mapping.gone(entries, OLD) == ()


def test_a_renumbered_question_is_found_by_its_words():
    new = edited(**{FIRST: {"code": "99.9"}, SECOND: None})
    entries = propose(OLD, new)

    assert entries[FIRST] == ["99.9"]
    assert entries[SECOND] == []
    assert [asked.code for asked in mapping.gone(entries, OLD)] == [SECOND]


def test_a_code_used_for_another_question_is_not_the_same():
    other = {"text": "Berapa unit bus sekolah ramah lingkungan tersedia?"}
    entries = propose(OLD, edited(**{FIRST: other}))
    found = {m.question.code: m for m in mapping.mapped(entries, OLD, edited(**{FIRST: other}))}

    assert entries[FIRST] == []
    assert (found[FIRST].source, found[FIRST].fit) == (None, Fit.NEW)


def test_fit_names_what_changed():
    asked = question(Kind.COUNT)

    assert mapping.fit(asked, asked) is Fit.SAME
    assert mapping.fit(asked, replace(asked, text="Lain")) is Fit.CHANGED
    assert mapping.fit(asked, question(Kind.ITEMS)) is Fit.OTHER_KIND
    assert mapping.fit(None, asked) is Fit.NEW
    assert [fit.label for fit in Fit][3] == "pertanyaan baru"


def test_an_answer_of_another_kind_is_not_carried():
    assert carried(question(Kind.COUNT), {"count": 3}) == CountAnswer(3)
    assert carried(question(Kind.COUNT), {"items": 3}) is None


def test_evidence_is_carried_by_the_name_of_its_item():
    old = replace(question(Kind.COUNT), evidence=("SK Tim", "Foto"))
    new = replace(old, evidence=("foto ", "Laporan"))

    assert [carried_item(old, new, place) for place in (0, 1, 2)] == [None, 0, None]


@pytest.mark.parametrize(
    "entries, words",
    [
        ([], "harus berupa objek"),
        ({"zz": []}, "Kode lama zz"),
        ({FIRST: "1.1"}, "tulis daftar"),
        ({FIRST: [1]}, "tulis daftar"),
        ({FIRST: ["zz"]}, "kode baru zz"),
        ({FIRST: [THIRD], SECOND: [THIRD]}, "pilih satu"),
    ],
)
def test_wrong_entries_are_named(entries, words):
    with pytest.raises(MappingError) as refused:
        checked(entries, OLD, OLD)

    assert words in " ".join(refused.value.messages)


def test_checked_entries_name_every_question():
    found = checked({FIRST: [SECOND, THIRD, THIRD]}, OLD, OLD)

    assert found[FIRST] == [SECOND, THIRD]
    assert len(found) == len(OLD.questions)
    assert mapping.sources(found) == {SECOND: FIRST, THIRD: FIRST}


@settings(max_examples=15, deadline=None)
@given(st.sets(st.sampled_from([asked.code for asked in OLD.questions]), max_size=8))
def test_a_proposal_is_always_a_valid_mapping(lost):
    new = edited(**dict.fromkeys(lost))
    entries = propose(OLD, new)

    assert checked(entries, OLD, new) == entries
    sources = mapping.sources(entries)
    assert len(sources) == sum(map(len, entries.values()))
