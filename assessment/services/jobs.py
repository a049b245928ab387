"""Jobs: work for a separate process, shaped like Django Tasks (`@task`, `.enqueue()`).

A row is taken by one worker at a time: on PostgreSQL with SKIP LOCKED, on SQLite because every
transaction is IMMEDIATE. Knows no report and no process; what a task does is its own affair.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.module_loading import import_string

from agencies import audit
from agencies.actors import Actor
from agencies.errors import ConflictError
from agencies.models import City
from assessment import policies
from assessment.models import Job, WorkerSign

State = Job.State
ACTIVE = (State.WAITING, State.RUNNING)
FINISHED = (State.DONE, State.FAILED, State.CANCELLED)
#: A worker that was silent for so long is lost, and its job is taken again.
LOST_AFTER = timedelta(seconds=60)
MOST_ATTEMPTS = 3
#: Jobs of one person that may be open at once.
MOST_OPEN = 20
KEEP = timedelta(days=30)


class JobFailedError(Exception):
    """A task cannot be carried out; the message is Indonesian and shown to the person."""


class JobGoneError(Exception):
    """The job is no longer this worker's: it was cancelled, or taken by another."""


class WorkerStoppedError(Exception):
    """The worker was asked to end; its job waits for the next one."""


@dataclass(frozen=True, slots=True)
class Task:
    """A function that workers call as function(run, **arguments); found again by its name.

    is_big: of one person only one such job runs at a time.
    """

    function: Callable[..., None]
    is_big: bool

    @property
    def name(self) -> str:
        return f"{self.function.__module__}.{self.function.__qualname__}"

    def enqueue(
        self, *, title: str, key: str, city: City, by: Actor, arguments: dict[str, Any]
    ) -> Job:
        """The job that waits for a worker; the open one when the person has asked already.

        Raises ConflictError when too much of this person is open.
        """
        opened = Job.objects.filter(Q(user=by.user_id), state__in=ACTIVE)
        known = opened.filter(key=key).first()
        if known is not None:
            return known
        if by.user_id is not None and opened.count() >= MOST_OPEN:
            raise ConflictError(
                f"Sudah {MOST_OPEN} berkas Anda yang menunggu. Tunggu sampai sebagian selesai, "
                "atau batalkan yang tidak perlu."
            )
        return Job.objects.create(
            task=self.name,
            key=key,
            arguments=arguments,
            title=title[:200],
            user_id=by.user_id,
            city=city,
            is_big=self.is_big,
            created_at=by.at,
        )


def task(*, is_big: bool = False) -> Callable[[Callable[..., None]], Task]:
    """Makes a function at the top of a module a task."""
    return lambda function: Task(function, is_big)


class Run:
    """One taking of a job: tells progress, and learns whether the job is still wanted."""

    def __init__(self, job: Job, beat: Callable[[], None] = lambda: None) -> None:
        self.job = job
        self._beat = beat

    def perform(self) -> None:
        """Call the task; whatever it raises passes through."""
        found = import_string(self.job.task)
        if not isinstance(found, Task):
            raise JobFailedError("Pekerjaan ini tidak dikenal oleh versi yang berjalan.")
        found.function(self, **self.job.arguments)

    def progress(self, done: int, total: int, words: str) -> None:
        """Say how far it is; at least every half minute. Raises JobGoneError, and
        WorkerStoppedError when the process is to end."""
        self._beat()
        self._store(done=done, total=total, words=words[:200], heartbeat_at=timezone.now())

    def finish(self) -> None:
        total = F("total")
        self._store(state=State.DONE, done=total, error="", finished_at=timezone.now())

    def fail(self, message: str) -> None:
        self._store(state=State.FAILED, error=message[:300], finished_at=timezone.now())

    def give_back(self) -> None:
        """The job waits again as if it had not been taken."""
        self._store(state=State.WAITING, claim=None, attempts=F("attempts") - 1)

    def _store(self, **values: Any) -> None:
        own = Job.objects.filter(pk=self.job.pk, state=State.RUNNING, claim=self.job.claim)
        if not own.update(**values):
            raise JobGoneError


