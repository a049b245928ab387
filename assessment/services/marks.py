"""Marks of the province: points per indicator after administrative verification (VA)."""

from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from agencies import audit
from agencies.actors import Actor
from agencies.errors import LateError, StaleVersionError
from agencies.services.rows import update_versioned
from assessment import format as human
from assessment import policies
from assessment.core.calendar import Phase
from assessment.core.instrument import Indicator
from assessment.models import Cycle, Mark
from assessment.selectors.cycles import phase_of
from assessment.selectors.instruments import instrument_of
from assessment.services.guards import lock_cycle
from assessment.services.text import clean_text

#: Version of a mark that does not exist yet.
NEW = 0
HUNDRED = Decimal(100)


@transaction.atomic
def give_mark(
    *, cycle: Cycle, indicator_code: str, points: Decimal, reason: str, version: int, by: Actor
) -> Mark:
    """Give or change the VA mark of an indicator; `version` is the shown mark's, NEW for none.

    Points are exact, 0 to the indicator's maximum, two decimals. Below the maximum a reason is due.
    """
    policies.check_mark(by)
    if not policies.visible_cycles(by).filter(pk=cycle.pk).exists():
        raise PermissionDenied("Anda tidak berwenang atas siklus ini.")
    cycle = lock_cycle(cycle, by=by)
    if phase_of(cycle, by.at) is Phase.CLOSED:
        raise LateError("Siklus ini sudah selesai; nilainya tidak dapat diubah lagi.")
    indicator = instrument_of(cycle).indicator(indicator_code)
    if indicator is None:
        raise ValidationError({"points": "Indikator ini tidak ada di instrumen."})
    hundredths = _hundredths(indicator, points)
    is_full = points == indicator.max_points
    values = {
        "hundredths": hundredths,
        "reason": clean_text(reason, field="reason", max_length=2000, required=not is_full),
        "given_by_id": by.user_id,
        "given_at": by.at,
    }
    return _store(cycle, indicator_code, values, version, by)


def _hundredths(indicator: Indicator, points: Decimal) -> int:
    if not points.is_finite() or not 0 <= points <= indicator.max_points:
        top = human.points(indicator.max_points)
        raise ValidationError({"points": f"Isi nilai dari 0 sampai {top}."})
    if points != points.quantize(Decimal("0.01")):
        raise ValidationError({"points": "Tulis paling banyak dua angka di belakang koma."})
    return int(points * HUNDRED)


def _store(
    cycle: Cycle, indicator_code: str, values: dict[str, object], version: int, by: Actor
) -> Mark:
    key = {"cycle": cycle, "indicator_code": indicator_code, "stage": Mark.Stage.VA}
    current = Mark.objects.select_related("given_by").filter(**key).first()
    before = None
    if current is None:
        if version != NEW:
            raise StaleVersionError(None)
        try:
            with transaction.atomic():
                row = Mark.objects.create(**key, **values)
        except IntegrityError as error:
            raise StaleVersionError(Mark.objects.filter(**key).first()) from error
    else:
        before = {"points": _text(current), "reason": current.reason}
        row = update_versioned(current, version, values, str(current.given_by or ""))
    audit.record(
        by=by,
        action="mark.give",
        subject="mark",
        subject_id=row.pk,
        before=before,
        after={"indicator": indicator_code, "stage": row.stage, "points": _text(row)},
        reason=row.reason,
        city_id=cycle.city_id,
    )
    return row


def _text(mark: Mark) -> str:
    return human.points(Decimal(mark.hundredths) / HUNDRED)
