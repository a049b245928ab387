"""A contribution: what one agency (for one territory) answers to one question."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from agencies.models import Agency, Territory, User
from assessment.models.cycle import Cycle


class Contribution(models.Model):
    """`answer` is the JSON form of a typed answer (core.answers), null while not answered."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="contributions")
    question_code = models.CharField(max_length=20)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="contributions")
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, null=True, blank=True)
    answer = models.JSONField(null=True)
    note = models.TextField("penjelasan untuk laporan", blank=True)
    denominator_source = models.CharField("sumber penyebut", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ("question_code", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["cycle", "question_code", "agency"],
                condition=models.Q(territory__isnull=True),
                name="contribution_unique",
            ),
            models.UniqueConstraint(
                fields=["cycle", "question_code", "agency", "territory"],
                condition=models.Q(territory__isnull=False),
                name="contribution_unique_per_territory",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["cycle", "agency"], name="contribution_agency"),
            models.Index(fields=["cycle", "question_code"], name="contribution_question"),
        ]

    def __str__(self) -> str:
        return f"{self.question_code} {self.agency_id}"
