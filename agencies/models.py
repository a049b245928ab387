"""Who: province, city (the tenant), its agencies, territories and people. Storage only."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from agencies import roles

ZONES = [
    ("Asia/Jakarta", "WIB (Asia/Jakarta)"),
    ("Asia/Makassar", "WITA (Asia/Makassar)"),
    ("Asia/Jayapura", "WIT (Asia/Jayapura)"),
]


class Province(models.Model):
    code = models.CharField("kode Kemendagri", max_length=2, unique=True)
    name = models.CharField("nama", max_length=100)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class City(models.Model):
    """The tenant. Names and titles of people are settings of the city, not code."""

    class CityKind(models.TextChoices):
        KOTA = "kota", "Kota"
        KABUPATEN = "kabupaten", "Kabupaten"

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="cities")
    code = models.CharField("kode Kemendagri", max_length=5, unique=True)
    name = models.CharField("nama", max_length=100, help_text="Lengkap, misalnya Kota Bima.")
    kind = models.CharField("jenis", max_length=10, choices=CityKind.choices)
    timezone = models.CharField("zona waktu", max_length=20, choices=ZONES)
    secretariat_name = models.CharField("nama sekretariat", max_length=150, blank=True)
    letterhead = models.TextField(
        "kop surat",
        blank=True,
        help_text="Satu baris kop per baris, misalnya PEMERINTAH KOTA BIMA.",
    )
    address = models.CharField("alamat", max_length=200, blank=True)
    place = models.CharField("tempat penandatanganan", max_length=100, blank=True)
    chair_title = models.CharField("jabatan ketua gugus tugas", max_length=150, blank=True)
    signatory_title = models.CharField("jabatan penanda tangan", max_length=150, blank=True)
    signatory_name = models.CharField("nama penanda tangan", max_length=150, blank=True)
    signatory_rank = models.CharField("pangkat/golongan", max_length=100, blank=True)
    signatory_number = models.CharField("NIP", max_length=30, blank=True)
    minutes_pattern = models.CharField(
        "pola nomor berita acara",
        max_length=80,
        blank=True,
        help_text=(
            "Misalnya {nomor}/BA-KLA/{bulan}/{tahun}. Kosong berarti {nomor}/BA-KLA/{tahun}."
        ),
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("code",)
        constraints: ClassVar = [
            models.CheckConstraint(
                name="city_timezone_is_indonesian",
                condition=models.Q(timezone__in=[zone for zone, _ in ZONES]),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Agency(models.Model):
    """A regional agency (perangkat daerah) or a partner body that answers questions."""

    class AgencyKind(models.TextChoices):
        OPD = "opd", "Perangkat daerah"
        TERRITORY = "territory", "Kewilayahan"
        VERTICAL = "vertical", "Instansi vertikal"
        COMMUNITY = "community", "Lembaga masyarakat"
        BUSINESS = "business", "Dunia usaha"

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="agencies")
    abbreviation = models.CharField("singkatan", max_length=40)
    name = models.CharField("nama", max_length=150)
    kind = models.CharField("jenis", max_length=10, choices=AgencyKind.choices)
    instrument_name = models.CharField(
        "nama di instrumen",
        max_length=40,
        blank=True,
        help_text="Nama yang dipakai instrumen, misalnya DP3A. Boleh kosong.",
    )
    is_active = models.BooleanField("aktif", default=True)
    successor = models.ForeignKey(
        "self", verbose_name="penerus", on_delete=models.PROTECT, null=True, blank=True
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("abbreviation",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                "city",
                Lower("abbreviation"),
                name="agency_abbreviation_unique_per_city",
            ),
            models.UniqueConstraint(
                fields=["city", "instrument_name"],
                condition=~models.Q(instrument_name="") & models.Q(is_active=True),
                name="agency_instrument_name_unique_per_city",
            ),
        ]

    def __str__(self) -> str:
        return self.abbreviation


class Territory(models.Model):
    """A kecamatan or a desa/kelurahan; they answer the last score group one by one."""

    class TerritoryKind(models.TextChoices):
        KECAMATAN = "kecamatan", "Kecamatan"
        KELURAHAN = "kelurahan", "Desa/kelurahan"

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="territories")
    kind = models.CharField("jenis", max_length=10, choices=TerritoryKind.choices)
    name = models.CharField("nama", max_length=100)
    parent = models.ForeignKey(
        "self",
        verbose_name="kecamatan",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )

    class Meta:
        ordering = ("kind", "name")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["city", "kind", "name"],
                name="territory_name_unique_per_city",
            )
        ]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username=(username or "").lower())


class User(AbstractBaseUser):
    """A person who signs in by username; scope is the city and agency, or the province."""

    username = models.CharField("nama pengguna", max_length=60, unique=True)
    full_name = models.CharField("nama lengkap", max_length=150)
    position = models.CharField("jabatan", max_length=150, blank=True)
    role = models.CharField("peran", max_length=12, choices=roles.CHOICES)
    province = models.ForeignKey(
        Province,
        verbose_name="provinsi",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )
    city = models.ForeignKey(
        City, verbose_name="kota", on_delete=models.PROTECT, null=True, blank=True
    )
    agency = models.ForeignKey(
        Agency,
        verbose_name="perangkat daerah",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )
    phone = models.CharField("nomor WhatsApp", max_length=20, blank=True)
    email = models.EmailField("surel", blank=True)
    is_active = models.BooleanField("aktif", default=True)
    must_change_password = models.BooleanField("harus mengganti kata sandi", default=False)
    previous_login = models.DateTimeField("masuk sebelumnya", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = UserManager()

    USERNAME_FIELD = "username"
    #: Agencies that the person stands in for, by id; known once the actor of a request is.
    acted_agencies: dict[int, Agency]

    class Meta:
        ordering = ("full_name", "username")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="user_role_is_known",
                condition=models.Q(role__in=[code for code, _ in roles.CHOICES]),
            ),
            models.CheckConstraint(
                name="user_scope_matches_role",
                condition=(
                    models.Q(
                        role__in=sorted(roles.AGENCY_ROLES),
                        city__isnull=False,
                        agency__isnull=False,
                        province__isnull=True,
                    )
                    | models.Q(
                        role__in=sorted(roles.CITY_ROLES - roles.AGENCY_ROLES),
                        city__isnull=False,
                        agency__isnull=True,
                        province__isnull=True,
                    )
                    | models.Q(
                        role=roles.Role.VERIFIER,
                        city__isnull=True,
                        agency__isnull=True,
                        province__isnull=False,
                    )
                ),
            ),
            models.CheckConstraint(
                name="user_username_is_lower_case",
                condition=models.Q(username=Lower("username")),
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.username

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """Sessions end when password, role, scope or activity change, not only the password."""
        scope = (
            str(self.role),  # an enum in memory, plain text from the database
            self.city_id,
            self.agency_id,
            self.province_id,
            self.is_active,
        )
        value = f"{self.password}|{scope}"
        key_salt = "agencies.models.User.session"
        return salted_hmac(key_salt, value, secret=secret, algorithm="sha256").hexdigest()


def local_day(city: City, at: datetime) -> date:
    """The day that an instant falls on in the city's zone; it turns at midnight, to the second."""
    return at.astimezone(ZoneInfo(city.timezone)).date()


