"""Consistency of a cycle: the figures behind its answers, what does not agree, what may stand.

The cycle comes from policies.visible_cycles; the page decides who may read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery

from agencies.actors import Actor
from agencies.models import Territory
from assessment import policies
from assessment.core import answers, consistency, consolidation
from assessment.core.city_facts import Fact, fact_of, facts
from assessment.core.instrument import Question, TerritoryKind
from assessment.models import CityFact, ConsistencyWaiver, Contribution, Cycle, OfficialAnswer
from assessment.selectors import scores
from assessment.selectors.cycles import assignments
from assessment.selectors.instruments import instrument_of

OFFICIAL = "Jawaban resmi"


@dataclass(frozen=True, slots=True)
class CheckedFinding:
    """A finding with the waiver that covers it; `lapsed` was given for other figures."""

    finding: consistency.Finding
    waiver: ConsistencyWaiver | None = None
    lapsed: ConsistencyWaiver | None = None

    @property
    def is_open(self) -> bool:
        return self.waiver is None


@dataclass(frozen=True, slots=True)
class Statement:
    """Who says a value, to which question, and from which source he has it."""

    figure: consistency.Figure
    origin: str


@dataclass(frozen=True, slots=True)
class FactValue:
    value: int
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact with its reference and every value that answers of the whole city give it.

    `local` counts the answers of territories, which are not shown one by one.
    """

    fact: Fact
    reference: CityFact | None
    values: tuple[FactValue, ...]
    local: int

    @property
    def is_single(self) -> bool:
        known = {value.value for value in self.values}
        return len(known | ({self.reference.value} if self.reference else set())) <= 1


@dataclass(frozen=True, slots=True)
class Overview:
    """The whole page: findings, and every fact of the instrument."""

    findings: tuple[CheckedFinding, ...]
    facts: tuple[FactRow, ...]

    @property
    def open(self) -> tuple[CheckedFinding, ...]:
        return tuple(found for found in self.findings if found.is_open)

    @property
    def waived(self) -> tuple[CheckedFinding, ...]:
        return tuple(found for found in self.findings if not found.is_open)


def consistency_findings(state: scores.CycleState) -> tuple[CheckedFinding, ...]:
    """Every finding of a cycle, contradictions first; `is_open` are those left. Two queries."""
    found = [
        figure
        for row in state.questions.values()
        for figure in _figures(row.question, row.contributions, row.official)
    ]
    return _checked(state.cycle, found, _known(state.cycle))


def open_findings(state: scores.CycleState) -> tuple[consistency.Finding, ...]:
    """Findings that no waiver covers, without who waived the others. One query."""
    found = [
        figure
        for row in state.questions.values()
        for figure in _figures(row.question, row.contributions, row.official)
    ]
    known, waived = _known_and_waived(state.cycle)
    return tuple(
        finding
        for finding in consistency.check(found, known)
        if (finding.rule.value, finding.subject, finding.fingerprint) not in waived
    )


def overview(cycle: Cycle) -> Overview:
    """Findings and facts. Seven queries for any number of agencies and rows."""
    found = list(_stored_figures(cycle))
    references = {row.code: row for row in CityFact.objects.filter(cycle=cycle)}
    values = {code: row.value for code, row in references.items()}
    known = consistency.Known(values, _registered(cycle))
    origins = _origins(cycle)
    by_fact: dict[str, list[consistency.Figure]] = defaultdict(list)
    for figure in found:
        if figure.fact is not None and not figure.is_previous:
            by_fact[figure.fact.code].append(figure)
    return Overview(
        _checked(cycle, found, known),
        tuple(
            _fact_row(fact, references.get(fact.code), by_fact[fact.code], origins)
            for fact in facts(instrument_of(cycle))
        ),
    )


def findings_of(cycle: Cycle) -> tuple[CheckedFinding, ...]:
    """The same findings without the score of the cycle. Five queries."""
    return _checked(cycle, _stored_figures(cycle), _known(cycle))


def city_fact(actor: Actor, cycle: Cycle, code: str) -> CityFact | None:
    return policies.visible_city_facts(actor).filter(cycle=cycle, code=code).first()


def _checked(
    cycle: Cycle, found: Iterable[consistency.Figure], known: consistency.Known
) -> tuple[CheckedFinding, ...]:
    rows = ConsistencyWaiver.objects.filter(cycle=cycle).select_related("decided_by")
    waivers = {(row.rule, row.subject): row for row in rows}
    return tuple(
        _with_waiver(finding, waivers.get((finding.rule.value, finding.subject)))
        for finding in consistency.check(found, known)
    )


