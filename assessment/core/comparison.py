"""Two states of a city side by side: what changed in each question, why, and in every sum.

Pure. Both sides are frozen contents; of one cycle, or of two whose questions are mapped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from assessment.core.frozen import (
    Frozen,
    FrozenCluster,
    FrozenEvidence,
    FrozenIndicator,
    FrozenQuestion,
)
from assessment.core.ledgers import Points


class Cause(StrEnum):
    """Why a question is not what it was."""

    NEW = "baru"
    GONE = "hilang"
    RULE = "aturan"
    ANSWER = "jawaban"
    EVIDENCE = "bukti"
    DECISION = "keputusan"
    MARK = "nilai"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Cause.NEW: "pertanyaan baru",
    Cause.GONE: "tidak ditanyakan lagi",
    Cause.RULE: "pertanyaan atau aturan nilai berubah",
    Cause.ANSWER: "jawaban berubah",
    Cause.EVIDENCE: "bukti berubah",
    Cause.DECISION: "keputusan berubah",
    Cause.MARK: "nilai verifikasi berubah",
}


@dataclass(frozen=True, slots=True)
class Shift:
    """One ledger of one level, before and after; None where nothing is known."""

    before: Decimal | None
    after: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        """None where one side is not known: unknown is not 0."""
        if self.before is None or self.after is None:
            return None
        return self.after - self.before

    @property
    def is_changed(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Shifts:
    """The ledgers of one level; a side that does not exist knows nothing."""

    maximum: Shift
    claimed: Shift
    proven: Shift
    verified: Shift

    @property
    def is_changed(self) -> bool:
        return any(s.is_changed for s in (self.maximum, self.claimed, self.proven, self.verified))


@dataclass(frozen=True, slots=True)
class Judged:
    """A citation that stayed and was judged anew."""

    before: FrozenEvidence
    after: FrozenEvidence


@dataclass(frozen=True, slots=True)
class QuestionChange:
    """A question of the later side with its source on the earlier one; `is_split` when several
    questions come from that source, so that its points belong to none of them alone."""

    code: str
    before: FrozenQuestion | None
    after: FrozenQuestion | None
    is_split: bool
    causes: tuple[Cause, ...]
    added: tuple[FrozenEvidence, ...]
    removed: tuple[FrozenEvidence, ...]
    judged: tuple[Judged, ...]

    @property
    def shifts(self) -> Shifts:
        return shifts(
            self.before.points if self.before else None, self.after.points if self.after else None
        )

    @property
    def text(self) -> str:
        question = self.after or self.before
        return question.text if question else ""

    @property
    def is_changed(self) -> bool:
        return bool(self.causes)


@dataclass(frozen=True, slots=True)
class IndicatorChange:
    code: str
    name: str
    shifts: Shifts
    questions: tuple[QuestionChange, ...]

    @property
    def changed(self) -> tuple[QuestionChange, ...]:
        return tuple(question for question in self.questions if question.is_changed)


@dataclass(frozen=True, slots=True)
class ClusterChange:
    code: str
    name: str
    shifts: Shifts
    indicators: tuple[IndicatorChange, ...]

    @property
    def changed(self) -> int:
        """Questions that are not what they were."""
        return sum(len(indicator.changed) for indicator in self.indicators)


@dataclass(frozen=True)
class Comparison:
    """`gone` are questions of the earlier side that the later one does not ask."""

    shifts: Shifts
    clusters: tuple[ClusterChange, ...]
    gone: tuple[QuestionChange, ...]

    @cached_property
    def questions(self) -> tuple[QuestionChange, ...]:
        return (*self._asked(), *self.gone)

    def _asked(self) -> Iterator[QuestionChange]:
        for cluster in self.clusters:
            for indicator in cluster.indicators:
                yield from indicator.questions

    @cached_property
    def changed(self) -> int:
        return sum(question.is_changed for question in self.questions)

    @cached_property
    def by_cause(self) -> dict[Cause, int]:
        """How many questions changed for each cause, in the order of the causes."""
        found = Counter(cause for question in self.questions for cause in question.causes)
        return {cause: found[cause] for cause in Cause if found[cause]}


def compare(before: Frozen, after: Frozen, sources: Mapping[str, str] | None = None) -> Comparison:
    """`sources` names the earlier question of a later one; without it codes stay what they are."""
    if sources is None:
        sources = {code: code for code in after.questions if code in before.questions}
    pairing = _Pairing(before, sources, Counter(sources.values()))
    kept = set(sources.values())
    lost = (question for code, question in before.questions.items() if code not in kept)
    return Comparison(
        shifts=shifts(before.points, after.points),
        clusters=tuple(_cluster(cluster, pairing) for cluster in after.clusters),
        gone=tuple(_change(question.code, question, None, is_split=False) for question in lost),
    )


def shifts(before: Points | None, after: Points | None) -> Shifts:
    def shift(name: str) -> Shift:
        return Shift(
            None if before is None else getattr(before, name),
            None if after is None else getattr(after, name),
        )

    return Shifts(shift("max_points"), shift("claimed"), shift("proven"), shift("verified"))


@dataclass(frozen=True)
class _Pairing:
    before: Frozen
    sources: Mapping[str, str]
    used: Counter[str]

    def cluster(self, code: str) -> Points | None:
        return next((c.points for c in self.before.clusters if c.code == code), None)

    def indicator(self, code: str) -> Points | None:
        found = self.before.indicators.get(code)
        return found.points if found else None


def _cluster(cluster: FrozenCluster, pairing: _Pairing) -> ClusterChange:
    return ClusterChange(
        cluster.code,
        cluster.name,
        shifts(pairing.cluster(cluster.code), cluster.points),
        tuple(_indicator(indicator, pairing) for indicator in cluster.indicators),
    )


def _indicator(indicator: FrozenIndicator, pairing: _Pairing) -> IndicatorChange:
    questions = []
    for question in indicator.questions:
        source = pairing.sources.get(question.code, "")
        before = pairing.before.questions.get(source)
        is_split = pairing.used[source] > 1
        questions.append(_change(question.code, before, question, is_split=is_split))
    points = shifts(pairing.indicator(indicator.code), indicator.points)
    return IndicatorChange(indicator.code, indicator.name, points, tuple(questions))


def _change(
    code: str, before: FrozenQuestion | None, after: FrozenQuestion | None, *, is_split: bool
) -> QuestionChange:
    old, new = _by_key(before), _by_key(after)
    return QuestionChange(
        code=code,
        before=before,
        after=after,
        is_split=is_split,
        causes=tuple(_causes(before, after)),
        added=tuple(citation for key, citation in new.items() if key not in old),
        removed=tuple(citation for key, citation in old.items() if key not in new),
        judged=tuple(
            Judged(old[key], citation)
            for key, citation in new.items()
            if key in old and old[key].state != citation.state
        ),
    )


def _by_key(question: FrozenQuestion | None) -> dict[tuple[str, str, str, str], FrozenEvidence]:
    return {citation.key: citation for citation in question.evidence} if question else {}


def _causes(before: FrozenQuestion | None, after: FrozenQuestion | None) -> Iterator[Cause]:
    if before is None:
        yield Cause.NEW
        return
    if after is None:
        yield Cause.GONE
        return
    if _is_ruled_otherwise(before, after):
        yield Cause.RULE
    if before.raw != after.raw:
        yield Cause.ANSWER
    if _judgements(before) != _judgements(after):
        yield Cause.EVIDENCE
    if _decision(before) != _decision(after):
        yield Cause.DECISION
    if before.points.verified != after.points.verified:
        yield Cause.MARK


def _is_ruled_otherwise(before: FrozenQuestion, after: FrozenQuestion) -> bool:
    """Another text or maximum, or other points for the same answer."""
    if (before.text, before.points.max_points) != (after.text, after.points.max_points):
        return True
    return before.raw == after.raw and before.points.claimed != after.points.claimed


def _judgements(question: FrozenQuestion) -> dict[tuple[str, str, str, str], str]:
    return {key: citation.state for key, citation in _by_key(question).items()}


def _decision(question: FrozenQuestion) -> tuple[bool, bool, str]:
    return (question.is_decided, question.is_stale, question.decided_by)
