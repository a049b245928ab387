"""Three ledgers of points - claimed, proven, verified - summed once, from the question upwards.

No subtotal is stored anywhere: a level's points are the sum of its parts by construction.
Always 0 <= proven <= claimed <= max_points.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import assert_never

from assessment.core.answers import Answer, ChoiceAnswer, NotApplicable
from assessment.core.asked import asked_facts
from assessment.core.facts import QuestionFacts as QuestionFacts
from assessment.core.instrument import (
    CategoryBand,
    Cluster,
    Indicator,
    Instrument,
    NotApplicableEffect,
    Question,
)
from assessment.core.marking import Marks as Marks
from assessment.core.rules import Award
from assessment.core.scoring import award

ZERO = Decimal(0)


class Ledger(StrEnum):
    """One of the three columns of points."""

    CLAIMED = "claimed"
    PROVEN = "proven"
    VERIFIED = "verified"

    def of(self, points: Points) -> Decimal | None:
        match self:
            case Ledger.CLAIMED:
                return points.claimed
            case Ledger.PROVEN:
                return points.proven
            case Ledger.VERIFIED:
                return points.verified
            case _:
                assert_never(self)


@dataclass(frozen=True, slots=True)
class Points:
    """The three ledgers of one level; None where nothing is known yet."""

    max_points: Decimal
    claimed: Decimal | None
    proven: Decimal
    verified: Decimal | None

    @property
    def unproven(self) -> Decimal:
        """Claimed points that verification would not find proven."""
        return (self.claimed or ZERO) - self.proven


@dataclass(frozen=True, slots=True)
class QuestionScore:
    question: Question
    points: Points
    reason: str
    missing_items: tuple[str, ...]
    is_decided: bool
    is_stale: bool


@dataclass(frozen=True, slots=True)
class IndicatorScore:
    indicator: Indicator
    points: Points
    questions: tuple[QuestionScore, ...]


@dataclass(frozen=True, slots=True)
class ClusterScore:
    cluster: Cluster
    points: Points
    indicators: tuple[IndicatorScore, ...]


@dataclass(frozen=True)
class Score:
    instrument: Instrument
    points: Points
    clusters: tuple[ClusterScore, ...]

    @property
    def full_points(self) -> Decimal:
        """The maximum before anything was taken out as not applicable."""
        return sum((q.question.max_points for q in self.questions.values()), ZERO)

    @property
    def questions(self) -> dict[str, QuestionScore]:
        return {
            q.question.code: q for c in self.clusters for i in c.indicators for q in i.questions
        }

    @property
    def indicators(self) -> dict[str, IndicatorScore]:
        return {i.indicator.code: i for c in self.clusters for i in c.indicators}


NO_MARKS = Marks({})
NO_FACTS = QuestionFacts()


def score(
    instrument: Instrument, facts: Mapping[str, QuestionFacts], marks: Marks = NO_MARKS
) -> Score:
    """Score of a cycle. Facts of unknown codes are ignored; missing facts mean not answered."""
    facts = asked_facts(instrument.questions, _with_marks(facts, marks))
    effect = instrument.not_applicable
    clusters = tuple(_score_cluster(c, facts, marks, effect) for c in instrument.clusters)
    points = add((c.points for c in clusters), verified=marks.total)
    return Score(instrument, points, clusters)


def _with_marks(facts: Mapping[str, QuestionFacts], marks: Marks) -> Mapping[str, QuestionFacts]:
    if not marks.questions:
        return facts
    marked = {
        code: replace(facts.get(code, NO_FACTS), verified=points)
        for code, points in marks.questions.items()
    }
    return {**facts, **marked}


def score_question(
    question: Question,
    facts: QuestionFacts,
    effect: NotApplicableEffect = NotApplicableEffect.KEPT,
) -> QuestionScore:
    """Points of one question in the three ledgers, with the reason in Indonesian.

    A valid decision "not applicable" takes the maximum out where the instrument says so.
    """
    answer = facts.official if facts.is_decided else facts.proposed
    given = award(question, answer)
    lacking = tuple(
        question.evidence[index]
        for index in demanded_items(question, answer)
        if index not in facts.proven_items
    )
    is_out = effect is NotApplicableEffect.RESCALED and _is_not_applicable(facts)
    top = ZERO if is_out else question.max_points
    is_proven = given is not None and facts.is_decided and not facts.is_stale and not lacking
    claimed = None if given is None else min(given.points, top)
    proven = claimed if is_proven and claimed is not None else ZERO
    verified = None if facts.verified is None else min(facts.verified, top)
    return QuestionScore(
        question=question,
        points=Points(top, claimed, proven, verified),
        reason=_reason(given, facts, lacking, is_out),
        missing_items=lacking,
        is_decided=facts.is_decided,
        is_stale=facts.is_stale,
    )


def demanded_items(question: Question, answer: Answer | None) -> tuple[int, ...]:
    """Positions of the evidence that this answer demands: all, unless its option names some."""
    if isinstance(answer, ChoiceAnswer):
        for option in question.options:
            if option.label == answer.label and option.evidence is not None:
                return tuple(sorted(option.evidence))
    return tuple(range(len(question.evidence)))


def add(parts: Iterable[Points], *, verified: Decimal | None = None) -> Points:
    """Sum of parts; unknown only where every part is unknown. `verified` overrides the marks."""
    parts = tuple(parts)
    return Points(
        max_points=sum((p.max_points for p in parts), ZERO),
        claimed=_sum_known(p.claimed for p in parts),
        proven=sum((p.proven for p in parts), ZERO),
        verified=_sum_known(p.verified for p in parts) if verified is None else verified,
    )


def category(bands: Iterable[CategoryBand], points: Decimal | None) -> CategoryBand | None:
    """Highest band that the unrounded points reach; None below the first, or when unknown."""
    if points is None:
        return None
    reached = [band for band in bands if band.holds(points)]
    return reached[-1] if reached else None


def next_category(bands: Iterable[CategoryBand], points: Decimal | None) -> CategoryBand | None:
    """Lowest band not reached yet; None at the top."""
    return next((band for band in bands if not band.holds(points or ZERO)), None)


def _is_not_applicable(facts: QuestionFacts) -> bool:
    return facts.is_decided and not facts.is_stale and isinstance(facts.official, NotApplicable)


def _score_cluster(
    cluster: Cluster,
    facts: Mapping[str, QuestionFacts],
    marks: Marks,
    effect: NotApplicableEffect,
) -> ClusterScore:
    indicators = tuple(_score_indicator(i, facts, marks, effect) for i in cluster.indicators)
    return ClusterScore(cluster, add(i.points for i in indicators), indicators)


def _score_indicator(
    indicator: Indicator,
    facts: Mapping[str, QuestionFacts],
    marks: Marks,
    effect: NotApplicableEffect,
) -> IndicatorScore:
    questions = tuple(
        score_question(q, facts.get(q.code, NO_FACTS), effect) for q in indicator.questions
    )
    points = add((q.points for q in questions), verified=marks.indicators.get(indicator.code))
    return IndicatorScore(indicator, points, questions)


def _sum_known(values: Iterable[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, ZERO) if known else None


def _reason(
    given: Award | None, facts: QuestionFacts, lacking: tuple[str, ...], is_out: bool
) -> str:
    if given is None:
        return "Belum dijawab."
    awarded = given.reason
    if not facts.is_decided:
        return f"{awarded} Usulan dari jawaban perangkat daerah; belum diputuskan sekretariat."
    if facts.is_stale:
        return f"{awarded} Keputusan usang: dasarnya berubah sesudah diputuskan."
    if is_out:
        return f"{awarded} Nilai maksimumnya tidak ikut dihitung."
    if not given.points:
        return f"{awarded} Tidak ada poin yang perlu dibuktikan."
    if lacking:
        return f"{awarded} Belum terbukti: kurang {', '.join(lacking)}."
    return f"{awarded} Terbukti."