def take(beat: Callable[[], None] = lambda: None) -> Run | None:
    """The oldest waiting job that may run now, claimed for the caller; None when there is none.

    Jobs of a kind that runs already, and a person's second big one, are passed over. Where two
    workers choose at the same instant, the constraints decide and the loser looks again.
    """
    while Job.objects.filter(state=State.WAITING).exists():
        try:
            job = _claimed(timezone.now())
        except IntegrityError:
            continue
        return Run(job, beat) if job else None
    return None


@transaction.atomic
def _claimed(now: datetime) -> Job | None:
    running = Job.objects.filter(state=State.RUNNING)
    big = running.filter(is_big=True, user__isnull=False)
    job = (
        Job.objects.select_for_update(skip_locked=True)
        .filter(state=State.WAITING)
        .exclude(key__in=running.values("key"))
        .exclude(is_big=True, user__in=big.values("user"))
        .order_by("created_at", "pk")
        .first()
    )
    if job is None:
        return None
    job.state, job.claim, job.attempts = State.RUNNING, uuid.uuid4(), job.attempts + 1
    job.heartbeat_at = now
    job.done = job.total = 0
    job.words = job.error = ""
    job.save()
    return job


def recover_lost(now: datetime) -> int:
    """Jobs whose worker fell silent wait again, or fail after too many attempts; how many."""
    lost = Job.objects.filter(state=State.RUNNING, heartbeat_at__lt=now - LOST_AFTER)
    given_up = lost.filter(attempts__gte=MOST_ATTEMPTS).update(
        state=State.FAILED,
        error=f"Pekerjaan ini terputus {MOST_ATTEMPTS} kali, mungkin karena memori server habis.",
        finished_at=now,
    )
    return given_up + lost.update(state=State.WAITING, claim=None)


@transaction.atomic
def cancel(*, job: Job, by: Actor) -> None:
    """A job that waits or runs is not carried on; ConflictError when it has ended."""
    _locked(job)
    stopped = Job.objects.filter(pk=job.pk, state__in=ACTIVE).update(
        state=State.CANCELLED, finished_at=by.at, seen_at=by.at
    )
    if not stopped:
        raise ConflictError("Berkas ini sudah selesai; tidak ada yang dibatalkan.")
    _record(job, "job.cancel", by)


@transaction.atomic
def retry(*, job: Job, by: Actor) -> None:
    """A job that ended waits again: one that is done, because its file was made by an earlier
    version of the program and is gone. ConflictError while it or its like is open."""
    _locked(job)
    same = Job.objects.filter(user=job.user, key=job.key, state__in=ACTIVE)
    ended = Job.objects.filter(pk=job.pk, state__in=FINISHED)
    if same.exists() or not ended.update(
        state=State.WAITING,
        attempts=0,
        created_at=by.at,
        error="",
        words="",
        done=0,
        total=0,
        finished_at=None,
        seen_at=None,
    ):
        raise ConflictError("Berkas ini sudah menunggu atau sedang disusun.")
    _record(job, "job.retry", by)


def note_seen(*, by: Actor, key: str | None = None) -> None:
    """The person knows how the jobs ended (those of one key, or all); they are no news any more."""
    rows = policies.visible_jobs(by).filter(state__in=FINISHED, seen_at=None)
    (rows if key is None else rows.filter(key=key)).update(seen_at=by.at)


def sign_in_worker(now: datetime) -> WorkerSign:
    """The sign of life of a new worker; those of workers long dead are removed."""
    WorkerSign.objects.filter(seen_at__lt=now - KEEP).delete()
    return WorkerSign.objects.create(started_at=now, seen_at=now)


def is_worker_alive(now: datetime) -> bool:
    return WorkerSign.objects.filter(seen_at__gte=now - LOST_AFTER).exists()


def sweep_jobs(now: datetime) -> int:
    """Remove jobs that ended long ago; how many."""
    count, _ = Job.objects.filter(state__in=FINISHED, finished_at__lt=now - KEEP).delete()
    return count


def _locked(job: Job) -> None:
    """The city first, as all writes that end in its audit trail."""
    City.objects.select_for_update(no_key=True).get(pk=job.city_id)


def _record(job: Job, action: str, by: Actor) -> None:
    audit.record(
        by=by,
        action=action,
        subject="job",
        subject_id=job.pk,
        after={"title": job.title},
        city_id=job.city_id,
    )
