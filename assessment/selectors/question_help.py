"""What helps to answer a question: who else answers it, what was said last year, known figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, OuterRef, Q, Subquery, Value, When

from agencies.models import Agency, Territory
from assessment.core import answers, scoring
from assessment.core.instrument import Indicator, Kind, Question
from assessment.core.rules import Award
from assessment.models import Contribution, Cycle, Mark, Submission
from assessment.selectors.checks import EMPTY, QuestionPart
from assessment.selectors.instruments import instrument_of

MOST_DENOMINATORS = 30


@dataclass(frozen=True, slots=True)
class Other:
    """Another agency that answers the question; only the state of its part is shown."""

    agency: Agency
    status: str


@dataclass(frozen=True, slots=True)
class LastYear:
    """The agency's answer of the newest earlier cycle, and what the verifier said about it."""

    year: int
    words: str
    award: Award | None
    note: str
    mark: Decimal | None
    mark_label: str
    mark_reason: str


@dataclass(frozen=True, slots=True)
class Denominator:
    """A denominator that the agency used before, with its source."""

    value: int
    code: str
    source: str


def others(cycle: Cycle, agency: Agency, indicator: Indicator, opened: QuestionPart) -> list[Other]:
    """The other contributors in their order. One query, none when the agency is alone."""
    rest = [other for other in opened.record.agencies if other.pk != agency.pk]
    if not rest:
        return []
    rows = Submission.objects.filter(cycle=cycle, indicator_code=indicator.code, agency__in=rest)
    statuses = dict(rows.values_list("agency_id", "status"))
    answered = {e.row.agency_id for e in opened.record.entries if e.answer is not None}
    return [
        Other(other, statuses.get(other.pk, EMPTY) if other.pk in answered else EMPTY)
        for other in rest
    ]


def known(
    cycle: Cycle, agency: Agency, indicator: Indicator, question: Question, place: Territory | None
) -> tuple[LastYear | None, list[Denominator]]:
    """Last year's answer and the denominators of this year's others. One query for both."""
    own = Contribution.objects.filter(agency=agency, territory=place, answer__isnull=False)
    wanted = Q(
        cycle__city_id=cycle.city_id, cycle__year__lt=cycle.year, question_code=question.code
    )
    if question.kind is Kind.PERCENTAGE:
        wanted |= Q(cycle=cycle) & ~Q(question_code=question.code)
    rows = own.filter(wanted).select_related("cycle__instrument")
    rows = rows.defer("cycle__instrument__document").annotate(**_mark_of(indicator))
    found = list(rows.order_by("-cycle__year", "-updated_at", "-pk"))
    earlier = next((row for row in found if row.cycle_id != cycle.pk), None)
    this_year = [row for row in found if row.cycle_id == cycle.pk]
    return _last_year(earlier), _denominators(this_year)


def _mark_of(indicator: Indicator) -> dict[str, Subquery]:
    """The mark of the last stage that was given, as columns beside an answer."""
    stages = (Mark.Stage.FINAL, Mark.Stage.FIELD, Mark.Stage.VA)
    order = Case(*(When(stage=stage, then=Value(n)) for n, stage in enumerate(stages)))
    marks = Mark.objects.filter(cycle=OuterRef("cycle"), indicator_code=indicator.code)
    last = marks.order_by(order)
    return {
        f"mark_{name}": Subquery(last.values(name)[:1])
        for name in ("hundredths", "stage", "reason")
    }


def _last_year(row: Any) -> LastYear | None:
    then = instrument_of(row.cycle).question(row.question_code) if row else None
    if then is None:
        return None
    answer = answers.validate(then, row.answer)
    return LastYear(
        year=row.cycle.year,
        words=scoring.describe(then, answer),
        award=scoring.award(then, answer),
        note=row.note,
        mark=None if row.mark_stage is None else Decimal(row.mark_hundredths) / 100,
        mark_label=str(Mark.Stage(row.mark_stage).label) if row.mark_stage else "",
        mark_reason=row.mark_reason or "",
    )


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
