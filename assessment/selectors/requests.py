"""Pasted requests of the verifiers, checked line by line before anything is stored."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from agencies.models import Agency
from assessment import format as human
from assessment.core import request_lines
from assessment.core.instrument import Question
from assessment.core.request_lines import RequestLine
from assessment.models import Cycle
from assessment.selectors.cycles import Assignments, assignments
from assessment.selectors.instruments import instrument_of

MOST_LINES = 300
LONGEST = {"asked": 2000, "reason": 2000, "owner": 100}


@dataclass(frozen=True, slots=True)
class Asked:
    """A line that can be stored: its question and the agencies that are to complete it."""

    line: RequestLine
    question: Question
    agencies: tuple[Agency, ...]
    points: Decimal


@dataclass(frozen=True, slots=True)
class Refused:
    line: RequestLine
    reason: str


@dataclass(frozen=True, slots=True)
class Checked:
    rows: tuple[Asked, ...]
    refused: tuple[Refused, ...]

    @property
    def is_clean(self) -> bool:
        return bool(self.rows) and not self.refused


class _LineError(Exception):
    """Why a line cannot be stored; the text is for people."""


def checked(cycle: Cycle, text: str) -> Checked:
    """Every line judged; nothing is stored. One query."""
    lines = request_lines.parse(text)
    assigned = assignments(cycle)
    rows, refused = [], []
    for place, line in enumerate(lines, start=1):
        try:
            if place > MOST_LINES:
                raise _LineError(f"paling banyak {MOST_LINES} permintaan sekali tempel")
            rows.append(_asked(cycle, assigned, line))
        except _LineError as error:
            refused.append(Refused(line, str(error)))
    return Checked(tuple(rows), tuple(refused))


def _asked(cycle: Cycle, assigned: Assignments, line: RequestLine) -> Asked:
    question = instrument_of(cycle).question(line.code)
    if question is None:
        raise _LineError("kode pertanyaan ini tidak ada di instrumen")
    if not line.asked:
        raise _LineError("tulis apa yang diminta sesudah kodenya")
    for name, most in LONGEST.items():
        _check_text(getattr(line, name), most)
    agencies = _agencies(assigned.agencies(question.code), line)
    return Asked(line, question, agencies, _points(question, line.points))


def _check_text(text: str, most: int) -> None:
    if any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in text):
        raise _LineError("teks memuat tanda yang tidak dapat disimpan")
    if len(text) > most:
        raise _LineError(f"teks paling panjang {most} karakter")


def _agencies(assigned: tuple[Agency, ...], line: RequestLine) -> tuple[Agency, ...]:
    """The agencies named, else the lead. Only those assigned to the question can answer it."""
    if not assigned:
        raise _LineError("pertanyaan ini tidak ditugaskan kepada perangkat daerah mana pun")
    known = {row.abbreviation.casefold(): row for row in assigned}
    strangers = [name for name in line.agencies if name.casefold() not in known]
    if strangers:
        listed = ", ".join(row.abbreviation for row in assigned)
        raise _LineError(
            f"“{strangers[0][:40]}” tidak ditugaskan untuk pertanyaan ini; "
            f"yang ditugaskan: {listed}"
        )
    named = [known[name.casefold()] for name in line.agencies]
    return tuple(dict.fromkeys(named or assigned[:1]))


def _points(question: Question, text: str) -> Decimal:
    """Points at stake; the question's maximum where the line names none."""
    if not text:
        return question.max_points
    try:
        value = human.parse_number(text)
    except human.NumberError as error:
        raise _LineError(f"poin: {error}") from error
    if not 0 <= value <= question.max_points:
        raise _LineError(f"poin dari 0 sampai {human.points(question.max_points)}")
    return value
