"""From many contributions to one proposal: by kind, in any order, with every conflict."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.core.answers import (
    ChoiceAnswer,
    CountAnswer,
    ItemsAnswer,
    NotApplicable,
    PercentageAnswer,
    TrendAnswer,
    is_answered,
    to_raw,
    validate,
)
from assessment.core.consolidation import (
    Conflict,
    ConflictKind,
    Contribution,
    Proposal,
    Source,
    fingerprint,
    propose,
    rule_words,
)
from assessment.core.instrument import Kind
from assessment.core.named_items import NamedItem
from assessment.tests.core.samples import answers_to, question

AGENCIES = ("Dinsos", "DP3A", "Dinkes")
YES, NO = ChoiceAnswer("Perda"), ChoiceAnswer("Tidak ada")
DIFFERENT = ConflictKind.DIFFERENT_ANSWER
DENOMINATOR = ConflictKind.DIFFERENT_DENOMINATOR
DUPLICATE = ConflictKind.PROBABLE_DUPLICATE
APPLICABILITY = ConflictKind.APPLICABILITY
NONE = NotApplicable("Tidak ada panti")
UP = TrendAnswer(PercentageAnswer(9, 10), PercentageAnswer(8, 10), Decimal("85"))
PARTIAL = TrendAnswer(PercentageAnswer(9, 10), None, None)


def said(*rows) -> list[Contribution]:
    """Contributions from (agency, answer) or (agency, territory, answer)."""
    return [Contribution(Source(*who), answer) for *who, answer in rows]


def named(*names: str) -> ItemsAnswer:
    return ItemsAnswer(len(names), tuple(NamedItem(name) for name in names))


def pct(numerator: int, denominator: int) -> PercentageAnswer:
    return PercentageAnswer(numerator, denominator)


def summary(proposal: Proposal):
    sources = [source.label for source in proposal.sources]
    conflicts = [(c.kind, [source.label for source in c.sources]) for c in proposal.conflicts]
    return proposal.answer, sources, conflicts


@pytest.mark.parametrize(
    "kind, rows, answer, sources, conflicts",
    [
        (Kind.CHOICE, [("DP3A", YES)], YES, ["DP3A"], []),
        (Kind.CHOICE, [("Dinkes", YES), ("Dinsos", YES)], YES, ["Dinsos", "Dinkes"], []),
        (
            Kind.YES_NO,
            [("Dinkes", YES), ("DP3A", NO), ("Bappeda", NO)],
            NO,
            ["DP3A", "Bappeda"],
            [(DIFFERENT, ["DP3A", "Dinkes", "Bappeda"])],
        ),
        (Kind.TREND, [("Dinkes", UP)], UP, ["Dinkes"], []),
        (
            Kind.TREND,
            [("Dinkes", UP), ("Dinsos", PARTIAL)],
            PARTIAL,
            ["Dinsos"],
            [(DIFFERENT, ["Dinsos", "Dinkes"])],
        ),
        (Kind.COUNT, [("Dinkes", CountAnswer(0))], CountAnswer(0), ["Dinkes"], []),
        (
            Kind.COUNT,
            [("Dinkes", CountAnswer(3)), ("Dinsos", CountAnswer(4)), ("DP3A", None)],
            CountAnswer(7),
            ["Dinsos", "Dinkes"],
            [],
        ),
        (
            Kind.ITEMS,
            [("Dinkes", ItemsAnswer(3)), ("Dinsos", ItemsAnswer(3)), ("DP3A", ItemsAnswer(0))],
            ItemsAnswer(6),
            ["Dinsos", "DP3A", "Dinkes"],
            [(DUPLICATE, ["Dinsos", "Dinkes"])],
        ),
        (
            Kind.ITEMS,
            [("Dinkes", ItemsAnswer(0)), ("Dinsos", ItemsAnswer(0))],
            ItemsAnswer(0),
            ["Dinsos", "Dinkes"],
            [],
        ),
        (
            Kind.ITEMS,
            [("Dinkes", named("PATBM", "Forum")), ("Dinsos", named("Panti", "Radio"))],
            named("Panti", "Radio", "PATBM", "Forum"),
            ["Dinsos", "Dinkes"],
            [],
        ),
        (
            Kind.ITEMS,
            [("Dinkes", named("PATBM", "Forum")), ("Dinsos", named("Forum"))],
            ItemsAnswer(3, (NamedItem("Forum"), NamedItem("PATBM"), NamedItem("Forum", "Dinkes"))),
            ["Dinsos", "Dinkes"],
            [(DUPLICATE, ["Dinsos", "Dinkes"])],
        ),
        (
            Kind.ITEMS,
            [
                ("Dinkes", ItemsAnswer(1, (NamedItem("FORUM", "SK 1"),))),
                ("Dinsos", ItemsAnswer(1, (NamedItem("Forum", "SK 1"),))),
                ("DP3A", ItemsAnswer(1, (NamedItem("Forum", "SK 1"),))),
            ],
            ItemsAnswer(
                3,
                (
                    NamedItem("Forum", "SK 1"),
                    NamedItem("Forum", "SK 1, DP3A"),
                    NamedItem("FORUM", "SK 1"),
                ),
            ),
            ["Dinsos", "DP3A", "Dinkes"],
            [(DUPLICATE, ["Dinsos", "DP3A", "Dinkes"])],
        ),
        (
            Kind.ITEMS,
            [("Dinkes", named("PATBM")), ("Dinsos", ItemsAnswer(1)), ("DP3A", ItemsAnswer(1))],
            ItemsAnswer(3),
            ["Dinsos", "DP3A", "Dinkes"],
            [(DUPLICATE, ["Dinsos", "DP3A"])],
        ),
        (
            Kind.ITEMS,
            [("Dinkes", named(*"abc")), ("Dinkes", "Ampenan", named(*"abd"))],
            ItemsAnswer(
                6,
                (
                    *(NamedItem(name) for name in "abc"),
                    NamedItem("a", "Dinkes (Ampenan)"),
                    NamedItem("b", "Dinkes (Ampenan)"),
                    NamedItem("d"),
                ),
            ),
            ["Dinkes", "Dinkes (Ampenan)"],
            [],
        ),
        (
            Kind.COUNT,
            [("Dinkes", "Ampenan", CountAnswer(2)), ("Dinkes", "Sekarbela", CountAnswer(2))],
            CountAnswer(4),
            ["Dinkes (Ampenan)", "Dinkes (Sekarbela)"],
            [],
        ),
    ],
)
def test_propose_by_kind(kind: Kind, rows, answer, sources, conflicts) -> None:
    proposal = propose(question(kind), said(*rows), AGENCIES)

    assert summary(proposal) == (answer, sources, conflicts)


@pytest.mark.parametrize(
    "rows, answer, sources, conflicts",
    [
        ([("Dinkes", pct(1, 2)), ("DP3A", pct(1, 2))], pct(1, 2), ["DP3A", "Dinkes"], []),
        (
            [("Dinkes", pct(1, 2)), ("DP3A", pct(2, 4))],
            pct(2, 4),
            ["DP3A"],
            [(DENOMINATOR, ["Dinkes"])],
        ),
        (
            [("Dinkes", pct(1, 4)), ("DP3A", pct(2, 4))],
            pct(2, 4),
            ["DP3A"],
            [(DIFFERENT, ["Dinkes"])],
        ),
        (
            [("Kec", "Ampenan", pct(1, 4)), ("Kec", "Sekarbela", pct(3, 6))],
            pct(4, 10),
            ["Kec (Ampenan)", "Kec (Sekarbela)"],
            [],
        ),
        (
            [("Kec", "Ampenan", pct(1, 4)), ("Kec", "Selaparang", pct(1, 0)), ("DP3A", pct(1, 4))],
            pct(1, 4),
            ["Kec (Ampenan)"],
            [],
        ),
        (
            [("Kec", "Ampenan", pct(1, 4)), ("DP3A", pct(9, 10))],
            pct(1, 4),
            ["Kec (Ampenan)"],
            [(DENOMINATOR, ["DP3A"])],
        ),
        (
            [("Dinkes", "Ampenan", pct(1, 4)), ("DP3A", "Ampenan", pct(2, 4))],
            pct(2, 4),
            ["DP3A (Ampenan)"],
            [(DUPLICATE, ["Dinkes (Ampenan)"])],
        ),
    ],
)
def test_propose_percentages(rows, answer, sources, conflicts) -> None:
    proposal = propose(question(Kind.PERCENTAGE), said(*rows), AGENCIES)

    assert summary(proposal) == (answer, sources, conflicts)


@pytest.mark.parametrize("rows", [[], [("DP3A", None)], [("DP3A", pct(5, 0))]])
def test_propose_nothing_while_nobody_has_answered(rows) -> None:
    proposal = propose(question(Kind.PERCENTAGE), said(*rows), AGENCIES)

    assert proposal == Proposal(None, (), (), "Belum ada perangkat daerah yang menjawab.")


def test_propose_not_applicable_only_when_everybody_says_so() -> None:
    rows = said(("Dinkes", NotApplicable("Lain")), ("Dinsos", NONE))
    sources = (Source("Dinsos"), Source("Dinkes"))

    proposal = propose(question(Kind.COUNT), rows, AGENCIES)

    assert proposal == Proposal(NONE, sources, (), "Semua jawaban menyatakan tidak berlaku.")


def test_propose_flags_those_who_say_not_applicable() -> None:
    rows = said(("Dinkes", CountAnswer(3)), ("Dinsos", NONE))

    proposal = propose(question(Kind.COUNT), rows, AGENCIES)

    assert proposal == Proposal(
        CountAnswer(3),
        (Source("Dinkes"),),
        (
            Conflict(
                APPLICABILITY,
                "Dinsos menjawab tidak berlaku, yang lain mengisi jawaban.",
                (Source("Dinsos"), Source("Dinkes")),
            ),
        ),
        "Satu jawaban: Dinkes.",
    )


@pytest.mark.parametrize(
    "kind, rows, explanation, messages",
    [
        (Kind.CHOICE, [("DP3A", YES), ("Dinkes", YES)], "Semua jawaban sama: DP3A, Dinkes.", []),
        (
            Kind.CHOICE,
            [("DP3A", YES), ("Dinkes", NO)],
            "Jawaban berbeda; diusulkan jawaban DP3A.",
            ["Jawaban tidak sama. DP3A: Perda; Dinkes: Tidak ada."],
        ),
        (
            Kind.COUNT,
            [("DP3A", CountAnswer(2)), ("Dinkes", CountAnswer(2))],
            "Jumlah dari DP3A, Dinkes.",
            ["DP3A, Dinkes mengisi angka yang sama (2); periksa apakah dihitung dua kali."],
        ),
        (
            Kind.PERCENTAGE,
            [("DP3A", pct(1, 4)), ("Dinkes", pct(1, 5))],
            "Jawaban DP3A.",
            ["Penyebut usulan 4, berbeda dari Dinkes 5."],
        ),
        (
            Kind.PERCENTAGE,
            [("DP3A", pct(1, 4)), ("Dinkes", pct(2, 4))],
            "Jawaban DP3A.",
            ["Dinkes mengisi pembilang yang berbeda dari usulan."],
        ),
        (
            Kind.PERCENTAGE,
            [("DP3A", "Ampenan", pct(1, 4)), ("Dinkes", "Ampenan", pct(1, 4))],
            "Jumlah dari 1 wilayah.",
            ["Dinkes (Ampenan) mengisi wilayah yang sudah diisi; tidak dijumlahkan lagi."],
        ),
    ],
)
def test_propose_explains_itself_in_indonesian(kind, rows, explanation, messages) -> None:
    proposal = propose(question(kind), said(*rows), AGENCIES)

    assert proposal.explanation == explanation
    assert [conflict.message for conflict in proposal.conflicts] == messages


def test_counting_rule_refuses_an_answer_of_another_kind() -> None:
    with pytest.raises(TypeError, match="ChoiceAnswer is not a count"):
        propose(question(Kind.COUNT), said(("DP3A", YES)), AGENCIES)


@st.composite
def contributed(draw):
    """A question, its contributions and the same in another order."""
    asked = question(draw(st.sampled_from(Kind)))
    names = st.sampled_from((*AGENCIES, "Bappeda"))
    who = st.builds(Source, names, st.sampled_from(("", "Ampenan", "Sekarbela")))
    sources = draw(st.lists(who, unique=True, max_size=6))
    rows = [Contribution(source, draw(answers_to(asked))) for source in sources]
    return asked, rows, draw(st.permutations(rows))


@given(contributed())
def test_proposal_and_fingerprint_do_not_depend_on_the_order(case) -> None:
    asked, rows, shuffled = case

    assert propose(asked, shuffled, AGENCIES) == propose(asked, rows, AGENCIES)
    assert fingerprint(shuffled) == fingerprint(rows)


@given(contributed())
def test_proposal_is_made_of_valid_contributions_only(case) -> None:
    asked, rows, _ = case
    valid = [row for row in rows if is_answered(row.answer)]

    proposal = propose(asked, rows, AGENCIES)

    assert propose(asked, valid, AGENCIES) == proposal
    assert fingerprint(valid) == fingerprint(rows)
    assert set(proposal.sources) <= {row.source for row in valid}
    assert (proposal.answer is None) is (not valid)


@given(contributed())
def test_one_voice_is_proposed_as_it_is(case) -> None:
    asked, rows, _ = case
    for row in rows:
        if is_answered(row.answer):
            assert propose(asked, [row], AGENCIES).answer == row.answer
            assert validate(asked, to_raw(row.answer)) == row.answer


def test_fingerprint_changes_with_answer_source_and_territory() -> None:
    base = said(("DP3A", CountAnswer(1)))
    others = [
        [],
        said(("DP3A", CountAnswer(2))),
        said(("Dinkes", CountAnswer(1))),
        said(("DP3A", "Ampenan", CountAnswer(1))),
        said(("DP3A", ItemsAnswer(1))),
        said(("DP3A", CountAnswer(1)), ("Dinkes", CountAnswer(0))),
    ]

    found = {fingerprint(rows) for rows in (base, *others)}

    assert len(found) == 7
    assert fingerprint(said(("DP3A", CountAnswer(1)), ("Dinkes", None))) == fingerprint(base)


def test_fingerprint_of_nothing_is_stable_across_versions() -> None:
    assert fingerprint([]) == "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945"
    assert fingerprint(said(("DP3A", TrendAnswer(Decimal("1.0"), None, None)))) == fingerprint(
        said(("DP3A", TrendAnswer(Decimal("1"), None, None)))
    )


def test_labels_are_indonesian() -> None:
    assert [kind.label for kind in ConflictKind] == [
        "Jawaban berbeda",
        "Penyebut berbeda",
        "Mungkin dihitung dua kali",
        "Sebagian menjawab tidak berlaku",
        "Mungkin kegiatan ganda",
    ]
    assert all(rule_words(kind).endswith(".") for kind in Kind)


def test_fingerprint_with_a_matrix_changes_with_its_rows_in_any_order() -> None:
    answers = said(("DP3A", CountAnswer(1)))
    matrices = [[], [[1, 1]], [[1, 2]], [[1, 1], [2, 1]]]

    assert len({fingerprint(answers, matrix) for matrix in matrices}) == 4
    assert fingerprint(answers, [[2, 1], [1, 1]]) == fingerprint(answers, [[1, 1], [2, 1]])
    assert fingerprint(answers, []) == fingerprint(answers)
