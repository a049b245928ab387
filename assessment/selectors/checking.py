"""What anybody may know of a snapshot whose code stands on a paper before him."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from assessment import policies


@dataclass(frozen=True, slots=True)
class CheckedSnapshot:
    """claimed is None where nothing was known; zone is the clock that dates it."""

    number: int
    made_at: datetime
    zone: str
    sha256: str
    claimed: Decimal | None
    proven: Decimal


def checked_snapshot(code: str) -> CheckedSnapshot | None:
    """The one snapshot whose hash begins so; None without one, or with two."""
    rows = policies.checkable_snapshots().filter(sha256__startswith=code)
    fields = ("number", "made_at", "cycle__city__timezone", "sha256", "claimed", "proven")
    found = list(rows.values_list(*fields)[:2])
    if len(found) != 1:
        return None
    number, made_at, zone, sha256, claimed, proven = found[0]
    points = Decimal(claimed) if claimed else None
    return CheckedSnapshot(number, made_at, zone, sha256, points, Decimal(proven))
