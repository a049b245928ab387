"""What changed in an agency's parts since somebody last returned them."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max

from agencies.actors import Actor
from agencies.models import Agency
from assessment import policies
from assessment.core.workflow import Status
from assessment.models import Cycle, StatusChange


def returned_since(actor: Actor, cycle: Cycle, agency: Agency) -> dict[str, datetime]:
    """The latest return of each indicator's part; parts never returned are left out. One query."""
    parts = policies.visible_submissions(actor).filter(cycle=cycle, agency=agency)
    rows = StatusChange.objects.filter(submission__in=parts, target=Status.RETURNED)
    return dict(
        rows.order_by().values_list("submission__indicator_code").annotate(latest=Max("at"))
    )
