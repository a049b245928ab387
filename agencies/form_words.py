"""Words of forms that name what they speak of."""

from __future__ import annotations

from typing import Any

from django import forms

#: What Django says of every field; a form's own words stay.
GENERIC = forms.Field.default_error_messages["required"]


class NamedFields(forms.BaseForm):
    """Mixed into forms: "Judul wajib diisi." in place of "this field"."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if field.label and field.error_messages.get("required") == GENERIC:
                act = "dipilih" if isinstance(field, forms.ChoiceField) else "diisi"
                field.error_messages["required"] = f"{field.label} wajib {act}."
