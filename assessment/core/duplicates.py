"""Programmes of different agencies that may be one and the same: title, place and time agree.

Pure. An unknown place or time speaks neither for nor against.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from assessment.core.words import WORD, figures, name_key, plain_title

#: Titles are very similar from four words of five in common.
SIMILAR_WORDS, OF_WORDS = 4, 5
#: Nobody reads more; a city that logs one title a hundred times must not stop the page.
MOST = 500


@dataclass(frozen=True, slots=True)
class Outline:
    """What of a programme is compared; `identity` orders a pair."""

    identity: int
    agency: int
    title: str
    place: str = ""
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two programmes, the lower identity first, and what they have in common."""

    first: int
    second: int
    is_same_title: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Prepared:
    """An outline with what is compared, brought into one form once."""

    outline: Outline
    words: frozenset[str]
    figures: frozenset[str]
    place: str
    span: tuple[date, date] | None


def find(outlines: Iterable[Outline], most: int = MOST) -> tuple[Pair, ...]:
    """Probable duplicates across agencies, equal titles first; at most `most` of them."""
    ordered = sorted(outlines, key=lambda outline: outline.identity)
    candidates = _similar_titles([_prepared(outline) for outline in ordered])
    pairs = (_pair(one, other) for one, other in candidates if _may_meet(one, other))
    found = islice(pairs, most)
    return tuple(sorted(found, key=lambda p: (not p.is_same_title, p.first, p.second)))


def _prepared(outline: Outline) -> _Prepared:
    return _Prepared(
        outline,
        frozenset(WORD.findall(name_key(outline.title))),
        figures(outline.title),
        name_key(outline.place),
        _span(outline),
    )


def _similar_titles(rows: list[_Prepared]) -> Iterator[tuple[_Prepared, _Prepared]]:
    """Pairs whose words agree so far and whose figures are the same.

    Sets that share so much must share one of their rarest words, so that only those are looked up.
    """
    rarity = Counter(word for row in rows for word in row.words)
    seen: dict[tuple[str, frozenset[str]], list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        rarest = sorted(row.words, key=lambda word: (rarity[word], word))
        kept = rarest[: len(rarest) - _at_least(len(rarest)) + 1]
        for other in sorted({n for word in kept for n in seen[word, row.figures]}):
            if _is_similar(rows[other].words, row.words):
                yield rows[other], row
        for word in kept:
            seen[word, row.figures].append(number)


def _at_least(size: int) -> int:
    """Words that a similar title must share with one of this size; at least one."""
    return max(-(-size * SIMILAR_WORDS // OF_WORDS), 1)


def _is_similar(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) * OF_WORDS >= len(one | other) * SIMILAR_WORDS


def _may_meet(one: _Prepared, other: _Prepared) -> bool:
    """Two agencies; the places are not known to differ, nor the times."""
    if one.outline.agency == other.outline.agency:
        return False
    if one.place and other.place and one.place != other.place:
        return False
    if one.span is None or other.span is None:
        return True
    return one.span[0] <= other.span[1] and other.span[0] <= one.span[1]


def _pair(one: _Prepared, other: _Prepared) -> Pair:
    first, second = one.outline, other.outline
    is_same = plain_title(first.title) == plain_title(second.title)
    is_placed, is_timed = one.place and other.place, one.span and other.span
    reasons = (
        "judul sama" if is_same else "judul sangat mirip",
        "tempat sama" if is_placed else "tempat belum lengkap",
        "waktu bertindihan" if is_timed else "waktu belum lengkap",
    )
    return Pair(first.identity, second.identity, is_same, reasons)


def _span(outline: Outline) -> tuple[date, date] | None:
    """First and last day; one known end stands for both."""
    start, end = outline.start or outline.end, outline.end or outline.start
    return None if start is None or end is None else (start, end)
