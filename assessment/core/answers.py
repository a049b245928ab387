"""Typed answers per kind of question: reading, writing, and what is still missing.

`None` means not answered. Not answered, not applicable and zero are three different things.
A missing or zero denominator is no answer, never 0 % (data/README of the instrument).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, assert_never

from assessment.core import named_items
from assessment.core.instrument import Kind, Measure, Question
from assessment.core.numbers import canonical, ratio

MAX_COUNT = 999_999_999_999
MAX_REASON = 2000
_DECIMAL = re.compile(r"[0-9]+(\.[0-9]+)?")


class AnswerError(Exception):
    """An answer is wrong at `field`; the message is Indonesian and says what to type."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field
        self.message = message


@dataclass(frozen=True, slots=True)
class ChoiceAnswer:
    label: str


@dataclass(frozen=True, slots=True)
class CountAnswer:
    count: int


@dataclass(frozen=True, slots=True)
class ItemsAnswer:
    """How many there are. Once they are named the number is that of the names."""

    items: int
    rows: tuple[named_items.NamedItem, ...] = ()


@dataclass(frozen=True, slots=True)
class PercentageAnswer:
    """Numerator and denominator as typed; complete only with a denominator above zero."""

    numerator: int | None
    denominator: int | None

    @property
    def is_complete(self) -> bool:
        return self.numerator is not None and bool(self.denominator)

    @property
    def value(self) -> Fraction | None:
        """Exact percentage, or None while it is incomplete."""
        if self.numerator is None or not self.denominator:
            return None
        return ratio(self.numerator, self.denominator)


@dataclass(frozen=True, slots=True)
class TrendAnswer:
    """Two years and a target; years are percentages or plain figures by the question's measure."""

    current: PercentageAnswer | Decimal | None
    previous: PercentageAnswer | Decimal | None
    target: Decimal | None


@dataclass(frozen=True, slots=True)
class NotApplicable:
    reason: str


Answer = ChoiceAnswer | CountAnswer | ItemsAnswer | PercentageAnswer | TrendAnswer | NotApplicable


def validate(question: Question, raw: object) -> Answer | None:
    """Read stored or imported JSON into a typed answer; None when nothing is answered.

    Raises AnswerError with the field (`choice`, `numerator`, `current.denominator` ...).
    """
    if raw is None or raw == {}:
        return None
    if not isinstance(raw, Mapping):
        raise AnswerError("", "jawaban harus berupa objek")
    if "not_applicable" in raw:
        _refuse_unknown(raw, {"not_applicable"})
        return NotApplicable(_reason(raw["not_applicable"]))
    return _READERS[question.kind](question, raw)


def read_stored(question: Question, raw: object) -> Answer | None:
    """A stored answer; None when it was given under another version and does not fit this one."""
    try:
        return validate(question, raw)
    except AnswerError:
        return None


def to_raw(answer: Answer | None) -> dict[str, Any] | None:
    """The JSON form of an answer; `validate` reads it back to an equal answer."""
    match answer:
        case None:
            return None
        case ChoiceAnswer(label):
            return {"choice": label}
        case CountAnswer(count):
            return {"count": count}
        case ItemsAnswer(items, rows):
            named = [{"name": row.name, "note": row.note} for row in rows]
            return {"items": items, "rows": named} if named else {"items": items}
        case PercentageAnswer(numerator, denominator):
            return {"numerator": numerator, "denominator": denominator}
        case TrendAnswer(current, previous, target):
            return {
                "current": _year_to_raw(current),
                "previous": _year_to_raw(previous),
                "target": None if target is None else canonical(target),
            }
        case NotApplicable(reason):
            return {"not_applicable": reason}
        case _:
            assert_never(answer)


def missing(question: Question, answer: Answer | None) -> tuple[str, ...]:
    """Fields that keep the answer from being complete, in the order of the form."""
    if answer is None:
        return ("jawaban",)
    if isinstance(answer, PercentageAnswer):
        return _missing_of_year(answer, "")
    if isinstance(answer, TrendAnswer):
        target = () if answer.target is not None else ("target",)
        return (
            *_missing_of_year(answer.current, " tahun evaluasi"),
            *_missing_of_year(answer.previous, " tahun sebelumnya"),
            *target,
        )
    return ()


def is_answered(answer: Answer | None) -> bool:
    """Whether scoring may look at it.

    An incomplete percentage is no answer; a trend with any figure is.
    """
    match answer:
        case None:
            return False
        case PercentageAnswer():
            return answer.is_complete
        case TrendAnswer(current, previous, target):
            return any(part is not None for part in (current, previous, target))
        case _:
            return True


def _missing_of_year(year: PercentageAnswer | Decimal | None, suffix: str) -> tuple[str, ...]:
    if year is None:
        return (f"angka{suffix}",)
    if isinstance(year, Decimal):
        return ()
    parts = []
    if year.numerator is None:
        parts.append(f"pembilang{suffix}")
    if not year.denominator:
        parts.append(f"penyebut{suffix}")
    return tuple(parts)


def _year_to_raw(year: PercentageAnswer | Decimal | None) -> object:
    if isinstance(year, PercentageAnswer):
        return to_raw(year)
    return None if year is None else canonical(year)


