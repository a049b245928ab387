"""What an agency may take over from the year before, and what it has taken already."""

from __future__ import annotations

from django.db.models import OuterRef, QuerySet, Subquery

from agencies.actors import Actor
from agencies.models import Agency
from assessment import policies
from assessment.models import Cycle, Program


def earlier_cycle(actor: Actor, cycle: Cycle) -> Cycle | None:
    """The city's cycle before this one."""
    rows = policies.visible_cycles(actor).filter(city_id=cycle.city_id, year__lt=cycle.year)
    return rows.defer("instrument").order_by("-year").first()


def copyable(actor: Actor, cycle: Cycle, agency: Agency) -> QuerySet[Program]:
    """Programmes of the agency, and of those it took over, in the cycle before this one; those
    taken already among them."""
    source = earlier_cycle(actor, cycle)
    rows = policies.visible_inherited_programs(actor, agency)
    rows = rows.filter(cycle=source) if source else rows.none()
    return rows.select_related("cycle", "agency").order_by("title", "pk")


def earlier_programs(actor: Actor, cycle: Cycle, agency: Agency) -> QuerySet[Program]:
    """copyable, each with the id of its copy in this cycle as `copy_id`."""
    copies = Program.objects.filter(cycle=cycle, copied_from=OuterRef("pk"))
    return copyable(actor, cycle, agency).annotate(copy_id=Subquery(copies.values("pk")[:1]))
