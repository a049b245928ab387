"""Which agencies answer a question, in order; plain selects, so that it works without script."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from agencies.form_words import NamedFields
from agencies.models import Agency

SPARE, FEWEST = 2, 6


class AssignmentForm(NamedFields, forms.Form):
    """`version` holds the ids that the page showed, in order."""

    version = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, agencies: Iterable[Agency], assigned: Sequence[Agency], **kwargs: Any
    ) -> None:
        self.assigned = tuple(assigned)
        kwargs.setdefault("initial", self.initial_of(assigned))
        super().__init__(*args, **kwargs)
        self.agencies = {str(row.pk): row for row in (*assigned, *agencies)}
        choices = [("", "(kosong)")]
        choices += [(pk, row.abbreviation) for pk, row in self.agencies.items()]
        choices.sort(key=lambda choice: (choice[0] != "", choice[1].lower()))
        for place in range(1, max(len(self.assigned) + SPARE, FEWEST) + 1):
            label = "1. Penanggung jawab" if place == 1 else f"{place}. Pendukung"
            self.fields[f"agency_{place}"] = forms.ChoiceField(
                label=label, choices=choices, required=False
            )

    @staticmethod
    def initial_of(assigned: Sequence[Agency]) -> dict[str, str]:
        places = {f"agency_{place}": str(row.pk) for place, row in enumerate(assigned, start=1)}
        return _Blank({"version": ",".join(str(row.pk) for row in assigned), **places})

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        chosen = [cleaned.get(name) for name in self._places() if cleaned.get(name)]
        for name in self._places():
            value = cleaned.get(name)
            if value and chosen.count(value) > 1:
                word = self.agencies[value].abbreviation
                self.add_error(name, ValidationError(f"{word} dipilih lebih dari sekali."))
                chosen.remove(value)
        return cleaned

    def chosen(self) -> list[Agency]:
        """The agencies in order, gaps closed."""
        values = (self.cleaned_data.get(name) for name in self._places())
        return [self.agencies[value] for value in values if value]

    def seen(self) -> list[int]:
        return seen_ids(self.cleaned_data["version"])

    def _places(self) -> list[str]:
        return [name for name in self.fields if name.startswith("agency_")]


class _Blank(dict[str, str]):
    """Places without an agency are empty, however many the form has."""

    def __missing__(self, key: str) -> str:
        return ""


def seen_ids(text: str) -> list[int]:
    """Ids out of `3,7`; what cannot be read counts as nothing seen."""
    parts = text.split(",") if text else []
    if not all(part.isascii() and part.isdigit() and len(part) < 20 for part in parts):
        return []
    return [int(part) for part in parts]