def _read_choice(question: Question, raw: Mapping[str, Any]) -> Answer | None:
    _refuse_unknown(raw, {"choice"})
    label = raw["choice"]
    if label is None or label == "":
        return None
    if label not in [option.label for option in question.options]:
        raise AnswerError("choice", "pilih salah satu pilihan yang tersedia")
    return ChoiceAnswer(label)


def _read_count(_question: Question, raw: Mapping[str, Any]) -> Answer | None:
    _refuse_unknown(raw, {"count"})
    count = read_integer(raw["count"], "count")
    return None if count is None else CountAnswer(count)


def _read_items(_question: Question, raw: Mapping[str, Any]) -> Answer | None:
    if set(raw) - {"items", "rows"}:
        raise AnswerError("", "jawaban untuk pertanyaan ini berisi items dan rows")
    items = read_integer(raw.get("items"), "items")
    try:
        rows = named_items.read_items(raw.get("rows"))
    except named_items.NamedItemError as error:
        raise AnswerError("rows", str(error)) from error
    if rows and items not in (None, len(rows)):
        raise AnswerError("items", f"daftar memuat {len(rows)} butir; samakan jumlahnya")
    if rows:
        return ItemsAnswer(len(rows), rows)
    return None if items is None else ItemsAnswer(items)


def _read_percentage(_question: Question, raw: Mapping[str, Any]) -> Answer | None:
    return _percentage(raw, "")


def _percentage(raw: Mapping[str, Any], prefix: str) -> PercentageAnswer | None:
    unknown = set(raw) - {"numerator", "denominator"}
    if unknown or not raw:
        raise AnswerError(prefix.rstrip("."), "isi pembilang dan penyebut")
    numerator = read_integer(raw.get("numerator"), f"{prefix}numerator")
    denominator = read_integer(raw.get("denominator"), f"{prefix}denominator")
    if numerator is None and denominator is None:
        return None
    if numerator is not None and denominator and numerator > denominator:
        raise AnswerError(f"{prefix}numerator", "pembilang tidak boleh melebihi penyebut")
    return PercentageAnswer(numerator, denominator)


def _read_trend(question: Question, raw: Mapping[str, Any]) -> Answer | None:
    unknown = set(raw) - {"current", "previous", "target"}
    if unknown or not raw:
        raise AnswerError("", "isi tahun evaluasi, tahun sebelumnya, dan target")
    current = _year(question, raw.get("current"), "current")
    previous = _year(question, raw.get("previous"), "previous")
    target = read_decimal(raw.get("target"), "target")
    if target is not None and question.measure is Measure.PERCENTAGE and target > 100:
        raise AnswerError("target", "target persentase paling banyak 100")
    if current is None and previous is None and target is None:
        return None
    return TrendAnswer(current, previous, target)


def _year(question: Question, raw: object, field: str) -> PercentageAnswer | Decimal | None:
    if raw is None:
        return None
    if question.measure is Measure.COUNT:
        if isinstance(raw, Mapping) and set(raw) == {"count"}:
            raw = raw["count"]
        return read_decimal(raw, field)
    if not isinstance(raw, Mapping):
        raise AnswerError(field, "isi pembilang dan penyebut")
    return _percentage(raw, f"{field}.")


def read_integer(value: object, field: str) -> int | None:
    """A whole number from 0 to MAX_COUNT out of JSON (int or digits); None for null or empty."""
    if value is None or value == "":
        return None
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 12:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise AnswerError(field, "isi bilangan bulat, misalnya 1250")
    if not 0 <= value <= MAX_COUNT:
        raise AnswerError(field, "isi bilangan dari 0 sampai 999.999.999.999")
    return value


def read_decimal(value: object, field: str) -> Decimal | None:
    """A non-negative exact decimal out of JSON (string, int, Decimal); None for null or empty."""
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise AnswerError(field, "isi angka, misalnya 82,5")
    # A huge integer has more digits than Python turns into text.
    is_huge = isinstance(value, int) and abs(value) > MAX_COUNT
    text = "" if is_huge else str(value)
    if not is_huge and not _DECIMAL.fullmatch(text):
        raise AnswerError(field, "isi angka, misalnya 82,5")
    whole, _, decimals = text.partition(".")
    if is_huge or len(whole) > 12 or len(decimals) > 6:
        raise AnswerError(
            field, "isi angka dari 0 sampai 999.999.999.999 dengan paling banyak 6 desimal"
        )
    return Decimal(text)


def _reason(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise AnswerError("not_applicable", "tulis alasan mengapa pertanyaan ini tidak berlaku")
    if len(value) > MAX_REASON:
        raise AnswerError("not_applicable", f"alasan paling panjang {MAX_REASON} karakter")
    if any(unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\r\t" for c in value):
        raise AnswerError("not_applicable", "alasan memuat karakter yang tidak diizinkan")
    return value.strip()


def _refuse_unknown(raw: Mapping[str, Any], allowed: set[str]) -> None:
    if set(raw) != allowed:
        raise AnswerError("", f"jawaban untuk pertanyaan ini berisi {', '.join(sorted(allowed))}")


_READERS: Mapping[Kind, Callable[[Question, Mapping[str, Any]], Answer | None]] = {
    Kind.CHOICE: _read_choice,
    Kind.YES_NO: _read_choice,
    Kind.COUNT: _read_count,
    Kind.ITEMS: _read_items,
    Kind.PERCENTAGE: _read_percentage,
    Kind.TREND: _read_trend,
}