def _with_waiver(finding: consistency.Finding, waiver: ConsistencyWaiver | None) -> CheckedFinding:
    if waiver is None or waiver.fingerprint == finding.fingerprint:
        return CheckedFinding(finding, waiver)
    return CheckedFinding(finding, lapsed=waiver)


def _stored_figures(cycle: Cycle) -> Iterator[consistency.Figure]:
    """Figures of all valid answers and of adapted decisions. Three queries."""
    assigned, given = assignments(cycle), scores.contributions_by_question(cycle)
    adapted = OfficialAnswer.objects.filter(cycle=cycle, decision=OfficialAnswer.Decision.ADAPTED)
    officials = {row.question_code: row for row in adapted}
    for question in instrument_of(cycle).questions:
        names = [scores.agency_key(agency) for agency in assigned.agencies(question.code)]
        valid = scores.valid_contributions(given.get(question.code, ()), names)
        yield from _figures(question, valid, officials.get(question.code))


def _figures(
    question: Question,
    contributions: Iterable[consolidation.Contribution],
    official: OfficialAnswer | None,
) -> Iterator[consistency.Figure]:
    """A decision that was not adapted says nothing that its sources do not say."""
    fact = fact_of(question)
    for row in contributions:
        yield from consistency.figures(
            question.code,
            fact,
            row.answer,
            identity=row.identity,
            source=row.source.label,
            territory=row.source.territory,
        )
    if official is not None and official.decision == OfficialAnswer.Decision.ADAPTED:
        answer = answers.read_stored(question, official.answer)
        yield from consistency.figures(
            question.code, fact, answer, identity="resmi", source=OFFICIAL
        )


def _known(cycle: Cycle) -> consistency.Known:
    """References and registered territories. One query."""
    return _known_and_waived(cycle)[0]


Waived = frozenset[tuple[str | None, str | None, str | None]]
WAIVER_FIELDS = ("waivers__rule", "waivers__subject", "waivers__fingerprint")


def _known_and_waived(cycle: Cycle) -> tuple[consistency.Known, Waived]:
    """Both in one query: a row for each pair of a reference and a waiver, few of either."""
    counts = {kind: _count_of(kind) for kind in TerritoryKind}
    rows = Cycle.objects.filter(pk=cycle.pk).order_by()
    references, registered, waived = {}, {}, set()
    fields = ("city_facts__code", "city_facts__value", *WAIVER_FIELDS)
    for code, value, rule, subject, fingerprint, *numbers in rows.values_list(
        *fields, *counts.values()
    ):
        registered = {kind: number or 0 for kind, number in zip(counts, numbers, strict=True)}
        waived.add((rule, subject, fingerprint))
        if code is not None:
            references[code] = value
    return consistency.Known(references, registered), frozenset(waived)


def _count_of(kind: TerritoryKind) -> Subquery:
    rows = Territory.objects.filter(city=OuterRef("city"), kind=kind.value).order_by()
    return Subquery(
        rows.values("city").annotate(number=Count("pk")).values("number"), IntegerField()
    )


def _registered(cycle: Cycle) -> Mapping[TerritoryKind, int]:
    rows = Territory.objects.filter(city_id=cycle.city_id).order_by().values_list("kind")
    return {TerritoryKind(kind): number for kind, number in rows.annotate(number=Count("pk"))}


def _origins(cycle: Cycle) -> Mapping[tuple[str, str], str]:
    """What agencies wrote as the source of their denominators, by question and identity."""
    rows: QuerySet[Contribution] = Contribution.objects.filter(cycle=cycle)
    return {
        (code, f"{agency}/{territory or ''}"): text
        for code, agency, territory, text in rows.exclude(denominator_source="").values_list(
            "question_code", "agency_id", "territory_id", "denominator_source"
        )
    }


def _fact_row(
    fact: Fact,
    reference: CityFact | None,
    found: Iterable[consistency.Figure],
    origins: Mapping[tuple[str, str], str],
) -> FactRow:
    by_value: dict[int, list[Statement]] = defaultdict(list)
    local = 0
    for figure in found:
        if figure.territory:
            local += 1
        elif figure.whole is not None:
            origin = origins.get((figure.question, figure.identity), "")
            by_value[figure.whole].append(Statement(figure, origin))
    values = (FactValue(value, tuple(rows)) for value, rows in sorted(by_value.items()))
    return FactRow(fact, reference, tuple(values), local)
