"""All answers of a cycle as one flat table: a row for each question, agency and territory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count

from agencies.actors import Actor
from agencies.models import Agency
from assessment import policies
from assessment.core import answers, ledgers, scoring
from assessment.core.answers import Answer
from assessment.core.instrument import Cluster, Indicator, Question
from assessment.core.workflow import Status
from assessment.models import Citation, Contribution, Cycle, Submission
from assessment.selectors import scores

Part = tuple[int, str]
State = Citation.CitationState


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """What an agency answers to a question (for one territory), or that it has not: then `row` is
    None. `points` are those of the question, the same in each of its rows; `place` is the agency's
    among those asked, 0 when it is asked no more."""

    cluster: Cluster
    indicator: Indicator
    question: Question
    agency: Agency
    place: int
    row: Contribution | None
    answer: Answer | None
    part: Submission | None
    score: ledgers.QuestionScore
    citations: Mapping[str, int]

    @property
    def words(self) -> str:
        return scoring.describe(self.question, self.answer)

    @property
    def own_points(self) -> Decimal | None:
        """Points that the answer would give by itself; None while it gives none yet."""
        award = scoring.award(self.question, self.answer)
        return award.points if award else None

    @property
    def status(self) -> str:
        return Status(self.part.status).label if self.part else "Belum diisi"


def answer_lines(actor: Actor, cycle: Cycle) -> Iterator[AnswerLine]:
    """In the order of the instrument; people of an agency get its rows. Nine queries."""
    state = scores.cycle_state(cycle)
    given, parts, cited = _given(actor, cycle), _parts(actor, cycle), _cited(actor, cycle)
    scored = state.score.questions
    for cluster in state.instrument.clusters:
        for indicator in cluster.indicators:
            for question in indicator.questions:
                asked = state.assignments.agencies(question.code)
                for agency, row in _pairs(actor, asked, given.get(question.code, [])):
                    yield AnswerLine(
                        cluster=cluster,
                        indicator=indicator,
                        question=question,
                        agency=agency,
                        place=asked.index(agency) + 1 if agency in asked else 0,
                        row=row,
                        answer=answers.read_stored(question, row.answer) if row else None,
                        part=parts.get((agency.pk, indicator.code)),
                        score=scored[question.code],
                        citations=cited.get(row.pk if row else 0, {}),
                    )


def _pairs(
    actor: Actor, asked: tuple[Agency, ...], rows: list[Contribution]
) -> Iterator[tuple[Agency, Contribution | None]]:
    """Agencies asked, in order, with each of their rows; then rows of agencies asked no more."""
    for agency in asked:
        if actor.is_agency and agency.pk not in actor.agency_ids:
            continue
        own: list[Contribution | None] = [row for row in rows if row.agency_id == agency.pk]
        yield from ((agency, row) for row in own or [None])
    known = {agency.pk for agency in asked}
    yield from ((row.agency, row) for row in rows if row.agency_id not in known)


def _given(actor: Actor, cycle: Cycle) -> dict[str, list[Contribution]]:
    rows = policies.visible_contributions(actor).filter(cycle=cycle)
    if actor.is_agency:
        rows = rows.filter(agency_id__in=actor.agency_ids)
    found: dict[str, list[Contribution]] = {}
    beside = rows.select_related("agency", "territory", "updated_by")
    for row in beside.order_by("question_code", "agency__abbreviation", "territory__name", "pk"):
        found.setdefault(row.question_code, []).append(row)
    return found


def _parts(actor: Actor, cycle: Cycle) -> dict[Part, Submission]:
    rows = policies.visible_submissions(actor).filter(cycle=cycle)
    return {(row.agency_id, row.indicator_code): row for row in rows}


def _cited(actor: Actor, cycle: Cycle) -> dict[int, Counter[str]]:
    """How many citations of each state an answer has."""
    rows = policies.visible_citations(actor).filter(contribution__cycle=cycle).order_by()
    found: dict[int, Counter[str]] = {}
    counted = rows.values_list("contribution_id", "state").annotate(count=Count("pk"))
    for pk, state, count in counted:
        found.setdefault(pk, Counter())[state] = count
    return found
