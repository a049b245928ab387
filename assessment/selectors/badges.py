"""How much waits for a person, for the counts in the menu."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Max

from agencies.actors import Actor
from agencies.models import Agency
from assessment import policies
from assessment.core.workflow import Status
from assessment.selectors.checks import IndicatorPart


@dataclass(frozen=True, slots=True)
class Waiting:
    """Parts of the newest cycle: returned to the own agency, waiting for a head (by agency), and
    waiting for the secretariat."""

    returned: int
    for_head: Mapping[int, int]
    for_review: int
    #: Requests of the 2 x 24 hour room that have escalated, where a page has counted them.
    escalated: int = 0


def waiting_for_review(count: int) -> Waiting:
    """For the secretariat's pages that have counted the parts themselves."""
    return Waiting(returned=0, for_head={}, for_review=count)


def waiting_in(
    actor: Actor, agency: Agency, parts: Iterable[IndicatorPart], escalated: int = 0
) -> Waiting | None:
    """For pages that have all parts of the own agency; None where others' parts wait too.
    `escalated` counts its urgent requests."""
    if actor.agency_id != agency.pk or not actor.acting_for <= {agency.pk}:
        return None
    found = Counter(part.status for part in parts)
    for_head = {agency.pk: found[Status.AWAITING_HEAD]}
    return Waiting(found[Status.RETURNED], for_head, for_review=0, escalated=escalated)


def waiting(actor: Actor) -> Waiting:
    """What waits in the parts that the actor may see. One query."""
    rows = policies.visible_submissions(actor)
    newest = policies.visible_cycles(actor).order_by().values("city_id").annotate(last=Max("year"))
    counts = (
        rows.filter(cycle__year__in=newest.values("last"))
        .order_by()
        .values_list("agency_id", "status")
        .annotate(count=Count("pk"))
    )
    found = {(agency_id, status): count for agency_id, status, count in counts}
    return Waiting(
        returned=found.get((actor.agency_id, Status.RETURNED), 0),
        for_head={pk: n for (pk, status), n in found.items() if status == Status.AWAITING_HEAD},
        for_review=sum(n for (_, status), n in found.items() if status == Status.SUBMITTED),
    )
