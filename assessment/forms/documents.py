"""Forms of the library and of citations: what a document is, its file, where it is used."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms

from agencies.form_words import NamedFields
from assessment.forms.fields import DayField, long_text_field, text_field
from assessment.models import Document
from assessment.services.documents import DocumentFacts, facts_of

ACCEPTED = ".pdf,.jpg,.jpeg,.png,.docx,.xlsx"
MOST_FILES = 10
FILE_HELP = "PDF, JPG, PNG, DOCX, atau XLSX; paling besar 25 MB."


def crispy_helper(*rows: Any) -> FormHelper:
    """Fields drawn by the design system's own component, without the form's tag and token."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.field_template = "components/field.html"
    helper.layout = Layout(*rows)
    return helper


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more files, as a list."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = data or []
        if len(files) > MOST_FILES:
            raise forms.ValidationError(f"Pilih paling banyak {MOST_FILES} berkas sekali unggah.")
        return [super(FilesField, self).clean(file) for file in files or [None]]


def _file_field() -> forms.FileField:
    return forms.FileField(
        label="Berkas",
        help_text=FILE_HELP,
        max_length=500,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        error_messages={
            "required": "Pilih berkas yang akan diunggah.",
            "empty": "Berkas ini kosong. Periksa berkas aslinya, lalu unggah lagi.",
        },
    )


class DocumentForm(NamedFields, forms.Form):
    """What is recorded of a document."""

    title = text_field(
        "Judul", 300, required=True, help_text="Misalnya SK Kepala BPBD 360/112/2026."
    )
    kind = forms.ChoiceField(
        label="Jenis", choices=[("", "Pilih jenis"), *Document.DocumentKind.choices]
    )
    number = text_field("Nomor", 150)
    issuer = text_field("Penerbit", 150)
    date = DayField(
        label="Tanggal dokumen", help_text="Tanpa tanggal, dokumen tidak dihitung sebagai bukti."
    )
    valid_until = DayField(label="Berlaku sampai")
    is_signed = forms.BooleanField(label="Bertanda tangan", required=False)
    is_restricted = forms.BooleanField(
        label="Rahasia",
        required=False,
        help_text="Hanya dilihat perangkat daerah Anda dan sekretariat. Tandai bila memuat nama, "
        "wajah, atau data anak (UU 27/2022).",
    )

    @property
    def helper(self) -> FormHelper:
        return crispy_helper(*self.rows())

    def rows(self) -> list[Any]:
        return [
            "title",
            Div("kind", "number", css_class="field-row"),
            "issuer",
            Div("date", "valid_until", css_class="field-row"),
            "is_signed",
            "is_restricted",
        ]

    @property
    def facts(self) -> DocumentFacts:
        names = DocumentFacts.__dataclass_fields__
        return DocumentFacts(**{name: self.cleaned_data[name] for name in names})

    @staticmethod
    def initial_of(document: Document) -> dict[str, Any]:
        facts = facts_of(document)
        return {name: getattr(facts, name) for name in DocumentFacts.__dataclass_fields__}


class UploadForm(DocumentForm):
    """A new document with its file; `keep_same` is offered once the same bytes were found."""

    file = _file_field()
    keep_same = forms.BooleanField(label="Tetap simpan sebagai dokumen tersendiri", required=False)

    def rows(self) -> list[Any]:
        return ["file", *super().rows()]


class BatchForm(DocumentForm):
    """Several new documents: what holds for all of them; each has a title of its own."""

    title = None
    number = None
    file = FilesField(
        label="Berkas",
        help_text=f"{FILE_HELP} Paling banyak {MOST_FILES} berkas, bersama-sama 100 MB. Judulnya "
        "diambil dari nama berkas.",
        allow_empty_file=True,  # refused like other bad files, without the rest
        widget=FilesInput(attrs={"accept": ACCEPTED, "data-judul": ""}),
        error_messages={"required": "Pilih berkas yang akan diunggah."},
    )

    def rows(self) -> list[Any]:
        return [
            "file",
            Div("kind", "issuer", css_class="field-row"),
            Div("date", "valid_until", css_class="field-row"),
            "is_signed",
            "is_restricted",
        ]

    def facts_for(self, title: str) -> DocumentFacts:
        said = {name: value for name, value in self.cleaned_data.items() if name != "file"}
        return DocumentFacts(title=title, **said)


class EvidenceUploadForm(UploadForm):
    """Uploading from a question: the document and how the answer uses it."""

    pages = text_field("Halaman", 60, help_text="Misalnya 2-4.")
    note = long_text_field("Keterangan", 500, rows=2)

    def rows(self) -> list[Any]:
        return [*super().rows(), "pages", "note"]


class ReplaceForm(NamedFields, forms.Form):
    file = _file_field()

    @property
    def helper(self) -> FormHelper:
        return crispy_helper("file")


class PickForm(NamedFields, forms.Form):
    """A document of the library for an evidence item. The view knows which documents there are."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"auto_id": "pilih_%s"} | options)

    document = forms.IntegerField(
        min_value=1,
        max_value=2**63 - 1,
        error_messages={"required": "Pilih satu dokumen dari daftar."},
    )
    pages = text_field("Halaman", 60, help_text="Misalnya 2-4.")
    note = long_text_field("Keterangan", 500, rows=2)

    @property
    def helper(self) -> FormHelper:
        return crispy_helper("pages", "note")
