"""Coordination meetings (rakor): when, about what, who was there, what was said."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from agencies.models import Agency, User
from assessment.models.cycle import Cycle


class Meeting(models.Model):
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="meetings")
    held_on = models.DateField("tanggal")
    place = models.CharField("tempat", max_length=200, blank=True)
    agenda = models.TextField("agenda")
    minutes = models.TextField("notulen", blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-held_on", "-pk")
        constraints: ClassVar = [
            models.CheckConstraint(name="meeting_has_an_agenda", condition=~Q(agenda=""))
        ]
        indexes: ClassVar = [models.Index(fields=["cycle", "-held_on"], name="meeting_recent")]

    def __str__(self) -> str:
        return f"{self.cycle_id} {self.held_on}"


class Attendance(models.Model):
    """Whether an agency came; nothing is known of an agency without a row."""

    class Presence(models.TextChoices):
        PRESENT = "present", "Hadir"
        REPRESENTED = "represented", "Diwakili"
        ABSENT = "absent", "Tidak hadir"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendance")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    presence = models.CharField("kehadiran", max_length=11, choices=Presence.choices)
    representative = models.CharField("diwakili oleh", max_length=150, blank=True)

    class Meta:
        ordering = ("agency__abbreviation", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "agency"], name="attendance_unique"),
            models.CheckConstraint(
                name="attendance_names_the_representative",
                condition=(
                    Q(presence="represented") & ~Q(representative="")
                    | Q(presence__in=["present", "absent"], representative="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.agency_id} {self.presence}"
