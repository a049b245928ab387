"""From the contributions of many agencies to one proposed answer, its sources and conflicts.

Rules (product document, "Consolidation"): choice, yes/no - the common value, else the lead
agency's, flagged; count, items - the sum with all names, probable duplicates flagged;
percentage - summed over territories, otherwise the lead agency's, flagged when denominators
differ; trend - the lead's. The lead is the first agency of the question's assignment. The
result does not depend on the order of the contributions.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from assessment.core.answers import (
    Answer,
    CountAnswer,
    ItemsAnswer,
    NotApplicable,
    PercentageAnswer,
    is_answered,
    to_raw,
)
from assessment.core.instrument import Kind, Question
from assessment.core.named_items import LONGEST_NOTE, MOST, NamedItem
from assessment.core.scoring import describe


@dataclass(frozen=True, slots=True)
class Source:
    """Who answers: the agency as the instrument names it, and the territory or an empty string."""

    agency: str
    territory: str = ""

    @property
    def label(self) -> str:
        return f"{self.agency} ({self.territory})" if self.territory else self.agency


@dataclass(frozen=True, slots=True)
class Contribution:
    """`identity` is a stable key of agency and territory that survives renaming."""

    source: Source
    answer: Answer | None
    identity: str = ""


class ConflictKind(StrEnum):
    """Why a person has to look before deciding."""

    DIFFERENT_ANSWER = "different_answer"
    DIFFERENT_DENOMINATOR = "different_denominator"
    PROBABLE_DUPLICATE = "probable_duplicate"
    APPLICABILITY = "applicability"
    DOUBLE_PROGRAM = "double_program"

    @property
    def label(self) -> str:
        return _CONFLICT_LABELS[self]


_CONFLICT_LABELS = {
    ConflictKind.DIFFERENT_ANSWER: "Jawaban berbeda",
    ConflictKind.DIFFERENT_DENOMINATOR: "Penyebut berbeda",
    ConflictKind.PROBABLE_DUPLICATE: "Mungkin dihitung dua kali",
    ConflictKind.APPLICABILITY: "Sebagian menjawab tidak berlaku",
    ConflictKind.DOUBLE_PROGRAM: "Mungkin kegiatan ganda",
}
_RULE_WORDS = {
    Kind.CHOICE: "Jawaban yang sama diambil; bila berbeda, jawaban penanggung jawab.",
    Kind.YES_NO: "Jawaban yang sama diambil; bila berbeda, jawaban penanggung jawab.",
    Kind.COUNT: "Angka semua perangkat daerah dijumlahkan.",
    Kind.ITEMS: "Butir semua perangkat daerah dijumlahkan.",
    Kind.PERCENTAGE: (
        "Pembilang dan penyebut semua wilayah dijumlahkan; tanpa isian wilayah, diambil jawaban "
        "penanggung jawab."
    ),
    Kind.TREND: "Jawaban penanggung jawab diambil.",
}


@dataclass(frozen=True, slots=True)
class Conflict:
    kind: ConflictKind
    message: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the secretariat may take over. `answer` is None when nobody has answered yet."""

    answer: Answer | None
    sources: tuple[Source, ...]
    conflicts: tuple[Conflict, ...]
    explanation: str


def propose(
    question: Question, contributions: Iterable[Contribution], agencies: Sequence[str]
) -> Proposal:
    """Proposal for a question; `agencies` in order of assignment, the first one leads."""
    rank = {name: position for position, name in enumerate(agencies)}
    valid = sorted(
        (c for c in contributions if is_answered(c.answer)),
        key=lambda c: (
            rank.get(c.source.agency, len(rank)),
            c.source.agency,
            c.source.territory,
        ),
    )
    if not valid:
        return Proposal(None, (), (), "Belum ada perangkat daerah yang menjawab.")
    applicable = [c for c in valid if not isinstance(c.answer, NotApplicable)]
    if not applicable:
        return _take(valid[0], valid, (), "Semua jawaban menyatakan tidak berlaku.")
    proposal = _by_kind(question, applicable)
    if len(applicable) == len(valid):
        return proposal
    silent = tuple(c.source for c in valid if isinstance(c.answer, NotApplicable))
    conflict = Conflict(
        ConflictKind.APPLICABILITY,
        f"{_names(silent)} menjawab tidak berlaku, yang lain mengisi jawaban.",
        tuple(c.source for c in valid),
    )
    return Proposal(
        proposal.answer,
        proposal.sources,
        (*proposal.conflicts, conflict),
        proposal.explanation,
    )


