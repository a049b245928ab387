"""The coordinator's forms: one official answer, and many proposals at once. They never save."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from agencies.errors import ConflictError, StaleVersionError
from agencies.form_words import NamedFields
from assessment.core.instrument import Question
from assessment.forms.answers import AnswerForm, answer_form
from assessment.forms.fields import long_text_field
from assessment.models import OfficialAnswer
from assessment.services.official_answers import Verdict
from assessment.services.text import LONG

Decision = OfficialAnswer.Decision
#: `chosen` names its contribution; DecisionField reads it.
LABELS = {
    Decision.TAKEN: "Ambil usulan",
    Decision.ADAPTED: "Sesuaikan jawaban",
    Decision.NOT_APPLICABLE: "Tidak berlaku",
}
ANSWER_PREFIX = "resmi"
NEEDS_REASON = "Tulis alasannya; alasan ikut tercatat dalam riwayat dan laporan."
NEEDS_ANSWER = "Isi jawaban yang disesuaikan."
_ID = re.compile(r"[0-9]{1,18}", re.ASCII)
_IDENTITY = re.compile(r"[0-9]{1,18}/[0-9]{0,18}", re.ASCII)


class DecisionField(forms.ChoiceField):
    """A decision, or `chosen:` and the identity of a contribution; the service compares."""

    def valid_value(self, value: str) -> bool:
        code, _, identity = value.partition(":")
        if code == Decision.CHOSEN:
            return _IDENTITY.fullmatch(identity) is not None
        return value in LABELS


class CitationsField(forms.MultipleChoiceField):
    """Ids of citations; they need not be among the present ones, the service compares."""

    widget = forms.CheckboxSelectMultiple

    def valid_value(self, value: str) -> bool:
        return _ID.fullmatch(value) is not None


class DecisionForm(NamedFields, forms.Form):
    """Take the proposal or one answer, adapt it or set it aside. `seen` and `version` say what was
    shown; `offer` puts the choices of the present state into it."""

    decision = DecisionField(
        label="Keputusan",
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih salah satu keputusan."},
    )
    reason = long_text_field(
        "Alasan",
        2000,
        rows=2,
        help_text="Wajib diisi bila Anda menyesuaikan jawaban atau memilih tidak berlaku.",
    )
    evidence = CitationsField(
        label="Bukti yang menyertai jawaban resmi",
        required=False,
        help_text="Bukti yang sudah diterima. Hanya yang dicentang dihitung membuktikan.",
        error_messages={"invalid_choice": "Pilihan bukti tidak dikenal. Muat ulang halaman."},
    )
    narrative = long_text_field(
        "Narasi untuk laporan",
        LONG,
        rows=4,
        help_text="Kalimat yang dibaca provinsi. Diisi dari penjelasan perangkat daerah.",
    )
    offered = forms.RegexField(
        r"\A(?:[0-9]{1,18}(?: |\Z))*\Z", max_length=20_000, required=False, widget=forms.HiddenInput
    )
    seen = forms.CharField(widget=forms.HiddenInput, min_length=64, max_length=64)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(
        self,
        question: Question,
        data: QueryDict | None = None,
        *,
        answer: Mapping[str, Any] | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.typed = data
        self.is_stale = False
        self.answer = _answer_form(question, data, answer)

    def offer(
        self, *, decisions: Sequence[tuple[str, str]], evidence: Sequence[tuple[str, str]]
    ) -> None:
        """Show these choices (value, label); the form then says which evidence it offered."""
        for name, choices in (("decision", decisions), ("evidence", evidence)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
            field.choices = list(choices)
        offered = " ".join(value for value, _ in evidence)
        self.initial["offered"] = offered
        self._resay(offered=offered)

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
    def verdict(self) -> Verdict:
        """What was decided. Who ticks all that was offered wants every accepted citation, also
        those that were accepted while he read."""
        values = self.cleaned_data
        code, _, source = values["decision"].partition(":")
        chosen = frozenset(map(int, values["evidence"]))
        offered = frozenset(map(int, values["offered"].split()))
        return Verdict(
            decision=Decision(code),
            raw=self.answer.raw if code == Decision.ADAPTED else None,
            source=source,
            reason=values["reason"],
            narrative=values["narrative"],
            evidence=None if chosen == offered else chosen,
            seen=values["seen"],
        )

    @property
    def answer_fields(self) -> list[forms.BoundField]:
        return [self.answer[name] for name in self.answer.own_names]

    def refuse(self, error: ConflictError) -> None:
        """Say why the decision was not taken; after a stale one `renew` follows."""
        self.add_error(None, error.message)
        self.is_stale = isinstance(error, StaleVersionError)

    def renew(self, *, seen: str, version: int) -> None:
        """What was typed stays; the hidden fields now speak of the present state."""
        self._resay(seen=seen, version=str(version))

    def _resay(self, **hidden: str) -> None:
        """Put other values into the hidden fields of a posted form; the rest stays as typed."""
        if self.typed is not None:
            self.typed = self.typed.copy()
            for name, value in hidden.items():
                self.typed[name] = value
            self.data = self.typed


class UndoForm(NamedFields, forms.Form):
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1)


class PairsField(forms.MultipleChoiceField):
    """Values `code:fingerprint`; they need not be among the present ones, the service compares."""

    def valid_value(self, value: str) -> bool:
        code, _, shown = value.rpartition(":")
        return bool(code) and len(shown) == 64 and shown.isalnum()


class AgreedForm(NamedFields, forms.Form):
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
