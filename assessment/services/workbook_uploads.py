"""Uploaded workbooks, kept for their author until they are applied."""

from __future__ import annotations

from base64 import b64encode
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from agencies import audit
from agencies.actors import Actor
from agencies.models import Agency
from assessment import policies
from assessment.models import Cycle, WorkbookUpload
from assessment.services import guards

#: Workbooks of one person that are kept, and for how long.
MOST_KEPT = 5
KEEP = timedelta(days=7)
#: A check that says nothing for so long has died with its process.
SILENCE = timedelta(seconds=90)
State = WorkbookUpload.UploadState
NOTHING_YET: dict[str, Any] = {"entries": [], "notices": []}


@transaction.atomic
def keep_upload(
    *,
    cycle: Cycle,
    agency: Agency | None,
    filename: str,
    content: bytes,
    sheets: list[dict[str, Any]],
    result: dict[str, Any] | None,
    by: Actor,
) -> WorkbookUpload:
    """Keep a workbook that was looked through, or (without a result) is to be; the person's oldest
    ones make room."""
    policies.check_import(by, agency)
    if by.user_id is None:
        raise PermissionDenied("Buku kerja disimpan untuk orang yang masuk.")
    cycle = guards.lock_cycle(cycle, by=by)
    upload = WorkbookUpload.objects.create(
        user_id=by.user_id,
        cycle=cycle,
        agency=agency,
        filename=filename[:150],
        content=b64encode(content).decode(),
        sheets=sheets,
        result=NOTHING_YET if result is None else result,
        state=State.CHECKING if result is None else State.READY,
        touched_at=by.at,
        arrived_at=by.at,
    )
    _make_room(by.user_id)
    whose = agency.abbreviation if agency else "seluruh kota"
    audit.record(
        by=by,
        action="workbook.upload",
        subject="workbook",
        subject_id=upload.pk,
        after={"filename": upload.filename, "agency": whose},
    )
    return upload


def _make_room(user_id: int) -> None:
    own = WorkbookUpload.objects.filter(user_id=user_id)
    kept = list(own.values_list("pk", flat=True)[:MOST_KEPT])
    own.exclude(pk__in=kept).delete()


@transaction.atomic
def begin_again(*, upload: WorkbookUpload, by: Actor) -> bool:
    """Check a workbook anew whose check stopped half-way; False when it goes on or has ended."""
    policies.check_import(by, upload.agency)
    guards.lock_cycle(upload.cycle, by=by)
    rows = WorkbookUpload.objects.filter(pk=upload.pk).exclude(state=State.READY)
    alive = {"state": State.CHECKING, "touched_at__gt": by.at - SILENCE}
    return bool(rows.exclude(**alive).update(state=State.CHECKING, done=0, touched_at=by.at))


def is_stopped(upload: WorkbookUpload, at: datetime) -> bool:
    """Whether nobody checks it any more: it failed, or the server was restarted meanwhile."""
    is_silent = upload.touched_at is None or upload.touched_at <= at - SILENCE
    return upload.state == State.FAILED or (upload.state == State.CHECKING and is_silent)


def note_progress(*, upload_id: int, done: int, total: int, at: datetime) -> None:
    """How far the check has come; waits for nobody, since nothing but a page depends on it."""
    rows = WorkbookUpload.objects.filter(pk=upload_id)
    rows.update(done=done, total=total, touched_at=at)


def note_failed(*, upload_id: int) -> None:
    """The check broke off; its author may begin it again."""
    WorkbookUpload.objects.filter(pk=upload_id).update(state=State.FAILED)


@transaction.atomic
def note_result(*, upload: WorkbookUpload, result: dict[str, Any], by: Actor) -> None:
    """The difference as it is shown from now on."""
    policies.check_import(by, upload.agency)
    guards.lock_cycle(upload.cycle, by=by)
    WorkbookUpload.objects.filter(pk=upload.pk).update(result=result, state=State.READY)


@transaction.atomic
def note_applied(*, upload: WorkbookUpload, result: dict[str, Any], count: int, by: Actor) -> None:
    """Rows of the workbook were stored; `result` is what remains of it."""
    policies.check_import(by, upload.agency)
    guards.lock_cycle(upload.cycle, by=by)
    rows = WorkbookUpload.objects.filter(pk=upload.pk)
    total = rows.values_list("applied_count", flat=True).get() + count
    rows.update(result=result, applied_at=by.at, applied_count=total)
    audit.record(
        by=by,
        action="workbook.apply",
        subject="workbook",
        subject_id=upload.pk,
        after={"filename": upload.filename, "rows": count},
    )


def sweep_uploads(now: datetime) -> int:
    """Remove workbooks that nobody needs any more; how many."""
    count, _ = WorkbookUpload.objects.filter(arrived_at__lt=now - KEEP).delete()
    return count
