"""The forms of an agreed action: what, whose, until when; and how it was done."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from agencies.form_words import NamedFields
from agencies.forms import VersionField
from agencies.models import Agency, User
from assessment.forms.fields import DayField, long_text_field, text_field
from assessment.models import ActionItem
from assessment.services.action_items import DETAIL, NOTE, TITLE, ActionFacts

SECRETARIAT = ("", "Sekretariat")


class ActionForm(NamedFields, forms.Form):
    title = text_field(
        "Tindak lanjut", TITLE, required=True, help_text="Apa yang harus selesai, satu kalimat."
    )
    agency = forms.ChoiceField(label="Dikerjakan oleh", required=False)
    owner = forms.ChoiceField(label="Penanggung jawab", required=False)
    due_on = DayField(label="Paling lambat")
    question_code = text_field(
        "Pertanyaan terkait", 20, help_text="Kode di instrumen, misalnya 8.2."
    )
    detail = long_text_field("Keterangan", DETAIL)

    def __init__(
        self, *args: Any, agencies: Iterable[Agency], owners: Iterable[User], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = {str(row.pk): row for row in agencies}
        self.owners = {str(row.pk): row for row in owners}
        named = [(pk, f"{row.abbreviation} - {row.name}") for pk, row in self.agencies.items()]
        people = [
            (pk, f"{row.full_name} ({row.agency or 'Sekretariat'})")
            for pk, row in self.owners.items()
        ]
        everybody = [("", "Belum ditentukan"), *people]
        self.fields["agency"].choices = [SECRETARIAT, *named]  # type: ignore[attr-defined]
        self.fields["owner"].choices = everybody  # type: ignore[attr-defined]

    def facts(self) -> ActionFacts:
        cleaned = self.cleaned_data
        return ActionFacts(
            title=cleaned["title"],
            detail=cleaned["detail"],
            agency=self.agencies.get(cleaned["agency"]),
            owner=self.owners.get(cleaned["owner"]),
            question_code=cleaned["question_code"],
            due_on=cleaned["due_on"],
        )


class ActionEditForm(ActionForm):
    version = VersionField()

    @staticmethod
    def initial_of(item: ActionItem) -> dict[str, Any]:
        return {
            "title": item.title,
            "agency": str(item.agency_id or ""),
            "owner": str(item.owner_id or ""),
            "due_on": item.due_on,
            "question_code": item.question_code,
            "detail": item.detail,
            "version": item.version,
        }


class ActionDoneForm(NamedFields, forms.Form):
    version = VersionField()
    note = long_text_field(
        "Catatan", NOTE, help_text="Apa hasilnya, misalnya nomor surat yang terbit."
    )

    @staticmethod
    def initial_of(item: ActionItem) -> dict[str, Any]:
        return {"note": item.done_note, "version": item.version}
