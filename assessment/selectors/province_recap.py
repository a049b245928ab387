"""The newest snapshot of each city of the province, as one content with a hash of its own."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Max, OuterRef, Subquery

from agencies.actors import Actor
from assessment import policies
from assessment.models import Snapshot
from assessment.reports.content import short_name
from assessment.selectors.snapshots import content_of

Json = dict[str, Any]
KEPT = ("maximum", "claimed", "proven", "verified")


@dataclass(frozen=True)
class Recap:
    """`content` is plain JSON; the same snapshots always give the same."""

    year: int
    content: Json

    @cached_property
    def text(self) -> str:
        return json.dumps(self.content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


def years(actor: Actor) -> list[int]:
    """Years of which the actor sees snapshots, newest first. One query."""
    rows = policies.visible_snapshots(actor).order_by("-cycle__year")
    return list(rows.values_list("cycle__year", flat=True).distinct())


def recap(actor: Actor, year: int) -> Recap | None:
    """None when no city of the province has a snapshot of that year. One query."""
    visible = policies.visible_snapshots(actor).filter(cycle__year=year)
    own = visible.filter(cycle=OuterRef("cycle")).order_by().values("cycle")
    newest = own.annotate(last=Max("number")).values("last")
    rows = visible.filter(number=Subquery(newest)).select_related("cycle__city__province")
    found = list(rows.order_by("cycle__city__code"))
    if not found:
        return None
    cities = [_city(row) for row in found]
    names: dict[str, str] = {}
    for city in cities:
        for cluster in city["clusters"]:
            names.setdefault(cluster["code"], cluster["name"])
    last = max(found, key=lambda row: row.made_at)
    first = found[0].cycle.city
    return Recap(
        year,
        {
            "schema": 1,
            "province": first.province.name,
            "timezone": first.timezone,
            "year": year,
            "made_at": last.made_at.isoformat(),
            "clusters": [{"code": code, "name": name} for code, name in names.items()],
            "cities": cities,
        },
    )


def _city(row: Snapshot) -> Json:
    content = content_of(row)
    totals = content["totals"]
    return {
        "code": row.cycle.city.code,
        "name": row.cycle.city.name,
        "snapshot": row.pk,
        "number": row.number,
        "sha256": row.sha256,
        "made_at": row.made_at.isoformat(),
        "totals": {key: totals[key] for key in KEPT} | {"category": totals["category"]},
        "clusters": [
            {"code": c["code"], "name": short_name(c["name"])} | {key: c[key] for key in KEPT}
            for c in content["clusters"]
        ],
    }
