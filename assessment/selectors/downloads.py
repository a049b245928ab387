"""The log of downloads: who took which file of which snapshot, and when."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from agencies.actors import Actor
from agencies.models import AuditEntry
from agencies.roles import LABELS, Role
from assessment import policies
from assessment.reports.kinds import KINDS


@dataclass(frozen=True, slots=True)
class ShownDownload:
    """year and number are of the snapshot; None in entries that do not say."""

    entry: AuditEntry
    role: str
    file: str
    year: int | None
    number: int | None


def downloads(actor: Actor) -> QuerySet[AuditEntry]:
    """All of the city, the newest first."""
    return policies.visible_downloads(actor).order_by("-sequence")


def shown_downloads(entries: Iterable[AuditEntry]) -> list[ShownDownload]:
    return [_shown(entry) for entry in entries]


def _shown(entry: AuditEntry) -> ShownDownload:
    said = json.loads(entry.after or "{}")
    slug = str(said.get("format", ""))
    kind = KINDS.get(slug)
    chosen = ", ".join(str(value) for value in said.get("options", {}).values())
    name = kind.title if kind else slug.upper()
    return ShownDownload(
        entry=entry,
        role=LABELS[Role(entry.role)] if entry.role in set(Role) else "Sistem",
        file=f"{name}, {chosen}" if chosen else name,
        year=said.get("year"),
        number=said.get("number"),
    )
