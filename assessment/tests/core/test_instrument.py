"""Reading an instrument: its shape, every complaint, and arbitrary JSON."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.core.instrument import (
    Basis,
    Better,
    CategoryBand,
    InstrumentError,
    Kind,
    Measure,
    Mismatch,
    TerritoryKind,
    mismatches,
    parse,
)
from assessment.core.nodes import DEEPEST, to_points
from assessment.core.rules import BandsRule, Comparison, PerItemRule, TrendRule
from assessment.tests.core.samples import json_values, real_document

HUGE = pytest.param(10**5000, id="huge")
QUESTION = ("clusters", 0, "indicators", 0, "questions", 0)
REMOVED = object()
TREND_POINTS = {
    "met_and_improved": "3",
    "met": "2",
    "improved": 2,
    "neither": "1",
    "incomplete": "0",
}


def small_document():
    yes_no = {"type": "options", "options": [{"label": "Ya", "points": "2"}]}
    return {
        "code": "kecil",
        "title": "Instrumen kecil",
        "year": 2025,
        "total_points": "2",
        "categories": [{"name": "Pratama", "lower": "1"}],
        "clusters": [
            {
                "code": "A",
                "name": "Kelompok",
                "max_points": "2",
                "indicators": [
                    {
                        "code": "A1",
                        "number": 1,
                        "name": "Indikator",
                        "max_points": "2",
                        "questions": [
                            {
                                "code": "A1.1",
                                "text": "Ada?",
                                "max_points": "2",
                                "kind": "yes_no",
                                "rule": yes_no,
                            }
                        ],
                    }
                ],
            }
        ],
    }


def spoil(path, value):
    """The small document with one place changed or, by REMOVED, left out."""
    document = small_document()
    place = document
    for key in path[:-1]:
        place = place[key]
    if value is REMOVED:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return document


def with_rule(kind: str, rule, **fields):
    document = small_document()
    place = document["clusters"][0]["indicators"][0]["questions"][0]
    place.update({"kind": kind, "rule": rule, **fields})
    return parse(document).question("A1.1")


def test_parse_reads_the_smallest_document_with_its_defaults() -> None:
    instrument = parse({**small_document(), "extra": {"deep": [1.5, None]}})
    asked = instrument.question("A1.1")

    assert (instrument.status, instrument.notes, instrument.category_note) == ("", (), "")
    assert instrument.categories == (CategoryBand("Pratama", Decimal(1), lower_inclusive=True),)
    assert (asked.kind, asked.measure, asked.better) == (Kind.YES_NO, None, Better.HIGHER)
    assert (asked.evidence, asked.agencies, asked.basis) == ((), (), ())
    assert mismatches(instrument) == ()


def test_parse_reads_points_written_as_integers_and_decimals() -> None:
    document = spoil(("total_points",), 2)
    document["clusters"][0]["max_points"] = Decimal("2.00")

    assert mismatches(parse(document)) == ()


@pytest.mark.parametrize(
    "kind, rule, parsed_as",
    [
        ("items", {"type": "per_item", "points_per_item": "0.5", "cap": "2"}, PerItemRule),
        ("trend", {"type": "trend", **TREND_POINTS}, TrendRule),
        ("count", {"type": "bands", "bands": [{"at_most": "0", "points": "2"}]}, BandsRule),
    ],
)
def test_parse_reads_every_type_of_rule(kind: str, rule, parsed_as: type) -> None:
    asked = with_rule(kind, rule)

    assert isinstance(asked.rule, parsed_as)
    assert asked.options == ()
    assert asked.measure is (Measure.PERCENTAGE if kind == "trend" else None)


def test_parse_reads_band_comparisons_in_the_order_of_the_document() -> None:
    rows = [{"at_most": "0", "points": 2}, {"above": 5, "points": 1}, {"at_least": 3, "points": 0}]

    bands = with_rule("count", {"type": "bands", "bands": rows}).rule.bands

    assert [band.comparison for band in bands] == [
        Comparison.AT_MOST,
        Comparison.ABOVE,
        Comparison.AT_LEAST,
    ]


def test_parse_reads_what_is_inferred() -> None:
    rule = {"type": "trend", **TREND_POINTS}
    basis = {"text": "paraphrased", "rule": "labels sourced, points inferred"}

    asked = with_rule("trend", rule, basis=basis, measure="count", better="lower")

    assert asked.basis == (Basis("text", "paraphrased"), Basis("rule", basis["rule"]))
    assert asked.inferred == ("rule",)
    assert (asked.measure, asked.better) == (Measure.COUNT, Better.LOWER)


@pytest.mark.parametrize(
    "path, value, place",
    [
        (("code",), REMOVED, "instrumen.code"),
        (("code",), "x" * 61, "instrumen.code"),
        (("title",), " ", "instrumen.title"),
        (("title",), 5, "instrumen.title"),
        (("year",), "2025", "instrumen.year"),
        (("year",), True, "instrumen.year"),
        (("year",), 2025.0, "instrumen.year"),
        (("year",), -1, "instrumen.year"),
        (("year",), 10_000, "instrumen.year"),
        (("status",), 1, "instrumen.status"),
        (("notes",), "satu", "instrumen.notes"),
        (("notes",), ["satu", 2], "instrumen.notes"),
        (("notes",), [""], "instrumen.notes"),
        (("total_points",), 2.0, "instrumen.total_points"),
        (("categories",), [], "instrumen.categories"),
        (("categories",), {"name": "x"}, "instrumen.categories"),
        (("categories", 0, "lower_inclusive"), 1, "instrumen > kategori 1.lower_inclusive"),
        (("clusters",), None, "instrumen.clusters"),
        (("clusters", 0), "A", "instrumen > klaster 1"),
        (("clusters", 0, "code"), [[]], "instrumen > klaster 1.code"),
        (("clusters", 0, "code"), "x" * 21, f"instrumen > klaster {'x' * 20}.code"),
        (("clusters", 0, "restricted"), "ya", "instrumen > klaster A.restricted"),
        ((*QUESTION, "kind"), "essay", "pertanyaan A1.1.kind"),
        ((*QUESTION, "kind"), [], "pertanyaan A1.1.kind"),
        ((*QUESTION, "kind"), None, "pertanyaan A1.1.kind"),
        ((*QUESTION, "kind"), "count", "pertanyaan A1.1.rule.type"),
        ((*QUESTION, "rule"), [], "pertanyaan A1.1.rule"),
        ((*QUESTION, "rule", "type"), "magic", "pertanyaan A1.1.rule.type"),
        ((*QUESTION, "rule", "options"), [], "pertanyaan A1.1.rule.options"),
        ((*QUESTION, "better"), "more", "pertanyaan A1.1.better"),
        ((*QUESTION, "basis"), [], "pertanyaan A1.1.basis"),
        ((*QUESTION, "basis"), {"text": 1}, "pertanyaan A1.1.basis.text"),
    ],
)
def test_parse_names_the_place_that_is_wrong(path, value, place: str) -> None:
    with pytest.raises(InstrumentError) as caught:
        parse(spoil(path, value))

    assert caught.value.path.endswith(place)
    assert str(caught.value) == f"{caught.value.path}: {caught.value.message}"


@pytest.mark.parametrize("stated", [{}, {"above": "1", "at_most": "2"}, {"below": "1"}])
def test_parse_wants_exactly_one_comparison_in_a_band(stated) -> None:
    with pytest.raises(InstrumentError, match="perlu tepat satu dari"):
        with_rule("count", {"type": "bands", "bands": [{**stated, "points": "1"}]})


@pytest.mark.parametrize("level", ["klaster", "indikator", "pertanyaan", "pilihan"])
def test_parse_refuses_a_code_used_twice(level: str) -> None:
    document = small_document()
    clusters = document["clusters"]
    indicators = clusters[0]["indicators"]
    questions = indicators[0]["questions"]
    levels = {
        "klaster": clusters,
        "indikator": indicators,
        "pertanyaan": questions,
        "pilihan": questions[0]["rule"]["options"],
    }
    levels[level].append({**levels[level][0]})

    with pytest.raises(InstrumentError, match=f"{level}.*lebih dari sekali"):
        parse(document)


@pytest.mark.parametrize("limits", [("5", "5.0"), ("6", "5")])
def test_parse_wants_categories_to_rise(limits) -> None:
    bands = [{"name": limit, "lower": limit} for limit in limits]

    with pytest.raises(InstrumentError, match="batas bawah harus naik"):
        parse(spoil(("categories",), bands))


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800", "\udfff"])
@pytest.mark.parametrize("path", [("title",), ("notes",), ("extra",), (*QUESTION, "text")])
def test_parse_refuses_characters_no_database_keeps(path, text: str) -> None:
    for value in (text, [text], {text: 1}):
        with pytest.raises(InstrumentError, match="karakter yang tidak diizinkan"):
            parse(spoil(path, value))


@pytest.mark.parametrize("depth", [DEEPEST, 100, 100_000])
def test_parse_refuses_deep_nesting_wherever_it_hides(depth: int) -> None:
    nested = []
    for _ in range(depth):
        nested = [nested]
    for path in (("extra",), ("clusters", 0, "code"), (*QUESTION, "kind")):
        with pytest.raises(InstrumentError, match="bersarang lebih dari"):
            parse(spoil(path, nested))


@pytest.mark.parametrize(
    "value",
    [None, True, 1.5, [], "", "-1", "1,5", "1e3", "\u0661", "NaN", "1.", "1" * 13, -1, HUGE],
)
def test_to_points_refuses(value) -> None:
    with pytest.raises(InstrumentError):
        to_points(value, "nilai")


def places(value, path=()):
    """Path of every value in a JSON document."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, below in items:
        yield (*path, key)
        if isinstance(below, dict | list):
            yield from places(below, (*path, key))


