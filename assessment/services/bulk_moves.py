"""One verdict for many parts: each is moved on its own, what does not fit is named and left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from agencies.actors import Actor
from agencies.errors import ConflictError, StaleVersionError
from assessment import policies
from assessment.core.workflow import Action
from assessment.models import Cycle
from assessment.services import guards
from assessment.services.submissions import move

MOST = 200
CHANGED = "berubah sejak ditampilkan"


@dataclass(frozen=True, slots=True)
class Skipped:
    agency: str
    why: str


@dataclass(frozen=True, slots=True)
class BulkResult:
    """Abbreviations of the agencies whose part was moved, and those left for a person."""

    moved: tuple[str, ...]
    skipped: tuple[Skipped, ...]


@transaction.atomic
def move_parts(
    *,
    cycle: Cycle,
    parts: Mapping[int, int],
    action: Action,
    by: Actor,
    code: str = "",
    reason: str = "",
) -> BulkResult:
    """Accept or return the chosen parts; `parts` are their ids and shown versions.

    Raises ValidationError for a reason that does not do, LateError when the review is closed.
    """
    policies.check_review(by)
    if not parts:
        raise ValidationError({"bagian": "Pilih paling sedikit satu bagian."})
    if len(parts) > MOST:
        raise ValidationError({"bagian": f"Paling banyak {MOST} bagian sekaligus."})
    cycle = guards.lock_cycle(cycle, by=by)
    guards.check_review_open(cycle, by=by)
    rows = policies.visible_submissions(by).filter(cycle=cycle, pk__in=list(parts))
    moved, skipped = [], []
    for row in rows.select_related("agency", "cycle__city").order_by("agency__abbreviation"):
        try:
            with transaction.atomic():
                version = parts[row.pk]
                move(
                    submission=row, action=action, version=version, by=by, reason=reason, code=code
                )
            moved.append(row.agency.abbreviation)
        except (ConflictError, PermissionDenied) as error:
            skipped.append(Skipped(row.agency.abbreviation, _why(error)))
    return BulkResult(tuple(moved), tuple(skipped))


def _why(error: ConflictError | PermissionDenied) -> str:
    if isinstance(error, StaleVersionError):
        return CHANGED
    return error.message if isinstance(error, ConflictError) else str(error)
