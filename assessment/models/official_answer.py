"""The official answer: one per cycle and question, decided by the secretariat."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from agencies.models import User
from assessment.models.cycle import Cycle


class OfficialAnswer(models.Model):
    """`fingerprint` is that of the contributions the decision saw; another one now means stale.

    `matrix` are the rows (programme and version) that went with it; null where none were recorded.
    `evidence` are the ids of the chosen citations; null means every accepted one.
    """

    class Decision(models.TextChoices):
        TAKEN = "taken", "Usulan diambil"
        CHOSEN = "chosen", "Jawaban satu perangkat daerah diambil"
        ADAPTED = "adapted", "Disesuaikan"
        NOT_APPLICABLE = "not_applicable", "Tidak berlaku"

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="official_answers")
    question_code = models.CharField(max_length=20)
    answer = models.JSONField()
    decision = models.CharField(max_length=14, choices=Decision.choices)
    reason = models.TextField("alasan", blank=True)
    narrative = models.TextField("narasi untuk laporan", blank=True)
    sources = models.JSONField(default=list)
    evidence = models.JSONField("bukti yang dipilih", null=True)
    matrix = models.JSONField("baris matriks", null=True)
    fingerprint = models.CharField(max_length=64)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("question_code",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cycle", "question_code"], name="official_unique"),
            models.CheckConstraint(
                name="official_adapted_has_reason",
                condition=Q(decision__in=["taken", "chosen"]) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_code} {self.decision}"
