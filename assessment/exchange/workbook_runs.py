"""Looks a city's workbook through beside the requests, and says on its row how far it is."""

from __future__ import annotations

import logging
import threading

from django.db import connection, transaction
from django.utils import timezone

from agencies.actors import Actor
from assessment.exchange import imports
from assessment.models import WorkbookUpload
from assessment.services.workbook_uploads import note_failed, note_progress, note_result

logger = logging.getLogger(__name__)


def start(upload_id: int, by: Actor) -> None:
    """Begin once the upload is stored. A thread that dies with its process is seen by its silence,
    see workbook_uploads.is_stopped."""
    transaction.on_commit(
        lambda: threading.Thread(target=_alone, args=(upload_id, by), daemon=True).start()
    )


def _alone(upload_id: int, by: Actor) -> None:
    try:
        run(upload_id, by)
    except Exception:
        logger.exception("A workbook could not be looked through.")
        note_failed(upload_id=upload_id)
    finally:
        connection.close()


def run(upload_id: int, by: Actor) -> None:
    """Compare a kept workbook with what is stored. Nothing but its row is written."""
    rows = WorkbookUpload.objects.select_related("agency", "cycle__city", "cycle__instrument")
    upload = rows.defer("content", "cycle__instrument__document").filter(pk=upload_id).first()
    if upload is None:  # its author uploaded newer ones meanwhile
        return

    def report(done: int, total: int) -> None:
        note_progress(upload_id=upload_id, done=done, total=total, at=timezone.now())

    checked = imports.check(
        upload.sheets, cycle=upload.cycle, agency=upload.agency, by=by, report=report
    )
    note_result(upload=upload, result=checked.plain, by=by)
