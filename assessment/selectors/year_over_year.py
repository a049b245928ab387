"""This year's state beside the last snapshot of the cycle before: per question, and why."""

from __future__ import annotations

from dataclasses import dataclass

from assessment.core.comparison import Comparison, compare
from assessment.core.frozen import read
from assessment.models import Cycle, Snapshot
from assessment.selectors.mappings import YearMapping, year_mapping
from assessment.selectors.snapshot_content import live_content
from assessment.selectors.snapshots import content_of


@dataclass(frozen=True, slots=True)
class Compared:
    snapshot: Snapshot
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class YearOverYear:
    """`result` is None where the cycle before was never frozen."""

    years: YearMapping
    result: Compared | None


def year_over_year(cycle: Cycle) -> YearOverYear | None:
    """None for a first cycle. Only frozen states of other years count; this year's is live."""
    years = year_mapping(cycle)
    if years is None:
        return None
    rows = Snapshot.objects.filter(cycle=years.previous).order_by("-number")
    snapshot = rows.first()
    if snapshot is None:
        return YearOverYear(years, None)
    before = read(content_of(snapshot))
    known = {new: old for new, old in years.sources.items() if old in before.questions}
    found = compare(before, read(live_content(cycle)), known)
    return YearOverYear(years, Compared(snapshot, found))
