"""Reminders that went out: to whom, about which step before the deadline, saying what (a hash)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from agencies.models import Agency, User
from assessment.models.cycle import Cycle


class ReminderLog(models.Model):
    """`step` is the days before the deadline of a scheduled reminder, None for one sent by hand.

    The text itself is not kept: its hash shows whether two people got the same.
    """

    class Channel(models.TextChoices):
        WHATSAPP = "wa", "WhatsApp"
        EMAIL = "email", "Surel"
        COPY = "copy", "Disalin"

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="reminders")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    recipient = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    channel = models.CharField("saluran", max_length=5, choices=Channel.choices)
    deadline_at = models.DateTimeField("tenggat")
    step = models.PositiveSmallIntegerField("hari sebelum tenggat", null=True)
    text_hash = models.CharField(max_length=64)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ("-sent_at", "-pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["cycle", "agency", "recipient", "channel", "deadline_at", "step"],
                condition=Q(step__isnull=False),
                name="reminder_once_per_step",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["cycle", "agency"], name="reminder_of_agency")]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.channel} {self.sent_at}"
