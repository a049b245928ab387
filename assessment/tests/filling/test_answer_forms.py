"""Typed forms: what people type becomes exactly an answer's JSON form, or an error there."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from assessment.core.instrument import Kind, parse
from assessment.forms.answers import NOT_APPLICABLE, answer_form
from assessment.tests.factories import INSTRUMENT

COUNT, ITEMS, PERCENTAGE, TREND, YES_NO = "2.7", "3.1a", "5.7", "4.1", "22B.1"


@pytest.fixture(scope="module")
def instrument():
    return parse(json.loads(INSTRUMENT.read_text(encoding="utf-8"), parse_float=Decimal))


@pytest.mark.parametrize(
    "code, typed, raw",
    [
        (COUNT, {}, None),
        (COUNT, {"count": "0"}, {"count": 0}),
        (COUNT, {"count": "1.000"}, {"count": 1000}),
        (COUNT, {"count": " 1.250 "}, {"count": 1250}),
        (ITEMS, {"items": "4"}, {"items": 4}),
        (
            ITEMS,
            {"items": "9", "rows": "1\tForum Anak\tSK 4\nPATBM; 2026\n"},
            {
                "items": 2,
                "rows": [
                    {"name": "Forum Anak", "note": "SK 4"},
                    {"name": "PATBM", "note": "2026"},
                ],
            },
        ),
        (YES_NO, {"choice": "Tidak"}, {"choice": "Tidak"}),
        (YES_NO, {"choice": NOT_APPLICABLE, "reason": " a "}, {"not_applicable": "a"}),
        (COUNT, {"is_not_applicable": "on", "reason": "a"}, {"not_applicable": "a"}),
        (
            PERCENTAGE,
            {"numerator": "1.250", "denominator": "2.000"},
            {"numerator": 1250, "denominator": 2000},
        ),
        (PERCENTAGE, {"numerator": "3"}, {"numerator": 3, "denominator": None}),
        (
            TREND,
            {"current_numerator": "3", "current_denominator": "4", "target": "82,50"},
            {"target": "82.5", "current": {"numerator": 3, "denominator": 4}, "previous": None},
        ),
    ],
)
def test_answer_form_reads_what_indonesians_write(instrument, code, typed, raw):
    form = answer_form(instrument.question(code), typed, note="")

    assert form.is_valid(), form.errors
    assert form.raw == raw


@pytest.mark.parametrize(
    "typed", ["1,5", "1.00", "1e5", "abc", "1_000", "NaN", "-1", "1.0000", "9" * 40, "٣", "½"]
)
def test_count_refuses_what_is_no_whole_number(instrument, typed):
    form = answer_form(instrument.question(COUNT), {"count": typed}, note="")

    assert not form.is_valid()
    assert set(form.errors) == {"count"}


@pytest.mark.parametrize(
    "code, typed, fields",
    [
        (PERCENTAGE, {"numerator": "3", "denominator": "2"}, {"numerator"}),
        (TREND, {"target": "120"}, {"target"}),
        (TREND, {"current_numerator": "9", "current_denominator": "1"}, {"current_numerator"}),
        (YES_NO, {"choice": "Mungkin"}, {"choice"}),
        (YES_NO, {"choice": NOT_APPLICABLE}, {"reason"}),
        (YES_NO, {"choice": "Tidak", "reason": "lupa"}, {"reason"}),
        (COUNT, {"count": "1", "is_not_applicable": "on", "reason": "a"}, {"is_not_applicable"}),
        (COUNT, {"count": "1", "note": "a\x00b"}, {"note"}),
    ],
)
def test_answer_form_puts_errors_at_their_field(instrument, code, typed, fields):
    form = answer_form(instrument.question(code), typed, note="")

    assert not form.is_valid()
    assert set(form.errors) == fields


def test_every_question_shows_its_stored_answer_again(instrument):
    samples = {
        Kind.COUNT: {"count": 1250},
        Kind.ITEMS: {"items": 3},
        Kind.PERCENTAGE: {"numerator": 1, "denominator": 2},
    }
    for question in instrument.questions:
        if question.options:
            raw = {"choice": question.options[-1].label}
        elif question.kind is Kind.TREND and question.measure == "count":
            raw = {"current": "12.5", "previous": "3", "target": "1000"}
        elif question.kind is Kind.TREND:
            pair = {"numerator": 1, "denominator": 2000}
            raw = {"current": pair, "previous": pair, "target": "82.5"}
        else:
            raw = samples[question.kind]
        shown = answer_form(question, initial=raw)
        typed = {name: shown[name].value() for name in shown.own_names}

        form = answer_form(question, typed)

        assert form.is_valid(), (question.code, form.errors)
        assert form.raw == raw
