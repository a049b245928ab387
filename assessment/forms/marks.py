"""A mark of the province for one indicator, written with a decimal comma."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from agencies.form_words import NamedFields
from agencies.forms import MAX_VERSION
from assessment import format as human
from assessment.forms.fields import NumberField, long_text_field
from assessment.models import Mark
from assessment.services.marks import NEW


class MarkForm(NamedFields, forms.Form):
    points = NumberField(label="Nilai verifikasi administrasi", required=True)
    reason = long_text_field("Alasan", 2000, rows=4)
    version = forms.IntegerField(min_value=NEW, max_value=MAX_VERSION, widget=forms.HiddenInput)

    def __init__(self, *args: Any, maximum: Decimal, label: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.maximum = maximum
        self.fields["points"].label = label or self.fields["points"].label
        top = human.points(maximum)
        self.fields["points"].help_text = f"0 sampai {top}, paling banyak dua desimal."
        self.fields["reason"].help_text = f"Wajib bila nilai di bawah {top}."

    @staticmethod
    def initial_of(mark: Mark | None) -> dict[str, Any]:
        if mark is None:
            return {"points": None, "reason": "", "version": NEW}
        points = Decimal(mark.hundredths) / 100
        return {"points": points, "reason": mark.reason, "version": mark.version}

    def clean_points(self) -> Decimal:
        points: Decimal = self.cleaned_data["points"]
        if not 0 <= points <= self.maximum:
            raise ValidationError(f"Isi nilai dari 0 sampai {human.points(self.maximum)}.")
        if points != points.quantize(Decimal("0.01")):
            raise ValidationError("Tulis paling banyak dua angka di belakang koma.")
        return points

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        points = cleaned.get("points")
        if points is not None and points < self.maximum and not cleaned.get("reason"):
            self.add_error("reason", "Tulis alasan bila nilai di bawah maksimum.")
        return cleaned


class MarkFileForm(forms.Form):
    file = forms.FileField(
        label="Berkas nilai",
        help_text="XLSX menurut templat dari halaman ini.",
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": "Pilih berkas nilai.", "empty": "Berkas ini kosong."},
    )
    is_final = forms.BooleanField(
        label="Langsung simpan bila semua baris benar",
        required=False,
        help_text="Tanpa tanda ini berkas hanya diperiksa; tidak ada yang disimpan.",
    )
    is_overwriting = forms.BooleanField(
        label="Timpa nilai yang berubah sejak templat diunduh",
        required=False,
        help_text="Tanpa tanda ini nilai seperti itu ditunjukkan dahulu, dan tidak ada yang "
        "disimpan.",
    )
