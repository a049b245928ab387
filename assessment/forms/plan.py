"""Forms of the plan of points: estimates, the wish for a path, scenarios. They never save."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from assessment.core.instrument import Instrument
from assessment.core.plan_steps import Estimate
from assessment.forms.fields import DayField, NumberField, WholeNumberField, text_field
from assessment.models import PlanEstimate, Scenario
from assessment.selectors.plan import Opportunity
from assessment.selectors.plan_path import PathWish
from assessment.services.plan import CERTAIN, MOST_DAYS, NEW
from assessment.services.scenarios import NAME

MOST_TASKS = 1000


class VersionedForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


class EstimateForm(VersionedForm):
    """Blank goes back to the default."""

    prove_days = WholeNumberField(label="Hari kerja sampai terbukti", most=MOST_DAYS)
    raise_days = WholeNumberField(label="Hari kerja untuk setiap kenaikan nilai", most=MOST_DAYS)
    chance = WholeNumberField(
        label="Peluang diterima (persen)",
        most=CERTAIN,
        help_text="0 berarti tidak mungkin: pertanyaan ini tidak ikut direncanakan.",
    )

    @staticmethod
    def initial_of(row: PlanEstimate | None) -> dict[str, Any]:
        if row is None:
            return {"version": NEW, "prove_days": None, "raise_days": None, "chance": None}
        return {
            "version": row.version,
            "prove_days": row.prove_days,
            "raise_days": row.raise_days,
            "chance": row.chance,
        }

    def value(self) -> Estimate:
        found = self.cleaned_data
        return Estimate(found["prove_days"], found["raise_days"], found["chance"])

    def show_defaults(self, row: Opportunity) -> None:
        """Say beside each field what counts while it is blank."""
        days = "Kosong: perkiraan menurut yang kurang."
        self.fields["prove_days"].help_text = f"{days} Sekarang dihitung {row.prove_days} hari."
        self.fields["raise_days"].help_text = f"Sekarang dihitung {row.raise_days} hari."


class PathForm(forms.Form):
    """Read from the address, so that a path can be sent on as a link."""

    kategori = forms.ChoiceField(
        label="Target kategori",
        required=False,
        help_text="Bila dipilih, menggantikan target poin; syarat kategori ikut dihitung.",
    )
    target = NumberField(label="Target poin terbukti")
    tugas = WholeNumberField(
        label="Paling banyak tugas", most=MOST_TASKS, help_text="Kosong: tanpa batas."
    )
    per_opd = WholeNumberField(
        label="Paling banyak tugas per perangkat daerah",
        most=MOST_TASKS,
        help_text="Kosong: tanpa batas.",
    )
    tenggat = forms.BooleanField(label="Hanya langkah yang selesai sebelum tenggat", required=False)
    peluang = forms.BooleanField(label="Hitung poin menurut peluang diterima", required=False)

    def __init__(self, data: Any, *, instrument: Instrument) -> None:
        super().__init__(data)
        self.most = instrument.total_points
        self.bands = {band.name: band for band in instrument.categories}
        kategori: Any = self.fields["kategori"]
        kategori.choices = [("", "Tidak, pakai target poin"), *((n, n) for n in self.bands)]
        target = self.fields["target"]
        target.required = not data.get("kategori")
        target.error_messages["required"] = self._target_message()

    def clean_target(self) -> Decimal | None:
        """Not needed beside a category."""
        target: Decimal | None = self.cleaned_data["target"]
        if self.cleaned_data.get("kategori"):
            return target
        if target is None or not 0 < target <= self.most:
            raise forms.ValidationError(self._target_message())
        return target

    def _target_message(self) -> str:
        return f"Isi target di atas 0, paling banyak {self.most.normalize():f}."

    def wish(self) -> PathWish:
        found = self.cleaned_data
        band = self.bands.get(found["kategori"])
        return PathWish(
            target=band.lower if band else found["target"],
            band=band,
            max_tasks=found["tugas"],
            max_per_agency=found["per_opd"],
            by_deadline=found["tenggat"],
            by_chance=found["peluang"],
        )


class TasksForm(forms.Form):
    """`kode` repeats: the questions whose steps become tasks."""

    due_on = DayField(label="Paling lambat")

    @property
    def codes(self) -> list[str]:
        data: Any = self.data
        return list(dict.fromkeys(data.getlist("kode")))


class ScenarioForm(forms.Form):
    name = text_field("Nama skenario", NAME, required=True)


class ScenarioSettingsForm(VersionedForm):
    name = text_field("Nama skenario", NAME, required=True)
    is_shared = forms.BooleanField(
        label="Bagikan kepada gugus tugas",
        required=False,
        help_text="Sekretariat dan pimpinan daerah dapat membacanya; hanya Anda yang mengubah.",
    )

    @staticmethod
    def initial_of(row: Scenario) -> dict[str, Any]:
        return {"version": row.version, "name": row.name, "is_shared": row.is_shared}
