"""Citations that a verifier may not trust, by the points that they put at risk. Seven queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from agencies.actors import Actor
from assessment.core.evidence import Cited, Weakness, weaknesses
from assessment.core.instrument import Indicator, Instrument, Question
from assessment.models import Citation, Cycle
from assessment.selectors import scores


@dataclass(frozen=True, slots=True)
class WeakRow:
    """A weak citation; `at_risk` are the claimed points of its question, None while unknown."""

    citation: Citation
    question: Question
    indicator: Indicator
    item: str
    flags: tuple[Weakness, ...]
    at_risk: Decimal | None
    is_own: bool


@dataclass(frozen=True, slots=True)
class WeakPage:
    """`at_risk` counts each question once; `counts` speak of everything before the filter."""

    rows: tuple[WeakRow, ...]
    counts: tuple[tuple[Weakness, int], ...]
    questions: int
    at_risk: Decimal


def weak_page(actor: Actor, cycle: Cycle, wanted: str = "") -> WeakPage:
    """What the actor may see: the whole city for the secretariat, else the own agency's."""
    state = scores.cycle_state(cycle)
    found = _rows(actor, cycle, state)
    counts = Counter(flag for row in found for flag in row.flags)
    shown = [row for row in found if not wanted or wanted in row.flags]
    risks = {row.question.code: row.at_risk or Decimal(0) for row in shown}
    shown.sort(key=lambda row: (-(row.at_risk or Decimal(0)), row.question.code, row.citation.pk))
    return WeakPage(
        rows=tuple(shown),
        counts=tuple((flag, counts[flag]) for flag in Weakness),
        questions=len(risks),
        at_risk=sum(risks.values(), Decimal(0)),
    )


def weaknesses_of_question(cycle: Cycle, question: Question) -> tuple[tuple[Weakness, int], ...]:
    """How many citations of one question have each weakness, without naming a document. One query:
    a photo's other uses need all of the cycle's."""
    rows = list(_citations(cycle))
    flags = _flags(cycle, scores.instrument_of(cycle), rows)
    own = [row.pk for row in rows if row.contribution.question_code == question.code]
    counts = Counter(flag for pk in own for flag in flags.get(pk, ()))
    return tuple((flag, counts[flag]) for flag in Weakness if counts[flag])


def _rows(actor: Actor, cycle: Cycle, state: scores.CycleState) -> list[WeakRow]:
    instrument, rows = state.instrument, list(_citations(cycle))
    flags, scored = _flags(cycle, instrument, rows), state.score.questions
    found = []
    for row in rows:
        agency_id = row.contribution.agency_id
        question = instrument.question(row.contribution.question_code)
        if row.pk not in flags or question is None:
            continue
        if not actor.is_secretariat and agency_id not in actor.agency_ids:
            continue
        found.append(
            WeakRow(
                citation=row,
                question=question,
                indicator=instrument.indicator_of(question.code),
                item=question.evidence[row.item],
                flags=flags[row.pk],
                at_risk=scored[question.code].points.claimed,
                is_own=agency_id == actor.agency_id,
            )
        )
    return found


def _citations(cycle: Cycle) -> Iterable[Citation]:
    """Citations that are not refused, of the whole city: a photo is shared between agencies too."""
    rows = Citation.objects.filter(contribution__cycle=cycle)
    rows = rows.exclude(state=Citation.CitationState.REFUSED)
    return rows.select_related("document__file", "contribution__agency").order_by("pk")


def _flags(
    cycle: Cycle, instrument: Instrument, rows: Iterable[Citation]
) -> dict[int, tuple[Weakness, ...]]:
    cited = []
    for row in rows:
        question = instrument.question(row.contribution.question_code)
        if question is None or row.item >= len(question.evidence):
            continue
        document = row.document
        cited.append(
            Cited(
                key=row.pk,
                question=question.code,
                demand=question.demand(row.item),
                file=document.file_id,
                kind=document.kind,
                dated=document.date,
                valid_until=document.valid_until,
                is_signed=document.is_signed,
                length=document.file.pages,
                pages=row.pages,
            )
        )
    return dict(weaknesses(cited, scores.period_of(cycle)))
