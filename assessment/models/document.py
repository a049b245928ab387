"""Evidence: the stored bytes, the document they are, and its citations by answers."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from agencies.models import Agency, City, User
from assessment.core import reasons
from assessment.models.contribution import Contribution


class StoredFile(models.Model):
    """Bytes kept once per city; `name` is generated and relative to the evidence store."""

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="files")
    sha256 = models.CharField(max_length=64)
    source_sha256 = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=100, unique=True)
    size = models.PositiveIntegerField()
    mime = models.CharField(max_length=100)
    extension = models.CharField(max_length=5)
    pages = models.PositiveIntegerField(null=True)
    likeness = models.CharField(max_length=16, blank=True, default="")
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["city", "sha256"], name="file_unique_per_city")
        ]

    def __str__(self) -> str:
        return self.sha256[:12]


class Document(models.Model):
    """A document of evidence, kept once and cited by many answers."""

    class DocumentKind(models.TextChoices):
        REGULATION = "regulation", "Peraturan/keputusan"
        DECREE = "decree", "SK"
        BUDGET = "budget", "Dokumen anggaran (DPA/APBD)"
        REPORT = "report", "Laporan/hasil evaluasi"
        PHOTO = "photo", "Foto berketerangan"
        MATRIX = "matrix", "Matriks isian"
        ATTENDANCE = "attendance", "Daftar hadir"
        CERTIFICATE = "certificate", "Sertifikat"
        AGREEMENT = "agreement", "Perjanjian kerja sama"
        PROCEDURE = "procedure", "SOP"
        OTHER = "other", "Dokumen pendukung"

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="documents")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="documents")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="documents")
    filename = models.CharField("nama berkas", max_length=150)
    title = models.CharField("judul", max_length=300)
    kind = models.CharField("jenis", max_length=12, choices=DocumentKind.choices)
    number = models.CharField("nomor", max_length=150, blank=True)
    issuer = models.CharField("penerbit", max_length=150, blank=True)
    date = models.DateField("tanggal dokumen", null=True, blank=True)
    valid_until = models.DateField("berlaku sampai", null=True, blank=True)
    is_signed = models.BooleanField("bertanda tangan", default=False)
    is_restricted = models.BooleanField(
        "rahasia",
        default=False,
        help_text="Hanya dilihat perangkat daerah ini dan sekretariat.",
    )
    version = models.PositiveIntegerField(default=1)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        ordering = ("-uploaded_at", "-pk")
        indexes: ClassVar = [models.Index(fields=["city", "agency"], name="document_agency")]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="document_validity_in_order",
                condition=Q(date__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(date__lte=F("valid_until")),
            )
        ]

    def __str__(self) -> str:
        return self.title


class Citation(models.Model):
    """A document used for one evidence item of one agency's answer; `reason` is the refusal in
    words, `reason_code` its kind (empty where it was refused before codes existed)."""

    class CitationState(models.TextChoices):
        PENDING = "pending", "Menunggu diperiksa"
        ACCEPTED = "accepted", "Diterima"
        REFUSED = "refused", "Ditolak"

    contribution = models.ForeignKey(
        Contribution, on_delete=models.CASCADE, related_name="citations"
    )
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="citations")
    item = models.PositiveSmallIntegerField(
        "butir bukti", help_text="Urutan di instrumen, mulai 0."
    )
    pages = models.CharField("halaman", max_length=60, blank=True)
    note = models.CharField("keterangan", max_length=500, blank=True)
    state = models.CharField(
        max_length=8, choices=CitationState.choices, default=CitationState.PENDING
    )
    reason_code = models.CharField(max_length=20, choices=reasons.CHOICES, blank=True, default="")
    reason = models.CharField("alasan penolakan", max_length=600, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("item", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["contribution", "document", "item"], name="citation_unique"
            ),
            models.CheckConstraint(
                name="citation_refusal_has_reason",
                condition=~Q(state="refused") | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} > {self.contribution_id}"
