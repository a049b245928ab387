"""The city among the others of its province: quartiles of frozen shares, never a name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Subquery

from agencies.actors import Actor
from assessment import policies
from assessment.core.benchmark import MOST_PRIVATE, Quartiles, Standing, quartiles, share, standing
from assessment.core.frozen import points_of
from assessment.models import Cycle, Snapshot
from assessment.selectors.snapshots import content_of

TOTAL = ""
#: Ledgers that are compared, by their code in the address.
LEDGERS = {"terbukti": "proven", "klaim": "claimed"}


@dataclass(frozen=True, slots=True)
class Standings:
    """One level: the own share, the quartiles of all cities, None where too few know theirs."""

    code: str
    name: str
    own: Decimal | None
    quartiles: Quartiles | None
    standing: Standing
    indicators: tuple[Standings, ...] = ()


@dataclass(frozen=True, slots=True)
class Benchmark:
    """`total` and `clusters` are empty while fewer than `needed` cities have frozen."""

    cities: int
    total: Standings | None
    clusters: tuple[Standings, ...]
    needed: int = MOST_PRIVATE


def benchmark(actor: Actor, cycle: Cycle, ledger: str) -> Benchmark:
    """The last snapshots of the cycle's year in the cycle's province. One query."""
    rows = policies.anonymous_snapshots(actor).filter(
        cycle__city__province_id=cycle.city.province_id, cycle__year=cycle.year
    )
    latest = Snapshot.objects.filter(cycle=OuterRef("cycle")).order_by("-number")
    rows = rows.filter(pk=Subquery(latest.values("pk")[:1])).select_related("cycle")
    found: dict[str, list[Decimal]] = defaultdict(list)
    own: dict[str, Decimal] = {}
    layout: Mapping[str, Any] | None = None
    cities = 0
    for row in rows.order_by("pk"):
        content = content_of(row)
        shares = dict(_shares(content, ledger))
        cities += 1
        for key, value in shares.items():
            found[key].append(value)
        if row.cycle_id == cycle.pk:
            own, layout = shares, content
        layout = layout or content
    if cities < MOST_PRIVATE or layout is None:
        return Benchmark(cities, None, ())
    return _benchmark(cities, layout, own, found)


def _shares(content: Mapping[str, Any], ledger: str) -> Iterator[tuple[str, Decimal]]:
    """Percent of the maximum of the total, of each cluster (`K`) and of each indicator (`I`)."""
    levels = [(TOTAL, content["totals"])]
    for cluster in content["clusters"]:
        levels.append((f"K{cluster['code']}", cluster))
        levels += [(f"I{indicator['code']}", indicator) for indicator in cluster["indicators"]]
    for key, node in levels:
        points = points_of(node)
        value = share(getattr(points, ledger), points.max_points)
        if value is not None:
            yield key, value


def _benchmark(
    cities: int,
    layout: Mapping[str, Any],
    own: Mapping[str, Decimal],
    found: Mapping[str, list[Decimal]],
) -> Benchmark:
    def level(key: str, node: Mapping[str, Any], parts: tuple[Standings, ...] = ()) -> Standings:
        limits, mine = quartiles(found.get(key, [])), own.get(key)
        where = standing(mine, limits) if limits else Standing.UNKNOWN
        return Standings(node["code"], node["name"], mine, limits, where, parts)

    clusters = tuple(
        level(
            f"K{cluster['code']}",
            cluster,
            tuple(level(f"I{part['code']}", part) for part in cluster["indicators"]),
        )
        for cluster in layout["clusters"]
    )
    total = level(TOTAL, {"code": TOTAL, "name": "Seluruh instrumen"})
    return Benchmark(cities, total, clusters)
