"""What every write shares: its first lock, calendar, status. Nothing is saved here."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from agencies.actors import Actor
from agencies.errors import ConflictError, LateError
from agencies.models import Agency, City
from assessment import format as human
from assessment.core import calendar
from assessment.core.calendar import Opening, Phase
from assessment.core.workflow import EDITABLE, Status
from assessment.models import Cycle, Submission
from assessment.selectors import cycles


def lock_cycle(cycle: Cycle, *, by: Actor) -> Cycle:
    """The cycle as it stands now, once the writes of its city wait for this one.

    The first lock of every write: all of them end with the city's audit trail, and what is locked
    first can never be waited for in a circle. The row is read after the lock, so that a deadline
    counts as it is now and not as it was when the page was opened.
    """
    if by.city_id is not None and by.city_id != cycle.city_id:
        raise PermissionDenied("Siklus ini milik kota lain.")
    City.objects.select_for_update(no_key=True).get(pk=cycle.city_id)
    rows = Cycle.objects.select_related("city", "instrument").defer("instrument__document")
    return rows.get(pk=cycle.pk)


def check_filling_open(cycle: Cycle, agency: Agency, indicator_code: str, *, by: Actor) -> Opening:
    """The agency's window for the indicator (empty: any) is open at the actor's instant."""
    opening = cycles.filling_of(cycle, agency_id=agency.pk, indicator_code=indicator_code, at=by.at)
    if not opening.is_open:
        raise LateError(_closed_message(opening, cycle.city, "Pengisian"))
    return opening


def check_any_filling_open(cycle: Cycle, agency: Agency, *, by: Actor) -> None:
    """The agency may write some part of the cycle; programmes and documents belong to no part."""
    granted = cycles.extensions_of(cycle, agency.pk)
    codes = {"", *(extension.indicator_code for extension in granted)}
    schedule = cycles.schedule_of(cycle)
    openings = [
        calendar.filling(schedule, granted, agency_id=agency.pk, indicator_code=code, at=by.at)
        for code in sorted(codes)
    ]
    if not any(opening.is_open for opening in openings):
        raise LateError(_closed_message(openings[0], cycle.city, "Pengisian"))


def check_review_open(cycle: Cycle, *, by: Actor) -> Opening:
    """The secretariat may still review and decide: between opening and hand-over."""
    opening = cycles.review_of(cycle, by.at)
    if not opening.is_open:
        raise LateError(_closed_message(opening, cycle.city, "Pemeriksaan"))
    return opening


def check_editable(submission: Submission | None) -> None:
    """Answers change only while the agency's part is a draft or returned."""
    if submission is not None and Status(submission.status) not in EDITABLE:
        label = Status(submission.status).label.lower()
        raise ConflictError(
            f"Bagian ini sudah {label}; isian hanya dapat diubah selagi draf atau dikembalikan."
        )


def _closed_message(opening: Opening, city: City, what: str) -> str:
    if opening.phase is Phase.PREPARATION or opening.until is None:
        return f"{what} belum dibuka."
    until = human.datetime_zone(opening.until, city.timezone)
    return f"{what} sudah ditutup {until}. Yang Anda kirim tidak disimpan."
