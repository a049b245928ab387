"""One form per kind of question, built from the instrument. Reads what was typed, never saves.

`answer_form(question, data, initial)` gives the form; its `raw` is the answer's JSON form, None
when nothing is answered. Figures are read as Indonesians write them.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, assert_never

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.core.exceptions import ValidationError

from agencies.form_words import NamedFields
from assessment import format as human
from assessment.core import answers, named_items
from assessment.core.instrument import Kind, Measure, Question
from assessment.core.numbers import canonical
from assessment.forms.fields import NumberField, WholeNumberField, long_text_field, text_field
from assessment.services.contributions import LONGEST_SOURCE
from assessment.services.text import LONG

NOT_APPLICABLE = "tidak-berlaku"
#: Fields that every kind has, shown after its own.
BESIDE = ("reason", "is_not_applicable", "note")
NEEDS_REASON = "Tulis alasan mengapa pertanyaan ini tidak berlaku."
UNUSED_REASON = "Alasan hanya dipakai bila Anda memilih “Tidak berlaku”. Pilih itu, atau kosongkan."
BOTH = "Kosongkan angkanya, atau hapus tanda “Tidak berlaku”."


class PointsRadio(forms.RadioSelect):
    """Radio buttons that carry the points of each option (`option.data.points`)."""

    points: Mapping[str, str] = {}

    def create_option(self, name: str, value: Any, *args: Any, **options: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **options)
        option["points"] = self.points.get(str(value), "")
        return option


class AnswerForm(NamedFields, forms.Form):
    """What every kind shares: not applicable with its reason, and the note for the report."""

    reason = long_text_field("Alasan tidak berlaku", answers.MAX_REASON, rows=2)

    def __init__(
        self,
        question: Question,
        data: Any = None,
        initial: Mapping[str, Any] | None = None,
        *,
        note: str | None = None,
        source: str = "",
        prefix: str | None = None,
    ) -> None:
        self.question = question
        raw = dict(initial or {})
        given = {"reason": raw.get("not_applicable", ""), "note": note or ""}
        given |= {"denominator_source": source}
        given |= {"is_not_applicable": "not_applicable" in raw}
        super().__init__(data, initial=given | self.shown(raw), prefix=prefix)
        self.build()
        if note is not None:
            self.build_notes()
            self.fields["note"] = long_text_field("Penjelasan untuk laporan", LONG)

    def build(self) -> None:
        self.fields["is_not_applicable"] = forms.BooleanField(
            label="Pertanyaan ini tidak berlaku", required=False
        )

    def build_notes(self) -> None:
        """Fields beside the answer itself, where an agency explains it."""

    def shown(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """Values of the kind's own fields for a stored answer."""
        raise NotImplementedError

    def figures(self, cleaned: Mapping[str, Any]) -> dict[str, Any] | None:
        """The kind's own part of the answer's JSON form; None when all of it is blank."""
        raise NotImplementedError

    def is_not_applicable(self, cleaned: Mapping[str, Any]) -> bool:
        return bool(cleaned.get("is_not_applicable"))

    @property
    def raw(self) -> dict[str, Any] | None:
        """The answer of a valid form as `core.answers.validate` reads it."""
        if self.is_not_applicable(self.cleaned_data):
            return {"not_applicable": self.cleaned_data["reason"].strip()}
        return self.figures(self.cleaned_data)

    @property
    def own_names(self) -> list[str]:
        return [n for n in self.fields if n not in BESIDE]

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.field_template = "assessment/filling/_plain_field.html"
        helper.layout = Layout(*self.layout())
        return helper

    def layout(self) -> list[Any]:
        return [Div(*self.own_names, css_class="field-row")]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        reason = cleaned["reason"].strip()
        if self.is_not_applicable(cleaned):
            if not reason:
                self.add_error("reason", NEEDS_REASON)
            if self.figures(cleaned) is not None:
                self.add_error("is_not_applicable", BOTH)
        elif reason:
            self.add_error("reason", UNUSED_REASON)
        if not self.errors:
            self._check_answer()
        return cleaned

    def add_answer_error(self, error: ValidationError) -> None:
        """Put a service's refusal at the field of the answer that it names."""
        for name, errors in error.error_dict.items():
            self.add_error(self._field_of(name), errors)

    def _check_answer(self) -> None:
        try:
            answers.validate(self.question, self.raw)
        except answers.AnswerError as error:
            message = f"{error.message[:1].upper()}{error.message[1:]}."
            self.add_error(self._field_of(error.field), message)

    def _field_of(self, name: str) -> str | None:
        name = "reason" if name == "not_applicable" else name.replace(".", "_")
        return name if name in self.fields else None