def rule_words(kind: Kind) -> str:
    """Why a proposal is as it is: the rule of its kind of question."""
    return _RULE_WORDS[kind]


def fingerprint(contributions: Iterable[Contribution], matrix: Sequence[Sequence[int]] = ()) -> str:
    """Hash of every valid answer and its source; a decision whose fingerprint differs is stale.

    With the rows of a matrix (programme and version) it says what a person has seen of both.
    """
    said = sorted(
        (
            c.identity or c.source.label,
            json.dumps(to_raw(c.answer), sort_keys=True),
        )
        for c in contributions
        if is_answered(c.answer)
    )
    rows = [*said, *sorted(list(row) for row in matrix)]
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def _by_kind(question: Question, valid: list[Contribution]) -> Proposal:
    match question.kind:
        case Kind.CHOICE | Kind.YES_NO:
            return _common_or_lead(question, valid)
        case Kind.COUNT | Kind.ITEMS:
            return _sum(valid)
        case Kind.PERCENTAGE:
            return _percentage(valid)
        case Kind.TREND:
            return _common_or_lead(question, valid)
        case _:
            assert_never(question.kind)


def _common_or_lead(question: Question, valid: list[Contribution]) -> Proposal:
    lead = valid[0]
    agreeing = [c for c in valid if c.answer == lead.answer]
    if len(agreeing) == len(valid):
        said = "Satu jawaban" if len(valid) == 1 else "Semua jawaban sama"
        return _take(lead, agreeing, (), f"{said}: {_names([c.source for c in agreeing])}.")
    words = "; ".join(f"{c.source.label}: {describe(question, c.answer)}" for c in valid)
    conflict = Conflict(
        ConflictKind.DIFFERENT_ANSWER,
        f"Jawaban tidak sama. {words}.",
        tuple(c.source for c in valid),
    )
    return _take(
        lead,
        agreeing,
        (conflict,),
        f"Jawaban berbeda; diusulkan jawaban {lead.source.label}.",
    )


def _sum(valid: list[Contribution]) -> Proposal:
    total = sum(_whole(contribution.answer) for contribution in valid)
    conflicts = (*_same_figures(valid), *_same_names(valid))
    is_items = isinstance(valid[0].answer, ItemsAnswer)
    answer = ItemsAnswer(total, _all_named(valid)) if is_items else CountAnswer(total)
    sources = tuple(c.source for c in valid)
    if len(valid) == 1:
        return Proposal(answer, sources, conflicts, f"Satu jawaban: {sources[0].label}.")
    return Proposal(answer, sources, conflicts, f"Jumlah dari {_names(sources)}.")


def _all_named(valid: list[Contribution]) -> tuple[NamedItem, ...]:
    """Every agency's names, one after the other; none unless they make up the whole sum.

    What a second agency lists in the very same words carries that agency's name.
    """
    found: dict[NamedItem, None] = {}
    for contribution in valid:
        for row in _rows(contribution.answer):
            found[_told_apart(row, contribution.source) if row in found else row] = None
    is_whole = len(found) == sum(_whole(c.answer) for c in valid) <= MOST
    return tuple(found) if is_whole else ()


def _told_apart(row: NamedItem, source: Source) -> NamedItem:
    note = f"{row.note}, {source.label}" if row.note else source.label
    return NamedItem(row.name, note[:LONGEST_NOTE].strip())


def _same_figures(valid: list[Contribution]) -> Iterator[Conflict]:
    """The same number twice, where names do not say which things are counted."""
    by_value: dict[int, list[Source]] = {}
    for contribution in valid:
        if not _rows(contribution.answer):
            value = _whole(contribution.answer)
            by_value.setdefault(value, []).append(contribution.source)
    for value, sources in sorted(by_value.items()):
        if value and len({source.agency for source in sources}) > 1:
            yield Conflict(
                ConflictKind.PROBABLE_DUPLICATE,
                f"{_names(sources)} mengisi angka yang sama ({value}); "
                "periksa apakah dihitung dua kali.",
                tuple(sources),
            )


