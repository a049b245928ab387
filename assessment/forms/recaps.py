"""Forms of the recap import: the file, what its columns hold, whom its names mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from agencies.form_words import NamedFields
from agencies.forms import MAX_VERSION
from agencies.models import Agency
from assessment import format as human
from assessment.core.recap_columns import Role
from assessment.exchange.recap_sheets import RecapMapping
from assessment.exchange.workbook_reader import MAX_BYTES
from assessment.forms.workbooks import WorkbookForm

NOBODY = "tidak"


class RecapForm(WorkbookForm):
    """The same file limits as a workbook's."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = "Rekap tahun lalu"
        size = human.file_size(MAX_BYTES)
        self.fields[
            "file"
        ].help_text = f"XLSX, ODS, atau CSV dalam susunan apa pun; paling besar {size}."


class RecapMappingForm(NamedFields, forms.Form):
    """Columns of one sheet by what they hold; the sheet and its row of headings come with it."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=MAX_VERSION)

    def __init__(
        self, *args: Any, given: RecapMapping, choices: Sequence[tuple[int, str]], **kwargs: Any
    ) -> None:
        self.given = given
        kwargs.setdefault("initial", {})
        for role in Role:
            index = given.columns.get(role)
            kwargs["initial"].setdefault(role.value, "" if index is None else str(index))
        kwargs["initial"].setdefault("reads_alike", given.reads_alike)
        super().__init__(*args, **kwargs)
        options = [("", "(tidak ada)"), *((str(index), name) for index, name in choices)]
        for role in Role:
            self.fields[role.value] = forms.ChoiceField(
                label=role.label, choices=options, required=False
            )
        self.fields["reads_alike"] = forms.BooleanField(
            label="Baca juga lembar lain yang judul kolomnya sama", required=False
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        taken: dict[str, Role] = {}
        for role in Role:
            column = cleaned.get(role.value)
            if column and column in taken:
                message = f"Kolom ini sudah dipilih untuk {taken[column].label.lower()}."
                self.add_error(role.value, ValidationError(message))
            elif column:
                taken[column] = role
        if not self.errors and not self.mapping().is_enough:
            raise ValidationError(
                "Pilih kolom nomor atau teks pertanyaan, dan kolom nilai atau perangkat daerah."
            )
        return cleaned

    def mapping(self) -> RecapMapping:
        cleaned = self.cleaned_data
        columns = {role: int(cleaned[role.value]) for role in Role if cleaned.get(role.value)}
        return RecapMapping(
            self.given.sheet, self.given.row, columns, bool(cleaned.get("reads_alike"))
        )


class NamesForm(NamedFields, forms.Form):
    """Names of a recap, each with the agency that it means; a blank one stays open."""

    def __init__(
        self, *args: Any, names: Mapping[str, int | None], agencies: Sequence[Agency], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = {str(agency.pk): agency for agency in agencies}
        options = [
            ("", "(belum dipastikan)"),
            *((pk, str(agency)) for pk, agency in self.agencies.items()),
            (NOBODY, "Bukan perangkat daerah kota ini"),
        ]
        self.names: dict[str, str] = {}
        for number, (name, guess) in enumerate(names.items(), start=1):
            field = f"nama_{number}"
            self.names[field] = name
            # The name comes along, so that a list that changed meanwhile confirms nothing else.
            self.fields[f"{field}_teks"] = forms.CharField(
                widget=forms.HiddenInput, required=False, initial=name
            )
            self.fields[field] = forms.ChoiceField(
                label=name,
                choices=options,
                required=False,
                initial=guess or "",
                help_text="Tebakan dari nama yang mirip; periksa." if guess else "",
            )

    def chosen(self) -> dict[str, Agency | None]:
        """Names that were decided, None: nobody's."""
        found: dict[str, Agency | None] = {}
        for field, name in self.names.items():
            value = self.cleaned_data.get(field)
            if value and self.cleaned_data.get(f"{field}_teks") == name:
                found[name] = self.agencies.get(value)
        return found
