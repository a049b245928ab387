"""Readings of the score over time, as the lines of the control room draw them."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.db import models

from assessment.models.cycle import Cycle


class ScoreReading(models.Model):
    """Points of a cycle at an instant, in hundredths, exact on both databases; None is unknown."""

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="readings")
    at = models.DateTimeField()
    claimed = models.PositiveIntegerField("klaim (perseratus)", null=True)
    proven = models.PositiveIntegerField("terbukti (perseratus)")
    verified = models.PositiveIntegerField("terverifikasi (perseratus)", null=True)

    class Meta:
        ordering = ("at", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cycle", "at"], name="reading_unique")
        ]

    def __str__(self) -> str:
        return f"{self.cycle_id} {self.at}"

    @property
    def claimed_points(self) -> Decimal | None:
        return None if self.claimed is None else Decimal(self.claimed) / 100

    @property
    def proven_points(self) -> Decimal:
        return Decimal(self.proven) / 100