@given(json_values)
def test_parse_refuses_arbitrary_json(document) -> None:
    with pytest.raises(InstrumentError):
        parse(document)


@settings(max_examples=300)
@given(st.sampled_from(sorted(places(small_document()), key=str)), json_values)
def test_parse_reads_or_refuses_a_document_with_one_place_spoiled(path, value) -> None:
    try:
        instrument = parse(spoil(path, value))
    except InstrumentError:
        return
    assert len(instrument.questions) == 1


@pytest.mark.parametrize("path", list(places(small_document())), ids=str)
def test_parse_reads_or_refuses_a_document_with_one_place_missing(path) -> None:
    with pytest.raises(InstrumentError):
        parse(spoil(path, REMOVED))


def test_mismatches_reports_every_level_that_does_not_add_up() -> None:
    document = small_document()
    document["total_points"] = "1000"
    document["clusters"][0]["max_points"] = "9"
    document["clusters"][0]["indicators"][0]["max_points"] = "7"
    document["clusters"][0]["indicators"][0]["questions"][0]["max_points"] = "3"

    found = mismatches(parse(document))

    assert found == (
        Mismatch("pertanyaan A1.1", Decimal(3), Decimal(2)),
        Mismatch("indikator A1", Decimal(7), Decimal(3)),
        Mismatch("klaster A", Decimal(9), Decimal(7)),
        Mismatch("instrumen", Decimal(1000), Decimal(9)),
    )
    assert str(found[0]) == "pertanyaan A1.1: tertulis 3, jumlah bagiannya 2"


