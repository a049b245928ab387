"""Typed reading of single cells, tolerant in form and strict in meaning. Pure."""

from __future__ import annotations

import calendar
import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from assessment import format as human
from assessment.core.numbers import canonical
from assessment.exchange.layout import KEPT, LONGEST_CELL, YES, Type
from assessment.exchange.messages import Message

Value = str | int | Decimal | dt.date | None
Values = Mapping[str, Value]
N = TypeVar("N", int, Decimal)
EARLIEST, LATEST = 1945, 2100
_YES = {"ya", "y", "yes", "true", "benar", "x", "v", "\u2713", "1"}
_NO = {"", "tidak", "t", "n", "no", "false", "salah", "0", "-", "\u2013"}
_DAY = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[T ]00:00(?::00)?)?")
_WORDS = re.compile(r"([0-9]{1,2}) ([a-z]+) ([0-9]{4})")
#: XML cannot carry these; Excel would call the file damaged.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SERIAL_START = dt.date(1899, 12, 30)
_SERIALS = range(61, 80_000)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as the child read it; `error` is a spreadsheet's #N/A, `is_empty_formula` a formula
    that was never calculated."""

    value: str | bool | Decimal | dt.date | None = None
    error: str = ""
    is_empty_formula: bool = False
    is_merged: bool = False

    @property
    def is_blank(self) -> bool:
        is_plain = not (self.error or self.is_empty_formula)
        blank = self.value is None or (isinstance(self.value, str) and not self.value.strip())
        return is_plain and blank


BLANK = Cell()


class CellError(Exception):
    """A cell cannot be read; the text says what to write."""


def say(message: str, **values: object) -> CellError:
    return CellError(message.format(**values))


def read(cell: Cell, kind: Type) -> Value:
    """The typed value; None for blank. CellError with the remedy."""
    if cell.error:
        raise say(Message.ERROR, value=cell.error)
    if cell.is_empty_formula:
        raise say(Message.NO_RESULT)
    if cell.is_blank:
        return None
    match kind:
        case Type.WHOLE:
            return _whole(cell.value)
        case Type.NUMBER:
            return _number(cell.value)
        case Type.DATE:
            return _date(cell.value)
        case Type.YES_NO:
            return _yes(cell.value)
        case _:
            return text(cell.value)


def text(value: object) -> str:
    """Any cell as text; numbers and days as people write them."""
    if isinstance(value, bool):
        return YES if value else "Tidak"
    if isinstance(value, Decimal):
        return canonical(value).replace(".", ",")
    if isinstance(value, dt.date):
        return human.date(value)
    return writable(str(value or "")).strip()


def code(value: object) -> str:
    """A code like 7.2, which a spreadsheet may have turned into a number."""
    return canonical(value) if isinstance(value, Decimal) else text(value)


def writable(given: str) -> str:
    """Text as it survives a workbook: one kind of line end, no signs that XML forbids."""
    return _UNWRITABLE.sub("\ufffd", given.replace("\r\n", "\n").replace("\r", "\n"))


def fits(given: str) -> bool:
    """Excel counts in UTF-16."""
    return len(given.encode("utf-16-le", "replace")) // 2 <= LONGEST_CELL


def stored(value: Value) -> Value:
    """A stored value as the workbook carries it."""
    if not isinstance(value, str):
        return value
    clean = writable(value).strip()
    return clean if fits(clean) else KEPT


def digest(values: Values) -> str:
    """Short hash of what a row says; blanks say nothing."""
    said = {name: _plain(value) for name, value in values.items() if value not in (None, "")}
    content = json.dumps(said, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def shown(value: Value) -> str:
    """A value for people."""
    if value is None or value == "":
        return human.UNKNOWN
    if isinstance(value, dt.date):
        return human.date(value)
    return human.number(value) if isinstance(value, int | Decimal) else value


def _plain(value: Value) -> str:
    if isinstance(value, Decimal):
        return canonical(value)
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _whole(value: object) -> int:
    if isinstance(value, str):
        # A comma may come from a program that separates thousands by it.
        return _typed(human.parse_integer, value)
    number = _number(value, Message.NOT_WHOLE)
    if number != number.to_integral_value():
        raise say(Message.NOT_WHOLE)
    return int(number)


def _number(value: object, message: Message = Message.NOT_NUMBER) -> Decimal:
    if isinstance(value, dt.date):
        raise say(Message.IS_DATE)
    if isinstance(value, bool):
        raise say(message)
    if isinstance(value, Decimal):
        return value
    return _typed(human.parse_number, str(value))


def _typed(parse: Callable[[str], N], text: str) -> N:
    try:
        return parse(text)
    except human.NumberError as error:
        raise CellError(str(error)) from error


def _date(value: object) -> dt.date:
    day = _day(value)
    if day is None:
        raise say(Message.NOT_DATE)
    if not EARLIEST <= day.year <= LATEST:
        raise say(Message.YEAR, first=EARLIEST, last=LATEST)
    return day


def _day(value: object) -> dt.date | None:
    if isinstance(value, dt.date):
        return value
    if isinstance(value, Decimal):
        is_serial = value == value.to_integral_value() and int(value) in _SERIALS
        return _SERIAL_START + dt.timedelta(days=int(value)) if is_serial else None
    return None if isinstance(value, bool) else _typed_day(" ".join(str(value).split()).casefold())


def _typed_day(typed: str) -> dt.date | None:
    try:
        if match := _ISO.fullmatch(typed):
            year, month, day = (int(part) for part in match.groups())
        elif match := _DAY.fullmatch(typed):
            day, month, year = (int(part) for part in match.groups())
        elif match := _WORDS.fullmatch(typed):
            day, month, year = int(match[1]), _month(match[2]), int(match[3])
        else:
            return None
        return dt.date(year, month, day)
    except ValueError:
        return None


def _month(word: str) -> int:
    """By its Indonesian or English name, whole or in three letters; 0 for none."""
    for names in (human.MONTHS, calendar.month_name[1:]):
        for number, name in enumerate(names, start=1):
            if word in (name.casefold(), name[:3].casefold()):
                return number
    return 0


def _yes(value: object) -> str | None:
    said = " ".join(text(value).split()).casefold()
    if said in _YES:
        return YES
    if said in _NO:
        return None
    raise say(Message.NOT_YES)
