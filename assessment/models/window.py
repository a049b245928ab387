"""The 2 x 24 hour room: what the verifiers ask for, and the hours in which it may be completed."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from agencies.models import Agency, User
from assessment.models.cycle import Cycle
from assessment.models.snapshot import Snapshot


class Window(models.Model):
    """Listed items open once more for exactly `hours`; it answers to what a snapshot froze."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="windows")
    number = models.PositiveSmallIntegerField("nomor")
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="windows")
    opens_at = models.DateTimeField("dibuka")
    hours = models.PositiveSmallIntegerField("lama (jam)", validators=[MinValueValidator(1)])
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("-number",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cycle", "number"], name="window_unique"),
            models.CheckConstraint(name="window_has_hours", condition=Q(hours__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.cycle_id} ruang {self.number}"


class RequestItem(models.Model):
    """What verifiers ask of one agency about one question; no window: it waits for the next one.

    Points are canonical decimal text, exact on both databases: those at stake, and those that were
    proven in the snapshot (empty until the window is opened).
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="request_items")
    window = models.ForeignKey(Window, on_delete=models.PROTECT, null=True, related_name="items")
    question_code = models.CharField("pertanyaan", max_length=20)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="request_items")
    asked = models.TextField("yang diminta")
    reason = models.TextField("alasan", blank=True)
    owner = models.CharField("penanggung jawab", max_length=100, blank=True)
    points = models.CharField("poin dipertaruhkan", max_length=20)
    proven_before = models.CharField("terbukti sebelumnya", max_length=20, blank=True)
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar = [
            models.CheckConstraint(name="request_item_asks", condition=~Q(asked="")),
        ]
        indexes: ClassVar = [
            models.Index(fields=["cycle", "agency"], name="request_item_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.question_code} {self.agency_id}"
