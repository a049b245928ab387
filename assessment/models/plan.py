"""What people add to the plan of points: better estimates, and scenarios that try answers out."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from agencies.models import User
from assessment.models.cycle import Cycle


class PlanEstimate(models.Model):
    """Days and chance of one question as somebody knows them; None keeps the default."""

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="plan_estimates")
    question_code = models.CharField(max_length=20)
    prove_days = models.PositiveSmallIntegerField(null=True)
    raise_days = models.PositiveSmallIntegerField(null=True)
    chance = models.PositiveSmallIntegerField(null=True)
    updated_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("question_code",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["cycle", "question_code"], name="plan_estimate_once_per_question"
            ),
            models.CheckConstraint(
                name="plan_estimate_chance_in_percent",
                condition=Q(chance__isnull=True) | Q(chance__lte=100),
            ),
        ]

    def __str__(self) -> str:
        return self.question_code


class Scenario(models.Model):
    """A sandbox that never touches stored answers; `base` is the print of what it began with."""

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="scenarios")
    name = models.CharField("nama", max_length=120)
    is_shared = models.BooleanField("dibagikan kepada gugus tugas", default=False)
    base = models.CharField(max_length=64)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="scenarios")
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("name", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["cycle", "owner", "name"], name="scenario_name_once_per_owner"
            ),
            models.CheckConstraint(name="scenario_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name


class ScenarioChange(models.Model):
    """One question tried out. Without an answer the present one stands; `is_proven` takes it as
    decided with complete evidence."""

    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="changes")
    question_code = models.CharField(max_length=20)
    answer = models.JSONField(null=True)
    is_proven = models.BooleanField("bukti dianggap lengkap", default=False)

    class Meta:
        ordering = ("question_code",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["scenario", "question_code"], name="scenario_change_once_per_question"
            ),
        ]

    def __str__(self) -> str:
        return self.question_code
