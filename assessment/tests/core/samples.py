"""Questions, answers and the real instrument for the tests of the core."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from assessment.core.answers import (
    Answer,
    ChoiceAnswer,
    CountAnswer,
    ItemsAnswer,
    NotApplicable,
    PercentageAnswer,
    TrendAnswer,
)
from assessment.core.instrument import Better, Instrument, Kind, Measure, Question, parse
from assessment.core.named_items import NamedItem
from assessment.core.rules import (
    Band,
    BandsRule,
    Comparison,
    Option,
    OptionsRule,
    PerItemRule,
    Rule,
    TrendRule,
)

FIXTURES = Path(__file__).resolve().parents[3] / "fixtures"
OPTIONS = OptionsRule((Option("Perda", Decimal("4")), Option("Tidak ada", Decimal("0"))))
BANDS = BandsRule(
    (
        Band(Comparison.ABOVE, Decimal("80"), Decimal("5")),
        Band(Comparison.ABOVE, Decimal("0"), Decimal("1")),
    )
)
PER_ITEM = PerItemRule(Decimal("0.5"), Decimal("4.5"))
TREND = TrendRule(Decimal("3"), Decimal("2.5"), Decimal("2"), Decimal("1"), Decimal("0"))
RULES: dict[Kind, Rule] = {
    Kind.CHOICE: OPTIONS,
    Kind.YES_NO: OPTIONS,
    Kind.COUNT: BANDS,
    Kind.PERCENTAGE: BANDS,
    Kind.ITEMS: PER_ITEM,
    Kind.TREND: TREND,
}

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.decimals()
    | st.floats()
    | st.text(st.characters(exclude_categories=()), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=12,
)


def question(kind: Kind, rule: Rule | None = None, **changes) -> Question:
    values = {
        "code": "9.1",
        "text": "Pertanyaan",
        "max_points": Decimal("5"),
        "kind": kind,
        "rule": rule or RULES[kind],
        "evidence": ("Naskah", "Foto"),
        "agencies": ("DP3A", "Dinkes"),
        "measure": Measure.PERCENTAGE if kind is Kind.TREND else None,
        "better": Better.HIGHER,
    }
    return Question(**{**values, **changes})


@cache
def real_document_text() -> str:
    return (FIXTURES / "instruments" / "kla-2024.json").read_text(encoding="utf-8")


def real_document():
    """A fresh copy that a test may spoil."""
    return json.loads(real_document_text())


@cache
def real_instrument() -> Instrument:
    return parse(real_document())


@cache
def real_answers() -> tuple[dict, ...]:
    text = (FIXTURES / "demo" / "answers-2024.json").read_text(encoding="utf-8")
    return tuple(json.loads(text)["answers"])


named_lists = st.lists(
    st.builds(NamedItem, st.text("abc", min_size=1, max_size=3), st.text("xyz", max_size=2)),
    min_size=1,
    max_size=4,
    unique=True,
).map(lambda rows: ItemsAnswer(len(rows), tuple(rows)))
counts = st.integers(0, 999) | st.integers(0, 999_999_999_999)
figures = st.decimals(0, 100, places=6).map(abs)


@st.composite
def percentages(draw) -> PercentageAnswer:
    denominator = draw(st.none() | counts)
    top = denominator or 999_999_999_999
    numerator = draw(st.none() | st.integers(0, top))
    return PercentageAnswer(numerator, denominator)


def answers_to(asked: Question) -> st.SearchStrategy[Answer | None]:
    """Every answer that the form accepts for the question, and no answer."""
    reason = st.text("abc é", min_size=1).map(str.strip).filter(bool)
    return st.none() | reason.map(NotApplicable) | _answers_by_kind(asked)


def _answers_by_kind(asked: Question) -> st.SearchStrategy[Answer]:
    match asked.kind:
        case Kind.CHOICE | Kind.YES_NO:
            return st.sampled_from([ChoiceAnswer(option.label) for option in asked.options])
        case Kind.COUNT:
            return counts.map(CountAnswer)
        case Kind.ITEMS:
            return counts.map(ItemsAnswer) | named_lists
        case Kind.PERCENTAGE:
            return percentages().filter(_is_written)
        case Kind.TREND:
            year = figures if asked.measure is Measure.COUNT else percentages().filter(_is_written)
            parts = st.builds(TrendAnswer, st.none() | year, st.none() | year, st.none() | figures)
            return parts.filter(lambda answer: answer != TrendAnswer(None, None, None))


def _is_written(answer: PercentageAnswer) -> bool:
    return answer != PercentageAnswer(None, None)
