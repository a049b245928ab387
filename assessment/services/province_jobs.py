"""The province's recap as a PDF, made by the worker from what the verifier saw."""

from __future__ import annotations

import json
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.db import transaction

from agencies.actors import Actor
from agencies.models import City
from assessment import policies
from assessment.models import Job, Snapshot
from assessment.reports.kinds import KINDS
from assessment.selectors.province_recap import Recap
from assessment.services import report_files
from assessment.services.jobs import Run, task

KIND = KINDS["rekap-provinsi"]
#: The argument by which a job of this sort is known.
ARGUMENT = "recap"


@task()
def render_recap(run: Run, *, recap: str, sha256: str) -> None:
    report_files.render(_as_snapshot(recap, sha256), KIND, report_files.NO_OPTIONS, run.progress)


@transaction.atomic
def request_recap(*, recap: Recap, by: Actor) -> Job | None:
    """The job; None when the file is there."""
    policies.check_mark(by)
    if finished(recap.text, recap.sha256):
        return None
    city = City.objects.filter(code=recap.content["cities"][0]["code"]).get()
    if city.province_id != by.province_id:
        raise PermissionDenied("Rekap ini milik provinsi lain.")
    return render_recap.enqueue(
        title=f"Rekap provinsi {recap.content['province']} {recap.year}",
        key=f"recap:{recap.sha256}",
        city=city,
        by=by,
        arguments={ARGUMENT: recap.text, "sha256": recap.sha256},
    )


def finished(text: str, sha256: str) -> Path | None:
    return report_files.finished(_as_snapshot(text, sha256), KIND)


def filename(text: str) -> str:
    return f"KLA-rekap-provinsi-{json.loads(text)['year']}.pdf"


def _as_snapshot(text: str, sha256: str) -> Snapshot:
    """A row that is never stored: content and hash are all that a renderer wants of it."""
    return Snapshot(content=text, sha256=sha256, number=0)
