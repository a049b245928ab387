"""One answer as cells of a row, and back. Pure: knows questions, neither files nor rows stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, assert_never

from assessment.core import answers, named_items
from assessment.core.instrument import Kind, Measure, Question
from assessment.core.numbers import canonical
from assessment.exchange import cells
from assessment.exchange.cells import Value, Values
from assessment.exchange.layout import KEPT, YES
from assessment.exchange.messages import Message

_NOT_APPLICABLE = ("tidak_berlaku", "alasan")
_BESIDE = (*_NOT_APPLICABLE, "penjelasan")
_YEARS = (("current", "kini"), ("previous", "lalu"))
_PARTS = (("numerator", "pembilang"), ("denominator", "penyebut"))
#: Column of each field that an answer's refusal may name.
_FIELDS = {
    "choice": "pilihan",
    "count": "jumlah",
    "items": "jumlah",
    "rows": "butir",
    "numerator": "pembilang",
    "denominator": "penyebut",
    "denominator_source": "sumber",
    "target": "target",
    "not_applicable": "alasan",
    "note": "penjelasan",
} | {
    f"{year}{dot}{part}": f"{column}_{name}"
    for year, name in _YEARS
    for dot, part, column in (
        ("", "", "angka"),
        *((".", field, words) for field, words in _PARTS),
    )
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in one column, and what to write."""

    column: str
    text: str


class RowError(Exception):
    """Cells of a row that cannot be taken over."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(" ".join(problem.text for problem in problems))
        self.problems = problems
        #: What the row is called, where that is known already.
        self.title = ""


@dataclass(frozen=True, slots=True)
class AnswerSaid:
    """What a row says; None for `names` and `note` means: keep what is stored."""

    raw: dict[str, Any] | None
    note: str | None
    source: str | None


def column_of(question: Question, field: str) -> str:
    return _FIELDS.get(field) or used(question)[0]


def used(question: Question) -> tuple[str, ...]:
    """Columns in which the question's own answer stands."""
    match question.kind:
        case Kind.CHOICE | Kind.YES_NO:
            return ("pilihan",)
        case Kind.COUNT:
            return ("jumlah",)
        case Kind.ITEMS:
            return ("jumlah", "butir")
        case Kind.PERCENTAGE:
            return ("pembilang", "penyebut", "sumber")
        case Kind.TREND:
            if question.measure is Measure.COUNT:
                return ("angka_kini", "angka_lalu", "target")
            return (
                *(f"{part}_{year}" for _, year in _YEARS for _, part in _PARTS),
                "target",
            )
        case _:
            assert_never(question.kind)


def open_columns(question: Question) -> tuple[str, ...]:
    """Columns that may be filled in for the question."""
    return (*used(question), *_BESIDE)


def values_of(
    question: Question, raw: Mapping[str, Any] | None, note: str, source: str
) -> dict[str, Value]:
    """The cells of a stored answer."""
    raw = raw or {}
    values: dict[str, Value] = {"penjelasan": note, "sumber": source}
    if "not_applicable" in raw:
        values |= {"tidak_berlaku": YES, "alasan": raw["not_applicable"]}
    values |= {
        "pilihan": raw.get("choice"),
        "jumlah": raw.get("count", raw.get("items")),
        "butir": named_items.to_lines(named_items.read_items(raw.get("rows"))),
        "target": _decimal(raw.get("target")),
    }
    values |= {column: raw.get(part) for part, column in _PARTS}
    for year, name in _YEARS:
        given = raw.get(year)
        if isinstance(given, Mapping):
            values |= {f"{column}_{name}": given.get(part) for part, column in _PARTS}
        else:
            values[f"angka_{name}"] = _decimal(given)
    allowed = open_columns(question)
    return {
        name: cells.stored(value)
        for name, value in values.items()
        if name in allowed and value not in (None, "")
    }


def said(question: Question, values: Values, kept: Mapping[str, Any] | None = None) -> AnswerSaid:
    """What the cells mean; RowError names each wrong column. `kept` is the stored answer, for the
    list that no cell can hold."""
    _check_columns(question, values)
    raw = _applicable(question, values, kept or {})
    try:
        typed = answers.validate(question, raw)
    except answers.AnswerError as error:
        message = f"{error.message[:1].upper()}{error.message[1:]}."
        raise RowError(Problem(column_of(question, error.field), message)) from error
    note, source = values.get("penjelasan"), values.get("sumber")
    return AnswerSaid(
        raw=answers.to_raw(typed),
        note=None if note == KEPT else str(note or ""),
        source=str(source or "") if question.kind is Kind.PERCENTAGE else None,
    )


def _check_columns(question: Question, values: Values) -> None:
    allowed = open_columns(question)
    message = Message.UNUSED.format(kind=question.kind.label)
    filled = [name for name, value in values.items() if value is not None and name not in allowed]
    if filled:
        raise RowError(*(Problem(name, message) for name in filled))


def _applicable(
    question: Question, values: Values, kept: Mapping[str, Any]
) -> dict[str, Any] | None:
    own = [name for name in used(question) if values.get(name) is not None and name != "sumber"]
    reason = values.get("alasan")
    if values.get("tidak_berlaku"):
        if own:
            raise RowError(*(Problem(name, Message.BOTH) for name in own))
        if not reason:
            raise RowError(Problem("alasan", Message.REASON))
        return {"not_applicable": str(reason)}
    if reason:
        raise RowError(Problem("alasan", Message.UNUSED_REASON))
    return _raw(question, values, kept) if own else None


def _raw(question: Question, values: Values, kept: Mapping[str, Any]) -> dict[str, Any]:
    match question.kind:
        case Kind.CHOICE | Kind.YES_NO:
            return {"choice": _option(question, str(values["pilihan"]))}
        case Kind.COUNT:
            return {"count": values.get("jumlah")}
        case Kind.ITEMS:
            return _items(values, kept)
        case Kind.PERCENTAGE:
            return {part: values.get(column) for part, column in _PARTS}
        case Kind.TREND:
            years = {year: _year(question, values, name) for year, name in _YEARS}
            return {**years, "target": _exact(values.get("target"))}
        case _:
            assert_never(question.kind)


def _option(question: Question, typed: str) -> str:
    """The label that was meant: the same letters, or the only one that begins so (Y, ya)."""
    labels = [option.label for option in question.options]
    key = _key(typed)
    found = [label for label in labels if _key(label) == key]
    if not found and key in ("y", "t", "ya", "tidak"):
        word = "ya" if key.startswith("y") else "tidak"
        found = [label for label in labels if _key(label).split(" ")[0].strip(",;:") == word]
    if len(found) != 1:
        message = Message.NOT_OPTION.format(options="; ".join(labels))
        raise RowError(Problem("pilihan", message))
    return found[0]


def _key(label: str) -> str:
    return " ".join(label.split()).casefold()


def _items(values: Values, kept: Mapping[str, Any]) -> dict[str, Any]:
    lines = values.get("butir")
    if lines == KEPT:
        return dict(kept)
    named = named_items.from_lines(str(lines or ""))
    if named:
        return {"items": len(named), "rows": named}
    return {"items": values.get("jumlah")}


def _year(question: Question, values: Values, name: str) -> object:
    if question.measure is Measure.COUNT:
        return _exact(values.get(f"angka_{name}"))
    pair = {part: values.get(f"{column}_{name}") for part, column in _PARTS}
    return None if all(value is None for value in pair.values()) else pair


def _exact(value: Value) -> str | None:
    return canonical(value) if isinstance(value, Decimal) else None


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)