class DelegationQuerySet(models.QuerySet["Delegation"]):
    def in_force(self, city: City, at: datetime) -> DelegationQuerySet:
        """Those of the city's people that hold at an instant; a delegate who moved holds none."""
        today = local_day(city, at)
        fits = models.Q(person__role=roles.Role.HEAD) | models.Q(
            person__role=roles.Role.OPERATOR, person__agency=models.F("agency")
        )
        return self.filter(
            fits,
            agency__city=city,
            person__city=city,
            person__is_active=True,
            revoked_at__isnull=True,
            starts_on__lte=today,
            ends_on__gte=today,
        )


class Delegation(models.Model):
    """An acting head (Plt./Plh.): who stands in for the head of an agency, by which letter.

    Both days are included, in the zone of the city.
    """

    agency = models.ForeignKey(
        Agency,
        verbose_name="perangkat daerah",
        on_delete=models.PROTECT,
        related_name="delegations",
    )
    person = models.ForeignKey(
        User, verbose_name="penjabat", on_delete=models.PROTECT, related_name="delegations"
    )
    letter_number = models.CharField("nomor surat", max_length=60)
    starts_on = models.DateField("sejak")
    ends_on = models.DateField("sampai")
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        ordering = ("-starts_on", "-pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="delegation_ends_after_its_start",
                condition=models.Q(ends_on__gte=models.F("starts_on")),
            ),
            models.CheckConstraint(
                name="delegation_has_a_letter", condition=~models.Q(letter_number="")
            ),
            models.UniqueConstraint(
                fields=["agency", "starts_on"],
                condition=models.Q(revoked_at__isnull=True),
                name="delegation_one_start_per_agency",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.letter_number}"

    @property
    def title(self) -> str:
        """How the delegate signs in histories and receipts."""
        return f"Plt. Kepala, surat nomor {self.letter_number}"


class LoginThrottle(models.Model):
    """Failed sign-ins of one account from one source; slows guessing, locks nobody else out."""

    account = models.CharField(max_length=64)
    source = models.CharField(max_length=64)
    failures = models.PositiveIntegerField(default=0)
    last_failed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "source"], name="throttle_unique")
        ]

    def __str__(self) -> str:
        return f"{self.failures} x"


class FormToken(models.Model):
    """The answer that a form with this token already had; a repeat gets the first answer again."""

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    token = models.UUIDField()
    location = models.CharField(max_length=500)
    message = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "token"], name="form_token_unique")
        ]

    def __str__(self) -> str:
        return str(self.token)


class AuditEntry(models.Model):
    """One write, chained by hash per city; the database refuses every change of a row."""

    city = models.ForeignKey(City, on_delete=models.PROTECT, null=True, related_name="audit")
    chain = models.CharField(max_length=8, help_text="Kemendagri code of the city, or 'pusat'.")
    sequence = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    username = models.CharField(max_length=60)
    role = models.CharField(max_length=12, blank=True)
    agency = models.CharField(max_length=40, blank=True)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=60)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("chain", "sequence")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["chain", "sequence"], name="audit_sequence_unique")
        ]
        indexes: ClassVar = [
            models.Index(fields=["city", "subject", "subject_id"], name="audit_subject"),
            models.Index(fields=["city", "-at"], name="audit_recent"),
        ]

    def __str__(self) -> str:
        return f"{self.chain}/{self.sequence} {self.action}"
