"""What changed between two frozen states, why, and that the differences add up."""

from __future__ import annotations

import copy
from decimal import Decimal
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.core.comparison import Cause, Shift, compare
from assessment.core.frozen import read
from assessment.tests.reports import sample


@cache
def content():
    return sample.full(programs=0)


def changed(code, **values):
    """The content with one question changed; its sums follow."""
    other = copy.deepcopy(content())
    for row in rows(other):
        if row["code"] == code:
            row |= values
    return sample._summed(other)


def rows(of):
    return [q for c in of["clusters"] for i in c["indicators"] for q in i["questions"]]


def without(code):
    other = copy.deepcopy(content())
    for cluster in other["clusters"]:
        for indicator in cluster["indicators"]:
            indicator["questions"] = [q for q in indicator["questions"] if q["code"] != code]
    return sample._summed(other)


def one(comparison, code):
    return next(q for q in comparison.questions if q.code == code)


FIRST = rows(sample.full(programs=0))[0]
CODE = FIRST["code"]
CITED = FIRST["evidence"][0]


def against(other, sources=None):
    return compare(read(content()), read(other), sources)


def test_the_same_state_has_no_differences():
    found = against(content())

    assert (found.changed, found.gone, found.by_cause) == (0, (), {})
    assert not found.shifts.is_changed
    assert len(found.questions) == 274


def test_each_change_has_its_cause():
    other = {"document": CITED["document"] | {"sha256": "1" * 64}}
    refused = {"state": "refused"}
    cases = {
        Cause.RULE: {"text": "Pertanyaan lain"},
        Cause.ANSWER: {"answer_raw": {"choice": "lain"}},
        Cause.EVIDENCE: {"evidence": [CITED | refused, *FIRST["evidence"][1:]]},
        Cause.DECISION: {"decided": not FIRST["decided"]},
        Cause.MARK: {"verified": "1"},
    }
    for cause, values in cases.items():
        assert one(against(changed(CODE, **values)), CODE).causes == (cause,)

    replaced = one(against(changed(CODE, evidence=[CITED | other])), CODE)
    assert [e.sha256 for e in replaced.added] == ["1" * 64]
    assert len(replaced.removed) == len(FIRST["evidence"])
    judged = one(against(changed(CODE, **cases[Cause.EVIDENCE])), CODE).judged
    assert [(j.before.state, j.after.state) for j in judged] == [(CITED["state"], "refused")]


def test_other_points_for_the_same_answer_are_another_rule():
    assert one(against(changed(CODE, claimed="0.5")), CODE).causes == (Cause.RULE,)


def test_new_and_gone_questions_are_named():
    gone = against(without(CODE))
    new = compare(read(without(CODE)), read(content()))

    assert [(q.code, q.causes, q.text) for q in gone.gone] == [(CODE, (Cause.GONE,), FIRST["text"])]
    assert one(new, CODE).causes == (Cause.NEW,)
    assert one(new, CODE).shifts.claimed.before is None
    assert new.clusters[0].indicators[0].changed[0].code == CODE


def test_a_new_indicator_has_nothing_before():
    other = copy.deepcopy(content())
    other["clusters"] = other["clusters"][1:]
    first = compare(read(sample._summed(other)), read(content())).clusters[0]

    assert first.shifts.maximum.before is None
    assert first.indicators[0].shifts.maximum.before is None
    assert first.changed == sum(len(i.questions) for i in first.indicators)


def test_mapping_pairs_questions_of_other_codes():
    codes = [row["code"] for row in rows(content())]
    sources = {code: code for code in codes} | {codes[1]: codes[0], codes[2]: codes[0]}
    found = against(content(), sources)

    assert one(found, codes[1]).before.code == codes[0]
    assert [one(found, code).is_split for code in codes[:4]] == [True, True, True, False]
    assert {q.code for q in found.gone} == {codes[1], codes[2]}
    assert found.by_cause[Cause.GONE] == 2


def test_a_difference_needs_two_known_sides():
    assert Shift(Decimal(1), Decimal(3)).difference == 2
    assert Shift(None, Decimal(3)).difference is None
    assert Shift(Decimal(3), None).difference is None


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 273),
            st.sampled_from(["claimed", "proven"]),
            st.decimals(0, 9, places=2).map(str),
        ),
        max_size=12,
    )
)
def test_differences_add_up_at_every_level(edits):
    other = copy.deepcopy(content())
    for number, ledger, points in edits:
        rows(other)[number][ledger] = points
    found = compare(read(content()), read(sample._summed(other)))

    for ledger in ("claimed", "proven"):
        whole = getattr(found.shifts, ledger).difference
        clusters = sum(getattr(c.shifts, ledger).difference for c in found.clusters)
        indicators = [i for c in found.clusters for i in c.indicators]
        assert whole == clusters == sum(getattr(i.shifts, ledger).difference for i in indicators)
        assert whole == sum(getattr(q.shifts, ledger).difference for q in found.questions)
