"""The coordinator's forms: one official answer, and many proposals at once. They never save."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from agencies.errors import ConflictError, StaleVersionError
from assessment.core.instrument import Question
from assessment.forms.answers import AnswerForm, answer_form
from assessment.forms.fields import long_text_field
from assessment.models import OfficialAnswer
from assessment.services.text import LONG

Decision = OfficialAnswer.Decision
LABELS = {
    Decision.TAKEN: "Ambil usulan",
    Decision.ADAPTED: "Sesuaikan jawaban",
    Decision.NOT_APPLICABLE: "Tidak berlaku",
}
ANSWER_PREFIX = "resmi"
NEEDS_REASON = "Tulis alasannya; alasan ikut tercatat dalam riwayat dan laporan."
NEEDS_ANSWER = "Isi jawaban yang disesuaikan."


class DecisionForm(forms.Form):
    """Take the proposal, adapt it or set it aside. `seen` and `version` say what was shown."""

    decision = forms.ChoiceField(
        label="Keputusan",
        choices=[(code.value, label) for code, label in LABELS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih salah satu keputusan."},
    )
    reason = long_text_field(
        "Alasan",
        2000,
        rows=2,
        help_text="Wajib diisi bila Anda menyesuaikan jawaban atau memilih tidak berlaku.",
    )
    narrative = long_text_field(
        "Narasi untuk laporan",
        LONG,
        rows=4,
        help_text="Kalimat yang dibaca provinsi. Diisi dari penjelasan perangkat daerah.",
    )
    seen = forms.CharField(widget=forms.HiddenInput, min_length=64, max_length=64)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(
        self,
        question: Question,
        data: QueryDict | None = None,
        *,
        answer: Mapping[str, Any] | None = None,
        can_take: bool = True,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.typed = data
        self.is_stale = False
        self.answer = _answer_form(question, data, answer)
        if not can_take:
            choice = self.fields["decision"]
            assert isinstance(choice, forms.ChoiceField)  # noqa: S101 - declared above
            choice.choices = [(c, label) for c, label in LABELS.items() if c != Decision.TAKEN]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        decision = cleaned.get("decision")
        if decision in (Decision.ADAPTED, Decision.NOT_APPLICABLE) and not cleaned.get("reason"):
            self.add_error("reason", NEEDS_REASON)
        if decision == Decision.ADAPTED:
            if not self.answer.is_valid():
                self.add_error(None, NEEDS_ANSWER)
            elif self.answer.raw is None:
                self.answer.add_error(self.answer.own_names[0], NEEDS_ANSWER)
                self.add_error(None, NEEDS_ANSWER)
        return cleaned

    @property
    def raw(self) -> dict[str, Any] | None:
        """The adapted answer; None for the other decisions."""
        is_adapted = self.cleaned_data["decision"] == Decision.ADAPTED
        return self.answer.raw if is_adapted else None

    @property
    def answer_fields(self) -> list[forms.BoundField]:
        return [self.answer[name] for name in self.answer.own_names]

    def refuse(self, error: ConflictError) -> None:
        """Say why the decision was not taken; after a stale one `renew` follows."""
        self.add_error(None, error.message)
        self.is_stale = isinstance(error, StaleVersionError)

    def renew(self, *, seen: str, version: int) -> None:
        """What was typed stays; the hidden fields now speak of the present state."""
        assert self.typed is not None  # noqa: S101 - only a bound form can be stale
        self.data = {**self.typed.dict(), "seen": seen, "version": str(version)}


class UndoForm(forms.Form):
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1)


class PairsField(forms.MultipleChoiceField):
    """Values `code:fingerprint`; they need not be among the present ones, the service compares."""

    def valid_value(self, value: str) -> bool:
        code, _, shown = value.rpartition(":")
        return bool(code) and len(shown) == 64 and shown.isalnum()


class AgreedForm(forms.Form):
    """Which of the agreeing proposals to decide."""

    item = PairsField(
        label="Pertanyaan",
        error_messages={
            "required": "Pilih paling sedikit satu pertanyaan.",
            "invalid_choice": "Pilihan tidak dikenal. Muat ulang halaman lalu pilih lagi.",
        },
    )

    @property
    def seen(self) -> dict[str, str]:
        """Shown fingerprints by code of the question."""
        pairs = (value.rpartition(":") for value in self.cleaned_data["item"])
        return {code: shown for code, _, shown in pairs}


def _answer_form(question: Question, data: Any, answer: Mapping[str, Any] | None) -> AnswerForm:
    """The question's own form without "not applicable", which is a decision of its own here."""
    form = answer_form(question, data, answer)
    form.prefix = ANSWER_PREFIX
    choice = form.fields.get("choice")
    if isinstance(choice, forms.ChoiceField):
        choice.choices = [(option.label, option.label) for option in question.options]
    return form
