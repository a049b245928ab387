"""Asking for files of a snapshot: a job for the worker each, and the standard ones at freezing."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction

from agencies import audit
from agencies.actors import Actor
from agencies.errors import ConflictError
from assessment import policies
from assessment.models import Job, Snapshot
from assessment.reports.kinds import KINDS, Kind
from assessment.services import guards, report_files, report_templates
from assessment.services.jobs import Run, task

NO_OPTIONS = report_files.NO_OPTIONS


@task(is_big=True)
def render_file(run: Run, *, snapshot: int, kind: str, options: dict[str, str]) -> None:
    """Makes the file unless it is there by now."""
    row = Snapshot.objects.select_related("cycle__city").get(pk=snapshot)
    if report_templates.OPTION in options:
        report_templates.place(row.cycle.city, options[report_templates.OPTION])
    report_files.render(row, KINDS[kind], options, run.progress)


@transaction.atomic
def request_file(
    *, snapshot: Snapshot, kind: Kind, options: Mapping[str, str] = NO_OPTIONS, by: Actor
) -> Job | None:
    """The person's job for the file; None when the file is there. Needs cycle and city selected.

    Raises ConflictError when too many of the person's files wait already.
    """
    policies.check_view_reports(by)
    unknown = [name for name in options if name not in kind.options]
    if unknown:
        raise ValidationError("Pilihan berkas tidak dikenal.")
    if report_files.finished(snapshot, kind, options):
        return None
    guards.lock_cycle(snapshot.cycle, by=by)
    job = _enqueue(snapshot, kind, options, by)
    audit.record(
        by=by,
        action="report.request",
        subject="snapshot",
        subject_id=snapshot.pk,
        after={"number": snapshot.number, "format": kind.slug} | dict(options),
        city_id=snapshot.cycle.city_id,
    )
    return job


def make_ahead(*, snapshot: Snapshot, by: Actor) -> None:
    """Jobs for the standard files, so that their download is at once; part of freezing."""
    for kind in KINDS.values():
        if kind.made_ahead:
            try:
                _enqueue(snapshot, kind, NO_OPTIONS, by)
            except ConflictError:
                return  # too many wait already; the files are made when they are asked for


def key_of(snapshot: Snapshot, kind: Kind, options: Mapping[str, str] = NO_OPTIONS) -> str:
    """What all jobs for this very file have in common."""
    return f"report:{report_files.target_of(snapshot, kind, options).name}"


def _enqueue(snapshot: Snapshot, kind: Kind, options: Mapping[str, str], by: Actor) -> Job:
    city, year = snapshot.cycle.city, snapshot.cycle.year
    chosen = "".join(f", {options[name]}" for name in kind.options if name in options)
    return render_file.enqueue(
        title=f"{kind.title}{chosen}: {city.name} {year}, rekaman nomor {snapshot.number}",
        key=key_of(snapshot, kind, options),
        city=city,
        by=by,
        arguments={"snapshot": snapshot.pk, "kind": kind.slug, "options": dict(options)},
    )
