"""The 2 x 24 hour room: requests of the verifiers, opening for exactly N hours, calling it off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max

from agencies import audit
from agencies.actors import Actor
from agencies.errors import ConflictError, LateError
from assessment import format as human
from assessment import policies
from assessment.core.calendar import Phase
from assessment.core.numbers import canonical
from assessment.models import Cycle, RequestItem, Snapshot, Window
from assessment.selectors.cycles import phase_of
from assessment.selectors.requests import Checked, checked
from assessment.selectors.snapshots import content_of
from assessment.services.guards import lock_cycle

MOST_HOURS = 240


@transaction.atomic
def add_requests(*, cycle: Cycle, text: str, by: Actor) -> int:
    """Store every pasted request, or none; one row for each agency that is asked. Gives the count.

    They wait until the coordinator opens a room.
    """
    policies.check_request(by)
    _check_visible(cycle, by)
    cycle = lock_cycle(cycle, by=by)
    if phase_of(cycle, by.at) is Phase.CLOSED:
        raise LateError("Siklus ini sudah selesai; permintaan tidak dapat dicatat lagi.")
    found = checked(cycle, text)
    if not found.is_clean:
        raise ValidationError({"text": _refusal(found)})
    rows = RequestItem.objects.bulk_create(
        RequestItem(
            cycle=cycle,
            question_code=row.question.code,
            agency=agency,
            asked=row.line.asked,
            reason=row.line.reason,
            owner=row.line.owner,
            points=canonical(row.points),
            entered_by_id=by.user_id,
            entered_at=by.at,
        )
        for row in found.rows
        for agency in row.agencies
    )
    audit.record(
        by=by,
        action="request.add",
        subject="cycle",
        subject_id=cycle.pk,
        after={
            "requests": [f"{row.question_code} {row.agency.abbreviation}" for row in rows],
        },
        city_id=cycle.city_id,
    )
    return len(rows)


@transaction.atomic
def remove_request(*, item: RequestItem, by: Actor) -> None:
    """Take back a request that is in no room yet; a verifier only what he entered."""
    policies.check_request(by)
    _check_visible(item.cycle, by)
    cycle = lock_cycle(item.cycle, by=by)
    if by.province_id is not None and item.entered_by_id != by.user_id:
        raise PermissionDenied("Anda hanya dapat menarik permintaan yang Anda catat sendiri.")
    waiting = RequestItem.objects.filter(pk=item.pk, window__isnull=True)
    if not waiting.delete()[0]:
        raise ConflictError("Permintaan ini sudah masuk ke sebuah ruang atau sudah ditarik.")
    audit.record(
        by=by,
        action="request.remove",
        subject="cycle",
        subject_id=cycle.pk,
        before={"question": item.question_code, "asked": item.asked},
        city_id=cycle.city_id,
    )


@transaction.atomic
def open_window(*, cycle: Cycle, opens_at: datetime, hours: int, by: Actor) -> Window:
    """Open a room for every waiting request, for exactly `hours` from `opens_at`.

    Nothing else happens at either end: whether a question is open is computed from these instants.
    """
    policies.check_open_window(by)
    cycle = lock_cycle(cycle, by=by)
    _check_hours(cycle, opens_at, hours, by)
    items = list(RequestItem.objects.filter(cycle=cycle, window__isnull=True))
    if not items:
        raise ConflictError(
            "Belum ada permintaan yang menunggu. Catat permintaan verifikator dahulu."
        )
    snapshot = Snapshot.objects.filter(cycle=cycle).order_by("-number").first()
    if snapshot is None:
        raise ConflictError("Siklus ini belum mempunyai rekaman beku yang dijawab oleh ruang ini.")
    last = Window.objects.filter(cycle=cycle).aggregate(last=Max("number"))["last"] or 0
    window = Window.objects.create(
        cycle=cycle,
        number=last + 1,
        snapshot=snapshot,
        opens_at=opens_at,
        hours=hours,
        opened_by_id=by.user_id,
        created_at=by.at,
    )
    _admit(window, items, _proven(content_of(snapshot)))
    audit.record(
        by=by,
        action="window.open",
        subject="window",
        subject_id=window.pk,
        after={
            "number": window.number,
            "opens_at": opens_at,
            "hours": hours,
            "questions": sorted({item.question_code for item in items}),
        },
    )
    return window


@transaction.atomic
def cancel_window(*, window: Window, by: Actor) -> None:
    """Call a room off before it opens; its requests wait again."""
    policies.check_open_window(by)
    cycle = lock_cycle(window.cycle, by=by)
    current = Window.objects.filter(pk=window.pk).first()
    if current is None:
        raise ConflictError("Ruang ini sudah dibatalkan.")
    if current.opens_at <= by.at:
        raise ConflictError("Ruang ini sudah dibuka; waktunya berjalan sampai habis.")
    RequestItem.objects.filter(window=current).update(window=None, proven_before="")
    audit.record(
        by=by,
        action="window.cancel",
        subject="window",
        subject_id=current.pk,
        before={"number": current.number, "opens_at": current.opens_at, "hours": current.hours},
        city_id=cycle.city_id,
    )
    current.delete()


@transaction.atomic
def note_delta(*, window: Window, delta_hash: str, by: Actor) -> None:
    """Note in the audit trail who took the bundle of changes, and what it held."""
    audit.record(
        by=by,
        action="window.delta",
        subject="window",
        subject_id=window.pk,
        after={"number": window.number, "sha256": delta_hash},
    )


def _check_visible(cycle: Cycle, by: Actor) -> None:
    if not policies.visible_cycles(by).filter(pk=cycle.pk).exists():
        raise PermissionDenied("Anda tidak berwenang atas siklus ini.")


def _check_hours(cycle: Cycle, opens_at: datetime, hours: int, by: Actor) -> None:
    if not 1 <= hours <= MOST_HOURS:
        raise ValidationError({"hours": f"Isi lama dari 1 sampai {MOST_HOURS} jam."})
    closes_at, zone = opens_at + timedelta(hours=hours), cycle.city.timezone
    if opens_at < cycle.recap_closes_at:
        handed_over = human.datetime_zone(cycle.recap_closes_at, zone)
        raise ValidationError({"opens_at": f"Ruang dibuka sesudah penyerahan, {handed_over}."})
    if closes_at <= by.at:
        raise ValidationError({"opens_at": "Ruang itu sudah akan berakhir sebelum sekarang."})
    if closes_at > cycle.cycle_closes_at:
        ends = human.datetime_zone(cycle.cycle_closes_at, zone)
        raise ValidationError({"hours": f"Ruang harus berakhir sebelum siklus ditutup, {ends}."})
    for other in Window.objects.filter(cycle=cycle):
        if opens_at < other.opens_at + timedelta(hours=other.hours) and other.opens_at < closes_at:
            raise ValidationError(
                {"opens_at": f"Waktunya bertumpuk dengan ruang nomor {other.number}."}
            )


def _admit(window: Window, items: Iterable[RequestItem], proven: Mapping[str, str]) -> None:
    for item in items:
        item.window, item.proven_before = window, proven.get(item.question_code, "")
        item.save(update_fields=["window", "proven_before"])


def _proven(content: Mapping[str, object]) -> dict[str, str]:
    """Proven points by question, as the snapshot froze them."""
    clusters: list[dict[str, list[dict[str, list[dict[str, str]]]]]] = content["clusters"]  # type: ignore[assignment]  # JSON of our own schema
    return {
        question["code"]: canonical(Decimal(question["proven"]))
        for cluster in clusters
        for indicator in cluster["indicators"]
        for question in indicator["questions"]
    }


def _refusal(found: Checked) -> str:
    if not found.rows and not found.refused:
        return "Tempel paling sedikit satu permintaan."
    count = len(found.refused)
    return f"{count} baris ditolak. Perbaiki atau hapus baris itu, lalu ulangi."
