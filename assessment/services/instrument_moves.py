"""A city's own versions of the instrument, and the move of a cycle to another version."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from agencies import audit
from agencies.actors import Actor
from agencies.errors import ConflictError, LateError
from agencies.services.rows import locked_city, update_versioned
from assessment import policies
from assessment.core import calendar
from assessment.models import Assignment, Cycle, InstrumentVersion, Mark
from assessment.selectors.cycles import schedule_of
from assessment.selectors.instruments import instrument_of_version
from assessment.services.cycles import assign_defaults
from assessment.services.guards import lock_cycle
from assessment.services.instruments import LoadResult, load_instrument
from assessment.services.readings import take_reading


@transaction.atomic
def load_own_instrument(*, text: str, source: str, accept_mismatch: bool, by: Actor) -> LoadResult:
    """Store a version for the actor's own city; raises what `load_instrument` raises."""
    policies.check_load_instrument(by)
    city = locked_city(by)
    return load_instrument(
        text=text, source=source, city=city, accept_mismatch=accept_mismatch, by=by
    )


@transaction.atomic
def move_cycle(*, cycle: Cycle, to: InstrumentVersion, version: int, by: Actor) -> Cycle:
    """Let a cycle go by another version: until the hand-over, and before any mark.

    Answers stay as they are stored. Questions that are new get the agencies that the version
    names; those that are gone lose their assignment, so that a move back assigns them again.
    """
    policies.check_move_cycle(by)
    cycle = lock_cycle(cycle, by=by)
    if not policies.visible_instruments(by).filter(pk=to.pk).exists():
        raise PermissionDenied("Versi instrumen ini bukan milik kota Anda.")
    if not calendar.preparing(schedule_of(cycle), by.at).is_open:
        raise LateError("Versi instrumen tidak dapat diganti sesudah penyerahan ke provinsi.")
    if Mark.objects.filter(cycle=cycle).exists():
        raise ConflictError("Siklus ini sudah diberi nilai verifikasi; versinya tetap.")
    if cycle.instrument_id == to.pk:
        raise ValidationError("Siklus ini sudah memakai versi itu.")
    before = cycle.instrument.checksum
    moved = update_versioned(cycle, version, {"instrument_id": to.pk})
    _assign(moved, to)
    audit.record(
        by=by,
        action="cycle.move",
        subject="cycle",
        subject_id=cycle.pk,
        before={"instrument": before},
        after={"instrument": to.checksum, "title": to.title},
    )
    take_reading(moved, by=by)
    return moved


def _assign(cycle: Cycle, to: InstrumentVersion) -> None:
    instrument = instrument_of_version(to)
    codes = {question.code for question in instrument.questions}
    rows = Assignment.objects.filter(cycle=cycle)
    rows.exclude(question_code__in=codes).delete()
    present = set(rows.values_list("question_code", flat=True))
    assign_defaults(cycle, instrument, only=codes - present)
