"""The form of a programme, and what of the instrument it serves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms

from agencies.form_words import NamedFields
from agencies.models import Agency
from assessment.core.instrument import Cluster, Indicator, Instrument, Question
from assessment.forms.fields import (
    MAX_PEOPLE,
    MAX_RUPIAH,
    DayField,
    WholeNumberField,
    long_text_field,
    text_field,
)
from assessment.models import Document
from assessment.services.program_facts import (
    LISTS,
    AgreementFact,
    PartnerFact,
    ProgramFacts,
    Target,
)
from assessment.services.text import LONG

INDICATOR, QUESTION = "i", "q"
SEPARATOR = ":"


@dataclass(frozen=True, slots=True)
class TargetBox:
    """A check box of the instrument's tree; `question` is None for the indicator as a whole."""

    value: str
    indicator: Indicator
    question: Question | None
    is_checked: bool


@dataclass(frozen=True, slots=True)
class TargetGroup:
    cluster: Cluster
    boxes: tuple[TargetBox, ...]

    @property
    def checked(self) -> int:
        return sum(box.is_checked for box in self.boxes)


@dataclass(frozen=True, slots=True)
class Choices:
    """What a programme may refer to."""

    instrument: Instrument
    agencies: Sequence[Agency]
    documents: Sequence[Document]


class ProgramForm(NamedFields, forms.Form):
    """Fields in the sections in which the page shows them."""

    title = text_field("Nama kegiatan", 300, required=True)
    activity = text_field("Kegiatan (nomenklatur)", 300)
    sub_activity = text_field("Subkegiatan", 300)
    place = text_field("Tempat", 200)
    period_start = DayField(label="Mulai")
    period_end = DayField(label="Selesai")
    target_group = text_field("Sasaran", 300, help_text="Misalnya anak usia 6-12 tahun di 14 SD.")
    girls = WholeNumberField(label="Anak perempuan", most=MAX_PEOPLE)
    boys = WholeNumberField(label="Anak laki-laki", most=MAX_PEOPLE)
    disabled = WholeNumberField(label="Di antaranya penyandang disabilitas", most=MAX_PEOPLE)
    budget_planned = WholeNumberField(label="Anggaran (rupiah)", most=MAX_RUPIAH)
    budget_realised = WholeNumberField(label="Realisasi (rupiah)", most=MAX_RUPIAH)
    fund_source = text_field("Sumber dana", 150, help_text="Misalnya APBD, DAK, CSR.")
    result = long_text_field("Hasil", LONG)
    obstacles = long_text_field("Kendala", LONG)
    targets = forms.MultipleChoiceField(required=False, label="Indikator dan pertanyaan")
    joint_agencies = forms.MultipleChoiceField(required=False, label="Perangkat daerah lain")
    documents = forms.MultipleChoiceField(required=False, label="Dokumen")

    def __init__(self, choices: Choices, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.choices = choices
        values = [box.value for group in self._groups(()) for box in group.boxes]
        self._choose("targets", [(value, value) for value in values])
        self._choose("joint_agencies", [(str(a.pk), a.abbreviation) for a in choices.agencies])
        self._choose("documents", [(str(d.pk), d.title) for d in choices.documents])
        for name in ("joint_agencies", "documents"):
            self.fields[name].widget = forms.CheckboxSelectMultiple(
                choices=self.fields[name].choices  # type: ignore[attr-defined]
            )

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]
        message = "Pilih dari daftar yang tersedia."
        self.fields[name].error_messages["invalid_choice"] = message

    @property
    def target_groups(self) -> list[TargetGroup]:
        """The instrument's tree with what is ticked."""
        return self._groups(frozenset(self["targets"].value() or ()))

    def _groups(self, ticked: Iterable[str]) -> list[TargetGroup]:
        return [
            TargetGroup(cluster, tuple(_boxes(cluster, frozenset(ticked))))
            for cluster in self.choices.instrument.clusters
        ]

    def facts(
        self, partners: Iterable[PartnerFact], agreements: Iterable[AgreementFact]
    ) -> ProgramFacts:
        """What the valid form says, with the partners and agreements of their own rows."""
        cleaned = self.cleaned_data
        own = {f.name: cleaned[f.name] for f in fields(ProgramFacts) if f.name not in LISTS}
        return ProgramFacts(
            **own,
            partners=tuple(partners),
            agreements=tuple(agreements),
            targets=tuple(self._target(value) for value in cleaned["targets"]),
            joint_agency_ids=tuple(int(value) for value in cleaned["joint_agencies"]),
            document_ids=tuple(int(value) for value in cleaned["documents"]),
        )

    def _target(self, value: str) -> Target:
        kind, _, code = value.partition(SEPARATOR)
        if kind == INDICATOR:
            return Target(code)
        return Target(self.choices.instrument.indicator_of(code).code, code)

    def section(self, *rows: Any) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.field_template = "components/field.html"
        helper.layout = Layout(*rows)
        return helper

    @property
    def what(self) -> FormHelper:
        names = Div("activity", "sub_activity", css_class="field-row")
        period = Div("period_start", "period_end", css_class="field-row")
        return self.section("title", names, "place", period)

    @property
    def whom(self) -> FormHelper:
        return self.section("target_group", Div("girls", "boys", css_class="field-row"), "disabled")

    @property
    def money(self) -> FormHelper:
        row = Div("budget_planned", "budget_realised", css_class="field-row")
        return self.section(row, "fund_source")

    @property
    def outcome(self) -> FormHelper:
        return self.section("result", "obstacles")


def initial_of(facts: ProgramFacts) -> dict[str, Any]:
    """Initial values of the form for what a programme says now."""
    own = {f.name: getattr(facts, f.name) for f in fields(ProgramFacts) if f.name not in LISTS}
    return own | {
        "targets": [_value(target) for target in facts.targets],
        "joint_agencies": [str(pk) for pk in facts.joint_agency_ids],
        "documents": [str(pk) for pk in facts.document_ids],
    }


def _value(target: Target) -> str:
    if target.question_code:
        return f"{QUESTION}{SEPARATOR}{target.question_code}"
    return f"{INDICATOR}{SEPARATOR}{target.indicator_code}"


def _boxes(cluster: Cluster, ticked: frozenset[str]) -> Iterable[TargetBox]:
    for indicator in cluster.indicators:
        value = f"{INDICATOR}{SEPARATOR}{indicator.code}"
        yield TargetBox(value, indicator, None, value in ticked)
        for question in indicator.questions:
            value = f"{QUESTION}{SEPARATOR}{question.code}"
            yield TargetBox(value, indicator, question, value in ticked)
