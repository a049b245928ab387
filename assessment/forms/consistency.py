"""Forms of the consistency page: a reference of the city, a finding that may stand."""

from __future__ import annotations

from typing import Any

from django import forms

from agencies.form_words import NamedFields
from assessment.core.consistency import Rule
from assessment.forms.fields import DayField, WholeNumberField, long_text_field, text_field
from assessment.models import CityFact
from assessment.selectors.consistency import CheckedFinding
from assessment.services.consistency import NEW, FactFields


class CityFactForm(NamedFields, forms.Form):
    value = WholeNumberField(
        label="Nilai acuan",
        required=True,
        error_messages={"required": "Isi nilai acuan, misalnya 12.500."},
    )
    source = text_field(
        "Sumber",
        200,
        required=True,
        help_text="Misalnya “Data konsolidasi bersih Disdukcapil semester II”.",
        error_messages={"required": "Sebutkan dari mana angka ini."},
    )
    as_of = DayField(label="Keadaan tanggal")
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    @staticmethod
    def initial_of(fact: CityFact | None) -> dict[str, Any]:
        if fact is None:
            return {"value": None, "source": "", "as_of": None, "version": NEW}
        return {
            "value": fact.value,
            "source": fact.source,
            "as_of": fact.as_of,
            "version": fact.version,
        }

    @property
    def fields_typed(self) -> FactFields:
        values = self.cleaned_data
        return FactFields(values["value"], values["source"], values["as_of"])


class DeleteFactForm(NamedFields, forms.Form):
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1)


class WaiverForm(NamedFields, forms.Form):
    """`seen` is the fingerprint of the figures that the page showed."""

    rule = forms.ChoiceField(choices=[(rule.value, rule.label) for rule in Rule])
    subject = forms.CharField(max_length=150, strip=False)
    seen = forms.CharField(min_length=64, max_length=64)
    reason = long_text_field(
        "Alasan",
        2000,
        required=True,
        error_messages={"required": "Tulis mengapa angka ini boleh berbeda."},
    )

    def is_about(self, checked: CheckedFinding) -> bool:
        """Whether a finding of the page is the one that this form was sent for."""
        finding = checked.finding
        return (self["rule"].value(), self["subject"].value()) == (finding.rule, finding.subject)
