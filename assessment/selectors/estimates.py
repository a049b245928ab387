"""The estimate of verification for a city: its claims, its own past, the published pairs.

Past claims are those that snapshots froze, for that is what verification saw. Eight queries.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, Subquery

from assessment.core import estimate, ledgers
from assessment.core.category import CategoryEstimate
from assessment.core.category import estimate as estimate_category
from assessment.models import Cycle, Snapshot
from assessment.selectors import scores
from assessment.selectors.instruments import instrument_of
from assessment.selectors.marks import marks_by_cycle

PAIRS = Path(settings.BASE_DIR) / "fixtures" / "verification" / "pairs.json"
#: Past cycles that are looked at, the newest first.
MOST_CYCLES = 3


@dataclass(frozen=True, slots=True)
class Published:
    """Pairs shipped as data, with their source."""

    source: str
    pairs: tuple[estimate.Pair, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """The estimate of an indicator under its name."""

    part: estimate.Part
    name: str
    cluster: str


@dataclass(frozen=True, slots=True)
class EstimatePage:
    """`forecast` is None while nothing is answered. Categories by end of the range."""

    forecast: estimate.Forecast | None
    lines: tuple[Line, ...]
    categories: Mapping[str, str]
    claimed: CategoryEstimate
    proven: CategoryEstimate
    published: Published
    published_error: estimate.LeaveOneOut | None
    own: tuple[estimate.Pair, ...]
    own_years: tuple[estimate.Pair, ...]
    own_error: estimate.LeaveOneOut | None


@cache
def published() -> Published:
    """Read once per process; the file is part of the release."""
    document = json.loads(PAIRS.read_text(encoding="utf-8"))
    pairs = tuple(
        estimate.Pair(row["place"], row["year"], Decimal(row["claimed"]), Decimal(row["verified"]))
        for row in document["pairs"]
    )
    return Published(document["source"], pairs)


def estimate_page(cycle: Cycle) -> EstimatePage:
    """Everything that the page shows."""
    score, known = scores.cycle_score(cycle), published()
    own = own_pairs(cycle)
    found = forecast_of(score, own)
    every = tuple(pair for pairs in own.values() for pair in pairs)
    years = estimate.by_year(own)
    return EstimatePage(
        forecast=found,
        lines=_lines(score, found),
        categories=_categories(score, found),
        claimed=estimate_category(score, ledgers.Ledger.CLAIMED),
        proven=estimate_category(score, ledgers.Ledger.PROVEN),
        published=known,
        published_error=estimate.leave_one_out(known.pairs),
        own=every,
        own_years=years,
        own_error=estimate.leave_one_out(years),
    )


def forecast_of(
    score: ledgers.Score, own: Mapping[str, list[estimate.Pair]]
) -> estimate.Forecast | None:
    """The estimate of a score; other pages include it with the partial `_estimate.html`."""
    claims = (
        estimate.Claim(code, row.points.claimed, row.points.max_points)
        for code, row in score.indicators.items()
    )
    return estimate.forecast(claims, own, published().pairs)


def own_pairs(cycle: Cycle) -> dict[str, list[estimate.Pair]]:
    """Claimed and verified points by indicator of the city's last cycles that have both.

    Three queries.
    """
    past = Cycle.objects.filter(city_id=cycle.city_id, year__lt=cycle.year, marks__isnull=False)
    rows = past.select_related("instrument").defer("instrument__document").distinct()
    earlier = list(rows.order_by("-year")[:MOST_CYCLES])
    if not earlier:
        return {}
    marks = marks_by_cycle(earlier)
    frozen = {row.cycle_id: row for row in _snapshots(earlier)}
    found: dict[str, list[estimate.Pair]] = defaultdict(list)
    for one in earlier:
        verified = ledgers.score(instrument_of(one), {}, marks[one.pk]).indicators
        for code, claimed in _claims(frozen.get(one.pk)).items():
            points = verified[code].points.verified if code in verified else None
            if points is not None:
                label = f"indikator {code}, {one.year}"
                found[code].append(estimate.Pair(label, one.year, claimed, points))
    return found


def _snapshots(cycles: list[Cycle]) -> list[Snapshot]:
    """The last snapshot of each cycle."""
    last = Snapshot.objects.filter(cycle=OuterRef("cycle")).order_by("-number")
    rows = Snapshot.objects.filter(cycle__in=cycles)
    return list(rows.filter(pk=Subquery(last.values("pk")[:1])))


def _claims(frozen: Snapshot | None) -> dict[str, Decimal]:
    content: dict[str, Any] = json.loads(frozen.content) if frozen else {"clusters": []}
    return {
        indicator["code"]: Decimal(indicator["claimed"])
        for cluster in content["clusters"]
        for indicator in cluster["indicators"]
        if indicator["claimed"] is not None
    }


def _lines(score: ledgers.Score, found: estimate.Forecast | None) -> tuple[Line, ...]:
    instrument = score.instrument
    return tuple(
        Line(part, indicator.name, instrument.cluster_of(part.code).code)
        for part in (found.parts if found else ())
        if (indicator := instrument.indicator(part.code))
    )


def _categories(score: ledgers.Score, found: estimate.Forecast | None) -> dict[str, str]:
    """Estimated category at each end of the range, by points alone."""
    if found is None:
        return {}
    bands = score.instrument.categories
    ends = {"low": found.range.low, "middle": found.range.middle, "high": found.range.high}
    reached = {name: ledgers.category(bands, points) for name, points in ends.items()}
    return {name: band.name if band else "belum berkategori" for name, band in reached.items()}
