"""The instrument as a document to read: one cluster at a time, with what is sourced and guessed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.http import Http404

from agencies.actors import Actor
from assessment import policies
from assessment.core.instrument import Basis, Cluster, Indicator, Instrument, Question
from assessment.core.rule_words import RuleLine, rule_lines
from assessment.models import Cycle, InstrumentVersion
from assessment.selectors.instruments import instrument_of_version, instrument_versions

SUBJECTS = {
    "agencies": "perangkat daerah",
    "evidence": "bukti",
    "max_points": "nilai maksimum",
    "rule": "aturan nilai",
    "text": "kalimat pertanyaan",
}
STATEMENTS = {
    "sourced": "dari sumber terbitan",
    "paraphrased": "diringkas dari sumber",
    "inferred": "kemungkinan",
    "labels sourced, points inferred": "pilihan dari sumber, nilainya kemungkinan",
}


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    question: Question
    rule: tuple[RuleLine, ...]
    inferred: str


@dataclass(frozen=True, slots=True)
class ShownIndicator:
    indicator: Indicator
    questions: tuple[ShownQuestion, ...]


@dataclass(frozen=True, slots=True)
class Foundation:
    """How many questions have a property that is founded in this way."""

    subject: str
    statement: str
    count: int


@dataclass(frozen=True, slots=True)
class InstrumentPage:
    version: InstrumentVersion
    instrument: Instrument
    cluster: Cluster
    indicators: tuple[ShownIndicator, ...]
    foundations: tuple[Foundation, ...]


def version_asked(actor: Actor, pk: int | None) -> InstrumentVersion:
    """The version asked for, else that of the newest cycle, else the newest; 404 without any."""
    rows = instrument_versions(actor)
    if pk is None:
        cycle = policies.visible_cycles(actor).order_by("-year").first() if actor.city_id else None
        pk = _instrument_id(cycle)
    found = rows.filter(pk=pk).first() if pk is not None else rows.first()
    if found is None:
        raise Http404("Belum ada instrumen.")
    return found


def version_or_404(actor: Actor, pk: int) -> InstrumentVersion:
    found = instrument_versions(actor).filter(pk=pk).first()
    if found is None:
        raise Http404("Versi instrumen ini tidak ada.")
    return found


def instrument_page(version: InstrumentVersion, code: str) -> InstrumentPage:
    """The page with the cluster of that code open, the first one when empty."""
    instrument = instrument_of_version(version)
    cluster = next((c for c in instrument.clusters if c.code == code), instrument.clusters[0])
    return InstrumentPage(
        version=version,
        instrument=instrument,
        cluster=cluster,
        indicators=tuple(
            ShownIndicator(row, tuple(_shown(question) for question in row.questions))
            for row in cluster.indicators
        ),
        foundations=_foundations(instrument),
    )


def _instrument_id(cycle: Cycle | None) -> int | None:
    return None if cycle is None else cycle.instrument_id


def _shown(question: Question) -> ShownQuestion:
    inferred = ", ".join(_words(basis) for basis in question.basis if basis.is_inferred)
    return ShownQuestion(question, rule_lines(question), inferred)


def _words(basis: Basis) -> str:
    subject = SUBJECTS.get(basis.subject, basis.subject)
    statement = STATEMENTS.get(basis.statement, basis.statement)
    return subject if statement == "kemungkinan" else f"{subject} ({statement})"


def _foundations(instrument: Instrument) -> tuple[Foundation, ...]:
    counts = Counter(
        (basis.subject, basis.statement)
        for question in instrument.questions
        for basis in question.basis
    )
    return tuple(
        Foundation(SUBJECTS.get(subject, subject), STATEMENTS.get(statement, statement), count)
        for (subject, statement), count in sorted(counts.items())
    )
