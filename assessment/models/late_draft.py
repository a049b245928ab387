"""A late draft: what a person sent after the cut-off; only its author sees it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from agencies.models import User
from assessment.models.cycle import Cycle


class LateDraft(models.Model):
    """The last text that arrived too late for one form; `address` is the form's own page.

    `fields` are the posted names and values in their order. It counts for nothing.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="late_drafts")
    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=200)
    address = models.CharField(max_length=300)
    fields = models.JSONField()
    arrived_at = models.DateTimeField()

    class Meta:
        ordering = ("-arrived_at", "-pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "cycle", "address"], name="late_draft_unique")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.title}"

    @property
    def texts(self) -> list[str]:
        """What the person typed, for reading and copying."""
        return [value for _, value in self.fields if value.strip()]
