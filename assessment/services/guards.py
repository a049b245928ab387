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
from assessment.services import held


def lock_cycle(cycle: Cycle, *, by: Actor) -> Cycle:
    """The cycle as it stands now, once the writes of its city wait for this one.

    The first lock of every write: all of them end with the city's audit trail, and what is locked
    first can never be waited for in a circle. The row is read after the lock, so that a deadline
    counts as it is now and not as it was when the page was opened.
    """
    if by.city_id is not None and by.city_id != cycle.city_id:
        raise PermissionDenied("Siklus ini milik kota lain.")
    batch = held.current(cycle, by)
    if batch is not None:
        return batch.cycle
    City.objects.select_for_update(no_key=True).get(pk=cycle.city_id)
    rows = Cycle.objects.select_related("city", "instrument").defer("instrument__document")
    return rows.get(pk=cycle.pk)


def check_filling_open(
    cycle: Cycle,
    agency: Agency,
    indicator_code: str,
    *,
    by: Actor,
    question_code: str | None = None,
) -> Opening:
    """The agency's window for the indicator (empty: any) is open at the actor's instant.

    Writing to a question names it: after the hand-over only listed questions are open, for the
    hours of a 2 x 24 hour room. Sending names the indicator alone.
    """
    opening = cycles.filling_of(
        cycle,
        agency_id=agency.pk,
        indicator_code=indicator_code,
        question_code=question_code,
        at=by.at,
    )
    if not opening.is_open:
        raise LateError(_closed_message(opening, cycle.city, "Pengisian"))
    return opening


def check_any_filling_open(cycle: Cycle, agency: Agency, *, by: Actor) -> None:
    """The agency may write some part of the cycle; programmes and documents belong to no part."""
    opening = held.remembered("any", (cycle.pk, agency.pk), lambda: _any_opening(cycle, agency, by))
    if not opening.is_open:
        raise LateError(_closed_message(opening, cycle.city, "Pengisian"))


def _any_opening(cycle: Cycle, agency: Agency, by: Actor) -> Opening:
    """The first opening of the agency that is open now, else that of any part."""
    granted = cycles.extensions_of(cycle, agency.pk)
    codes = {"", *(extension.indicator_code for extension in granted)}
    schedule = cycles.schedule_of(cycle)
    openings = [
        calendar.filling(schedule, granted, agency_id=agency.pk, indicator_code=code, at=by.at)
        for code in sorted(codes)
    ]
    return next((opening for opening in openings if opening.is_open), openings[0])


def check_new_document_open(cycle: Cycle, agency: Agency, *, by: Actor) -> None:
    """New evidence is taken whenever some part of the agency is open, also within a window."""
    if not cycles.filling_of(cycle, agency_id=agency.pk, indicator_code="", at=by.at).window:
        check_any_filling_open(cycle, agency, by=by)


def check_review_open(
    cycle: Cycle, *, by: Actor, scope: calendar.Scope = calendar.ANYTHING
) -> Opening:
    """The secretariat may still review and decide: between opening and hand-over, and within a
    window what the scope names, when it is listed."""
    opening = cycles.review_of(cycle, by.at, scope)
    if not opening.is_open:
        raise LateError(_closed_message(opening, cycle.city, "Pemeriksaan"))
    return opening


def check_regular_review_open(cycle: Cycle, *, by: Actor) -> None:
    """Before the hand-over only; a window opens nothing of this."""
    opening = cycles.regular_review_of(cycle, by.at)
    if not opening.is_open:
        raise LateError(_closed_message(opening, cycle.city, "Pemeriksaan"))


def check_freezing_open(cycle: Cycle, *, by: Actor) -> None:
    """A snapshot is made before the hand-over, or once a window has begun."""
    opening = cycles.freezing_of(cycle, by.at)
    if not opening.is_open:
        raise LateError(_closed_message(opening, cycle.city, "Pembekuan"))


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
    until = human.datetime_zone(opening.until, city.timezone, seconds=True)
    return f"{what} sudah ditutup {until}. Yang Anda kirim tidak masuk."


def check_not_closed(cycle: Cycle, *, by: Actor) -> None:
    """What accompanies the work (meetings, agreed actions) goes on until the cycle ends."""
    if cycles.phase_of(cycle, by.at) is Phase.CLOSED:
        raise LateError("Siklus ini sudah selesai; catatannya tidak dapat diubah lagi.")
