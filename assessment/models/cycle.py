"""A cycle: one city's self-assessment of one year, its calendar and who answers what."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from agencies.models import Agency, City, User
from assessment.models.instrument import InstrumentVersion


class Cycle(models.Model):
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="cycles")
    year = models.PositiveSmallIntegerField("tahun yang dievaluasi")
    instrument = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT)
    target_points = models.PositiveSmallIntegerField("target poin", default=600)
    filling_opens_at = models.DateTimeField("pengisian dibuka")
    filling_closes_at = models.DateTimeField("tenggat perangkat daerah")
    recap_closes_at = models.DateTimeField("penyerahan ke provinsi")
    cycle_closes_at = models.DateTimeField("siklus ditutup")
    window_start = models.DateField("bukti berlaku sejak")
    window_end = models.DateField("bukti berlaku sampai")
    reminder_days = models.CharField(
        "hari pengingat", max_length=40, default="14,7,3,1", blank=True
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-year",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["city", "year"], name="cycle_unique_per_city_and_year"),
            models.CheckConstraint(
                name="cycle_phases_in_order",
                condition=Q(filling_opens_at__lt=F("filling_closes_at"))
                & Q(filling_closes_at__lt=F("recap_closes_at"))
                & Q(recap_closes_at__lt=F("cycle_closes_at")),
            ),
            models.CheckConstraint(
                name="cycle_window_in_order",
                condition=Q(window_start__lte=F("window_end")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.city} {self.year}"


class Assignment(models.Model):
    """An agency answers a question; position 0 leads."""

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="assignments")
    question_code = models.CharField(max_length=20)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="assignments")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("question_code", "position", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["cycle", "question_code", "agency"], name="assignment_unique"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["cycle", "agency"], name="assignment_agency")]

    def __str__(self) -> str:
        return f"{self.question_code} {self.agency_id}"


class Extension(models.Model):
    """More time for one agency; an empty indicator code means all its indicators.

    `changed_*` say who last shortened or took it back, and why.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="extensions")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, verbose_name="perangkat daerah")
    indicator_code = models.CharField("indikator", max_length=20, blank=True)
    until = models.DateTimeField("sampai")
    reason = models.TextField("alasan")
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True)
    granted_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(null=True)
    change_reason = models.TextField("alasan perubahan", blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-granted_at", "-pk")
        constraints: ClassVar = [
            models.CheckConstraint(name="extension_has_reason", condition=~Q(reason=""))
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.until}"
