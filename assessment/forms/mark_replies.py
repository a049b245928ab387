"""The city's reply to a mark: what it says, and the new evidence that it names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from agencies.form_words import NamedFields
from assessment.forms.fields import long_text_field, text_field
from assessment.models import Document
from assessment.services.mark_replies import LONGEST, LONGEST_PAGES, Reply


class MarkReplyForm(NamedFields, forms.Form):
    text = long_text_field("Tanggapan", LONGEST, rows=5, required=True)
    document = forms.ChoiceField(
        label="Bukti baru",
        required=False,
        help_text="Dokumen pustaka yang tidak terbatas. Verifikator membaca judul, nomor, dan "
        "tanggalnya.",
    )
    pages = text_field("Halaman", LONGEST_PAGES, help_text="Misalnya 3-5.")

    def __init__(self, *args: Any, documents: Iterable[Document], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.documents = {str(row.pk): row for row in documents}
        named = [
            (pk, f"{row.title} ({row.agency or 'Kota'})") for pk, row in self.documents.items()
        ]
        self.fields["document"].choices = [("", "Tanpa dokumen"), *named]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("pages") and not cleaned.get("document"):
            self.add_error("document", "Pilih dokumen yang halamannya Anda sebut.")
        return cleaned

    def reply(self) -> Reply:
        values = self.cleaned_data
        return Reply(values["text"], self.documents.get(values["document"]), values["pages"])
