"""What helps to answer a question: who else answers it, what was said last year, known figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from agencies.models import Agency, Territory
from assessment import policies
from assessment.core.instrument import Kind, Question
from assessment.models import Contribution, Cycle
from assessment.selectors.carry_over import LastYear, last_answers, proposal
from assessment.selectors.checks import EMPTY, IndicatorPart, QuestionPart
from assessment.selectors.mappings import year_mapping

MOST_DENOMINATORS = 30


@dataclass(frozen=True, slots=True)
class Other:
    """Another agency that answers the question; only the state of its part is shown."""

    agency: Agency
    status: str


@dataclass(frozen=True, slots=True)
class Denominator:
    """A denominator that the agency used before, with its source."""

    value: int
    code: str
    source: str


def others(part: IndicatorPart, opened: QuestionPart) -> list[Other]:
    """The other contributors in their order."""
    rest = [other for other in opened.record.agencies if other.pk != part.agency.pk]
    answered = {e.row.agency_id for e in opened.record.entries if e.answer is not None}
    return [
        Other(other, part.statuses.get(other.pk, EMPTY) if other.pk in answered else EMPTY)
        for other in rest
    ]


def known(
    cycle: Cycle, agency: Agency, question: Question, place: Territory | None
) -> tuple[LastYear | None, list[Denominator]]:
    """Last year's answer and the denominators of this year's others. Two queries."""
    years = year_mapping(cycle)
    source = years.sources.get(question.code, "") if years else ""
    wanted = Q(pk__in=[])
    if years and source:
        own = policies.inherited(agency)
        wanted = own & Q(cycle=years.previous, question_code=source, territory=place)
    if question.kind is Kind.PERCENTAGE:
        own = Q(cycle=cycle, agency=agency, territory=place)
        wanted |= own & ~Q(question_code=question.code)
    rows = list(last_answers(agency, wanted, years, source))
    this_year = [row for row in rows if row.cycle_id == cycle.pk]
    earlier = next((row for row in rows if row.cycle_id != cycle.pk), None)
    last = proposal(years, question, earlier) if years and earlier else None
    return last, _denominators(this_year)


def earlier(
    cycle: Cycle, agency: Agency, questions: Iterable[Question]
) -> dict[tuple[str, int | None], LastYear]:
    """Last year's answers to an indicator's questions, by question and territory. Two queries."""
    years = year_mapping(cycle)
    sources = (
        {q: years.sources[q.code] for q in questions if q.code in years.sources} if years else {}
    )
    if years is None or not sources:
        return {}
    wanted = policies.inherited(agency) & Q(cycle=years.previous)
    wanted &= Q(question_code__in=set(sources.values()))
    found: dict[tuple[str, int | None], LastYear] = {}
    rows = list(last_answers(agency, wanted, years, next(iter(sources.values()), "")))
    for question, source in sources.items():
        for row in rows:
            last = proposal(years, question, row) if row.question_code == source else None
            if last is not None:
                found.setdefault((question.code, row.territory_id), last)
    return found


def _denominators(rows: Iterable[Contribution]) -> list[Denominator]:
    """Each figure and source once, the newest first."""
    found: dict[tuple[int, str], Denominator] = {}
    for row in rows:
        for value in _denominators_in(row.answer):
            source = row.denominator_source
            found.setdefault((value, source), Denominator(value, row.question_code, source))
    return list(found.values())[:MOST_DENOMINATORS]


def _denominators_in(raw: Any) -> Iterator[int]:
    for part in (raw, raw.get("current"), raw.get("previous")):
        value = part.get("denominator") if isinstance(part, Mapping) else None
        if isinstance(value, int) and value:
            yield value
