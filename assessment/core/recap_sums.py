"""Every sum of a recap that does not add up: maxima and values, level by level. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assessment.core.instrument import Instrument
from assessment.core.numbers import plain
from assessment.core.recap import Level, Line, Read, RecapFinding, Stated, Trouble, read
from assessment.core.recap_columns import Role

#: A difference that only rounding to two decimals makes.
ROUNDING = Decimal("0.005")
ZERO = Decimal(0)
_WORDS = {Role.MAXIMUM: "nilai maksimum", Role.VALUE: "nilai"}


@dataclass(frozen=True, slots=True)
class Sums:
    """The whole by each level that the recap has; None where it states no such level."""

    questions: Decimal
    indicators: Decimal | None
    clusters: Decimal | None
    whole: Decimal | None


@dataclass(frozen=True)
class Recap:
    """A recap as it was read, with everything that is wrong in it."""

    read: Read
    findings: tuple[RecapFinding, ...]
    sums: Sums

    @property
    def refused(self) -> tuple[RecapFinding, ...]:
        return tuple(found for found in self.findings if found.trouble.is_refusal)


def recap(instrument: Instrument, lines: Iterable[Line]) -> Recap:
    """Read the rows and check them; findings in the order of reading, then sums, then what the
    instrument has and the recap has not."""
    found = read(instrument, lines)
    checker = _Checker(instrument, found)
    findings = (*found.findings, *checker.findings(), *_absent(instrument, found))
    return Recap(found, findings, checker.sums())


class _Checker:
    def __init__(self, instrument: Instrument, found: Read) -> None:
        self.instrument, self.found = instrument, found

    def findings(self) -> Iterator[RecapFinding]:
        for stated in self.found.stated:
            for role in (Role.MAXIMUM, Role.VALUE):
                yield from self._compare(stated, role)

    def _compare(self, stated: Stated, role: Role) -> Iterator[RecapFinding]:
        """A stated sum against each level below it of which the recap states something."""
        said = stated.line.numbers.get(role)
        if said is None:
            return
        for words, total in self._below(stated, role):
            if abs(said - total) >= ROUNDING:
                text = (
                    f"{_WORDS[role]} {stated.name} tertulis {plain(said)}, "
                    f"jumlah {words} {plain(total)} (selisih {plain(abs(said - total))})"
                )
                yield RecapFinding(Trouble.SUM, stated.line.sheet, stated.line.cell(role), text)

    def _below(self, stated: Stated, role: Role) -> Iterator[tuple[str, Decimal]]:
        if stated.level is Level.INDICATOR:
            yield from _known("pertanyaannya", self._questions(role, {stated.code}))
            return
        codes = self._indicators_of(stated)
        yield from _known("pertanyaannya", self._questions(role, codes))
        yield from _known("indikatornya", self._of(Level.INDICATOR, role, codes))
        if stated.level is Level.WHOLE:
            yield from _known("klasternya", self._of(Level.CLUSTER, role, None))

    def _indicators_of(self, stated: Stated) -> set[str]:
        return {
            indicator.code
            for cluster in self.instrument.clusters
            for indicator in cluster.indicators
            if stated.level is Level.WHOLE or cluster.code == stated.code
        }

    def _questions(self, role: Role, indicators: set[str]) -> Decimal | None:
        """Of the questions that the sheet has, refused ones too: its own sums contain them."""
        values = [
            row.line.numbers[role]
            for row in self.found.own
            if role in row.line.numbers
            and self.instrument.indicator_of(row.question.code).code in indicators
        ]
        return sum(values, ZERO) if values else None

    def _of(self, level: Level, role: Role, codes: set[str] | None) -> Decimal | None:
        values = [
            stated.line.numbers[role]
            for stated in self.found.stated
            if stated.level is level
            and role in stated.line.numbers
            and (codes is None or stated.code in codes)
        ]
        return sum(values, ZERO) if values else None

    def sums(self) -> Sums:
        codes = {indicator.code for indicator in self.instrument.indicators}
        return Sums(
            questions=self._questions(Role.VALUE, codes) or ZERO,
            indicators=self._of(Level.INDICATOR, Role.VALUE, codes),
            clusters=self._of(Level.CLUSTER, Role.VALUE, None),
            whole=self._of(Level.WHOLE, Role.VALUE, None),
        )


def _known(words: str, total: Decimal | None) -> Iterator[tuple[str, Decimal]]:
    if total is not None:
        yield words, total


def _absent(instrument: Instrument, found: Read) -> Sequence[RecapFinding]:
    """One finding for all questions that the recap does not have."""
    known = {row.question.code for row in found.own}
    codes = [question.code for question in instrument.questions if question.code not in known]
    if not codes or not known:
        return ()
    listed = ", ".join(codes[:20]) + (f", dan {len(codes) - 20} lagi" if len(codes) > 20 else "")
    return (RecapFinding(Trouble.ABSENT, "", "", f"{len(codes)} pertanyaan: {listed}"),)
