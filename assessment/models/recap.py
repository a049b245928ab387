"""Last year's recap of a city: the file as it was read, what was taken from it as proposals, and
the names of agencies that people confirmed."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.db import models

from agencies.models import Agency, City, User
from assessment.models.cycle import Cycle


class RecapImport(models.Model):
    """`sheets` are the cells of the file, `mapping` what its columns hold.

    `accepted` are the assignments taken over from it, by question: ids before and after, so that
    they can be put back.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="recaps")
    filename = models.CharField(max_length=150)
    sheets = models.JSONField()
    mapping = models.JSONField()
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField()
    applied_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    accepted = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-uploaded_at", "-pk")

    def __str__(self) -> str:
        return self.filename

    @property
    def is_applied(self) -> bool:
        return self.applied_at is not None and self.undone_at is None


class RecapValue(models.Model):
    """What a recap says of a question: worth nothing, shown as last year's.

    Points are canonical decimal strings, empty where the recap says none; `agencies` are the ids
    that it proposes, the leading one first; `place` is the sheet and cell where it stands.
    """

    recap = models.ForeignKey(RecapImport, on_delete=models.CASCADE, related_name="values")
    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="+")
    question_code = models.CharField(max_length=20)
    maximum = models.CharField(max_length=40, blank=True)
    value = models.CharField(max_length=40, blank=True)
    agencies = models.JSONField(default=list)
    place = models.CharField(max_length=80)

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cycle", "question_code"], name="recap_value_unique")
        ]

    def __str__(self) -> str:
        return f"{self.question_code} {self.value}"

    @property
    def points(self) -> Decimal | None:
        return Decimal(self.value) if self.value else None

    @property
    def top(self) -> Decimal | None:
        return Decimal(self.maximum) if self.maximum else None


class AgencyAlias(models.Model):
    """A name in other people's tables, confirmed once for the city; without an agency it is left
    out. `key` is the name without case and punctuation."""

    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    name = models.CharField("nama di rekap", max_length=200)
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, null=True, related_name="aliases")
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField()

    class Meta:
        ordering = ("key",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["city", "key"], name="agency_alias_unique")
        ]

    def __str__(self) -> str:
        return self.name
