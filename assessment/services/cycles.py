"""Cycles: opening one with default assignments, phases, assignments, extensions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from agencies import audit
from agencies.actors import Actor
from agencies.errors import ConflictError, LateError
from agencies.models import Agency, City
from agencies.services.rows import update_versioned
from assessment import policies
from assessment.core import calendar
from assessment.core.instrument import Instrument
from assessment.models import Assignment, Cycle, Extension, InstrumentVersion
from assessment.selectors.cycles import schedule_of
from assessment.selectors.instruments import instrument_of, instrument_of_version
from assessment.services.guards import lock_cycle
from assessment.services.text import clean_text


@dataclass(frozen=True, slots=True)
class CyclePlan:
    """What a cycle is set to: instants aware, evidence window as days, target in points."""

    target_points: int
    filling_opens_at: datetime
    filling_closes_at: datetime
    recap_closes_at: datetime
    cycle_closes_at: datetime
    window_start: date
    window_end: date


@transaction.atomic
def create_cycle(
    *, city: City, year: int, instrument: InstrumentVersion, plan: CyclePlan, by: Actor
) -> Cycle:
    """Open a cycle and assign every question to the agencies that the instrument names."""
    policies.check_manage_cycle(by)
    if by.city_id not in (None, city.pk):
        raise PermissionDenied("Siklus hanya dapat dibuka di kota Anda sendiri.")
    _check_plan(plan)
    City.objects.select_for_update(no_key=True).get(pk=city.pk)
    cycle, is_first = Cycle.objects.get_or_create(
        city=city, year=year, defaults={"instrument": instrument, **asdict(plan)}
    )
    if not is_first:
        raise ValidationError({"year": f"Siklus tahun {year} sudah ada."})
    assign_defaults(cycle, instrument_of_version(instrument))
    audit.record(
        by=by,
        action="cycle.create",
        subject="cycle",
        subject_id=cycle.pk,
        after={"year": year, "instrument": instrument.checksum, **asdict(plan)},
        city_id=city.pk,
    )
    return cycle


def assign_defaults(
    cycle: Cycle, instrument: Instrument, *, only: Collection[str] | None = None
) -> None:
    """Assign each question (of those codes only, when given) to the city's agencies in the order in
    which the question names them."""
    by_name = {
        agency.instrument_name: agency
        for agency in Agency.objects.filter(city_id=cycle.city_id, is_active=True)
        if agency.instrument_name
    }
    Assignment.objects.bulk_create(
        Assignment(
            cycle=cycle, question_code=question.code, agency=by_name[name], position=position
        )
        for question in instrument.questions
        if only is None or question.code in only
        for position, name in enumerate(n for n in question.agencies if n in by_name)
    )


@transaction.atomic
def update_cycle(*, cycle: Cycle, plan: CyclePlan, version: int, by: Actor) -> Cycle:
    """Change phases, target and evidence window. Moving a deadline is an audited act."""
    policies.check_manage_cycle(by)
    _check_plan(plan)
    cycle = lock_cycle(cycle, by=by)
    before = {name: getattr(cycle, name) for name in asdict(plan)}
    updated = update_versioned(cycle, version, asdict(plan))
    audit.record(
        by=by,
        action="cycle.update",
        subject="cycle",
        subject_id=cycle.pk,
        before=before,
        after=asdict(plan),
    )
    return updated


@transaction.atomic
def set_assignment(
    *, cycle: Cycle, question_code: str, agencies: Sequence[Agency], by: Actor
) -> None:
    """The agencies that answer a question, in order; the first one leads. None is allowed."""
    policies.check_assign(by)
    cycle = lock_cycle(cycle, by=by)
    if not calendar.preparing(schedule_of(cycle), by.at).is_open:
        raise LateError("Penugasan tidak dapat diubah sesudah penyerahan ke provinsi.")
    if instrument_of(cycle).question(question_code) is None:
        raise ValidationError({"question": "Pertanyaan ini tidak ada di instrumen."})
    if any(agency.city_id != cycle.city_id for agency in agencies):
        raise ValidationError({"agencies": "Pilih perangkat daerah kota ini."})
    if len({agency.pk for agency in agencies}) != len(agencies):
        raise ValidationError({"agencies": "Satu perangkat daerah hanya ditugaskan sekali."})
    rows = Assignment.objects.filter(cycle=cycle, question_code=question_code)
    before = list(rows.values_list("agency__abbreviation", flat=True))
    rows.delete()
    Assignment.objects.bulk_create(
        Assignment(cycle=cycle, question_code=question_code, agency=agency, position=position)
        for position, agency in enumerate(agencies)
    )
    audit.record(
        by=by,
        action="assignment.set",
        subject="cycle",
        subject_id=cycle.pk,
        before={"question": question_code, "agencies": before},
        after={"question": question_code, "agencies": [str(agency) for agency in agencies]},
    )


@transaction.atomic
def grant_extension(
    *, cycle: Cycle, agency: Agency, indicator_code: str, until: datetime, reason: str, by: Actor
) -> Extension:
    """More time for an agency (empty code: all its indicators), until the hand-over at most."""
    policies.check_assign(by)
    cycle = lock_cycle(cycle, by=by)
    reason = clean_text(reason, field="reason", label="Alasan", max_length=1000, required=True)
    if indicator_code and instrument_of(cycle).indicator(indicator_code) is None:
        raise ValidationError({"indicator_code": "Indikator ini tidak ada di instrumen."})
    if agency.city_id != cycle.city_id:
        raise ValidationError({"agency": "Pilih perangkat daerah kota ini."})
    if until <= by.at:
        raise ValidationError({"until": "Perpanjangan harus berakhir di waktu yang akan datang."})
    if not cycle.filling_closes_at < until <= cycle.recap_closes_at:
        raise ValidationError(
            {"until": "Isi waktu sesudah tenggat dan paling lambat saat penyerahan."}
        )
    extension = Extension.objects.create(
        cycle=cycle,
        agency=agency,
        indicator_code=indicator_code,
        until=until,
        reason=reason,
        granted_by_id=by.user_id,
        granted_at=by.at,
    )
    audit.record(
        by=by,
        action="extension.grant",
        subject="cycle",
        subject_id=cycle.pk,
        after={"agency": agency.abbreviation, "indicator": indicator_code, "until": until},
        reason=reason,
    )
    return extension


@transaction.atomic
def shorten_extension(
    *, extension: Extension, until: datetime | None, reason: str, version: int, by: Actor
) -> Extension:
    """End an extension earlier; without `until` at once. What was written in time stays."""
    policies.check_assign(by)
    cycle = lock_cycle(extension.cycle, by=by)
    reason = clean_text(reason, field="reason", label="Alasan", max_length=1000, required=True)
    current = Extension.objects.get(pk=extension.pk)
    ends = by.at if until is None else until
    if current.until <= by.at:
        raise ConflictError("Perpanjangan ini sudah berakhir.")
    if not by.at <= ends < current.until:
        raise ValidationError(
            {"until": "Isi waktu sesudah sekarang dan sebelum perpanjangan ini berakhir."}
        )
    changes = {
        "until": ends,
        "changed_by_id": by.user_id,
        "changed_at": by.at,
        "change_reason": reason,
    }
    updated = update_versioned(extension, version, changes)
    audit.record(
        by=by,
        action="extension.shorten",
        subject="cycle",
        subject_id=cycle.pk,
        before={"agency": str(extension.agency), "until": current.until},
        after={"agency": str(extension.agency), "until": ends},
        reason=reason,
    )
    return updated


def _check_plan(plan: CyclePlan) -> None:
    if not plan.filling_opens_at < plan.filling_closes_at:
        raise ValidationError({"filling_closes_at": "Tenggat harus sesudah pengisian dibuka."})
    if not plan.filling_closes_at < plan.recap_closes_at:
        raise ValidationError(
            {"recap_closes_at": "Penyerahan harus sesudah tenggat perangkat daerah."}
        )
    if not plan.recap_closes_at < plan.cycle_closes_at:
        raise ValidationError({"cycle_closes_at": "Siklus ditutup sesudah penyerahan."})
    if plan.window_start > plan.window_end:
        raise ValidationError({"window_end": "Akhir masa bukti harus sesudah awalnya."})
    if not 1 <= plan.target_points <= 1000:
        raise ValidationError({"target_points": "Target dari 1 sampai 1000 poin."})
