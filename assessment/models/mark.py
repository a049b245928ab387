"""Marks of verification: points given by the province or the ministry, in hundredths."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from agencies.models import User
from assessment.models.cycle import Cycle


class Mark(models.Model):
    """Points of one indicator at one stage, as integer hundredths, exact on both databases."""

    class Stage(models.TextChoices):
        VA = "va", "Verifikasi administrasi"
        FIELD = "field", "Verifikasi lapangan"
        FINAL = "final", "Nilai akhir"

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="marks")
    indicator_code = models.CharField(max_length=20)
    stage = models.CharField("tahap", max_length=5, choices=Stage.choices)
    hundredths = models.PositiveIntegerField("nilai (perseratus)")
    reason = models.TextField("catatan", blank=True)
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("indicator_code", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cycle", "indicator_code", "stage"], name="mark_unique")
        ]

    def __str__(self) -> str:
        return f"{self.indicator_code} {self.stage} {self.hundredths}"
