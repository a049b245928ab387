"""Which question of the year before became which question of this cycle."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from agencies.models import User
from assessment.models.cycle import Cycle


class QuestionMapping(models.Model):
    """`entries` names for each earlier code the codes it became, none when it is gone. Without a
    row the mapping is the one that core.mapping proposes."""

    cycle = models.OneToOneField(Cycle, on_delete=models.PROTECT, related_name="mapping")
    entries = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ("pk",)

    def __str__(self) -> str:
        return f"{self.cycle_id}"
