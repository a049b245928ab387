"""Work that a separate process does: one row a job, one row for each process that lives."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from agencies.models import City, User


class Job(models.Model):
    """A call of a task, see services.jobs. Swept some weeks after its end.

    `task` is the dotted name of the function, `arguments` what it is called with. Jobs of one `key`
    do the same work; `claim` names the taking of the job, so that a worker that was given up for
    lost cannot write over the one that took its job again.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Menunggu"
        RUNNING = "running", "Disusun"
        DONE = "done", "Siap"
        FAILED = "failed", "Gagal"
        CANCELLED = "cancelled", "Dibatalkan"

    task = models.CharField(max_length=120)
    key = models.CharField(max_length=200)
    arguments = models.JSONField()
    title = models.CharField(max_length=200)
    # None for what the system makes ahead.
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="jobs")
    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="+")
    is_big = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    words = models.CharField(max_length=200, blank=True)
    error = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    claim = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at", "-pk")
        indexes: ClassVar = [models.Index(fields=["state", "created_at"], name="job_state")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "key"],
                condition=Q(state__in=["waiting", "running"]),
                name="job_asked_once",
            ),
            models.UniqueConstraint(
                fields=["key"], condition=Q(state="running"), name="job_one_of_a_kind"
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(state="running", is_big=True),
                name="job_one_big_of_a_person",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def percent(self) -> int:
        return min(100, self.done * 100 // self.total) if self.total else 0


class WorkerSign(models.Model):
    """The sign of life of a worker process."""

    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M}"
