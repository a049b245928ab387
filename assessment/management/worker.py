"""The loop of a worker process: takes jobs one after the other, gives signs of life, ends cleanly.

Knows no task. A job that is running when the process is asked to end waits for the next worker.
"""

from __future__ import annotations

import logging
import os
import signal
import time
from contextlib import suppress
from types import FrameType

from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from assessment.management.render_report import place_of
from assessment.models import WorkerSign
from assessment.services import jobs

logger = logging.getLogger("kla.worker")
IDLE_SECONDS = 1.0
BEAT_SECONDS = 15.0
#: While the database does not answer.
RETRY_SECONDS = 5.0


class Worker:
    """follow: the process whose end ends the worker too (0: none)."""

    def __init__(self, follow: int = 0) -> None:
        self._follow = follow
        self._stopped = False
        self._sign: WorkerSign | None = None
        self._beaten = 0.0

    def stop_on_signals(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)

    def work(self, *, once: bool = False) -> int:
        """Take jobs until asked to end (once: until none can be taken); how many were taken."""
        taken = 0
        while not self._is_over():
            try:
                run = self._next()
                if run is not None:
                    taken += 1
                    self._perform(run)
            except DatabaseError as error:
                if once:
                    raise
                logger.warning("basis data: %s", type(error).__name__)
                close_old_connections()
                time.sleep(RETRY_SECONDS)
                continue
            if run is None:
                if once:
                    break
                time.sleep(IDLE_SECONDS)
        self._sign_out()
        return taken

    def _next(self) -> jobs.Run | None:
        self._beat()
        return jobs.take(self._look_up)

    def _perform(self, run: jobs.Run) -> None:
        name, started = f"{run.job.pk} {run.job.key}", time.monotonic()
        try:
            message = _outcome(run)
            if message:
                run.fail(message)
            else:
                run.finish()
        except jobs.JobGoneError:
            logger.info("tidak diperlukan lagi: %s", name)
        except jobs.WorkerStoppedError:
            run.give_back()
        else:
            seconds = time.monotonic() - started
            logger.info("%s: %s, %.1f detik", "gagal" if message else "selesai", name, seconds)

    def _look_up(self) -> None:
        """Between two steps of a job."""
        if self._is_over():
            raise jobs.WorkerStoppedError
        self._beat()

    def _beat(self) -> None:
        """A sign of life, and a look after workers that give none, four times a minute."""
        if self._sign is not None and time.monotonic() - self._beaten < BEAT_SECONDS:
            return
        now, self._beaten = timezone.now(), time.monotonic()
        if self._sign is None:
            self._sign = jobs.sign_in_worker(now)
        else:
            WorkerSign.objects.filter(pk=self._sign.pk).update(seen_at=now)
        jobs.recover_lost(now)

    def _sign_out(self) -> None:
        if self._sign is not None:
            with suppress(DatabaseError):
                self._sign.delete()

    def _is_over(self) -> bool:
        return self._stopped or bool(self._follow and not _is_running(self._follow))

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._stopped = True


def _outcome(run: jobs.Run) -> str:
    """Why the task failed, for people; empty when it did not."""
    try:
        run.perform()
    except (jobs.JobGoneError, jobs.WorkerStoppedError, DatabaseError):
        raise
    except jobs.JobFailedError as error:
        return str(error)
    except Exception as error:
        logger.error("galat: %s: %s", run.job.key, place_of(error))
        return "Pekerjaan ini berhenti karena galat pada server."
    return ""


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
