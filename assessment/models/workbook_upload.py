"""A workbook between its upload and its application; only its author sees it."""

from __future__ import annotations

from django.db import models

from agencies.models import Agency, User
from assessment.models.cycle import Cycle


class WorkbookUpload(models.Model):
    """`content` is the file in base64, `sheets` its cells, `result` the difference last shown;
    no agency: the secretariat's, for the whole city. `done` of `total` rows that differ were tried.

    Swept after some days: what it said is then in the answers and their history.
    """

    class UploadState(models.TextChoices):
        CHECKING = "checking", "Sedang diperiksa"
        READY = "ready", "Sudah diperiksa"
        FAILED = "failed", "Pemeriksaan terhenti"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="workbook_uploads")
    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, null=True, related_name="+")
    filename = models.CharField(max_length=150)
    content = models.TextField()
    sheets = models.JSONField()
    result = models.JSONField()
    state = models.CharField(max_length=8, choices=UploadState, default=UploadState.READY)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    touched_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
    applied_count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-arrived_at", "-pk")

    def __str__(self) -> str:
        return self.filename
