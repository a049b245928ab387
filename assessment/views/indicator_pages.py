"""What the page of an indicator shows: the open question's form, its evidence and territories."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404

from agencies.actors import ActorRequest
from agencies.models import Territory
from agencies.policies import visible_territories
from agencies.query import page_of
from assessment import policies
from assessment.core import answers
from assessment.core.rule_words import rule_lines
from assessment.forms.answers import AnswerForm, answer_form
from assessment.selectors import question_help
from assessment.selectors.checks import (
    IndicatorPart,
    QuestionPart,
    evidence_problem,
    indicator_part,
    time_left,
)
from assessment.selectors.evidence_notes import CitationNotes, citation_notes
from assessment.selectors.questions import Entry, Evidence, Item
from assessment.views.places import Place

TERRITORIES_PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """A question of the list; `url` opens it."""

    part: QuestionPart
    url: str
    is_opened: bool
    status: str


@dataclass(frozen=True, slots=True)
class TerritoryRow:
    territory: Territory
    entry: Entry | None
    url: str
    is_opened: bool


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A citation with what speaks against it and what else is known of its document."""

    evidence: Evidence
    problem: str
    notes: CitationNotes


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """A demanded kind of evidence with the agency's own citations; others' only as a fact."""

    item: Item
    rows: tuple[EvidenceRow, ...]
    is_given_by_others: bool


def context(
    request: ActorRequest, place: Place, part: IndicatorPart | None, **shown: Any
) -> dict[str, Any]:
    """Template context with the question of `place` open; a refused save adds `shown`."""
    opened = part.question(place.question.code) if part else None
    if part is None or opened is None:
        raise Http404
    return {
        "place": place,
        "part": part,
        "opened": opened,
        "rows": [_row(place, part, question) for question in part.questions],
        "rules": rule_lines(place.question),
        "territories": _territory_page(request, place, opened),
        "left": time_left(part.opening, request.actor),
        "page_query": place.here.partition("?")[2],
        "is_writable": part.is_editable and policies.may_fill(request.actor),
        **_beside(place, part, opened),
        **(_open_answer(request, place, opened) | shown),
    }


def _open_answer(request: ActorRequest, place: Place, opened: QuestionPart) -> dict[str, Any]:
    """The stored answer of the place: its form, version, evidence and what it lacks."""
    entry = opened.entry(place.territory.pk if place.territory else None)
    return {
        "entry": entry,
        "version": entry.row.version if entry else 0,
        "form": _form(place, entry),
        "evidence": _evidence(request, place, opened, entry),
        "lacking": answers.missing(place.question, entry.answer) if entry and entry.answer else (),
    }


def _beside(place: Place, part: IndicatorPart, opened: QuestionPart) -> dict[str, Any]:
    """The neighbours, who else answers, last year's answer, and denominators used before."""
    cycle, agency, indicator = place.cycle, place.agency, place.indicator
    last_year, denominators = question_help.known(
        cycle, agency, indicator, place.question, place.territory
    )
    return {
        "previous_url": _neighbour(place, part, -1),
        "next_url": _neighbour(place, part, 1),
        "others": question_help.others(cycle, agency, indicator, opened),
        "last_year": last_year,
        "denominators": denominators,
    }


def next_address(request: ActorRequest, place: Place) -> str:
    """The next territory of the same question, else the agency's next question, else here."""
    if place.territory is not None:
        following = visible_territories(request.actor).filter(
            kind=place.territory.kind, name__gt=place.territory.name
        )
        territory = following.order_by("name").first()
        if territory is not None:
            return place.page(territory_id=territory.pk)
    part = indicator_part(request.actor, place.cycle, place.agency, place.indicator)
    return (part and _neighbour(place, part, 1)) or place.here


def _form(place: Place, entry: Entry | None) -> AnswerForm:
    row = entry.row if entry else None
    return answer_form(
        place.question,
        initial=row.answer if row else None,
        note=row.note if row else "",
        source=row.denominator_source if row else "",
    )


def _row(place: Place, part: IndicatorPart, question: QuestionPart) -> Row:
    code = question.question.code
    status = part.status if question.answered else "empty"
    return Row(question, place.page(code), code == place.question.code, status)


def _neighbour(place: Place, part: IndicatorPart, step: int) -> str:
    codes = [question.question.code for question in part.questions]
    index = codes.index(place.question.code) + step
    return place.page(codes[index]) if 0 <= index < len(codes) else ""


def _evidence(
    request: ActorRequest, place: Place, opened: QuestionPart, entry: Entry | None
) -> list[EvidenceItem]:
    own = {item.position: item.evidence for item in entry.items} if entry else {}
    cited = [(place.question, e.citation) for rows in own.values() for e in rows]
    mine = {citation.pk for _, citation in cited}
    notes = citation_notes(request.actor, place.cycle, cited)
    return [
        EvidenceItem(
            item,
            tuple(
                EvidenceRow(e, evidence_problem(e), notes[e.citation.pk])
                for e in own.get(item.position, ())
            ),
            any(e.citation.pk not in mine and not evidence_problem(e) for e in item.evidence),
        )
        for item in opened.record.items
    ]


def _territory_page(request: ActorRequest, place: Place, opened: QuestionPart) -> Any:
    """The territories of the open question, fifty at a time (`?hal=`); None without any."""
    if place.indicator.territory is None:
        return None
    rows = visible_territories(request.actor).filter(kind=place.indicator.territory)
    if not len(rows):  # evaluated once, so that counting and cutting cost no query
        return None
    page = page_of(request, rows, per_page=TERRITORIES_PER_PAGE, key="hal")
    page.object_list = [
        TerritoryRow(
            territory,
            opened.entry(territory.pk),
            place.page(territory_id=territory.pk),
            place.territory is not None and place.territory.pk == territory.pk,
        )
        for territory in page.object_list
    ]
    return page
