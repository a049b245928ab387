"""Agreed actions (tindak lanjut): who does what until when, and whether it is done."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from agencies.models import Agency, User
from assessment.models.cycle import Cycle
from assessment.models.meeting import Meeting


class ActionItem(models.Model):
    """Without an agency it is the secretariat's; `owner` is the person who answers for it."""

    class Source(models.TextChoices):
        MEETING = "rakor", "Rakor"
        PLAN = "rencana", "Rencana poin"
        VERIFICATION = "verifikasi", "Verifikasi"

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="action_items")
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="action_items"
    )
    question_code = models.CharField("pertanyaan", max_length=20, blank=True)
    title = models.CharField("tindak lanjut", max_length=200)
    detail = models.TextField("keterangan", blank=True)
    owner = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="action_items"
    )
    due_on = models.DateField("paling lambat", null=True, blank=True)
    source = models.CharField("asal", max_length=10, choices=Source.choices)
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="actions"
    )
    is_done = models.BooleanField("selesai", default=False)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    done_note = models.TextField("catatan penyelesaian", blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("is_done", models.F("due_on").asc(nulls_last=True), "pk")
        constraints: ClassVar = [
            models.CheckConstraint(name="action_has_a_title", condition=~Q(title="")),
            models.CheckConstraint(
                name="action_done_has_its_instant",
                condition=Q(is_done=True, done_at__isnull=False)
                | Q(is_done=False, done_at__isnull=True, done_by__isnull=True, done_note=""),
            ),
            models.CheckConstraint(
                name="action_of_a_meeting_comes_from_it",
                condition=Q(meeting__isnull=True) | Q(source="rakor"),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["cycle", "agency", "is_done"], name="action_of_agency")
        ]

    def __str__(self) -> str:
        return self.title
