"""Marks of verification: points of a question, an indicator or the total, stage by stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from agencies import audit
from agencies.actors import Actor
from agencies.errors import ConflictError, LateError, StaleVersionError
from agencies.services.rows import update_versioned
from assessment import format as human
from assessment import policies
from assessment.core.calendar import Phase
from assessment.core.instrument import Instrument
from assessment.models import Cycle, Mark
from assessment.selectors.cycles import phase_of
from assessment.selectors.instruments import instrument_of
from assessment.services.guards import lock_cycle
from assessment.services.readings import take_reading
from assessment.services.text import clean_text

#: Version of a mark that does not exist yet.
NEW = 0
HUNDRED = Decimal(100)
#: What the audit trail calls the place.
_NAMES = {
    Mark.Level.QUESTION: "question",
    Mark.Level.INDICATOR: "indicator",
    Mark.Level.TOTAL: "total",
}


@dataclass(frozen=True, slots=True)
class Place:
    """What a mark is given to, at which stage; the total has an empty code."""

    code: str
    level: Mark.Level = Mark.Level.INDICATOR
    stage: Mark.Stage = Mark.Stage.VA


@transaction.atomic
def give_mark(
    *, cycle: Cycle, place: Place, points: Decimal, reason: str, version: int, by: Actor
) -> Mark:
    """Give or change a mark; `version` is the shown mark's, NEW for none.

    Points are exact, 0 to the maximum of the place, two decimals. Below it a reason is due.
    """
    policies.check_mark(by)
    cycle = _locked(cycle, by)
    row = _give(cycle, place, points, reason, version, by)
    take_reading(cycle, by=by)
    return row


def _locked(cycle: Cycle, by: Actor) -> Cycle:
    """The cycle, locked, where the actor may mark it now."""
    if not policies.visible_cycles(by).filter(pk=cycle.pk).exists():
        raise PermissionDenied("Anda tidak berwenang atas siklus ini.")
    cycle = lock_cycle(cycle, by=by)
    if phase_of(cycle, by.at) is Phase.CLOSED:
        raise LateError("Siklus ini sudah selesai; nilainya tidak dapat diubah lagi.")
    return cycle


def _give(
    cycle: Cycle, place: Place, points: Decimal, reason: str, version: int, by: Actor
) -> Mark:
    top = maximum_of(instrument_of(cycle), place)
    if top is None:
        raise ValidationError({"points": "Kode ini tidak ada di instrumen."})
    values = {
        "hundredths": _hundredths(top, points),
        "reason": clean_text(
            reason, field="reason", label="Alasan", max_length=2000, required=points != top
        ),
        "given_by_id": by.user_id,
        "given_at": by.at,
    }
    return _store(cycle, place, values, version, by)


@dataclass(frozen=True, slots=True)
class MarkRow:
    """A mark to give, as a file says it; `version` is that of the mark which its template held."""

    place: Place
    points: Decimal
    reason: str
    version: int = NEW


@dataclass(frozen=True, slots=True)
class MarkConflict:
    """A row of a file whose mark somebody gave or changed since the template was downloaded."""

    row: MarkRow
    stored: Mark


class MarkConflictError(ConflictError):
    def __init__(self, conflicts: Sequence[MarkConflict]) -> None:
        super().__init__("Sebagian nilai berubah sejak templat diunduh. Bandingkan di bawah ini.")
        self.conflicts = conflicts


def mark_conflicts(*, cycle: Cycle, rows: Sequence[MarkRow]) -> list[MarkConflict]:
    """Marks that a file would overwrite without its author having seen them. One query."""
    return [
        MarkConflict(row, current)
        for row, current in _changes(cycle, rows)
        if current is not None and current.version != row.version
    ]


@transaction.atomic
def give_marks(
    *, cycle: Cycle, rows: Sequence[MarkRow], by: Actor, is_overwriting: bool = False
) -> int:
    """Give all of them or none; how many were new or changed, each one audited.

    Marks that changed since the template was downloaded are replaced only when that is said.
    """
    policies.check_mark(by)
    cycle = _locked(cycle, by)
    conflicts = [] if is_overwriting else mark_conflicts(cycle=cycle, rows=rows)
    if conflicts:
        raise MarkConflictError(conflicts)
    changes = _changes(cycle, rows)
    for row, current in changes:
        version = current.version if current else NEW
        _give(cycle, row.place, row.points, row.reason, version, by)
    if changes:
        take_reading(cycle, by=by)
    return len(changes)


def _changes(cycle: Cycle, rows: Sequence[MarkRow]) -> list[tuple[MarkRow, Mark | None]]:
    """Rows that say something else than is stored, with the stored mark."""
    stored = {
        (mark.level, mark.code, mark.stage): mark
        for mark in Mark.objects.filter(cycle=cycle).select_related("given_by")
    }
    found = []
    for row in rows:
        current = stored.get((row.place.level, row.place.code, row.place.stage))
        said = (row.points * HUNDRED, row.reason)
        if current is None or (Decimal(current.hundredths), current.reason) != said:
            found.append((row, current))
    return found


def maximum_of(instrument: Instrument, place: Place) -> Decimal | None:
    """The most that may be given; None where the instrument has no such place."""
    if place.level == Mark.Level.TOTAL:
        return None if place.code else instrument.total_points
    if place.level == Mark.Level.QUESTION:
        question = instrument.question(place.code)
        return question.max_points if question else None
    indicator = instrument.indicator(place.code)
    return indicator.max_points if indicator else None


def _hundredths(maximum: Decimal, points: Decimal) -> int:
    if not points.is_finite() or not 0 <= points <= maximum:
        top = human.points(maximum)
        raise ValidationError({"points": f"Isi nilai dari 0 sampai {top}."})
    if points != points.quantize(Decimal("0.01")):
        raise ValidationError({"points": "Tulis paling banyak dua angka di belakang koma."})
    return int(points * HUNDRED)


def _store(cycle: Cycle, place: Place, values: dict[str, object], version: int, by: Actor) -> Mark:
    key = {"cycle": cycle, "level": place.level, "code": place.code, "stage": place.stage}
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
        after={_NAMES[place.level]: place.code, "stage": row.stage, "points": _text(row)},
        reason=row.reason,
        city_id=cycle.city_id,
    )
    return row


def _text(mark: Mark) -> str:
    return human.points(Decimal(mark.hundredths) / HUNDRED)