class OptionsForm(AnswerForm):
    def build(self) -> None:
        options = self.question.options
        choices = [(option.label, option.label) for option in options]
        widget = PointsRadio()
        widget.points = {o.label: f"{human.points(o.points)} poin" for o in options}
        widget.points[NOT_APPLICABLE] = "perlu alasan"
        self.fields["choice"] = forms.ChoiceField(
            label="Jawaban",
            choices=[*choices, (NOT_APPLICABLE, "Tidak berlaku")],
            required=False,
            widget=widget,
            error_messages={"invalid_choice": "Pilih salah satu pilihan yang tersedia."},
        )
        self.order_fields(["choice", "reason", "note"])

    def layout(self) -> list[Any]:
        return [Field("choice", template="assessment/filling/_options.html")]

    def shown(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        return {"choice": NOT_APPLICABLE if "not_applicable" in raw else raw.get("choice")}

    def is_not_applicable(self, cleaned: Mapping[str, Any]) -> bool:
        return cleaned.get("choice") == NOT_APPLICABLE

    def figures(self, cleaned: Mapping[str, Any]) -> dict[str, Any] | None:
        label = cleaned.get("choice")
        return {"choice": label} if label and label != NOT_APPLICABLE else None


class CountForm(AnswerForm):
    def build(self) -> None:
        self.fields["count"] = WholeNumberField(label="Jumlah")
        super().build()
        self.order_fields(["count", "is_not_applicable", "reason", "note"])

    def shown(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        return {"count": raw.get("count")}

    def figures(self, cleaned: Mapping[str, Any]) -> dict[str, Any] | None:
        value = cleaned.get("count")
        return None if value is None else {"count": value}


ITEMS_HELP = "{} Bila daftar di bawah diisi, angka ini mengikuti daftar."
ROWS_HELP = (
    "Satu butir tiap baris. Sesudah nama boleh ditulis titik koma lalu keterangan, misalnya nomor "
    "dan tanggal; atau tempel baris dari Excel."
)
#: Longer than the longest list, so that the refusal can name the line.
LONGEST_LIST = 200_000


class ItemsForm(AnswerForm):
    """A number of items, or their names one a line; the number then is that of the names."""

    def build(self) -> None:
        label = self.question.item_label or "tiap butir"
        help_text = ITEMS_HELP.format(f"{label[:1].upper()}{label[1:]}.")
        self.fields["items"] = WholeNumberField(label="Banyaknya butir", help_text=help_text)
        self.fields["rows"] = long_text_field(
            "Daftar butir",
            LONGEST_LIST,
            rows=4,
            strip=False,
            help_text=ROWS_HELP,
        )
        self.fields["rows"].widget.attrs["data-butir"] = ""
        super().build()
        self.order_fields(["items", "rows", "is_not_applicable", "reason", "note"])

    def layout(self) -> list[Any]:
        return ["items", "rows"]

    def shown(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        named = named_items.read_items(raw.get("rows"))
        return {"items": raw.get("items"), "rows": named_items.to_lines(named)}

    def figures(self, cleaned: Mapping[str, Any]) -> dict[str, Any] | None:
        named = named_items.from_lines(cleaned.get("rows") or "")
        if named:
            return {"items": len(named), "rows": named}
        value = cleaned.get("items")
        return None if value is None else {"items": value}


PARTS = (("numerator", "Pembilang"), ("denominator", "Penyebut"))
#: Id of the list of denominators that the agency used before.
EARLIER = "penyebut-lama"
HELP = {
    "numerator": "Jumlah yang memenuhi.",
    "denominator": "Jumlah seluruhnya.",
}


class PercentageForm(AnswerForm):
    def build(self) -> None:
        for name, label in PARTS:
            self.fields[name] = WholeNumberField(label=label, help_text=HELP[name])
        super().build()
        self.order_fields(["numerator", "denominator", "is_not_applicable", "reason", "note"])

    def build_notes(self) -> None:
        self.fields["denominator"].widget.attrs["list"] = EARLIER
        self.fields["denominator_source"] = text_field(
            "Sumber penyebut",
            LONGEST_SOURCE,
            required=False,
            help_text="Misalnya: BPS, Kota Dalam Angka 2025.",
        )

    def shown(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        return {name: raw.get(name) for name, _ in PARTS}

    def figures(self, cleaned: Mapping[str, Any]) -> dict[str, Any] | None:
        return _pair(cleaned, "")


YEARS = (("current", "tahun evaluasi"), ("previous", "tahun sebelumnya"))


class TrendForm(AnswerForm):
    """Two years - as pairs or as figures, by the question's measure - and the target."""

    def build(self) -> None:
        for year, words in YEARS:
            if self._is_pairs:
                for part, label in PARTS:
                    field = WholeNumberField(label=f"{label} {words}", help_text=HELP[part])
                    self.fields[f"{year}_{part}"] = field
            else:
                self.fields[year] = NumberField(label=f"Angka {words}")
        unit = " (persen)" if self._is_pairs else ""
        self.fields["target"] = NumberField(
            label=f"Target tahun evaluasi{unit}", help_text="Misalnya 82,5."
        )
        super().build()
        own = [name for name in self.fields if name not in ("reason", "is_not_applicable")]
        self.order_fields([*own, "is_not_applicable", "reason", "note"])

    @property
    def _is_pairs(self) -> bool:
        return self.question.measure is not Measure.COUNT

    def layout(self) -> list[Any]:
        rows = [
            Div(*[n for n in self.own_names if n.startswith(year)], css_class="field-row")
            for year, _ in YEARS
        ]
        return [*rows, "target"]

    def shown(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        values: dict[str, Any] = {"target": _decimal(raw.get("target"))}
        for year, _ in YEARS:
            stored = raw.get(year)
            if isinstance(stored, Mapping):
                values |= {f"{year}_{part}": stored.get(part) for part, _ in PARTS}
            else:
                values[year] = _decimal(stored)
        return values

    def figures(self, cleaned: Mapping[str, Any]) -> dict[str, Any] | None:
        values: dict[str, Any] = {"target": _text(cleaned.get("target"))}
        for year, _ in YEARS:
            pair = self._is_pairs
            values[year] = _pair(cleaned, f"{year}_") if pair else _text(cleaned.get(year))
        return None if all(value is None for value in values.values()) else values


def answer_form(
    question: Question,
    data: Any = None,
    initial: Mapping[str, Any] | None = None,
    *,
    note: str | None = None,
    source: str = "",
    prefix: str | None = None,
) -> AnswerForm:
    """The form of a question. `initial` is a stored answer's JSON form; a `note` (even empty)
    adds the fields for the report, `source` being that of a denominator."""
    form = _class_of(question.kind)
    return form(question, data, initial, note=note, source=source, prefix=prefix)


def _class_of(kind: Kind) -> type[AnswerForm]:
    match kind:
        case Kind.CHOICE | Kind.YES_NO:
            return OptionsForm
        case Kind.COUNT:
            return CountForm
        case Kind.ITEMS:
            return ItemsForm
        case Kind.PERCENTAGE:
            return PercentageForm
        case Kind.TREND:
            return TrendForm
        case _:
            assert_never(kind)


def _pair(cleaned: Mapping[str, Any], prefix: str) -> dict[str, Any] | None:
    pair = {part: cleaned.get(f"{prefix}{part}") for part, _ in PARTS}
    return None if all(value is None for value in pair.values()) else pair


def _decimal(value: Any) -> Any:
    return Decimal(value) if isinstance(value, str | int) else value


def _text(value: Decimal | None) -> str | None:
    return None if value is None else canonical(value)
