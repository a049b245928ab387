"""Citations of a cycle as they are stored, and what each of them counts for under a version."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Exists, OuterRef, TextField, Value, When
from django.db.models.functions import Cast

from assessment.core import evidence
from assessment.core.instrument import Instrument
from assessment.models import Assignment, Citation, Cycle
from assessment.selectors.cycles import period_of
from assessment.selectors.instruments import instrument_of
from assessment.selectors.stored_columns import Rows, fetch

#: Key, agency, question, item, state, "x" where its agency is asked, and of the document its
#: kind, date and end of validity as ISO text: as the database gives it, so that a thousand rows are
#: known again without being read.
StoredCitation = tuple[int, int, str, int, str, str, str, str | None, str | None]
CITATION_FIELDS = (
    "pk",
    "contribution__agency_id",
    "contribution__question_code",
    "item",
    "state",
    "is_asked",
    "document__kind",
)
CITATION_DATES = tuple(Cast(f"document__{name}", TextField()) for name in ("date", "valid_until"))
State = Citation.CitationState
#: What may be said against a document that is of the demanded time.
IN_TIME = (None, evidence.Objection.KIND)


@dataclass(frozen=True, slots=True)
class Proof:
    """An accepted citation by an agency that answers the question; `counts` by its kind and
    date."""

    citation_id: int
    item: int
    counts: bool


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation that nobody refused; `is_asked` says that its agency answers the question,
    `is_in_time` that the document is of the time that its item demands."""

    citation_id: int
    agency_id: int
    question: str
    item: int
    counts: bool
    is_accepted: bool
    is_asked: bool
    is_in_time: bool


def cited(cycle: Cycle, codes: Iterable[str] | None = None) -> tuple[Cited, ...]:
    """Citations of a cycle that are not refused; only of those questions when given. One query."""
    return judged(instrument_of(cycle), period_of(cycle), citations_of(cycle, codes))


def citations_of(cycle: Cycle, codes: Iterable[str] | None = None) -> tuple[StoredCitation, ...]:
    if codes is None:
        return tuple(fetch(_rows, cycle.pk))
    return tuple(_rows(cycle.pk).filter(contribution__question_code__in=list(codes)))


def _rows(cycle_id: int) -> Rows:
    asked = Assignment.objects.filter(
        cycle_id=cycle_id,
        question_code=OuterRef("contribution__question_code"),
        agency=OuterRef("contribution__agency"),
    )
    is_asked = Case(When(Exists(asked), then=Value("x")), default=Value(""))
    rows = Citation.objects.filter(contribution__cycle_id=cycle_id).annotate(is_asked=is_asked)
    return rows.values_list(*CITATION_FIELDS, *CITATION_DATES)


def judged(
    instrument: Instrument, period: evidence.Period, rows: Iterable[StoredCitation]
) -> tuple[Cited, ...]:
    """Citations that are not refused, of items that the version demands, with whether they count
    for them."""
    found = []
    for pk, agency, code, item, state, is_asked, kind, dated, valid_until in rows:
        question = instrument.question(code)
        is_demanded = question is not None and item < len(question.evidence)
        if question is not None and is_demanded and state != State.REFUSED:
            demand = question.demand(item)
            lacks = evidence.objection(demand, kind, _day(dated), _day(valid_until), period)
            is_accepted, in_time = state == State.ACCEPTED, lacks in IN_TIME
            found.append(
                Cited(pk, agency, code, item, lacks is None, is_accepted, bool(is_asked), in_time)
            )
    return tuple(found)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def proofs(rows: Iterable[Cited]) -> dict[str, tuple[Proof, ...]]:
    """What may prove, by question code."""
    found: dict[str, list[Proof]] = defaultdict(list)
    for row in rows:
        if row.is_accepted and row.is_asked:
            found[row.question].append(Proof(row.citation_id, row.item, row.counts))
    return {code: tuple(rows) for code, rows in found.items()}
