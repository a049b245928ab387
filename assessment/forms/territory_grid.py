"""One question for all territories as a table: a small form per row, and paste from a spreadsheet.

Reads what was typed, never saves. A row that is as the page showed it counts as untouched.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict

from agencies.models import Territory
from assessment.core.instrument import Question
from assessment.forms.answers import AnswerForm, answer_form
from assessment.models import Contribution

KIND_WORDS = re.compile(r"^(kecamatan|kelurahan|desa|kec\.?|kel\.?)\s+")
LONGEST_PASTE = 100_000


class GridRow:
    """A territory's row; `error` is what keeps it from being saved beside its form's errors."""

    def __init__(
        self, question: Question, territory: Territory, stored: Contribution | None, data: Any
    ) -> None:
        self.territory, self.stored, self.error = territory, stored, ""
        prefix = f"t{territory.pk}"
        is_typed = data is not None and f"{prefix}-semula" in data
        raw = stored.answer if stored else None
        self.form = answer_form(question, data if is_typed else None, raw, prefix=prefix)
        self.version = stored.version if stored else 0
        self.shown = raw
        if is_typed:
            self.version = _whole(data.get(f"{prefix}-version", ""))
            self.shown = _json(data.get(f"{prefix}-semula", ""))
        self.fixed_words = _fixed_words(raw or {})
        _narrow(self.form)

    @property
    def cells(self) -> list[BoundField]:
        return [self.form[name] for name in self.form.own_names]

    @property
    def shown_json(self) -> str:
        return json.dumps(self.shown)

    @property
    def is_touched(self) -> bool:
        """Typed as a readable answer that the page had not shown."""
        if self.fixed_words or not self.form.is_bound or not self.form.is_valid():
            return False
        return bool(self.form.raw != self.shown)

    @property
    def has_error(self) -> bool:
        return bool(self.error or (not self.fixed_words and self.form.errors))

    def compare(self, stored: Contribution | None, words: str) -> None:
        """After saving: what was typed and is not stored is named, and can be sent again."""
        if not self.is_touched or (stored.answer if stored else None) == self.form.raw:
            return
        who = f" oleh {stored.updated_by}" if stored and stored.updated_by else ""
        self.error = (
            f"Sudah diubah{who}: {words or 'belum dijawab'}. "
            "Isian Anda masih di tabel; simpan lagi untuk memakainya."
        )
        self.version = stored.version if stored else 0
        self.shown = stored.answer if stored else None


def grid_rows(
    question: Question,
    territories: Iterable[Territory],
    stored: Mapping[int, Contribution],
    data: Any = None,
) -> list[GridRow]:
    return [GridRow(question, place, stored.get(place.pk), data) for place in territories]


def put_pasted(
    question: Question, territories: Sequence[Territory], data: QueryDict
) -> tuple[QueryDict, str, list[str]]:
    """The post with the lines of `tempel` in its cells; lines that fit nowhere, and why."""
    filled, rest, problems = data.copy(), [], []
    by_name = {_normal(place.name): place for place in territories}
    names = _narrow(answer_form(question)).own_names
    lines = data.get("tempel", "")[:LONGEST_PASTE].replace("\r", "").split("\n")
    for number, line in enumerate(lines, start=1):
        name, *values = [part.strip() for part in re.split(r"[\t;]", line)]
        if not line.strip():
            continue
        place = by_name.get(_normal(name))
        problem = _problem(place, name, values, names)
        if place is None or problem:
            rest.append(line)
            problems.append(f"Baris {number}: {problem}")
            continue
        for field, value in zip(names, values, strict=False):
            filled[f"t{place.pk}-{field}"] = _choice(question, value)
    return filled, "\n".join(rest), problems


def _problem(
    place: Territory | None, name: str, values: Sequence[str], names: Sequence[str]
) -> str:
    if place is None:
        return f"wilayah “{name[:60]}” tidak ada dalam daftar."
    if not any(values) or any(values[len(names) :]):
        return f"{place}: tulis {len(names)} nilai sesudah nama wilayah."
    return ""


def _choice(question: Question, text: str) -> str:
    """The label that was meant by `ya` or `YA, DENGAN BUKTI`; other texts stay as they are."""
    labels = [option.label for option in question.options]
    found = [label for label in labels if label.casefold().startswith(text.casefold())]
    return found[0] if text and len(found) == 1 else text


def _fixed_words(raw: Mapping[str, Any]) -> str:
    """What the table only shows, because it is changed on the question's own page."""
    if "not_applicable" in raw:
        return "Tidak berlaku"
    return f"{len(raw['rows'])} butir bernama" if raw.get("rows") else ""


def _narrow(form: AnswerForm) -> AnswerForm:
    """Small inputs named after their territory's row; options become a list, names stay out."""
    form.fields.pop("rows", None)
    options = [(option.label, option.label) for option in form.question.options]
    for name in form.own_names:
        field = form.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = options
            field.widget = forms.Select(choices=[("", "Belum dijawab"), *options])
        field.help_text = ""
    return form


def _normal(name: str) -> str:
    return KIND_WORDS.sub("", " ".join(name.casefold().split()))


def _whole(text: str) -> int:
    is_number = text.isascii() and text.isdigit() and len(text) < 10
    return int(text) if is_number else 0


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
