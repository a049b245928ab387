"""A snapshot: the frozen, numbered and hashed content of a cycle; the only source of reports."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from agencies.models import User
from assessment.models.cycle import Cycle


class Snapshot(models.Model):
    """`content` is canonical JSON text and never changes; claimed, proven repeat it for lists."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="snapshots")
    number = models.PositiveSmallIntegerField("nomor")
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    claimed = models.CharField("klaim", max_length=20, blank=True)
    proven = models.CharField("terbukti", max_length=20)
    # None where the snapshot is older than minutes; a column with a default would be made anew.
    minutes_number = models.CharField("nomor berita acara", max_length=100, null=True)  # noqa: DJ001
    reason = models.TextField("alasan", blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField("dibuat")

    class Meta:
        ordering = ("-number",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cycle", "number"], name="snapshot_unique")
        ]

    def __str__(self) -> str:
        return f"{self.cycle_id} nomor {self.number}"
