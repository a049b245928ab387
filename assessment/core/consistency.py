"""Checks across answers: one fact has one value, parts stay within wholes, years are plausible.

Pure. A finding covers figures; its fingerprint changes when they do, so that a waiver lapses.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from assessment.core.answers import Answer, PercentageAnswer, TrendAnswer
from assessment.core.city_facts import Fact, territory_kind
from assessment.core.instrument import TerritoryKind
from assessment.core.numbers import percent, plain, ratio

#: A percentage that moves further within a year is looked at, in percentage points.
PLAUSIBLE_POINTS = 25
#: A figure that grows or shrinks by more than this factor is looked at ...
PLAUSIBLE_FACTOR = Fraction(3, 2)
#: ... unless it moves by fewer than so many: small figures jump.
SMALL_CHANGE = 10
#: Values named in a sentence; the page shows them all.
MOST_NAMED = 6
T = TypeVar("T")
K = TypeVar("K", bound=Hashable)


class Rule(StrEnum):
    """What is checked; the codes are in addresses."""

    PART = "bagian"
    SUM = "jumlah-wilayah"
    SAME = "satu-nilai"
    TERRITORIES = "banyak-wilayah"
    YEARS = "dua-tahun"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def is_error(self) -> bool:
        """A contradiction in itself; the others may have a good reason."""
        return self in (Rule.PART, Rule.TERRITORIES)


_LABELS = {
    Rule.PART: "Bagian melebihi keseluruhan",
    Rule.SUM: "Jumlah wilayah berbeda dari angka kota",
    Rule.SAME: "Angka yang sama berbeda nilai",
    Rule.TERRITORIES: "Wilayah lebih banyak daripada yang terdaftar",
    Rule.YEARS: "Perubahan dua tahun tidak wajar",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A part of a whole as one source states it for one year; plain figures have no whole.

    `identity` survives renaming, `source` is for people; `territory` is empty for the whole city.
    """

    question: str
    identity: str
    source: str
    part: Decimal
    whole: int | None = None
    fact: Fact | None = None
    territory: str = ""
    is_previous: bool = False

    @property
    def known(self) -> list[str]:
        """What a fingerprint covers."""
        year = "sebelumnya" if self.is_previous else "evaluasi"
        return [self.question, self.identity, year, str(self.part.normalize()), str(self.whole)]


@dataclass(frozen=True, slots=True)
class Known:
    """What the city knows for itself: references by code of the fact, registered territories."""

    references: Mapping[str, int] = field(default_factory=dict)
    territories: Mapping[TerritoryKind, int] = field(default_factory=dict)

    def reference(self, figure: Figure) -> int | None:
        """The reference of a figure of the evaluated year; none is kept of the year before."""
        if figure.fact is None or figure.is_previous:
            return None
        return self.references.get(figure.fact.code)


@dataclass(frozen=True, slots=True)
class Finding:
    """`subject` says what it is about, the same as long as the finding is the same one."""

    rule: Rule
    subject: str
    message: str
    figures: tuple[Figure, ...]
    expected: int | None = None

    @property
    def questions(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(figure.question for figure in self.figures))

    @property
    def fingerprint(self) -> str:
        covered = [self.rule, self.subject, sorted(f.known for f in self.figures), self.expected]
        return hashlib.sha256(json.dumps(covered).encode()).hexdigest()


def figures(
    question: str,
    fact: Fact | None,
    answer: Answer | None,
    *,
    identity: str,
    source: str,
    territory: str = "",
) -> tuple[Figure, ...]:
    """The complete figures of an answer: one, two of a trend, none of other kinds."""

    def figure(value: PercentageAnswer | Decimal | None, is_previous: bool) -> Iterator[Figure]:
        own = (question, identity, source)
        if isinstance(value, Decimal):
            yield Figure(*own, value, None, None, territory, is_previous)
        elif value is not None and value.numerator is not None and value.denominator:
            part, whole = Decimal(value.numerator), value.denominator
            yield Figure(*own, part, whole, fact, territory, is_previous)

    match answer:
        case PercentageAnswer():
            return tuple(figure(answer, False))
        case TrendAnswer(current, previous, _):
            return (*figure(current, False), *figure(previous, True))
        case _:
            return ()


def check(found: Iterable[Figure], known: Known) -> tuple[Finding, ...]:
    """All findings, contradictions first; the same in whatever order the figures come."""
    ordered = sorted(
        found, key=lambda f: (f.question, f.identity, f.is_previous, f.part, f.whole or 0)
    )
    rules = (_parts, _territories, _sums, _same, _years)
    findings = [finding for rule in rules for finding in rule(ordered, known)]
    return tuple(sorted(findings, key=lambda f: (not f.rule.is_error, f.rule, f.subject)))


def _parts(found: Sequence[Figure], known: Known) -> Iterator[Finding]:
    for figure in found:
        if figure.whole is None:
            continue
        reference = known.reference(figure)
        if figure.part > figure.whole:
            words = f"lebih besar daripada penyebutnya, {_num(figure.whole)}"
            yield Finding(Rule.PART, _place(figure), _exceeds(figure, words), (figure,))
        elif reference is not None and figure.part > reference:
            words = f"lebih besar daripada angka acuan, {_num(reference)}"
            yield Finding(Rule.PART, _place(figure), _exceeds(figure, words), (figure,), reference)


