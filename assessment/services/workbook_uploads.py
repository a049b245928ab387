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


@transaction.atomic
def keep_upload(
    *,
    cycle: Cycle,
    agency: Agency,
    filename: str,
    content: bytes,
    sheets: list[dict[str, Any]],
    result: dict[str, Any],
    by: Actor,
) -> WorkbookUpload:
    """Keep a workbook that was looked through; the person's oldest ones make room."""
    policies.check_fill(by, agency)
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
        result=result,
        arrived_at=by.at,
    )
    own = WorkbookUpload.objects.filter(user_id=by.user_id)
    kept = list(own.values_list("pk", flat=True)[:MOST_KEPT])
    own.exclude(pk__in=kept).delete()
    audit.record(
        by=by,
        action="workbook.upload",
        subject="workbook",
        subject_id=upload.pk,
        after={"filename": upload.filename, "agency": agency.abbreviation},
    )
    return upload


@transaction.atomic
def note_result(*, upload: WorkbookUpload, result: dict[str, Any], by: Actor) -> None:
    """The difference as it is shown from now on."""
    policies.check_fill(by, upload.agency)
    guards.lock_cycle(upload.cycle, by=by)
    WorkbookUpload.objects.filter(pk=upload.pk).update(result=result)


@transaction.atomic
def note_applied(*, upload: WorkbookUpload, result: dict[str, Any], count: int, by: Actor) -> None:
    """Rows of the workbook were stored; `result` is what remains of it."""
    policies.check_fill(by, upload.agency)
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
