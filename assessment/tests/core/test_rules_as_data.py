"""Rules that a document may state: gates, conditions, demands, least evidence, not applicable."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from assessment.core.answers import (
    ChoiceAnswer,
    CountAnswer,
    ItemsAnswer,
    NotApplicable,
    PercentageAnswer,
    TrendAnswer,
)
from assessment.core.asked import asked_facts, holds
from assessment.core.category import comparable, estimate
from assessment.core.conditions import ChoiceCondition, FigureCondition
from assessment.core.demands import Demand, Validity
from assessment.core.evidence import (
    Cited,
    Objection,
    Period,
    Weakness,
    objection,
    weaknesses,
)
from assessment.core.instrument import InstrumentError, parse
from assessment.core.ledgers import Ledger, QuestionFacts, score
from assessment.core.rules import Comparison
from assessment.tests.core.samples import real_document, real_instrument

PERIOD = Period(2026, date(2025, 1, 1), date(2026, 12, 31))
SHARE = {"indicators": 1, "percent": "70"}
YES_NO = {
    "type": "options",
    "options": [{"label": "Ya", "points": "4"}, {"label": "Tidak", "points": "0"}],
}
PER_ITEM = {"type": "per_item", "points_per_item": "1", "cap": "6"}


def asked(kind="items", rule=PER_ITEM, worth="6", **more):
    return {"text": "?", "kind": kind, "max_points": worth, "rule": rule, **more}


def instrument(*questions, **head):
    """A small instrument; its questions are 1.1, 1.2 ..."""
    rows = [{"code": f"1.{n}", **row} for n, row in enumerate(questions, 1)]
    worth = str(sum(Decimal(row["max_points"]) for row in rows))
    own = {"code": "1", "number": 1, "name": "I", "max_points": worth, "questions": rows}
    cluster = {"code": "0", "name": "K", "max_points": worth, "indicators": [own]}
    document = {
        "code": "x",
        "title": "X",
        "year": 2026,
        "total_points": worth,
        "categories": [{"name": "Pratama", "lower": "3"}],
        "clusters": [cluster],
    }
    return parse({**document, **head})


def decided(answer, **more):
    return QuestionFacts(answer, is_decided=True, **more)


FIRST = asked("yes_no", YES_NO, "4")


@pytest.mark.parametrize(
    "questions, head, path",
    [
        ([asked(evidence="SK")], {}, "evidence"),
        ([asked(evidence=[" "])], {}, "evidence 1"),
        ([asked(evidence=[3])], {}, "evidence 1"),
        ([asked(evidence=[{"name": "SK", "kinds": ["mimpi"]}])], {}, "kinds"),
        ([asked(evidence=[{"name": "SK", "validity": "selamanya"}])], {}, "validity"),
        ([asked(asked_when={"question": "1.1", "choices": ["Ya"]})], {}, "1.1.asked_when"),
        ([FIRST, asked(asked_when={"question": "1.1", "choices": ["x"]})], {}, "1.2.asked_when"),
        ([FIRST, asked(asked_when={"question": "1.1", "choices": []})], {}, "choices"),
        ([FIRST, asked(asked_when={"question": "1.1"})], {}, "asked_when"),
        ([FIRST, asked(asked_when={"question": "1.1", "above": "1"})], {}, "1.2.asked_when"),
        ([FIRST], {"not_applicable": "hilang"}, "not_applicable"),
        (
            [asked("choice", {**YES_NO, "options": [{**YES_NO["options"][0], "evidence": ["x"]}]})],
            {},
            "evidence",
        ),
    ],
)
def test_a_wrong_rule_names_its_place(questions, head, path) -> None:
    with pytest.raises(InstrumentError) as caught:
        instrument(*questions, **head)

    assert caught.value.path.endswith(path)


@pytest.mark.parametrize(
    "gate",
    [
        {"indicators": 2, "percent": "70"},
        {"indicators": 1, "percent": "101"},
        {"indicator": "9", "above": "1"},
        {"indicator": "1"},
        {"indicator": "1", "at_most": "1"},
        {},
    ],
)
def test_a_wrong_gate_is_refused(gate) -> None:
    with pytest.raises(InstrumentError):
        instrument(asked(), categories=[{"name": "A", "lower": "1", "gates": [gate]}])


def test_two_categories_of_one_name_are_refused() -> None:
    twice = [{"name": "A", "lower": "1"}, {"name": "A", "lower": "2"}]
    with pytest.raises(InstrumentError, match="lebih dari sekali"):
        instrument(asked(), categories=twice)


def test_the_given_instrument_states_none_of_them() -> None:
    found = real_instrument()

    assert found == parse(real_document() | {"not_applicable": "kept"})
    assert all(demand.is_plain for q in found.questions for demand in q.demands)
    assert not any(q.asked_when for q in found.questions)


@pytest.mark.parametrize(
    "gates, points, name, failures",
    [
        ([], None, None, 0),
        ([], 2, None, 0),
        ([], 3, "Pratama", 0),
        ([SHARE], 4, None, 1),
        ([SHARE], 5, "Pratama", 0),
        ([{"indicator": "1", "above": "5"}], 5, None, 1),
        ([{"indicator": "1", "at_least": "5"}], 5, "Pratama", 0),
        ([SHARE, {"indicator": "1", "above": "9"}], 4, None, 2),
    ],
)
def test_gates_hold_a_category_back(gates, points, name, failures) -> None:
    made = instrument(asked(), categories=[{"name": "Pratama", "lower": "3", "gates": gates}])
    facts = {} if points is None else {"1.1": decided(ItemsAnswer(points))}

    found = estimate(score(made, facts), Ledger.CLAIMED)

    assert (found.band and found.band.name, len(found.failures)) == (name, failures)
    assert found.words.startswith("Perkiraan kategori")


def test_a_gate_on_an_unknown_ledger_fails_and_says_so() -> None:
    low = {"name": "A", "lower": "0", "gates": [{"indicator": "1", "above": "1"}]}
    made = instrument(asked(), categories=[low])
    marked = score(made, {"1.1": decided(ItemsAnswer(0))})

    found = estimate(marked, Ledger.CLAIMED)

    assert str(found.failures[0]) == "A mensyaratkan indikator 1 di atas 1 poin; sekarang 0 poin"
    assert found.words == f"Perkiraan kategori: belum berkategori. {found.failures[0]}."
    assert estimate(marked, Ledger.VERIFIED).words == "Perkiraan kategori belum ada."


@pytest.mark.parametrize(
    "condition, answer, expected",
    [
        (ChoiceCondition("1.1", ("Ya",)), ChoiceAnswer("Ya"), True),
        (ChoiceCondition("1.1", ("Ya",)), ChoiceAnswer("Tidak"), False),
        (ChoiceCondition("1.1", ("Ya",)), NotApplicable("x"), False),
        (FigureCondition("1.1", Comparison.ABOVE, Decimal(2)), CountAnswer(3), True),
        (FigureCondition("1.1", Comparison.AT_MOST, Decimal(2)), ItemsAnswer(3), False),
        (FigureCondition("1.1", Comparison.AT_LEAST, Decimal(50)), PercentageAnswer(1, 2), True),
        (
            FigureCondition("1.1", Comparison.ABOVE, Decimal(2)),
            TrendAnswer(None, None, None),
            False,
        ),
        (ChoiceCondition("1.1", ("Ya",)), None, None),
    ],
)
def test_a_condition_looks_at_the_decided_answer(condition, answer, expected) -> None:
    assert holds(condition, decided(answer)) is expected
    assert holds(condition, QuestionFacts(proposed=answer)) is None
    assert holds(condition, decided(answer, is_stale=True)) is None
    assert holds(condition, None) is None


def test_silence_spreads_from_question_to_question() -> None:
    chain = instrument(
        FIRST,
        asked(asked_when={"question": "1.1", "choices": ["Ya"]}),
        asked(asked_when={"question": "1.2", "above": "0"}),
    )
    answered = {"1.1": decided(ChoiceAnswer("Tidak")), "1.2": decided(ItemsAnswer(6))}

    found = asked_facts(chain.questions, answered)

    reasons = [found[f"1.{n}"].official.reason for n in (2, 3)]
    assert reasons == [
        "hanya ditanyakan bila pertanyaan 1.1 dijawab “Ya”",
        "hanya ditanyakan bila angka pertanyaan 1.2 di atas 0",
    ]
    assert score(chain, answered).points.claimed == Decimal(0)
    open_one = score(chain, {"1.1": decided(ChoiceAnswer("Ya")), "1.2": decided(ItemsAnswer(6))})
    assert open_one.points.claimed == Decimal(10)
    assert chain.with_conditions([chain.question("1.3")]) == chain.questions


def test_not_applicable_leaves_the_maximum_only_where_the_instrument_says_so() -> None:
    facts = {"1.1": decided(ItemsAnswer(3)), "1.2": decided(NotApplicable("Tidak ada"))}
    kept = score(instrument(asked(), asked()), facts)
    out = score(instrument(asked(), asked(), not_applicable="rescaled"), facts)

    assert (kept.points.max_points, comparable(kept, Ledger.CLAIMED)) == (12, 3)
    assert (out.points.max_points, comparable(out, Ledger.CLAIMED)) == (6, 6)
    assert out.questions["1.2"].reason.endswith("Nilai maksimumnya tidak ikut dihitung.")
    assert estimate(out, Ledger.CLAIMED).points == Decimal(6)


@pytest.mark.parametrize("more", [{"is_decided": False}, {"is_stale": True}])
def test_an_undecided_not_applicable_shrinks_nothing(more) -> None:
    nothing = NotApplicable("Tidak ada")
    facts = QuestionFacts(nothing, proposed=nothing, **({"is_decided": True} | more))
    found = score(instrument(asked(), not_applicable="rescaled"), {"1.1": facts})

    assert found.points.max_points == Decimal(6)


def test_nothing_asked_is_no_category_and_a_third_is_cut_for_reading() -> None:
    out = instrument(asked(), not_applicable="rescaled")
    nothing = score(out, {"1.1": decided(NotApplicable("x"))})
    third = score(
        instrument(
            asked(worth="5", rule={**PER_ITEM, "cap": "5"}),
            asked(),
            asked(),
            not_applicable="rescaled",
            categories=[{"name": "P", "lower": "0", "gates": [SHARE]}],
        ),
        {"1.1": decided(ItemsAnswer(2)), "1.2": decided(NotApplicable("x"))},
    )

    assert estimate(nothing, Ledger.CLAIMED).points is None
    assert estimate(third, Ledger.CLAIMED).points == Decimal("3.09")


@pytest.mark.parametrize(
    "validity, dated, until, counts",
    [
        (Validity.WINDOW, date(2025, 1, 1), None, True),
        (Validity.WINDOW, date(2024, 12, 31), None, False),
        (Validity.WINDOW, date(2020, 1, 1), date(2025, 1, 1), True),
        (Validity.WINDOW, date(2027, 1, 1), date(2028, 1, 1), False),
        (Validity.YEAR, date(2026, 1, 1), None, True),
        (Validity.YEAR, date(2025, 12, 31), date(2030, 1, 1), False),
        (Validity.PREVIOUS, date(2025, 6, 1), None, True),
        (Validity.PREVIOUS, date(2026, 6, 1), None, False),
        (Validity.IN_FORCE, date(2010, 1, 1), None, True),
        (Validity.IN_FORCE, date(2010, 1, 1), date(2025, 12, 31), False),
        (Validity.IN_FORCE, date(2010, 1, 1), date(2026, 1, 1), True),
        (Validity.IN_FORCE, date(2027, 1, 1), None, False),
    ],
)
def test_a_document_counts_when_it_is_of_the_demanded_time(validity, dated, until, counts) -> None:
    found = objection(Demand("Dokumen", validity), "other", dated, until, PERIOD)

    assert found is (None if counts else Objection.OUTSIDE)


def test_a_document_counts_when_it_has_a_date_and_a_fitting_kind() -> None:
    stated = Demand("SK", kinds=("photo",))

    assert objection(Demand("SK"), "decree", None, None, PERIOD) is Objection.UNDATED
    assert objection(Demand("SK"), "photo", PERIOD.end, None, PERIOD) is Objection.KIND
    assert objection(stated, "photo", PERIOD.end, None, PERIOD) is None
    assert [o.label for o in Objection] == [
        "Dokumen tanpa tanggal",
        "Tanggal dokumen di luar tahun yang dievaluasi",
        "Jenis dokumen tidak sesuai butir bukti",
    ]


def cited(key=1, question="1.1", **changes) -> Cited:
    values = {
        "demand": Demand("Dokumen"),
        "file": 7,
        "kind": "other",
        "dated": date(2026, 6, 1),
        "valid_until": None,
        "is_signed": True,
        "length": 3,
        "pages": "2",
    }
    return Cited(key, question, **{**values, **changes})


@pytest.mark.parametrize(
    "changes, expected",
    [
        ({}, None),
        ({"pages": " "}, Weakness.NO_PAGE),
        ({"pages": "", "length": 1}, None),
        ({"pages": "", "length": None}, None),
        ({"pages": "", "kind": "photo"}, None),
        ({"dated": date(2025, 12, 30)}, Weakness.OLD),
        ({"dated": date(2025, 12, 31)}, None),
        ({"dated": None}, None),
        ({"dated": date(2019, 1, 1), "valid_until": date(2026, 12, 31)}, None),
        ({"dated": date(2019, 1, 1), "valid_until": date(2026, 1, 1)}, Weakness.OLD),
        ({"dated": date(2019, 1, 1), "demand": Demand("x", Validity.IN_FORCE)}, None),
        ({"kind": "budget", "is_signed": False}, Weakness.UNSIGNED_BUDGET),
        ({"kind": "report", "is_signed": False}, None),
        ({"demand": Demand("SK")}, Weakness.KIND),
    ],
)
def test_weakness_of_a_citation(changes, expected) -> None:
    assert weaknesses([cited(**changes)], PERIOD) == ({1: (expected,)} if expected else {})


def test_one_photo_for_two_answers_is_weak_in_both_and_for_one_answer_in_none() -> None:
    photo = {"kind": "photo"}
    both = [cited(1, "1.1", **photo), cited(2, "1.2", **photo), cited(3, "1.2", file=8, **photo)]
    same = [cited(1, "1.1", **photo), cited(2, "1.1", **photo)]

    assert weaknesses(both, PERIOD) == dict.fromkeys((1, 2), (Weakness.SHARED_PHOTO,))
    assert weaknesses(same, PERIOD) == {}
    assert all(flag.label and flag.remedy for flag in Weakness)
    assert all(validity.label for validity in Validity)