def test_restriction_is_inherited_and_can_be_lifted() -> None:
    document = real_document()
    document["clusters"][5]["indicators"][0]["restricted"] = False
    document["clusters"][0]["restricted"] = True

    instrument = parse(document)

    restricted = [[i.is_restricted for i in c.indicators] for c in instrument.clusters]
    assert all(restricted[0])
    assert restricted[5][0] is False
    assert all(restricted[5][1:])
    assert not any(any(restricted[n]) for n in (1, 2, 3, 4, 6))


def test_indicator_names_its_territory_and_agencies() -> None:
    instrument = parse(real_document())

    kinds = {i.code: i.territory for i in instrument.indicators if i.territory}
    assert kinds == {"25": TerritoryKind.KECAMATAN, "26": TerritoryKind.KELURAHAN}
    assert [kind.label for kind in TerritoryKind] == ["Kecamatan", "Desa/kelurahan"]
    assert instrument.indicator("1").agencies[:2] == ("Bag. Hukum", "DP3A")


def test_lookups_by_code() -> None:
    instrument = parse(real_document())

    assert instrument.question("1.1").code == "1.1"
    assert instrument.question("99") is None
    assert instrument.indicator("99") is None
    assert instrument.indicator_of("1.1").code == "1"
    assert instrument.cluster_of("21A").code == "5"
    for lookup in (instrument.indicator_of, instrument.cluster_of):
        with pytest.raises(KeyError):
            lookup("99")


def test_labels_are_indonesian() -> None:
    assert [kind.label for kind in Kind] == [
        "pilihan",
        "ya/tidak",
        "jumlah",
        "butir",
        "persentase",
        "dua tahun dan target",
    ]
