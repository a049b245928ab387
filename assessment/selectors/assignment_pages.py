"""Who answers what, one cluster at a time, beside what the instrument says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from agencies.models import Agency
from assessment.core import calendar
from assessment.core.instrument import Cluster, Indicator, Instrument, Question
from assessment.models import Contribution, Cycle
from assessment.selectors.cycles import assignments, schedule_of
from assessment.selectors.instruments import instrument_of


@dataclass(frozen=True, slots=True)
class AssignedQuestion:
    """`absent` are names of the instrument that the city has no agency for."""

    question: Question
    agencies: tuple[Agency, ...]
    absent: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AssignedIndicator:
    indicator: Indicator
    questions: tuple[AssignedQuestion, ...]


@dataclass(frozen=True, slots=True)
class ClusterCount:
    cluster: Cluster
    questions: int
    without: int


@dataclass(frozen=True, slots=True)
class AssignmentPage:
    instrument: Instrument
    cluster: Cluster
    indicators: tuple[AssignedIndicator, ...]
    counts: tuple[ClusterCount, ...]
    is_open: bool


def assignment_page(cycle: Cycle, code: str, at: datetime) -> AssignmentPage:
    """The cluster of that code; counts of the others say where a question has no agency."""
    instrument = instrument_of(cycle)
    assigned = assignments(cycle).by_question
    names = frozenset(
        Agency.objects.filter(city_id=cycle.city_id, is_active=True).values_list(
            "instrument_name", flat=True
        )
    )
    cluster = next(c for c in instrument.clusters if c.code == code)
    indicators = tuple(
        AssignedIndicator(row, tuple(_assigned(q, assigned, names) for q in row.questions))
        for row in cluster.indicators
    )
    counts = tuple(_count(each, assigned) for each in instrument.clusters)
    is_open = calendar.preparing(schedule_of(cycle), at).is_open
    return AssignmentPage(instrument, cluster, indicators, counts, is_open)


def question_context(cycle: Cycle, question: Question) -> dict[str, object]:
    """What the edit page shows beside its form; `answering` have answered already."""
    instrument = instrument_of(cycle)
    indicator = instrument.indicator_of(question.code)
    rows = Contribution.objects.filter(
        cycle=cycle, question_code=question.code, answer__isnull=False
    )
    names = rows.order_by("agency__abbreviation").values_list("agency__abbreviation", flat=True)
    return {
        "question": question,
        "indicator": indicator,
        "cluster": instrument.cluster_of(indicator.code),
        "answering": list(names.distinct()),
    }


def _assigned(
    question: Question, assigned: Mapping[str, tuple[Agency, ...]], names: frozenset[str]
) -> AssignedQuestion:
    absent = tuple(name for name in question.agencies if name not in names)
    return AssignedQuestion(question, assigned.get(question.code, ()), absent)


def _count(cluster: Cluster, assigned: Mapping[str, tuple[Agency, ...]]) -> ClusterCount:
    codes = [question.code for question in cluster.questions]
    return ClusterCount(cluster, len(codes), sum(not assigned.get(code) for code in codes))
