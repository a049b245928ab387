"""Stored answers as the core reads them: typed, joined to a proposal, with their fingerprint.

Reading is a pure function of rows that every look at a score fetches anew. Equal rows are known
again and not read twice; a changed row is another key, so nothing remembered can be out of date.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from assessment.core import answers, consolidation, lowering
from assessment.core.instrument import Question
from assessment.models import Contribution, Cycle, LowerValue
from assessment.selectors.instruments import instrument_of
from assessment.selectors.stored_columns import Rows

#: Question, agency, territory, then as JSON the answer and the lower value with the answer that it
#: speaks of. Text, so that equal rows are known again without being read.
StoredAnswer = tuple[str, int, str, int | None, str | None, str | None, str | None, str | None]
ANSWER_FIELDS = (
    "question_code",
    "agency_id",
    "agency__abbreviation",
    "territory_id",
    "territory__name",
)
JSON_FIELDS = tuple(
    Cast(name, TextField())
    for name in ("answer", "lower_value__answer", "lower_value__lowered_from")
)
#: Questions whose reading is remembered: those of fifteen cities.
REMEMBERED = 4096


@dataclass(frozen=True, slots=True)
class Reading:
    """What follows from the stored answers to a question alone."""

    contributions: tuple[consolidation.Contribution, ...]
    proposal: consolidation.Proposal
    fingerprint: str


@lru_cache(maxsize=REMEMBERED)
def reading_of(
    question: Question, rows: tuple[StoredAnswer, ...], agencies: tuple[str, ...]
) -> Reading:
    """A pure function of what was stored: a changed row is another key, so nothing goes stale."""
    return read(question, _typed(question, rows), agencies)


def read(
    question: Question,
    contributions: Iterable[consolidation.Contribution],
    agencies: tuple[str, ...],
) -> Reading:
    valid = valid_contributions(contributions, agencies)
    proposal = consolidation.propose(question, valid, agencies)
    return Reading(valid, proposal, consolidation.fingerprint(valid))


def contributions_by_question(
    cycle: Cycle, codes: Iterable[str] | None = None
) -> dict[str, tuple[consolidation.Contribution, ...]]:
    """Typed contributions of a cycle by question code; only those codes when given. One query."""
    rows = Contribution.objects.filter(cycle=cycle)
    if codes is not None:
        rows = rows.filter(question_code__in=list(codes))
    instrument = instrument_of(cycle)
    return {
        code: _typed(question, given)
        for code, given in by_question(stored_answers(rows)).items()
        if (question := instrument.question(code)) is not None
    }


def by_question(rows: Iterable[StoredAnswer]) -> dict[str, tuple[StoredAnswer, ...]]:
    found: dict[str, list[StoredAnswer]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(row)
    return {code: tuple(own) for code, own in found.items()}


def decoded(text: str | None) -> object:
    """The JSON of a stored answer; None where nothing is stored."""
    return None if text is None else json.loads(text)


def stored_answers(rows: QuerySet[Contribution]) -> Rows:
    """Rows that are StoredAnswer."""
    return rows.values_list(*ANSWER_FIELDS, *JSON_FIELDS)


def _typed(
    question: Question, rows: Iterable[StoredAnswer]
) -> tuple[consolidation.Contribution, ...]:
    found = []
    for _, agency_id, agency, place_id, place, answer, lower, speaks_of in rows:
        lowered = None if lower is None else (decoded(lower), decoded(speaks_of))
        whose, where = (agency_id, agency), (place_id, place)
        found.append(_contribution(question, decoded(answer), whose, where, lowered))
    return tuple(found)


def valid_contributions(
    contributions: Iterable[consolidation.Contribution], agencies: Collection[str]
) -> tuple[consolidation.Contribution, ...]:
    """Those of the agencies that answer the question; what others once wrote nobody can correct."""
    return tuple(c for c in contributions if c.source.agency in agencies)


def to_core(question: Question, row: Contribution) -> consolidation.Contribution:
    """A stored contribution as the core reads it: a lower value that the secretariat accepted
    counts in place of the agency's own. Needs agency, territory and lower_value selected."""
    place = row.territory.name if row.territory else None
    lower: LowerValue | None = getattr(row, "lower_value", None)
    return _contribution(
        question,
        row.answer,
        (row.agency_id, agency_key(row.agency)),
        (row.territory_id, place),
        None if lower is None else (lower.answer, lower.lowered_from),
    )


def _contribution(
    question: Question,
    answer: object,
    agency: tuple[int, str],
    territory: tuple[int | None, str | None],
    lower: tuple[object, object] | None,
) -> consolidation.Contribution:
    """Agency and territory by key and name; `lower` holds the lower answer and the one that it
    speaks of."""
    source = consolidation.Source(agency[1], territory[1] or "")
    identity = f"{agency[0]}/{territory[0] or ''}"
    counted = answers.read_stored(question, answer)
    if lower is not None:
        accepted, speaks_of = (answers.read_stored(question, raw) for raw in lower)
        counted = lowering.counted(counted, accepted, speaks_of)
    return consolidation.Contribution(source, counted, identity)


def agency_key(agency: object) -> str:
    """The name by which consolidation knows an agency: its abbreviation in this city."""
    return str(agency)
