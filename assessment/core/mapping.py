"""Which question of one year's instrument became which question of the next.

Pure. An earlier question became one question, several, or none; a later one has one source or is
new. Proposed by code and words, written down as JSON: `{"1.1": ["1.1"], "1.2": []}`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from assessment.core.answers import Answer, AnswerError, validate
from assessment.core.instrument import Instrument, Question
from assessment.core.words import plain_title, telling_words

#: Words in common, of all words of both texts, from which two questions count as the same one.
SAME_CODE, OTHER_CODE = Fraction(3, 10), Fraction(6, 10)
MOST_SHOWN = 50
Entries = Mapping[str, Sequence[str]]


class Fit(StrEnum):
    """How far an answer of the earlier question fits the later one."""

    SAME = "sama"
    CHANGED = "berubah"
    OTHER_KIND = "jenis"
    NEW = "baru"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Fit.SAME: "sama",
    Fit.CHANGED: "teks atau aturan nilai berubah",
    Fit.OTHER_KIND: "jenis jawaban berubah",
    Fit.NEW: "pertanyaan baru",
}


class MappingError(Exception):
    """The entries do not map one instrument to the other; the messages are Indonesian."""

    def __init__(self, messages: Sequence[str]) -> None:
        super().__init__("; ".join(messages))
        self.messages = list(messages)


@dataclass(frozen=True, slots=True)
class MappedQuestion:
    """A later question and where it comes from; None for a new one."""

    question: Question
    source: Question | None
    fit: Fit


def propose(before: Instrument, after: Instrument) -> dict[str, list[str]]:
    """Equal codes whose texts are alike; of the rest the most alike text, each used once."""
    entries: dict[str, list[str]] = {question.code: [] for question in before.questions}
    if before == after:
        return {code: [code] for code in entries}
    rest = []
    for question in after.questions:
        same = before.question(question.code)
        if same is not None and _likeness(same, question) >= SAME_CODE:
            entries[same.code].append(question.code)
        else:
            rest.append(question)
    free = [question for question in before.questions if not entries[question.code]]
    pairs = ((_likeness(old, new), old.code, new.code) for new in rest for old in free)
    taken: set[str] = set()
    for likeness, old, new in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if likeness >= OTHER_CODE and not entries[old] and new not in taken:
            entries[old].append(new)
            taken.add(new)
    return entries


def checked(entries: object, before: Instrument, after: Instrument) -> dict[str, list[str]]:
    """The entries in the earlier instrument's order; MappingError names everything wrong."""
    if not isinstance(entries, Mapping):
        raise MappingError(["Pemetaan harus berupa objek JSON: kode lama, lalu daftar kode baru."])
    problems = [
        f"Kode lama {str(code)[:20]} tidak ada."
        for code in entries
        if before.question(code) is None
    ]
    found: dict[str, list[str]] = {}
    used: dict[str, str] = {}
    for question in before.questions:
        codes = entries.get(question.code, [])
        if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
            problems.append(f"{question.code}: tulis daftar kode baru, misalnya [“1.1”].")
            continue
        found[question.code] = list(dict.fromkeys(codes))
        for code in found[question.code]:
            problems += _problem_of(code, question.code, after, used)
            used.setdefault(code, question.code)
    if problems:
        raise MappingError(problems[:MOST_SHOWN])
    return found


def _problem_of(code: str, source: str, after: Instrument, used: Mapping[str, str]) -> list[str]:
    if after.question(code) is None:
        return [f"{source}: kode baru {code[:20]} tidak ada."]
    if used.get(code, source) != source:
        return [f"Kode baru {code} berasal dari {used[code]} dan {source}; pilih satu."]
    return []


def sources(entries: Entries) -> dict[str, str]:
    """The earlier code of each later one."""
    return {new: old for old, codes in entries.items() for new in codes}


def mapped(entries: Entries, before: Instrument, after: Instrument) -> tuple[MappedQuestion, ...]:
    """Every later question in its order, with its source and how far an answer fits."""
    named = sources(entries)
    found = []
    for question in after.questions:
        source = before.question(named.get(question.code, ""))
        found.append(MappedQuestion(question, source, fit(source, question)))
    return tuple(found)


def gone(entries: Entries, before: Instrument) -> tuple[Question, ...]:
    return tuple(question for question in before.questions if not entries.get(question.code))


def fit(source: Question | None, question: Question) -> Fit:
    if source is None:
        return Fit.NEW
    if (source.kind, source.measure) != (question.kind, question.measure):
        return Fit.OTHER_KIND
    is_same = (source.text, source.rule, source.evidence) == (
        question.text,
        question.rule,
        question.evidence,
    )
    return Fit.SAME if is_same else Fit.CHANGED


def carried(question: Question, raw: object) -> Answer | None:
    """The earlier answer as an answer to the later question; None where it does not fit it."""
    try:
        return validate(question, raw)
    except AnswerError:
        return None


def carried_item(source: Question, question: Question, position: int) -> int | None:
    """Where an evidence item of the earlier question stands in the later one; None: nowhere."""
    if position >= len(source.evidence):
        return None
    wanted = plain_title(source.evidence[position])
    names = [plain_title(name) for name in question.evidence]
    return names.index(wanted) if wanted in names else None


def _likeness(old: Question, new: Question) -> Fraction:
    """Words in common of all words; equal texts are alike whatever their words."""
    if plain_title(old.text) == plain_title(new.text):
        return Fraction(1)
    ours, theirs = _words(old.text), _words(new.text)
    together = ours | theirs
    return Fraction(len(ours & theirs), len(together)) if together else Fraction(0)


@lru_cache(maxsize=2048)
def _words(text: str) -> frozenset[str]:
    return telling_words(text)
