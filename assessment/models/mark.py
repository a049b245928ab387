"""Marks of verification: points given by the province or the ministry, in hundredths."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import Q

from agencies.models import User
from assessment.models.cycle import Cycle
from assessment.models.document import Document


class Mark(models.Model):
    """Points of a question, an indicator or the total at one stage, as integer hundredths, exact on
    both databases. The total has an empty code."""

    class Level(models.TextChoices):
        QUESTION = "question", "Pertanyaan"
        INDICATOR = "indicator", "Indikator"
        TOTAL = "total", "Seluruhnya"

    class Stage(models.TextChoices):
        VA = "va", "Verifikasi administrasi"
        FIELD = "field", "Verifikasi lapangan"
        FINAL = "final", "Nilai akhir"

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="marks")
    level = models.CharField(
        "tingkat", max_length=9, choices=Level.choices, default=Level.INDICATOR
    )
    code = models.CharField(max_length=20, blank=True)
    stage = models.CharField("tahap", max_length=5, choices=Stage.choices)
    hundredths = models.PositiveIntegerField("nilai (perseratus)")
    reason = models.TextField("catatan", blank=True)
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("level", "code", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cycle", "level", "code", "stage"], name="mark_unique"),
            models.CheckConstraint(
                name="mark_total_has_no_code",
                condition=Q(level="total", code="") | (~Q(level="total") & ~Q(code="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level} {self.code} {self.stage} {self.hundredths}"

    @property
    def points(self) -> Decimal:
        return Decimal(self.hundredths) / 100


class MarkReply(models.Model):
    """What the city says to a mark, with new evidence where it has some; never changed.

    It speaks of one version of the mark. The document is named in words too: they stay when the
    library loses it, and verifiers read them without the file.
    """

    mark = models.ForeignKey(Mark, on_delete=models.PROTECT, related_name="replies")
    mark_version = models.PositiveIntegerField("versi nilai")
    text = models.TextField("tanggapan")
    document = models.ForeignKey(
        Document, on_delete=models.SET_NULL, null=True, related_name="mark_replies"
    )
    document_label = models.CharField("bukti baru", max_length=500, blank=True)
    pages = models.CharField("halaman", max_length=100, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    by_label = models.CharField(max_length=250)
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(name="mark_reply_has_text", condition=~Q(text=""))
        ]

    def __str__(self) -> str:
        return f"{self.mark_id} {self.at}"
