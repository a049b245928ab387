"""The reader's own late drafts."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404

from agencies.actors import Actor
from assessment import policies
from assessment.models import Cycle, LateDraft


def late_drafts(actor: Actor) -> QuerySet[LateDraft]:
    """All of one's own, newest first."""
    return policies.visible_late_drafts(actor).select_related("cycle__city")


def late_draft_or_404(actor: Actor, pk: int) -> LateDraft:
    found = late_drafts(actor).filter(pk=pk).first()
    if found is None:
        raise Http404("Draf ini tidak ada.")
    return found


def late_draft_at(actor: Actor, cycle: Cycle, address: str) -> LateDraft | None:
    """The reader's draft of the form on a page. No query where the cycle's selector has seen that
    he has none."""
    if not getattr(cycle, "has_late_drafts", True):
        return None
    rows = policies.visible_late_drafts(actor)
    return rows.filter(cycle=cycle, address=address).first()
