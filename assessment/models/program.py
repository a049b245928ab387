"""Programmes (kegiatan): what an agency did, with whom, for whom, at what cost."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from agencies.models import Agency, City, User
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
    joint_agencies = models.ManyToManyField(
        Agency,
        verbose_name="perangkat daerah lain yang ikut",
        related_name="+",
        blank=True,
    )
    result = models.TextField("hasil", blank=True)
    obstacles = models.TextField("kendala", blank=True)
    documents = models.ManyToManyField(Document, verbose_name="dokumen", blank=True)
    copied_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="copies"
    )
    is_unchecked = models.BooleanField("salinan belum diperiksa", default=False)
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
            ),
            models.UniqueConstraint(
                fields=["cycle", "copied_from"], name="program_copied_once_per_cycle"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def copied_words(self) -> str:
        """`Disalin dari 2025, periksa`; needs copied_from and its cycle selected."""
        year = self.copied_from.cycle.year if self.copied_from else "tahun lalu"
        return f"Disalin dari {year}, periksa"


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


class Agreement(models.Model):
    """A signed agreement behind a programme, with those who sign beside its own agency."""

    class AgreementKind(models.TextChoices):
        MOU = "mou", "Nota kesepahaman (MoU)"
        PKS = "pks", "Perjanjian kerja sama (PKS)"
        OTHER = "other", "Perjanjian lain"

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="agreements")
    kind = models.CharField("jenis", max_length=5, choices=AgreementKind.choices)
    number = models.CharField("nomor", max_length=150, blank=True)
    date = models.DateField("tanggal", null=True, blank=True)
    valid_until = models.DateField("berlaku sampai", null=True, blank=True)
    agencies = models.ManyToManyField(
        Agency, verbose_name="perangkat daerah penanda tangan", related_name="+", blank=True
    )
    partners = models.ManyToManyField(
        Partner, verbose_name="mitra penanda tangan", related_name="agreements", blank=True
    )

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar = [
            models.CheckConstraint(
                name="agreement_validity_in_order",
                condition=Q(date__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(date__lte=F("valid_until")),
            )
        ]

    def __str__(self) -> str:
        return self.number or self.get_kind_display()


class DistinctPrograms(models.Model):
    """The secretariat's word that two programmes that look alike are not the same one."""

    first = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["first", "second"], name="distinct_programs_once"),
            models.CheckConstraint(
                name="distinct_programs_in_order", condition=Q(first__lt=F("second"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id}"


class DistinctPartners(models.Model):
    """The secretariat's word that spellings that look alike are different partners of the city.

    `spellings` are codes, kind and name; the word holds for any of them in any year.
    """

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="+")
    spellings = models.JSONField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.city_id} {self.spellings}"