def _territories(found: Sequence[Figure], known: Known) -> Iterator[Finding]:
    """Wholes that count territories, and their sums, against those that the city registered."""
    counted = [f for f in found if f.fact is not None and not f.is_previous]
    for question, group in _grouped(counted, lambda f: f.question).items():
        fact = group[0].fact
        kind = territory_kind(fact) if fact else None
        limit = known.territories.get(kind, 0) if kind else 0
        if not kind or not limit:
            continue
        local = [f for f in group if f.territory]
        for figure in group:
            if not figure.territory and (figure.whole or 0) > limit:
                message = (
                    f"{question}, {figure.source}: {_num(figure.whole)} {kind.label.lower()}, "
                    f"padahal yang terdaftar {_num(limit)}."
                )
                yield Finding(Rule.TERRITORIES, _place(figure), message, (figure,), limit)
        total = sum(f.whole or 0 for f in local)
        if total > limit:
            message = (
                f"{question}: jumlah isian wilayah {_num(total)} {kind.label.lower()}, "
                f"padahal yang terdaftar {_num(limit)}."
            )
            yield Finding(Rule.TERRITORIES, question, message, tuple(local), limit)


def _sums(found: Sequence[Figure], known: Known) -> Iterator[Finding]:
    """The territories' wholes together against the reference, else against each city figure; their
    parts against each city figure."""
    for question, group in _grouped(found, lambda f: f.question).items():
        current = [f for f in group if not f.is_previous and f.whole is not None]
        local = [f for f in current if f.territory]
        if not local:
            continue
        part, whole = sum(f.part for f in local), sum(f.whole or 0 for f in local)
        reference = known.reference(local[0])
        if reference is not None and whole != reference:
            message = (
                f"{question}: penyebut {len(local)} isian wilayah berjumlah {_num(whole)}, "
                f"angka acuan {_num(reference)}."
            )
            yield Finding(Rule.SUM, question, message, tuple(local), reference)
        for city in (f for f in current if not f.territory):
            is_whole_wrong = reference is None and city.whole != whole
            if city.part != part or is_whole_wrong:
                message = (
                    f"{question}: isian wilayah berjumlah {_num(part)} dari {_num(whole)}, "
                    f"{city.source} mengisi {_num(city.part)} dari {_num(city.whole)}."
                )
                yield Finding(Rule.SUM, _place(city), message, (*local, city))


def _same(found: Sequence[Figure], known: Known) -> Iterator[Finding]:
    """One value for a fact of one place and year, in every question and from every agency."""
    wholes = [f for f in found if f.fact is not None and f.whole is not None]
    groups = _grouped(wholes, lambda f: (f.fact, f.territory, f.is_previous))
    for (fact, territory, is_previous), group in groups.items():
        reference = None if territory else known.reference(group[0])
        values = _grouped(group, lambda f: f.whole or 0)
        if fact is None or set(values) <= {group[0].whole if reference is None else reference}:
            continue
        where = "".join(
            (f" {territory}" if territory else "", ", tahun sebelumnya" if is_previous else "")
        )
        said = "; ".join(
            f"{_num(value)} ({_names(rows)})" for value, rows in sorted(values.items())[:MOST_NAMED]
        )
        held = f" Angka acuan {_num(reference)}." if reference is not None else ""
        subject = ":".join((fact.code, territory, "sebelumnya" if is_previous else "evaluasi"))
        message = f"{fact.label}{where}: {said}.{held}"
        yield Finding(Rule.SAME, subject, message, tuple(group), reference)


def _years(found: Sequence[Figure], _known: Known) -> Iterator[Finding]:
    for (question, _), group in _grouped(found, lambda f: (f.question, f.identity)).items():
        before = next((f for f in group if f.is_previous), None)
        now = next((f for f in group if not f.is_previous), None)
        if before is None or now is None:
            continue
        jumps = list(_jumps(before, now))
        if jumps:
            message = f"{question}, {now.source}: {'; '.join(jumps)}."
            yield Finding(Rule.YEARS, _place(now), message, (before, now))


def _jumps(before: Figure, now: Figure) -> Iterator[str]:
    """In words, what moved further between the years than is plausible."""
    if before.whole is None or now.whole is None:
        if _is_jump(before.part, now.part):
            yield f"dari {_num(before.part)} menjadi {_num(now.part)}"
        return
    first, second = ratio(int(before.part), before.whole), ratio(int(now.part), now.whole)
    if abs(second - first) > PLAUSIBLE_POINTS:
        yield f"dari {percent(first)} menjadi {percent(second)}"
    if _is_jump(Decimal(before.whole), Decimal(now.whole)):
        yield f"penyebut dari {_num(before.whole)} menjadi {_num(now.whole)}"


def _is_jump(before: Decimal, now: Decimal) -> bool:
    lower, higher = sorted((Fraction(before), Fraction(now)))
    return higher - lower >= SMALL_CHANGE and higher > lower * PLAUSIBLE_FACTOR


def _exceeds(figure: Figure, words: str) -> str:
    year = " tahun sebelumnya" if figure.is_previous else ""
    return f"{figure.question}, {figure.source}: pembilang{year} {_num(figure.part)} {words}."


def _place(figure: Figure) -> str:
    """Question, source and year of a figure, as a subject names them."""
    year = "sebelumnya" if figure.is_previous else "evaluasi"
    return f"{figure.question}:{figure.identity}:{year}"


def _names(rows: Sequence[Figure]) -> str:
    named = [f"{row.source} pada {row.question}" for row in rows[:MOST_NAMED]]
    rest = len(rows) - len(named)
    return ", ".join([*named, f"dan {rest} lain"] if rest else named)


def _num(value: Decimal | int | None) -> str:
    """A figure with dots between thousands."""
    whole, _, decimals = plain(Decimal(value or 0)).partition(",")
    grouped = f"{int(whole):,}".replace(",", ".")
    return f"{grouped},{decimals}" if decimals else grouped


def _grouped(rows: Iterable[T], key: Callable[[T], K]) -> dict[K, list[T]]:
    found: dict[K, list[T]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found
