"""What a cycle would gain or lose under another version of the instrument. Five queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from assessment.core import answers, ledgers
from assessment.core.category import estimate
from assessment.core.instrument import Instrument
from assessment.core.instrument_diff import Change, Field, changes, head_changes
from assessment.core.ledgers import Ledger, Points
from assessment.models import Cycle, InstrumentVersion
from assessment.selectors import scores
from assessment.selectors.instruments import instrument_of, instrument_of_version
from assessment.selectors.stored_answers import StoredAnswer, decoded


@dataclass(frozen=True, slots=True)
class Shift:
    """Points of one level before and after; None on the side where the level does not exist."""

    code: str
    name: str
    before: Points | None
    after: Points | None

    @property
    def claimed(self) -> Decimal:
        """Claimed points gained; negative where they are lost."""
        return _known(self.after) - _known(self.before)

    @property
    def proven(self) -> Decimal:
        after, before = self.after, self.before
        zero = Decimal(0)
        return (after.proven if after else zero) - (before.proven if before else zero)

    @property
    def is_moved(self) -> bool:
        return bool(self.claimed or self.proven)


@dataclass(frozen=True, slots=True)
class MovePage:
    """`unfit` are questions with stored answers that the other version cannot read."""

    head: tuple[Field, ...]
    changes: tuple[Change, ...]
    total: Shift
    indicators: tuple[Shift, ...]
    questions: tuple[Shift, ...]
    unfit: tuple[str, ...]
    category_before: str
    category_after: str


def move_page(cycle: Cycle, version: InstrumentVersion) -> MovePage:
    """The stored answers scored under both versions. Nothing is written."""
    old, new = instrument_of(cycle), instrument_of_version(version)
    rows = scores.stored_rows(cycle)
    before, after = (scores.state_under(cycle, each, rows).score for each in (old, new))
    return MovePage(
        head=head_changes(old, new),
        changes=changes(old, new),
        total=Shift("", "Seluruhnya", before.points, after.points),
        indicators=_indicators(before, after),
        questions=_questions(before, after),
        unfit=_unfit(old, new, rows.answers),
        category_before=estimate(before, Ledger.CLAIMED).name,
        category_after=estimate(after, Ledger.CLAIMED).name,
    )


def _questions(before: ledgers.Score, after: ledgers.Score) -> tuple[Shift, ...]:
    old, new = before.questions, after.questions
    return _moved(
        {code: (row.question.text, row.points) for code, row in old.items()},
        {code: (row.question.text, row.points) for code, row in new.items()},
    )


def _indicators(before: ledgers.Score, after: ledgers.Score) -> tuple[Shift, ...]:
    old, new = before.indicators, after.indicators
    return _moved(
        {code: (row.indicator.name, row.points) for code, row in old.items()},
        {code: (row.indicator.name, row.points) for code, row in new.items()},
    )


def _moved(
    old: Mapping[str, tuple[str, Points]], new: Mapping[str, tuple[str, Points]]
) -> tuple[Shift, ...]:
    """Levels whose points differ, the greatest loss first."""
    found = []
    for code in dict.fromkeys([*new, *old]):
        name = (new.get(code) or old[code])[0]
        first, second = old.get(code), new.get(code)
        found.append(Shift(code, name, first[1] if first else None, second[1] if second else None))
    return tuple(sorted((row for row in found if row.is_moved), key=lambda row: row.claimed))


def _unfit(old: Instrument, new: Instrument, rows: Iterable[StoredAnswer]) -> tuple[str, ...]:
    """Answered questions that would count as not answered."""
    found = set()
    for code, *_, said, _, _ in rows:
        raw = decoded(said)
        now, then = old.question(code), new.question(code)
        if now is None or answers.read_stored(now, raw) is None:
            continue
        if then is None or answers.read_stored(then, raw) is None:
            found.add(code)
    return tuple(question.code for question in old.questions if question.code in found)


def _known(points: Points | None) -> Decimal:
    return Decimal(0) if points is None or points.claimed is None else points.claimed
