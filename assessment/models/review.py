"""What the secretariat lays beside an agency's part: reviewers, remarks, lower values."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from agencies.models import Agency, User
from assessment.core import reasons
from assessment.models.contribution import Contribution
from assessment.models.cycle import Cycle


class ReviewerAssignment(models.Model):
    """A person of the secretariat reviews a cluster; several may share one."""

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="reviewers")
    cluster_code = models.CharField(max_length=20)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="reviewed_clusters")

    class Meta:
        ordering = ("cluster_code", "user__full_name", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cycle", "cluster_code", "user"], name="reviewer_once")
        ]

    def __str__(self) -> str:
        return f"{self.cluster_code} {self.user_id}"


class ReviewNote(models.Model):
    """A remark between the secretariat and one agency on one question, until it is resolved."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="review_notes")
    indicator_code = models.CharField(max_length=20)
    question_code = models.CharField(max_length=20)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="review_notes")
    text = models.TextField("catatan")
    is_from_agency = models.BooleanField(default=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    by_label = models.CharField(max_length=250)
    at = models.DateTimeField()
    resolved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("at", "pk")
        indexes: ClassVar = [models.Index(fields=["cycle", "agency"], name="review_note_agency")]
        constraints: ClassVar = [
            models.CheckConstraint(name="review_note_has_text", condition=~Q(text=""))
        ]

    def __str__(self) -> str:
        return f"{self.question_code} {self.agency_id} {self.at}"


class LowerValue(models.Model):
    """The value that the secretariat accepts for an agency's answer, lower than the agency's own.

    `lowered_from` is the answer it speaks of; while the agency's answer is another one, it does not
    count (core.lowering).
    """

    contribution = models.OneToOneField(
        Contribution, on_delete=models.CASCADE, related_name="lower_value"
    )
    answer = models.JSONField()
    lowered_from = models.JSONField()
    reason_code = models.CharField(max_length=20, choices=reasons.CHOICES)
    reason = models.TextField("alasan")
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="lower_value_has_reason", condition=~Q(reason=""))
        ]

    def __str__(self) -> str:
        return f"{self.contribution_id} {self.reason_code}"
