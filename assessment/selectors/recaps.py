"""Recaps of last year: those of a city, what one proposes, and what it said of a question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from agencies.actors import Actor
from agencies.models import Agency
from agencies.policies import visible_agencies
from assessment import policies
from assessment.core.agency_names import KnownAgency, Matcher
from assessment.core.instrument import Question
from assessment.models import Cycle, RecapImport, RecapValue
from assessment.selectors.cycles import assignments
from assessment.selectors.instruments import instrument_of


@dataclass(frozen=True, slots=True)
class AssignmentProposal:
    """A question whose agencies would be others; ids in order, `seen` those of today."""

    question: Question
    today: tuple[Agency, ...]
    proposed: tuple[Agency, ...]
    place: str

    @property
    def seen(self) -> str:
        return ",".join(str(agency.pk) for agency in self.today)


def recaps(actor: Actor, cycle: Cycle) -> QuerySet[RecapImport]:
    """Newest first, without their cells."""
    rows = policies.visible_recaps(actor).filter(cycle=cycle)
    return rows.select_related("uploaded_by").defer("sheets")


def recap_or_404(actor: Actor, pk: int) -> RecapImport:
    rows = policies.visible_recaps(actor).select_related("cycle__city", "cycle__instrument")
    return get_object_or_404(rows.defer("cycle__instrument__document"), pk=pk)


def matcher(actor: Actor) -> Matcher:
    """Guesses among the active agencies of the actor's city, with what it has confirmed. Two
    queries."""
    rows = visible_agencies(actor).filter(is_active=True)
    known = [KnownAgency(a.pk, (a.abbreviation, a.name, a.instrument_name)) for a in rows]
    active = {agency.key for agency in known}
    confirmed = policies.visible_aliases(actor).values_list("key", "agency_id")
    # A name of an agency that has gone is asked for again.
    return Matcher(known, {key: pk for key, pk in confirmed if pk is None or pk in active})


def last_recap(cycle: Cycle, question_code: str) -> RecapValue | None:
    """What the recap in use said of a question; None without one. One query."""
    return RecapValue.objects.filter(cycle=cycle, question_code=question_code).first()


def assignment_proposals(actor: Actor, recap: RecapImport) -> list[AssignmentProposal]:
    """Questions for which the recap names other agencies than are assigned, or in another order.
    Three queries."""
    cycle = recap.cycle
    today, by_pk = assignments(cycle), _agencies(actor)
    values = {row.question_code: row for row in RecapValue.objects.filter(recap=recap)}
    found = []
    for question in instrument_of(cycle).questions:
        row = values.get(question.code)
        proposed = tuple(by_pk[pk] for pk in row.agencies if pk in by_pk) if row else ()
        present = today.agencies(question.code)
        if row and proposed and proposed != present:
            found.append(AssignmentProposal(question, present, proposed, row.place))
    return found


def _agencies(actor: Actor) -> Mapping[int, Agency]:
    return {row.pk: row for row in visible_agencies(actor).filter(is_active=True)}
