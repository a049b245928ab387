"""Rows of a programme's form: partners and agreements. A blank row says nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from agencies.form_words import NamedFields
from agencies.models import Agency
from assessment.forms.fields import DayField, text_field
from assessment.models import Agreement, Partner
from assessment.services.program_checks import LONGEST_NUMBER, MOST_AGREEMENTS, MOST_PARTNERS
from assessment.services.program_facts import AgreementFact, PartnerFact, ProgramFacts

BLANK_PARTNERS = 3
BLANK_AGREEMENTS = 1
#: The element that lists the city's partners.
PARTNER_LIST = "mitra-kota"
BETWEEN_NAMES = ";"
LONGEST_NAMES = 2000


class PartnerForm(NamedFields, forms.Form):
    name = text_field(
        "Nama mitra",
        150,
        widget=forms.TextInput(attrs={"list": PARTNER_LIST, "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        label="Jenis mitra",
        required=False,
        choices=[("", "Pilih jenis"), *Partner.PartnerKind.choices],
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        name, kind = cleaned.get("name"), cleaned.get("kind")
        if name and not kind:
            self.add_error("kind", "Pilih jenis mitra ini.")
        if kind and not name:
            self.add_error("name", "Tulis nama mitra ini, atau kosongkan jenisnya.")
        return cleaned


class AgreementForm(NamedFields, forms.Form):
    kind = forms.ChoiceField(
        label="Jenis perjanjian",
        required=False,
        choices=[("", "Pilih jenis"), *Agreement.AgreementKind.choices],
    )
    number = text_field("Nomor perjanjian", LONGEST_NUMBER)
    date = DayField(label="Tanggal perjanjian")
    valid_until = DayField(label="Berlaku sampai")
    partners = text_field(
        "Mitra yang menandatangani",
        LONGEST_NAMES,
        help_text="Nama mitra di atas; pisahkan dengan titik koma.",
    )
    agencies = forms.MultipleChoiceField(
        required=False,
        label="Perangkat daerah lain yang menandatangani",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Pilih dari daftar yang tersedia."},
    )

    def __init__(self, *args: Any, agencies: Sequence[Agency] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(str(agency.pk), agency.abbreviation) for agency in agencies]
        self.fields["agencies"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        said = [name for name, value in cleaned.items() if value and name != "kind"]
        if said and not cleaned.get("kind") and "kind" not in self.errors:
            self.add_error("kind", "Pilih jenis perjanjian ini.")
        is_named = bool(cleaned.get("number") or cleaned.get("date"))
        is_wrong = bool({"number", "date"} & set(self.errors))
        if cleaned.get("kind") and not is_named and not is_wrong:
            self.add_error("number", "Tulis nomor atau tanggal perjanjian ini.")
        start, end = cleaned.get("date"), cleaned.get("valid_until")
        if start and end and end < start:
            self.add_error("valid_until", "Tanggal berakhir mendahului tanggal perjanjian.")
        return cleaned

    @property
    def fact(self) -> AgreementFact | None:
        """What the valid row says; None when it is blank."""
        cleaned = self.cleaned_data
        if not cleaned.get("kind"):
            return None
        names = (name.strip() for name in cleaned["partners"].split(BETWEEN_NAMES))
        return AgreementFact(
            kind=cleaned["kind"],
            number=cleaned["number"],
            date=cleaned["date"],
            valid_until=cleaned["valid_until"],
            agency_ids=tuple(int(pk) for pk in cleaned["agencies"]),
            partner_names=tuple(name for name in names if name),
        )


class BasePartners(forms.BaseFormSet):
    @property
    def facts(self) -> list[PartnerFact]:
        """Rows of the valid set that say something."""
        rows = (form.cleaned_data for form in self.forms)
        return [PartnerFact(row["name"], row["kind"]) for row in rows if row.get("name")]


class BaseAgreements(forms.BaseFormSet):
    @property
    def facts(self) -> list[AgreementFact]:
        """Rows of the valid set that say something."""
        return [form.fact for form in self.forms if form.fact is not None]


PartnerFormSet = forms.formset_factory(
    PartnerForm,
    formset=BasePartners,
    extra=BLANK_PARTNERS,
    max_num=MOST_PARTNERS + BLANK_PARTNERS,
    absolute_max=MOST_PARTNERS + BLANK_PARTNERS,
)
AgreementFormSet = forms.formset_factory(
    AgreementForm,
    formset=BaseAgreements,
    extra=BLANK_AGREEMENTS,
    max_num=MOST_AGREEMENTS + BLANK_AGREEMENTS,
    absolute_max=MOST_AGREEMENTS + BLANK_AGREEMENTS,
)


def partners_of(facts: ProgramFacts) -> list[dict[str, str]]:
    return [{"name": partner.name, "kind": partner.kind} for partner in facts.partners]


def agreements_of(facts: ProgramFacts) -> list[dict[str, Any]]:
    return [
        {
            "kind": agreement.kind,
            "number": agreement.number,
            "date": agreement.date,
            "valid_until": agreement.valid_until,
            "partners": f"{BETWEEN_NAMES} ".join(agreement.partner_names),
            "agencies": [str(pk) for pk in agreement.agency_ids],
        }
        for agreement in facts.agreements
    ]
