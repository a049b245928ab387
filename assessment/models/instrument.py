"""Versions of the instrument: immutable JSON documents, national or of one city."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from agencies.models import City


class InstrumentVersion(models.Model):
    """`document` is the canonical JSON text; its SHA-256 is the identity used for parsing once."""

    code = models.CharField("kode", max_length=60)
    title = models.CharField("judul", max_length=200)
    year = models.PositiveSmallIntegerField("tahun")
    city = models.ForeignKey(City, on_delete=models.PROTECT, null=True, blank=True)
    checksum = models.CharField(max_length=64)
    document = models.TextField()
    source = models.CharField("asal berkas", max_length=200, blank=True)
    mismatches = models.JSONField("selisih yang diterima", default=list)
    loaded_at = models.DateTimeField()

    class Meta:
        ordering = ("-year", "code", "-loaded_at")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["checksum"],
                condition=models.Q(city__isnull=True),
                name="instrument_checksum_unique_national",
            ),
            models.UniqueConstraint(
                fields=["city", "checksum"],
                condition=models.Q(city__isnull=False),
                name="instrument_checksum_unique_per_city",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.checksum[:8]})"
