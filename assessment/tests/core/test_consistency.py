"""Each rule with its worked examples; what agrees is never found, and order never matters."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.core.answers import ChoiceAnswer, PercentageAnswer, TrendAnswer
from assessment.core.city_facts import DISTRICTS, Fact
from assessment.core.consistency import Figure, Known, Rule, check, figures
from assessment.core.instrument import TerritoryKind

CHILDREN = Fact("anak", "Jumlah anak")
NOTHING = Known()


def figure(part, whole, question="4.1", source="Disdukcapil", fact=CHILDREN, **more) -> Figure:
    part = Decimal(part)
    return Figure(
        question, f"{source}/{more.get('territory', '')}", source, part, whole, fact, **more
    )


def before(part, whole, **more) -> Figure:
    return figure(part, whole, is_previous=True, **more)


def found(rows, known=NOTHING):
    return [(f.rule, f.message) for f in check(rows, known)]


DISTRICT = {"question": "25.2", "source": "Kecamatan", "fact": DISTRICTS}
REGISTERED = Known(territories={TerritoryKind.KECAMATAN: 5})
CASES = {
    "part within its whole": ([figure(9, 10)], NOTHING, []),
    "part above its whole": (
        [figure(1200, 1000)],
        NOTHING,
        [(Rule.PART, "4.1, Disdukcapil: pembilang 1.200 lebih besar daripada penyebutnya, 1.000.")],
    ),
    "part of the year before": (
        [before(11, 10)],
        Known({"anak": 5}),
        [
            (
                Rule.PART,
                "4.1, Disdukcapil: pembilang tahun sebelumnya 11 lebih besar daripada "
                "penyebutnya, 10.",
            )
        ],
    ),
    "part above the reference": (
        [figure(9, 10)],
        Known({"anak": 8}),
        [
            (Rule.PART, "4.1, Disdukcapil: pembilang 9 lebih besar daripada angka acuan, 8."),
            (Rule.SAME, "Jumlah anak: 10 (Disdukcapil pada 4.1). Angka acuan 8."),
        ],
    ),
    "two questions, one value": (
        [figure(1, 10), figure(2, 10, question="4.2", source="Dinkes")],
        Known({"anak": 10}),
        [],
    ),
    "two questions, two values": (
        [figure(1, 12000), figure(2, 11900, question="4.2", source="Dinkes")],
        NOTHING,
        [
            (
                Rule.SAME,
                "Jumlah anak: 11.900 (Dinkes pada 4.2); 12.000 (Disdukcapil pada 4.1).",
            )
        ],
    ),
    "agreed against the reference": (
        [figure(1, 10), figure(2, 10, question="4.2")],
        Known({"anak": 12}),
        [
            (
                Rule.SAME,
                "Jumlah anak: 10 (Disdukcapil pada 4.1, Disdukcapil pada 4.2). Angka acuan 12.",
            )
        ],
    ),
    "the year before differs by itself": (
        [
            before(1, 10),
            before(1, 11, question="4.2"),
            figure(1, 10),
            figure(1, 10, question="4.2"),
        ],
        Known({"anak": 10}),
        [
            (
                Rule.SAME,
                "Jumlah anak, tahun sebelumnya: 10 (Disdukcapil pada 4.1); "
                "11 (Disdukcapil pada 4.2).",
            )
        ],
    ),
    "a territory differs between questions": (
        [figure(1, 10, territory="A"), figure(1, 12, question="4.2", territory="A")],
        NOTHING,
        [(Rule.SAME, "Jumlah anak A: 10 (Disdukcapil pada 4.1); 12 (Disdukcapil pada 4.2).")],
    ),
    "territories add up": (
        [figure(1, 4, territory="A"), figure(2, 6, territory="B"), figure(3, 10)],
        NOTHING,
        [],
    ),
    "territories do not add up to the city": (
        [figure(1, 4, territory="A"), figure(2, 6, territory="B"), figure(3, 12)],
        NOTHING,
        [
            (
                Rule.SUM,
                "4.1: isian wilayah berjumlah 3 dari 10, Disdukcapil mengisi 3 dari 12.",
            )
        ],
    ),
    "parts of the territories do not add up": (
        [figure(1, 4, territory="A"), figure(2, 6, territory="B"), figure(4, 10)],
        Known({"anak": 10}),
        [
            (
                Rule.SUM,
                "4.1: isian wilayah berjumlah 3 dari 10, Disdukcapil mengisi 4 dari 10.",
            )
        ],
    ),
    "territories against the reference": (
        [figure(1, 4, territory="A")],
        Known({"anak": 10}),
        [(Rule.SUM, "4.1: penyebut 1 isian wilayah berjumlah 4, angka acuan 10.")],
    ),
    "as many territories as registered": ([figure(3, 5, **DISTRICT)], REGISTERED, []),
    "more territories than registered": (
        [figure(3, 6, **DISTRICT)],
        REGISTERED,
        [(Rule.TERRITORIES, "25.2, Kecamatan: 6 kecamatan, padahal yang terdaftar 5.")],
    ),
    "territories together more than registered": (
        [figure(1, 3, territory="A", **DISTRICT), figure(1, 4, territory="B", **DISTRICT)],
        REGISTERED,
        [
            (
                Rule.TERRITORIES,
                "25.2: jumlah isian wilayah 7 kecamatan, padahal yang terdaftar 5.",
            )
        ],
    ),
    "nothing registered yet": ([figure(3, 60, **DISTRICT)], NOTHING, []),
    "years alike": ([before(80, 100), figure(105, 110)], NOTHING, []),
    "a percentage that jumps": (
        [before(10, 100), figure(90, 100)],
        NOTHING,
        [(Rule.YEARS, "4.1, Disdukcapil: dari 10 % menjadi 90 %.")],
    ),
    "a whole that jumps": (
        [before(80, 100), figure(160, 200)],
        NOTHING,
        [(Rule.YEARS, "4.1, Disdukcapil: penyebut dari 100 menjadi 200.")],
    ),
    "a plain figure that jumps": (
        [before("12.5", None, fact=None), figure(40, None, fact=None)],
        NOTHING,
        [(Rule.YEARS, "4.1, Disdukcapil: dari 12,5 menjadi 40.")],
    ),
    "a small figure may jump": (
        [before(1, None, fact=None), figure(8, None, fact=None)],
        NOTHING,
        [],
    ),
    "one year alone": ([before(1, None, fact=None)], NOTHING, []),
}


@pytest.mark.parametrize("rows, known, expected", CASES.values(), ids=CASES)
def test_rules(rows, known, expected) -> None:
    assert found(rows, known) == expected


def test_contradictions_come_first() -> None:
    rows = [figure(12, 10), before(1, 100), figure(5, 11, question="4.2")]

    rules = [finding.rule for finding in check(rows, NOTHING)]

    assert rules == [Rule.PART, Rule.YEARS, Rule.SAME]


def test_long_findings_name_the_first_and_count_the_rest() -> None:
    rows = [figure(1, 10, source=f"OPD {n}") for n in range(9)] + [figure(1, 11, source="Z")]

    ((_, message),) = found(rows)

    assert message.startswith("Jumlah anak: 10 (OPD 0 pada 4.1, ")
    assert "OPD 5 pada 4.1, dan 3 lain); 11 (Z pada 4.1)." in message


def test_figures_of_answers() -> None:
    def of(answer):
        return [
            (f.part, f.whole, f.is_previous)
            for f in figures("4.1", CHILDREN, answer, identity="1/", source="Dinkes")
        ]

    share = PercentageAnswer(1, 2)
    assert of(share) == [(1, 2, False)]
    assert of(PercentageAnswer(1, 0)) == of(PercentageAnswer(None, 3)) == of(None) == []
    assert of(ChoiceAnswer("Ya")) == []
    assert of(TrendAnswer(share, None, None)) == [(1, 2, False)]
    assert of(TrendAnswer(Decimal(3), Decimal(2), None)) == [(3, None, False), (2, None, True)]


def test_every_rule_has_its_words() -> None:
    assert len({rule.label for rule in Rule}) == len(Rule)
    assert [rule for rule in Rule if rule.is_error] == [Rule.PART, Rule.TERRITORIES]


wholes = st.integers(1, 2000)
names = st.sampled_from(("Dinkes", "Dinsos", "Disdukcapil"))
any_figure = st.builds(
    figure,
    st.integers(0, 2000),
    wholes,
    question=st.sampled_from(("4.1", "4.2", "25.2")),
    source=names,
    territory=st.sampled_from(("", "A", "B")),
    is_previous=st.booleans(),
)
many = st.lists(any_figure, max_size=8)
knowledge = st.builds(
    Known, st.dictionaries(st.just("anak"), wholes), st.just({TerritoryKind.KECAMATAN: 3})
)


@given(many, knowledge, st.randoms(use_true_random=False))
def test_order_never_matters(rows, known, chance) -> None:
    shuffled = chance.sample(rows, len(rows))

    assert [(f.rule, f.subject, f.fingerprint) for f in check(rows, known)] == [
        (f.rule, f.subject, f.fingerprint) for f in check(shuffled, known)
    ]


@given(wholes, st.data())
def test_what_agrees_is_never_found(whole, data) -> None:
    part = data.draw(st.integers(0, whole))
    rows = [
        figure(part, whole, question=question, is_previous=is_previous)
        for question in ("4.1", "4.2")
        for is_previous in (False, True)
    ]

    assert check(rows, Known({"anak": whole})) == ()


@given(st.lists(wholes, min_size=1, max_size=5), st.none() | wholes)
def test_one_fact_is_found_exactly_when_its_values_differ(values, reference) -> None:
    rows = [figure(0, value, question=f"4.{n}") for n, value in enumerate(values)]
    known = Known({} if reference is None else {"anak": reference})
    expected = set(values) | (set() if reference is None else {reference})

    rules = [finding.rule for finding in check(rows, known)]

    assert rules == ([Rule.SAME] if len(expected) > 1 else [])


@given(many, knowledge)
def test_a_finding_is_another_one_when_its_figures_change(rows, known) -> None:
    for finding in check(rows, known):
        changed = replace(finding.figures[0], part=finding.figures[0].part + 1)
        other = replace(finding, figures=(changed, *finding.figures[1:]))
        again = replace(finding, figures=tuple(reversed(finding.figures)))

        assert other.fingerprint != finding.fingerprint == again.fingerprint
        assert finding.fingerprint != replace(finding, expected=-1).fingerprint
        assert len(finding.subject) <= 150
