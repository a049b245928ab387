"""What the page of an indicator shows: the open question's form, its evidence and territories."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.urls import reverse

from agencies.actors import ActorRequest
from agencies.models import Territory
from agencies.policies import visible_territories
from agencies.query import choice_param, page_of
from assessment import policies
from assessment.core import answers
from assessment.core.calendar import Phase
from assessment.core.rule_words import rule_lines
from assessment.forms.answers import AnswerForm, answer_form
from assessment.models import LateDraft
from assessment.selectors import question_help
from assessment.selectors.carry_over import LastYear
from assessment.selectors.checks import (
    IndicatorPart,
    QuestionPart,
    evidence_problem,
    indicator_part,
    time_left,
)
from assessment.selectors.cycles import review_of
from assessment.selectors.evidence_notes import CitationNotes, citation_notes
from assessment.selectors.late_drafts import late_draft_at
from assessment.selectors.questions import Entry, Evidence, Item
from assessment.selectors.recaps import last_recap
from assessment.selectors.review_notes import threads
from assessment.selectors.windows import agency_requests
from assessment.views.late_drafts import restored
from assessment.views.places import Place

TERRITORIES_PER_PAGE = 50
#: Value of `?isi=` that puts last year's answer into the form.
LAST_YEAR = "tahun-lalu"


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
    draft = _late_draft(request, place)
    put_back = restored(request, draft)
    if put_back is not None and "form" not in shown:
        form = answer_form(place.question, put_back, note="")
        shown = {"form": form, "is_restored": True, **shown}
    is_alone = draft is None and part.opening.phase is not Phase.FROZEN
    beside = _beside(place, part, opened, is_alone=is_alone)
    answer = _open_answer(request, place, opened, beside["last_year"])
    frame = _frame(request, place, part, opened)
    return {"draft": draft, **frame, **beside, **answer, **shown}


def _frame(
    request: ActorRequest, place: Place, part: IndicatorPart, opened: QuestionPart
) -> dict[str, Any]:
    """What stands around the open answer."""
    actor, code = request.actor, place.question.code
    return {
        "place": place,
        "part": part,
        "opened": opened,
        "rows": [_row(place, part, question) for question in part.questions],
        "rules": rule_lines(place.question),
        "territories": _territory_page(request, place, opened),
        "left": time_left(part.opening, actor),
        "page_query": place.here.partition("?")[2],
        "is_writable": part.may_write(code) and policies.may_fill(actor),
        "requests": agency_requests(actor, place.cycle, place.agency.pk, code),
        "use_url": _use_url(place),
    }


def _use_url(place: Place) -> str:
    """The page on which last year's answer is taken over."""
    address = reverse("proposal", args=[place.question.code])
    return f"{address}?{place.own_query}" if place.own_query else address


def _open_answer(
    request: ActorRequest, place: Place, opened: QuestionPart, last: LastYear | None
) -> dict[str, Any]:
    """The stored answer of the place: its form, version, evidence and what it lacks. `?isi=` puts
    last year's answer into an empty form, unsaved."""
    entry = opened.entry(place.territory.pk if place.territory else None)
    wanted = choice_param(request, "isi", (LAST_YEAR,)) == LAST_YEAR
    is_filled = bool(wanted and last and last.raw and (entry is None or entry.answer is None))
    return {
        "entry": entry,
        "version": entry.row.version if entry else 0,
        "form": _filled_form(place, last) if is_filled and last else _form(place, entry),
        "is_filled": is_filled,
        "evidence": _evidence(request, place, opened, entry),
        **_talk(request, place),
        "lacking": answers.missing(place.question, entry.answer) if entry and entry.answer else (),
    }


def _late_draft(request: ActorRequest, place: Place) -> LateDraft | None:
    """What the reader sent too late to this very form; nobody is late before the deadline."""
    if request.actor.at < place.cycle.filling_closes_at:
        return None
    return late_draft_at(request.actor, place.cycle, place.here)


def _beside(
    place: Place, part: IndicatorPart, opened: QuestionPart, *, is_alone: bool
) -> dict[str, Any]:
    """The neighbours, who else answers, last year's answer, and denominators used before.

    A late draft takes the place of what helps to fill in a new answer; so do verifiers' requests.
    """
    cycle, agency = place.cycle, place.agency
    last, denominators = (
        question_help.known(cycle, agency, place.question, place.territory)
        if is_alone
        else (None, [])
    )
    return {
        "previous_url": _neighbour(place, part, -1),
        "next_url": _neighbour(place, part, 1),
        "others": question_help.others(part, opened),
        "last_year": last,
        "recap": last_recap(cycle, place.question.code) if is_alone and last is None else None,
        "denominators": denominators,
    }


def _talk(request: ActorRequest, place: Place) -> dict[str, Any]:
    """Remarks of the secretariat on the open question; its operators may answer."""
    code = place.question.code
    found = threads(request.actor, place.cycle, place.agency.pk, [code])
    is_open = review_of(place.cycle, request.actor.at).is_open
    return {
        "thread": found[code],
        "may_reply": is_open and policies.may_fill(request.actor) and place.agency.is_active,
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


def _filled_form(place: Place, last: LastYear) -> AnswerForm:
    source = last.row.denominator_source
    return answer_form(place.question, initial=last.raw, note=last.note, source=source)


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
    cited = [(place.question, e) for rows in own.values() for e in rows]
    mine = {piece.citation.pk for _, piece in cited}
    notes = citation_notes(request.actor, cited)
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
