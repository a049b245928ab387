"""What sets two versions of an instrument apart, question by question, in words. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from assessment.core.demands import Demand
from assessment.core.evidence import kinds_of
from assessment.core.instrument import Instrument, Question
from assessment.core.numbers import plain
from assessment.core.rule_words import rule_lines


class Fate(StrEnum):
    """What became of a question."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"

    @property
    def label(self) -> str:
        return {"added": "baru", "removed": "dihapus", "changed": "berubah"}[self.value]


@dataclass(frozen=True, slots=True)
class Field:
    """A property before and after, each as lines to read; empty where there is none."""

    label: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    code: str
    text: str
    fate: Fate
    fields: tuple[Field, ...]


def changes(old: Instrument, new: Instrument) -> tuple[Change, ...]:
    """Questions that differ, in the order of the new version and then those that are gone."""
    found = [*_changed(old, new)]
    found += [
        Change(question.code, question.text, Fate.REMOVED, _fields(question, None))
        for question in old.questions
        if new.question(question.code) is None
    ]
    return tuple(found)


def head_changes(old: Instrument, new: Instrument) -> tuple[Field, ...]:
    """What the versions say of the whole: title, maximum, categories, not applicable."""
    return tuple(
        Field(label, before, after)
        for (label, before), (_, after) in zip(_head(old), _head(new), strict=True)
        if before != after
    )


def _changed(old: Instrument, new: Instrument) -> Iterator[Change]:
    for question in new.questions:
        before = old.question(question.code)
        fields = _fields(before, question)
        if before is None:
            yield Change(question.code, question.text, Fate.ADDED, fields)
        elif fields:
            yield Change(question.code, question.text, Fate.CHANGED, fields)


def _fields(old: Question | None, new: Question | None) -> tuple[Field, ...]:
    before, after = (dict(_properties(q)) if q else {} for q in (old, new))
    labels = after or before
    return tuple(
        Field(label, before.get(label, ()), after.get(label, ()))
        for label in labels
        if before.get(label, ()) != after.get(label, ())
    )


def _properties(question: Question) -> Iterator[tuple[str, tuple[str, ...]]]:
    condition = question.asked_when
    yield "Kalimat", (question.text,)
    yield "Nilai maksimum", (plain(question.max_points),)
    yield "Jenis", (question.kind.label,)
    rule = rule_lines(question)
    yield "Aturan nilai", tuple(f"{line.condition}: {plain(line.points)}" for line in rule)
    demands = (question.demand(n) for n in range(len(question.evidence)))
    yield "Bukti", tuple(_demand_words(demand) for demand in demands)
    yield "Perangkat daerah", question.agencies
    yield "Ditanyakan bila", () if condition is None else (str(condition),)
    yield "Catatan", (question.note,) if question.note else ()


def _demand_words(demand: Demand) -> str:
    kinds = f"; jenis {', '.join(kinds_of(demand))}" if demand.kinds else ""
    return demand.name if demand.is_plain else f"{demand.name} ({demand.validity.label}{kinds})"


def _head(instrument: Instrument) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "Judul", (instrument.title,)
    yield "Jumlah nilai", (plain(instrument.total_points),)
    effect = {"kept": "maksimum tetap", "rescaled": "maksimum dikeluarkan"}
    yield "Tidak berlaku", (effect[instrument.not_applicable.value],)
    bands = []
    for band in instrument.categories:
        limit = "mulai" if band.lower_inclusive else "di atas"
        gates = "".join(f"; {gate}" for gate in band.gates)
        bands.append(f"{band.name}: {limit} {plain(band.lower)}{gates}")
    yield "Kategori", tuple(bands)
