"""Points that the ministry's application shows, one field for each indicator."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from agencies.form_words import NamedFields
from assessment.forms.fields import NumberField
from assessment.models import MinistryFigures
from assessment.selectors.rekey import EmLine, Reconciliation
from assessment.services.rekey import NEW

MAX_VERSION = 2**31 - 1


def name_of(code: str) -> str:
    return f"em_{code}"


class MinistryForm(NamedFields, forms.Form):
    version = forms.IntegerField(
        widget=forms.HiddenInput, min_value=NEW, max_value=MAX_VERSION, label="Nomor versi"
    )

    def __init__(self, *args: Any, found: Reconciliation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = found.lines
        for line in found.lines:
            self.fields[name_of(line.code)] = NumberField(
                label=f"EM kementerian, indikator {line.code}"
            )

    def points(self) -> dict[str, Decimal | None]:
        return {line.code: self.cleaned_data.get(name_of(line.code)) for line in self.lines}

    def rows(self) -> list[tuple[EmLine, Any]]:
        """Each indicator with its field, for the table."""
        return [(line, self[name_of(line.code)]) for line in self.lines]

    @staticmethod
    def initial_of(row: MinistryFigures | None) -> dict[str, Any]:
        if row is None:
            return {"version": NEW}
        entered = {name_of(code): Decimal(text) for code, text in row.points.items()}
        return EmptyWhereUnknown({**entered, "version": row.version})


class EmptyWhereUnknown(dict[str, Any]):
    """Indicators that nobody entered have no value; comparing forms asks for them too."""

    def __missing__(self, key: str) -> None:
        return None
