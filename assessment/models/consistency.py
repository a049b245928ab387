"""Consistency: figures of the city that are written once, and findings that were set aside."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from agencies.models import User
from assessment.models.cycle import Cycle


class CityFact(models.Model):
    """The reference value of a fact (core.city_facts) to which all answers are held."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="city_facts")
    code = models.CharField(max_length=40)
    label = models.CharField("angka", max_length=200)
    value = models.PositiveBigIntegerField("nilai acuan")
    source = models.CharField("sumber", max_length=200)
    as_of = models.DateField("keadaan tanggal", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ("code",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cycle", "code"], name="city_fact_unique"),
            models.CheckConstraint(name="city_fact_has_source", condition=~Q(source="")),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.value}"


class ConsistencyWaiver(models.Model):
    """A finding that may stand; `fingerprint` is that of the figures it covers: others lapse it."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="waivers")
    rule = models.CharField(max_length=20)
    subject = models.CharField(max_length=150)
    fingerprint = models.CharField(max_length=64)
    reason = models.TextField("alasan")
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ("rule", "subject")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cycle", "rule", "subject"], name="waiver_unique"),
            models.CheckConstraint(name="waiver_has_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.subject}"
