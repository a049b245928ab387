"""Forms of people and agencies: fields and their types. They check shapes and never save."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.db.models import Q, QuerySet

from agencies.actors import Actor
from agencies.form_words import NamedFields
from agencies.models import ZONES, Agency, City, Territory, User
from agencies.policies import (
    delegable_agencies,
    possible_delegates,
    visible_agencies,
    visible_territories,
)
from agencies.roles import CITY_ROLES, LABELS, Role
from agencies.services.agencies import AgencyFields
from agencies.services.cities import LENGTHS, CitySettings
from agencies.services.delegations import DelegationFields
from agencies.services.people import NewPerson, PersonFields
from agencies.services.sign_in import normal_username
from agencies.services.territories import TerritoryFields, version_of

MAX_VERSION = 2**31 - 1


class VersionField(forms.IntegerField):
    """The hidden number of the version that the person saw."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(label="Nomor versi", min_value=1, max_value=MAX_VERSION)


class VersionForm(NamedFields, forms.Form):
    """A press of a button on a row: only the version that the person saw."""

    version = VersionField()


class SignInForm(AuthenticationForm):
    """The same answer for a wrong password, an unknown name and a closed account."""

    error_messages = {
        "invalid_login": (
            "Nama pengguna atau kata sandi tidak cocok. Periksa keduanya, lalu coba lagi."
        ),
        "inactive": "Nama pengguna atau kata sandi tidak cocok. Periksa keduanya, lalu coba lagi.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Nama pengguna"
        self.fields["password"].label = "Kata sandi"

    def clean_username(self) -> str:
        return normal_username(self.cleaned_data["username"])


class OwnPasswordForm(PasswordChangeForm):
    """A person's own new password; checked by the validators of the settings."""

    error_messages = {
        "password_incorrect": "Kata sandi sekarang tidak cocok. Ketik sekali lagi.",
        "password_mismatch": "Kedua kata sandi baru tidak sama. Ketik ulang keduanya.",
    }
    field_order = ["old_password", "new_password1", "new_password2"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = "Kata sandi sekarang"
        self.fields["new_password1"].label = "Kata sandi baru"
        self.fields["new_password2"].label = "Ulangi kata sandi baru"
        self.fields["new_password1"].help_text = ""
        self.fields["new_password2"].help_text = ""
        for field in self.fields.values():
            field.error_messages["required"] = f"{field.label} wajib diisi."

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        new = cleaned.get("new_password1")
        if new and new == cleaned.get("old_password"):
            self.add_error("new_password1", "Kata sandi baru harus lain dari kata sandi sekarang.")
        return cleaned


class AgencyForm(NamedFields, forms.ModelForm):
    kind = forms.ChoiceField(
        label="Jenis", choices=[("", "Pilih jenis"), *Agency.AgencyKind.choices]
    )

    class Meta:
        model = Agency
        fields = ("abbreviation", "name", "kind", "instrument_name")
        help_texts = {"abbreviation": "Nama pendek yang muncul di daftar, misalnya DP3A."}

    def value(self) -> AgencyFields:
        return AgencyFields(**self.cleaned_data)

    @staticmethod
    def initial_of(agency: Agency) -> dict[str, Any]:
        names = ("abbreviation", "name", "kind", "instrument_name", "version")
        return {name: getattr(agency, name) for name in names}


class AgencyEditForm(AgencyForm):
    version = VersionField()

    def value(self) -> AgencyFields:
        return AgencyFields(**{k: v for k, v in self.cleaned_data.items() if k != "version"})


class SuccessorForm(VersionForm):
    """Who takes over from a closed agency."""

    successor = forms.ModelChoiceField(
        label="Penerus",
        queryset=Agency.objects.none(),
        required=False,
        help_text="Perangkat daerah yang melanjutkan tugasnya, bila digabung atau berganti nama.",
    )

    def __init__(self, *args: Any, actor: Actor, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = visible_agencies(actor).filter(is_active=True).exclude(pk=agency.pk)
        _choose_from(self, "successor", others)

    @staticmethod
    def initial_of(agency: Agency) -> dict[str, Any]:
        return {"successor": agency.successor_id, "version": agency.version}


class TerritoryForm(NamedFields, forms.ModelForm):
    kind = forms.ChoiceField(
        label="Jenis", choices=[("", "Pilih jenis"), *Territory.TerritoryKind.choices]
    )
    version = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)

    class Meta:
        model = Territory
        fields = ("kind", "name", "parent")
        help_texts = {"parent": "Hanya untuk desa dan kelurahan."}

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kecamatan = Territory.TerritoryKind.KECAMATAN
        _choose_from(self, "parent", visible_territories(actor).filter(kind=kecamatan))

    def value(self) -> TerritoryFields:
        cleaned = self.cleaned_data
        return TerritoryFields(cleaned["kind"], cleaned["name"], cleaned["parent"])

    @staticmethod
    def initial_of(territory: Territory) -> dict[str, Any]:
        return {
            "kind": territory.kind,
            "name": territory.name,
            "parent": territory.parent_id,
            "version": version_of(territory),
        }


class PersonForm(NamedFields, forms.ModelForm):
    """Name, role and agency; the role of verifiers belongs to the province."""

    role = forms.ChoiceField(
        label="Peran",
        choices=[("", "Pilih peran")]
        + [(role.value, label) for role, label in LABELS.items() if role in CITY_ROLES],
    )
    version = VersionField()

    class Meta:
        model = User
        fields = ("full_name", "position", "role", "agency", "phone", "email")
        help_texts = {
            "agency": "Hanya untuk operator dan kepala perangkat daerah.",
            "phone": "Untuk pengingat dari sekretariat, misalnya 0812-3456-7890.",
            "email": "Untuk pengingat dari sekretariat.",
        }

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_ones = Q(is_active=True) | Q(pk=self.initial.get("agency"))
        _choose_from(self, "agency", visible_agencies(actor).filter(open_ones))

    def value(self) -> PersonFields:
        cleaned = self.cleaned_data
        return PersonFields(
            full_name=cleaned["full_name"],
            position=cleaned["position"],
            role=cleaned["role"],
            agency=cleaned["agency"],
            phone=cleaned["phone"],
            email=cleaned["email"],
        )

    @staticmethod
    def initial_of(user: User) -> dict[str, Any]:
        return {
            "full_name": user.full_name,
            "position": user.position,
            "role": user.role,
            "agency": user.agency_id,
            "phone": user.phone,
            "email": user.email,
            "version": user.version,
        }


class NewPersonForm(PersonForm):
    version = None  # type: ignore[assignment]  # a new person has none
    username = forms.CharField(
        label="Nama pengguna",
        max_length=60,
        help_text="Huruf kecil, angka, titik, garis bawah atau strip. Tidak dapat diubah lagi.",
    )
    field_order = ["username", *PersonForm.Meta.fields]

    def value(self) -> NewPerson:
        cleaned = self.cleaned_data
        return NewPerson(
            username=cleaned["username"],
            full_name=cleaned["full_name"],
            position=cleaned["position"],
            role=cleaned["role"],
            agency=cleaned["agency"],
            phone=cleaned["phone"],
            email=cleaned["email"],
        )


class DayField(forms.DateField):
    """A day from the browser's calendar, or typed as 31-12-2026 or 31/12/2026."""

    input_formats = ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"]
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    default_error_messages = {"invalid": "Isi tanggal yang benar, misalnya 31-12-2026."}


class DelegateChoiceField(forms.ModelChoiceField):
    """People by name, with what they are where."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.full_name} ({obj.get_role_display()}: {obj.agency})"


class DelegationForm(NamedFields, forms.Form):
    """An acting head; a head names one for the own agency, which is then the only choice."""

    agency = forms.ModelChoiceField(
        label="Perangkat daerah", queryset=Agency.objects.none(), empty_label="Pilih"
    )
    person = DelegateChoiceField(
        label="Penjabat (Plt./Plh.)",
        queryset=User.objects.none(),
        empty_label="Pilih",
        help_text="Operator perangkat daerah itu, atau kepala perangkat daerah lain di kota ini.",
    )
    letter_number = forms.CharField(
        label="Nomor surat", max_length=60, help_text="Surat perintah atau penunjukan Plt./Plh."
    )
    starts_on = DayField(label="Hari pertama")
    ends_on = DayField(
        label="Hari terakhir", help_text="Wewenang berakhir pukul 24.00 hari itu, waktu kota."
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["agency"].queryset = delegable_agencies(actor)
        fields["person"].queryset = possible_delegates(actor)
        if actor.role is Role.HEAD:
            fields["agency"].empty_label = None

    def value(self) -> DelegationFields:
        return DelegationFields(**self.cleaned_data)


class CitySettingsForm(NamedFields, forms.ModelForm):
    version = VersionField()

    class Meta:
        model = City
        fields = ("timezone", *LENGTHS)
        widgets = {
            "timezone": forms.RadioSelect(choices=ZONES),
            "letterhead": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["timezone"] = forms.ChoiceField(
            label="Zona waktu",
            choices=ZONES,
            widget=forms.RadioSelect,
            help_text="Semua tenggat ditampilkan dalam zona ini; saat berakhirnya tidak bergeser.",
        )

    def value(self) -> CitySettings:
        return CitySettings(**{k: v for k, v in self.cleaned_data.items() if k != "version"})

    @staticmethod
    def initial_of(city: City) -> dict[str, Any]:
        return {name: getattr(city, name) for name in ("timezone", *LENGTHS, "version")}


def _choose_from(form: forms.BaseForm, name: str, rows: QuerySet[Any]) -> None:
    """Offer these rows only; "Tidak ada" stands first."""
    field: Any = form.fields[name]
    field.queryset = rows
    field.empty_label = "Tidak ada"
