"""The secretariat's forms on a part: verdicts on evidence, lower values, remarks. Never save."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from agencies.form_words import NamedFields
from assessment.core import reasons
from assessment.core.instrument import Question
from assessment.forms.answers import AnswerForm, answer_form
from assessment.forms.fields import long_text_field
from assessment.models import Citation
from assessment.services import citations, lowering, review_notes, submissions

State = Citation.CitationState
MAX_VERSION = 2**31 - 1
ANSWER_PREFIX = "nilai"
CHOOSE = ("", "Pilih jenis alasan")


def code_field(*, required: bool = False) -> forms.ChoiceField:
    """The kind of reason; the service asks for a note where it needs one."""
    return forms.ChoiceField(
        label="Jenis alasan",
        required=required,
        choices=[CHOOSE, *reasons.CHOICES],
        error_messages={
            "required": "Pilih jenis alasannya, supaya dapat diperbaiki.",
            "invalid_choice": "Pilih salah satu alasan dari daftar.",
        },
    )


def version_field(least: int = 1) -> forms.IntegerField:
    return forms.IntegerField(widget=forms.HiddenInput, min_value=least, max_value=MAX_VERSION)


class CitationForm(NamedFields, forms.Form):
    """Accept, or refuse with a reason."""

    state = forms.ChoiceField(
        label="Putusan", choices=[(State.ACCEPTED, "Terima"), (State.REFUSED, "Tolak")]
    )
    code = code_field()
    reason = long_text_field("Alasan", citations.LONGEST_NOTE, rows=2)
    version = version_field()


class LowerForm(forms.Form):
    """A lower value with its reason; `seen` is the version of the answer that was judged."""

    code = code_field(required=True)
    reason = long_text_field(
        "Alasan",
        lowering.LONGEST_NOTE,
        rows=2,
        help_text="Dibaca perangkat daerah. Boleh kosong, kecuali jenisnya “Lainnya”.",
    )
    seen = version_field()
    version = version_field(least=0)

    def __init__(
        self,
        question: Question,
        data: QueryDict | None = None,
        *,
        key: int,
        answer: Mapping[str, Any] | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}), auto_id=f"turun-{key}-%s")
        self.answer = _value_form(question, data, answer, key)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.answer.is_valid():
            self.add_error(None, "Periksa nilai yang diterima.")
        return cleaned

    @property
    def answers(self) -> list[AnswerForm]:
        """The forms beside this one whose errors the summary names."""
        return [self.answer]

    @property
    def answer_fields(self) -> list[forms.BoundField]:
        return [self.answer[name] for name in self.answer.own_names if name != "is_not_applicable"]


class LiftForm(forms.Form):
    version = version_field()


class NoteForm(forms.Form):
    """A remark of either side."""

    text = long_text_field(
        "Catatan",
        review_notes.LONGEST,
        rows=3,
        required=True,
        error_messages={"required": "Tulis catatannya dahulu."},
    )


class BulkForm(forms.Form):
    """What to do with the ticked parts."""

    action = forms.ChoiceField(
        label="Putusan",
        choices=[("accept", "Terima"), ("return", "Kembalikan")],
        error_messages={"required": "Pilih terima atau kembalikan."},
    )
    code = code_field()
    reason = long_text_field("Alasan", submissions.LONGEST, rows=3)


def _value_form(
    question: Question, data: Any, answer: Mapping[str, Any] | None, key: int
) -> AnswerForm:
    """The question's own form without "not applicable", which is no value."""
    form = answer_form(question, data, answer)
    form.prefix, form.auto_id = ANSWER_PREFIX, f"turun-{key}-%s"
    choice = form.fields.get("choice")
    if isinstance(choice, forms.ChoiceField):
        choice.choices = [(option.label, option.label) for option in question.options]
    return form
