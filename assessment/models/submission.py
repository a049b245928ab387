"""A submission: one agency's part of one indicator, its status and the history of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from agencies.models import Agency, User
from assessment.core import reasons
from assessment.core.workflow import Action, Status
from assessment.models.cycle import Cycle

STATUSES = [(status.value, status.label) for status in Status]
ACTIONS = [(action.value, action.label) for action in Action]


class Submission(models.Model):
    """Made on the first answer; no row means that nothing was filled in yet."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="submissions")
    indicator_code = models.CharField(max_length=20)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="submissions")
    status = models.CharField(max_length=14, choices=STATUSES, default=Status.DRAFT)
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("indicator_code", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["cycle", "indicator_code", "agency"], name="submission_unique"
            ),
            models.CheckConstraint(
                name="submission_status_is_known",
                condition=models.Q(status__in=[status.value for status in Status]),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["cycle", "status"], name="submission_status")]

    def __str__(self) -> str:
        return f"{self.indicator_code} {self.agency_id} {self.status}"


class StatusChange(models.Model):
    """One step of a submission's history, as people read it; `reason_code` is its kind."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="changes")
    action = models.CharField(max_length=10, choices=ACTIONS)
    source = models.CharField(max_length=14, choices=STATUSES)
    target = models.CharField(max_length=14, choices=STATUSES)
    reason = models.TextField(blank=True)
    reason_code = models.CharField(max_length=20, choices=reasons.CHOICES, blank=True, default="")
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    by_label = models.CharField(max_length=250)
    at = models.DateTimeField()
    content_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.submission_id} {self.action}"
