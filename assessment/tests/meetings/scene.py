"""Agreed actions and meetings of the small world, made through the services."""

from __future__ import annotations

from datetime import date

from assessment.models import ActionItem
from assessment.services.action_items import ActionFacts, create_action

DUE = date(2026, 12, 5)


def agree(place, agency="BPBD", title="Lengkapi SK Gugus Tugas", **fields):
    """An action of an agency ("" for the secretariat), agreed by the coordinator."""
    facts = {"due_on": DUE, "question_code": "22B.2"} | {
        name: fields.pop(name)
        for name in ("due_on", "question_code", "owner", "detail")
        if name in fields
    }
    return create_action(
        cycle=place.cycle,
        facts=ActionFacts(title=title, agency=place.agencies.get(agency), **facts),
        source=fields.pop("source", ActionItem.Source.MEETING),
        by=fields.pop("by", place.actor("coordinator")),
        **fields,
    )
