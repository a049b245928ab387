"""What goes with handing over: how reports look, what was typed again, what the ministry shows."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from agencies.models import City, User
from assessment.models.cycle import Cycle


class ReportSetting(models.Model):
    """How a city's reports look and what the ministry's application takes. `crest` is a small PNG,
    `template` a checked DOCX, both base64; empty means none and the one that comes with us."""

    class Paper(models.TextChoices):
        A4 = "A4", "A4 (210 x 297 mm)"
        F4 = "F4", "F4 (215 x 330 mm)"

    city = models.OneToOneField(City, on_delete=models.PROTECT, related_name="report_setting")
    paper = models.CharField("ukuran kertas", max_length=2, choices=Paper.choices, default=Paper.A4)
    foreword = models.TextField("kata pengantar", blank=True)
    crest = models.TextField("lambang daerah", blank=True)
    template = models.TextField("templat DOCX", blank=True)
    template_name = models.CharField(max_length=150, blank=True)
    text_limit = models.PositiveIntegerField(
        "batas huruf uraian",
        default=1000,
        validators=[MinValueValidator(50), MaxValueValidator(20_000)],
    )
    file_limit = models.PositiveSmallIntegerField(
        "batas berkas (MB)", default=5, validators=[MinValueValidator(1), MaxValueValidator(25)]
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="report_setting_limits_are_possible",
                condition=Q(text_limit__gte=50, file_limit__gte=1),
            )
        ]

    def __str__(self) -> str:
        return f"{self.city_id} {self.paper}"


class RekeyTick(models.Model):
    """A question that was typed into the ministry's application. `digest` is of what was typed: it
    counts no longer once that differs."""

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="rekey_ticks")
    question_code = models.CharField("pertanyaan", max_length=20)
    digest = models.CharField(max_length=64)
    ticked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ticked_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cycle", "question_code"], name="rekey_tick_unique")
        ]

    def __str__(self) -> str:
        return f"{self.cycle_id} {self.question_code}"


class MinistryFigures(models.Model):
    """Points that the ministry's application shows, by code of indicator, as canonical text."""

    cycle = models.OneToOneField(Cycle, on_delete=models.CASCADE, related_name="ministry_figures")
    points = models.JSONField("nilai di aplikasi kementerian")
    updated_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.cycle_id} {len(self.points)}"