def _same_names(valid: list[Contribution]) -> Iterator[Conflict]:
    """The same name in the lists of several agencies."""
    by_name: dict[str, dict[Source, str]] = {}
    for contribution in valid:
        for row in _rows(contribution.answer):
            by_name.setdefault(row.key, {})[contribution.source] = row.name
    for named in by_name.values():
        if len({source.agency for source in named}) > 1:
            name = next(iter(named.values()))
            yield Conflict(
                ConflictKind.PROBABLE_DUPLICATE,
                f"{_names(named)} menyebut “{name}”; periksa apakah dihitung dua kali.",
                tuple(named),
            )


def _percentage(valid: list[Contribution]) -> Proposal:
    by_territory: dict[str, Contribution] = {}
    for contribution in valid:
        by_territory.setdefault(contribution.source.territory, contribution)
    territories = [c for name, c in by_territory.items() if name]
    whole = [c for c in valid if not c.source.territory]
    again = [c for c in valid if c.source.territory and c not in territories]
    if territories:
        parts = [c.answer for c in territories if isinstance(c.answer, PercentageAnswer)]
        answer = PercentageAnswer(
            sum(p.numerator or 0 for p in parts), sum(p.denominator or 0 for p in parts)
        )
        used, explanation = territories, f"Jumlah dari {len(territories)} wilayah."
    else:
        lead = whole[0]
        answer = lead.answer  # type: ignore[assignment]  # a percentage question's valid answer
        used = [c for c in whole if c.answer == answer]
        explanation = f"Jawaban {lead.source.label}."
    conflicts = (*_denominator_conflicts(answer, whole), *_counted_again(again))
    return Proposal(answer, tuple(c.source for c in used), conflicts, explanation)


def _denominator_conflicts(
    answer: PercentageAnswer, whole: list[Contribution]
) -> tuple[Conflict, ...]:
    """Conflicts between the proposed figures and those given for the whole city."""
    differing = [
        c
        for c in whole
        if isinstance(c.answer, PercentageAnswer) and c.answer.denominator != answer.denominator
    ]
    if differing:
        words = "; ".join(
            f"{c.source.label} {c.answer.denominator}"
            for c in differing
            if isinstance(c.answer, PercentageAnswer)
        )
        message = f"Penyebut usulan {answer.denominator}, berbeda dari {words}."
        return (
            Conflict(
                ConflictKind.DIFFERENT_DENOMINATOR,
                message,
                tuple(c.source for c in differing),
            ),
        )
    others = [c for c in whole if c.answer != answer]
    if others:
        names = _names([c.source for c in others])
        message = f"{names} mengisi pembilang yang berbeda dari usulan."
        return (Conflict(ConflictKind.DIFFERENT_ANSWER, message, tuple(c.source for c in others)),)
    return ()


def _counted_again(again: list[Contribution]) -> tuple[Conflict, ...]:
    """Contributions for a territory that a higher ranking agency answers; they are not summed."""
    if not again:
        return ()
    sources = tuple(c.source for c in again)
    message = f"{_names(sources)} mengisi wilayah yang sudah diisi; tidak dijumlahkan lagi."
    return (Conflict(ConflictKind.PROBABLE_DUPLICATE, message, sources),)


def _take(
    lead: Contribution,
    used: list[Contribution],
    conflicts: tuple[Conflict, ...],
    explanation: str,
) -> Proposal:
    return Proposal(lead.answer, tuple(c.source for c in used), conflicts, explanation)


def _whole(answer: Answer | None) -> int:
    match answer:
        case CountAnswer(count):
            return count
        case ItemsAnswer(items=items):
            return items
        case _:
            raise TypeError(f"{type(answer).__name__} is not a count")


def _rows(answer: Answer | None) -> tuple[NamedItem, ...]:
    return answer.rows if isinstance(answer, ItemsAnswer) else ()


def _names(sources: Iterable[Source]) -> str:
    return ", ".join(source.label for source in sources)
