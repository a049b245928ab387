"""How the city's reports look, for its coordinator and its admin."""

from __future__ import annotations

from typing import Any

from django import forms

from agencies.form_words import NamedFields
from assessment.forms.fields import long_text_field
from assessment.models import ReportSetting
from assessment.services import report_uploads
from assessment.services.report_settings import LONGEST_FOREWORD, NEW, Replaced, ReportLook

KEEP = ""
MAX_VERSION = 2**31 - 1


def _file_field(label: str, accept: str, help_text: str) -> forms.FileField:
    return forms.FileField(
        label=label,
        required=False,
        help_text=help_text,
        max_length=500,
        widget=forms.FileInput(attrs={"accept": accept}),
    )


class ReportSettingsForm(NamedFields, forms.Form):
    paper = forms.ChoiceField(
        label="Ukuran kertas", choices=ReportSetting.Paper.choices, widget=forms.RadioSelect
    )
    foreword = long_text_field(
        "Kata pengantar",
        LONGEST_FOREWORD,
        rows=8,
        help_text="Dicetak sesudah daftar isi; kosong berarti tanpa kata pengantar.",
    )
    crest = _file_field(
        "Lambang daerah", ".png,.jpg,.jpeg", "PNG atau JPG; dicetak di kop laporan."
    )
    remove_crest = forms.BooleanField(label="Hapus lambang yang tersimpan", required=False)
    template = _file_field(
        "Templat DOCX",
        ".docx",
        "Gaya dan kepalanya dipakai untuk naskah DOCX; paling besar 1 MB.",
    )
    remove_template = forms.BooleanField(label="Hapus templat yang tersimpan", required=False)
    text_limit = forms.IntegerField(
        label="Batas huruf uraian",
        min_value=50,
        max_value=20_000,
        help_text="Batas isian uraian di aplikasi kementerian.",
    )
    file_limit = forms.IntegerField(
        label="Batas ukuran berkas (MB)",
        min_value=1,
        max_value=25,
        help_text="PDF yang lebih besar dibagi menurut halamannya di paket ketik ulang.",
    )
    version = forms.IntegerField(
        widget=forms.HiddenInput, min_value=NEW, max_value=MAX_VERSION, label="Nomor versi"
    )

    def look(self) -> ReportLook:
        """Reads the files; ValidationError when one is refused."""
        values = self.cleaned_data
        return ReportLook(
            paper=values["paper"],
            foreword=values["foreword"],
            text_limit=values["text_limit"],
            file_limit=values["file_limit"],
            crest=self._replaced("crest", report_uploads.crest),
            template=self._replaced("template", report_uploads.template),
        )

    def _replaced(self, name: str, read: Any) -> Replaced | None:
        upload = self.cleaned_data.get(name)
        if upload:
            replaced: Replaced = read(upload)
            return replaced
        return Replaced() if self.cleaned_data[f"remove_{name}"] else None

    @staticmethod
    def initial_of(row: ReportSetting) -> dict[str, Any]:
        """Files are never shown again, only replaced or taken away."""
        return {
            "paper": row.paper,
            "foreword": row.foreword,
            "crest": KEEP,
            "remove_crest": False,
            "template": KEEP,
            "remove_template": False,
            "text_limit": row.text_limit,
            "file_limit": row.file_limit,
            "version": row.version if row.pk else NEW,
        }
