"""Last year's answer to a question as a proposal: worth nothing until the agency confirms it.

Nothing is stored for a proposal; it is read from the cycle before, through the mapping.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, OuterRef, Q, Subquery, Value, When

from agencies.actors import Actor
from agencies.models import Agency, Territory
from assessment import policies
from assessment.core import answers, mapping, scoring
from assessment.core.evidence import is_in_time
from assessment.core.instrument import Indicator, Question
from assessment.core.mapping import Fit
from assessment.core.rules import Award
from assessment.models import Citation, Contribution, Cycle, Document, Mark, OfficialAnswer
from assessment.selectors.cycles import period_of
from assessment.selectors.instruments import instrument_of
from assessment.selectors.mappings import YearMapping


@dataclass(frozen=True, slots=True)
class LastYear:
    """What the agency, or one it took over, answered in the cycle before.

    `raw` is the answer as this year's question takes it, None where it does not fit.
    """

    row: Contribution
    year: int
    question: Question
    agency: Agency
    fit: Fit
    words: str
    award: Award | None
    note: str
    raw: dict[str, Any] | None
    mark: Decimal | None
    mark_label: str
    mark_reason: str

    @property
    def code(self) -> str:
        return self.question.code


def last_answers(agency: Agency, wanted: Q, years: YearMapping | None, source: str = "") -> Any:
    """Answers that fit, those of the agency itself first; with the mark that the indicator of the
    `source` got at the last stage, as columns."""
    rows = Contribution.objects.filter(wanted, answer__isnull=False)
    rows = rows.select_related("agency", "territory")
    if years and source:
        rows = rows.annotate(**_mark_of(years.before.indicator_of(source)))
    own = Case(When(agency=agency, then=Value(0)), default=Value(1))
    return rows.order_by(own, "-updated_at", "-pk")


def _mark_of(indicator: Indicator) -> dict[str, Subquery]:
    stages = (Mark.Stage.FINAL, Mark.Stage.FIELD, Mark.Stage.VA)
    order = Case(*(When(stage=stage, then=Value(n)) for n, stage in enumerate(stages)))
    marks = Mark.objects.filter(
        cycle=OuterRef("cycle"), level=Mark.Level.INDICATOR, code=indicator.code
    )
    last = marks.order_by(order)
    names = ("hundredths", "stage", "reason")
    return {f"mark_{name}": Subquery(last.values(name)[:1]) for name in names}


def last_year(
    years: YearMapping | None, agency: Agency, question: Question, place: Territory | None
) -> LastYear | None:
    """The proposal for one question (for one territory). One query."""
    source = years.sources.get(question.code) if years else None
    if years is None or source is None:
        return None
    wanted = policies.inherited(agency)
    wanted &= Q(cycle=years.previous, question_code=source, territory=place)
    row = last_answers(agency, wanted, years, source).first()
    return proposal(years, question, row) if row else None


def proposal(years: YearMapping, question: Question, row: Any) -> LastYear | None:
    """A stored answer of the cycle before in terms of this year's question."""
    then = years.before.question(row.question_code)
    if then is None:
        return None
    answer = mapping.carried(then, row.answer)
    stage = getattr(row, "mark_stage", None)
    return LastYear(
        row=row,
        year=years.previous.year,
        question=then,
        agency=row.agency,
        fit=mapping.fit(then, question),
        words=scoring.describe(then, answer),
        award=scoring.award(then, answer),
        note=row.note,
        raw=answers.to_raw(mapping.carried(question, row.answer)),
        mark=None if stage is None else Decimal(row.mark_hundredths) / 100,
        mark_label=str(Mark.Stage(stage).label) if stage else "",
        mark_reason=getattr(row, "mark_reason", None) or "",
    )


@dataclass(frozen=True, slots=True)
class CarriedDocument:
    """A document cited last year; `problem` says why it cannot be cited again, `item` is its place
    among this year's items."""

    document: Document
    name: str
    item: int | None
    pages: str
    refusal: str
    problem: str

    @property
    def key(self) -> str:
        return f"{self.document.pk}:{self.item}"


def carried_documents(
    actor: Actor, cycle: Cycle, question: Question, last: LastYear
) -> list[CarriedDocument]:
    """What last year's answer cited, as far as the actor may see it. One query."""
    rows = Citation.objects.filter(contribution=last.row).select_related("document__file")
    rows = rows.filter(document__in=policies.visible_documents(actor))
    return [_document(cycle, question, last, row) for row in rows]


def _document(
    cycle: Cycle, question: Question, last: LastYear, citation: Citation
) -> CarriedDocument:
    item = mapping.carried_item(last.question, question, citation.item)
    document = citation.document
    problem = ""
    if item is None:
        problem = "Butir bukti ini tidak diminta lagi."
    elif document.date is None:
        problem = "Belum bertanggal: tulis dahulu tanggal dokumennya."
    elif not is_in_time(
        question.demand(item).validity, document.date, document.valid_until, period_of(cycle)
    ):
        problem = "Di luar masa yang diminta tahun ini; unggah dokumen yang baru."
    names = last.question.evidence
    return CarriedDocument(
        document=document,
        name=names[citation.item] if citation.item < len(names) else "",
        item=item,
        pages=citation.pages,
        refusal=citation.reason if citation.state == Citation.CitationState.REFUSED else "",
        problem=problem,
    )


def last_decision(years: YearMapping, source: str) -> OfficialAnswer | None:
    """What the secretariat decided last year; its reason helps to answer better. One query."""
    return OfficialAnswer.objects.filter(cycle=years.previous, question_code=source).first()


@dataclass(frozen=True, slots=True)
class OpenProposal:
    """A question that the agency has not answered this year, with its answer of last year."""

    question: Question
    indicator: Indicator
    last: LastYear


def open_proposals(years: YearMapping, agency: Agency, codes: frozenset[str]) -> list[OpenProposal]:
    """City-wide proposals for the agency's questions that are still empty. Two queries."""
    instrument = instrument_of(years.cycle)
    done = Contribution.objects.filter(cycle=years.cycle, agency=agency, answer__isnull=False)
    answered = set(done.values_list("question_code", flat=True))
    wanted = {code: years.sources[code] for code in codes - answered if code in years.sources}
    rows: dict[str, Contribution] = {}
    old = Q(cycle=years.previous, question_code__in=list(wanted.values()), territory=None)
    for row in last_answers(agency, policies.inherited(agency) & old, years):
        rows.setdefault(row.question_code, row)
    found = []
    for question in instrument.questions:
        row = rows.get(wanted.get(question.code, ""))
        last = proposal(years, question, row) if row else None
        if last is not None:
            found.append(OpenProposal(question, instrument.indicator_of(question.code), last))
    return found
