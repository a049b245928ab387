"""Programmes (kegiatan): what an agency did, with whom, for whom, at what cost."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from agencies.models import Agency, User
from assessment.models.cycle import Cycle
from assessment.models.document import Document


class Program(models.Model):
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="programs")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="programs")
    title = models.CharField("nama kegiatan", max_length=300)
    activity = models.CharField("kegiatan (nomenklatur)", max_length=300, blank=True)
    sub_activity = models.CharField("subkegiatan", max_length=300, blank=True)
    place = models.CharField("tempat", max_length=200, blank=True)
    period_start = models.DateField("mulai", null=True, blank=True)
    period_end = models.DateField("selesai", null=True, blank=True)
    target_group = models.CharField("sasaran", max_length=300, blank=True)
    girls = models.PositiveIntegerField("anak perempuan", null=True, blank=True)
    boys = models.PositiveIntegerField("anak laki-laki", null=True, blank=True)
    disabled = models.PositiveIntegerField(
        "di antaranya penyandang disabilitas", null=True, blank=True
    )
    budget_planned = models.PositiveBigIntegerField("anggaran (rupiah)", null=True, blank=True)
    budget_realised = models.PositiveBigIntegerField("realisasi (rupiah)", null=True, blank=True)
    fund_source = models.CharField("sumber dana", max_length=150, blank=True)
    agreement_number = models.CharField("nomor perjanjian", max_length=150, blank=True)
    agreement_date = models.DateField("tanggal perjanjian", null=True, blank=True)
    joint_agencies = models.ManyToManyField(
        Agency,
        verbose_name="perangkat daerah lain yang menandatangani",
        related_name="+",
        blank=True,
    )
    result = models.TextField("hasil", blank=True)
    obstacles = models.TextField("kendala", blank=True)
    documents = models.ManyToManyField(Document, verbose_name="dokumen", blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ("title", "pk")
        indexes: ClassVar = [models.Index(fields=["cycle", "agency"], name="program_agency")]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="program_period_in_order",
                condition=Q(period_start__isnull=True)
                | Q(period_end__isnull=True)
                | Q(period_start__lte=F("period_end")),
            )
        ]

    def __str__(self) -> str:
        return self.title


class ProgramTarget(models.Model):
    """An indicator, and where known the question, that a programme serves."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="targets")
    indicator_code = models.CharField(max_length=20)
    question_code = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["program", "indicator_code", "question_code"],
                name="program_target_unique",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["indicator_code"], name="program_target_indicator")
        ]

    def __str__(self) -> str:
        return self.question_code or self.indicator_code


class Partner(models.Model):
    """A partner of a programme, by name and kind."""

    class PartnerKind(models.TextChoices):
        NGO = "ngo", "Lembaga masyarakat"
        BUSINESS = "business", "Dunia usaha"
        MEDIA = "media", "Media massa"
        UNIVERSITY = "university", "Perguruan tinggi"
        VERTICAL = "vertical", "Instansi vertikal"
        DONOR = "donor", "Lembaga donor"
        FOUNDATION = "foundation", "Yayasan"

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="partners")
    name = models.CharField("nama", max_length=150)
    kind = models.CharField("jenis", max_length=12, choices=PartnerKind.choices)

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["program", "name"], name="partner_unique_per_program")
        ]

    def __str__(self) -> str:
        return self.name
