"""The instrument: clusters, indicators, questions and their rules as frozen values.

Parses the JSON document of an instrument version; knows nothing of cities or answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from assessment.core.categories import CategoryBand as CategoryBand
from assessment.core.categories import check_gates, parse_categories
from assessment.core.conditions import ChoiceCondition, Condition, parse_condition
from assessment.core.demands import Demand, parse_demands
from assessment.core.nodes import InstrumentError as InstrumentError
from assessment.core.nodes import Node, check_unique, refuse_unstorable
from assessment.core.rule_parsers import RULE_PARSERS
from assessment.core.rules import Option, OptionsRule, Rule, best_points

# Score group V is about child victims and children in conflict with the law: its evidence
# is restricted unless the document says otherwise (UU 27/2022 on personal data).
RESTRICTED_CLUSTER = "5"
RULES_BY_KIND = {
    "choice": "options",
    "yes_no": "options",
    "count": "bands",
    "percentage": "bands",
    "items": "per_item",
    "trend": "trend",
}


class Kind(StrEnum):
    """What a question asks for."""

    CHOICE = "choice"
    YES_NO = "yes_no"
    COUNT = "count"
    ITEMS = "items"
    PERCENTAGE = "percentage"
    TREND = "trend"

    @property
    def label(self) -> str:
        return _KIND_LABELS[self]


_KIND_LABELS = {
    Kind.CHOICE: "pilihan",
    Kind.YES_NO: "ya/tidak",
    Kind.COUNT: "jumlah",
    Kind.ITEMS: "butir",
    Kind.PERCENTAGE: "persentase",
    Kind.TREND: "dua tahun dan target",
}


class Measure(StrEnum):
    """Unit of the two years of a trend question."""

    PERCENTAGE = "percentage"
    COUNT = "count"


class Better(StrEnum):
    """Direction in which a figure improves."""

    HIGHER = "higher"
    LOWER = "lower"


class NotApplicableEffect(StrEnum):
    """What a decided "not applicable" does to the maximum."""

    KEPT = "kept"
    RESCALED = "rescaled"


class TerritoryKind(StrEnum):
    """The territories that answer the last score group one by one."""

    KECAMATAN = "kecamatan"
    KELURAHAN = "kelurahan"

    @property
    def label(self) -> str:
        return "Kecamatan" if self is TerritoryKind.KECAMATAN else "Desa/kelurahan"


@dataclass(frozen=True, slots=True)
class Basis:
    """How well one property of a question is founded, in the words of the document."""

    subject: str
    statement: str

    @property
    def is_inferred(self) -> bool:
        return "inferred" in self.statement


@dataclass(frozen=True)
class Question:
    code: str
    text: str
    max_points: Decimal
    kind: Kind
    rule: Rule
    evidence: tuple[str, ...]
    agencies: tuple[str, ...]
    measure: Measure | None = None
    better: Better = Better.HIGHER
    item_label: str = ""
    note: str = ""
    basis: tuple[Basis, ...] = ()
    demands: tuple[Demand, ...] = ()
    asked_when: Condition | None = None

    def __hash__(self) -> int:
        """By its code alone: cheap for a memory of what follows from a question."""
        return hash(self.code)

    def demand(self, item: int) -> Demand:
        """What the item at that position demands; IndexError when there is none."""
        return self.demands[item] if self.demands else Demand(self.evidence[item])

    @property
    def is_matrix_demanded(self) -> bool:
        return any("matriks" in item.lower() for item in self.evidence)

    @property
    def inferred(self) -> tuple[str, ...]:
        """Subjects of this question that are inferred, not sourced."""
        return tuple(b.subject for b in self.basis if b.is_inferred)

    @property
    def options(self) -> tuple[Option, ...]:
        return self.rule.options if isinstance(self.rule, OptionsRule) else ()


@dataclass(frozen=True)
class Indicator:
    code: str
    number: int
    name: str
    max_points: Decimal
    lead_agencies: tuple[str, ...]
    contributing_agencies: tuple[str, ...]
    questions: tuple[Question, ...]
    is_restricted: bool = False

    @cached_property
    def territory(self) -> TerritoryKind | None:
        """Kind of territory whose units answer one by one, or None."""
        for kind in TerritoryKind:
            if kind.value in (name.lower() for name in self.lead_agencies):
                return kind
        return None

    @property
    def agencies(self) -> tuple[str, ...]:
        """Agencies that any question names, in order of first mention."""
        return tuple(dict.fromkeys(name for q in self.questions for name in q.agencies))


@dataclass(frozen=True)
class Cluster:
    code: str
    name: str
    max_points: Decimal
    indicators: tuple[Indicator, ...]

    @property
    def questions(self) -> Iterator[Question]:
        return (question for indicator in self.indicators for question in indicator.questions)


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A level of the document whose parts do not add up to what it states."""

    path: str
    stated: Decimal
    computed: Decimal

    def __str__(self) -> str:
        return f"{self.path}: tertulis {self.stated}, jumlah bagiannya {self.computed}"


@dataclass(frozen=True)
class Instrument:
    code: str
    title: str
    year: int
    status: str
    total_points: Decimal
    notes: tuple[str, ...]
    categories: tuple[CategoryBand, ...]
    category_note: str
    clusters: tuple[Cluster, ...]
    not_applicable: NotApplicableEffect = NotApplicableEffect.KEPT

    def __hash__(self) -> int:
        """By its code alone, as a question's."""
        return hash(self.code)

    @cached_property
    def _questions(self) -> dict[str, Question]:
        return {q.code: q for cluster in self.clusters for q in cluster.questions}

    @cached_property
    def _indicators(self) -> dict[str, Indicator]:
        return {i.code: i for cluster in self.clusters for i in cluster.indicators}

    @cached_property
    def _indicator_by_question(self) -> dict[str, Indicator]:
        return {q.code: i for i in self._indicators.values() for q in i.questions}

    @cached_property
    def _cluster_by_indicator(self) -> dict[str, Cluster]:
        return {i.code: c for c in self.clusters for i in c.indicators}

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(self._questions.values())

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        return tuple(self._indicators.values())

    def question(self, code: str) -> Question | None:
        return self._questions.get(code)

    def indicator(self, code: str) -> Indicator | None:
        return self._indicators.get(code)

    def with_conditions(self, questions: Iterable[Question]) -> tuple[Question, ...]:
        """The questions and those that decide whether they are asked, in the document's order."""
        wanted = {question.code for question in questions}
        for question in reversed(self.questions):
            if question.code in wanted and question.asked_when:
                wanted.add(question.asked_when.question)
        return tuple(question for question in self.questions if question.code in wanted)

    def indicator_of(self, question_code: str) -> Indicator:
        """Indicator that holds the question; KeyError when the code is unknown."""
        return self._indicator_by_question[question_code]

    def cluster_of(self, indicator_code: str) -> Cluster:
        """Cluster that holds the indicator; KeyError when the code is unknown."""
        return self._cluster_by_indicator[indicator_code]


def parse(document: object) -> Instrument:
    """Read an instrument document; InstrumentError names the first place that is wrong.

    Sums are not judged here, see `mismatches`.
    """
    refuse_unstorable(document)
    root = Node(document, "instrumen")
    instrument = Instrument(
        code=root.text("code", longest=60),
        title=root.text("title", longest=200),
        year=root.integer("year"),
        status=root.text("status", ""),
        total_points=root.decimal("total_points"),
        notes=root.texts("notes"),
        categories=parse_categories(root),
        category_note=root.text("category_note", ""),
        clusters=tuple(_parse_cluster(node) for node in root.children("clusters", "klaster")),
        not_applicable=root.member("not_applicable", NotApplicableEffect, NotApplicableEffect.KEPT),
    )
    check_unique("klaster", [c.code for c in instrument.clusters])
    indicators = [i for c in instrument.clusters for i in c.indicators]
    check_unique("indikator", [i.code for i in indicators])
    check_unique("pertanyaan", [q.code for i in indicators for q in i.questions])
    check_gates(instrument.categories, [i.code for i in indicators])
    _check_conditions(instrument)
    return instrument


def mismatches(instrument: Instrument) -> tuple[Mismatch, ...]:
    """Every level whose parts do not add up, from the questions upwards; empty when sound."""
    found: list[Mismatch] = []

    def compare(path: str, stated: Decimal, computed: Decimal) -> None:
        if stated != computed:
            found.append(Mismatch(path, stated, computed))

    for cluster in instrument.clusters:
        for indicator in cluster.indicators:
            for question in indicator.questions:
                best = best_points(question.rule)
                compare(f"pertanyaan {question.code}", question.max_points, best)
            total = sum((q.max_points for q in indicator.questions), Decimal(0))
            compare(f"indikator {indicator.code}", indicator.max_points, total)
        total = sum((i.max_points for i in cluster.indicators), Decimal(0))
        compare(f"klaster {cluster.code}", cluster.max_points, total)
    total = sum((c.max_points for c in instrument.clusters), Decimal(0))
    compare("instrumen", instrument.total_points, total)
    return tuple(found)


def _check_conditions(instrument: Instrument) -> None:
    """A condition speaks of an earlier question, and of an answer which that one can have."""
    earlier: dict[str, Question] = {}
    for question in instrument.questions:
        condition = question.asked_when
        if condition is not None and not _can_hold(condition, earlier.get(condition.question)):
            raise InstrumentError(
                f"pertanyaan {question.code}.asked_when",
                f"pertanyaan {condition.question} harus mendahului dan dapat dijawab demikian",
            )
        earlier[question.code] = question


def _can_hold(condition: Condition, other: Question | None) -> bool:
    if other is None:
        return False
    if isinstance(condition, ChoiceCondition):
        return set(condition.choices) <= {option.label for option in other.options}
    return other.kind in (Kind.COUNT, Kind.ITEMS, Kind.PERCENTAGE)


def _parse_cluster(node: Node) -> Cluster:
    code = node.text("code", longest=20)
    restricted = node.boolean("restricted", default=code == RESTRICTED_CLUSTER)
    return Cluster(
        code=code,
        name=node.text("name"),
        max_points=node.decimal("max_points"),
        indicators=tuple(
            _parse_indicator(child, restricted)
            for child in node.children("indicators", "indikator")
        ),
    )


def _parse_indicator(node: Node, restricted: bool) -> Indicator:
    return Indicator(
        code=node.text("code", longest=20),
        number=node.integer("number"),
        name=node.text("name"),
        max_points=node.decimal("max_points"),
        lead_agencies=node.texts("lead_agencies"),
        contributing_agencies=node.texts("contributing_agencies"),
        questions=tuple(
            _parse_question(child) for child in node.children("questions", "pertanyaan")
        ),
        is_restricted=node.boolean("restricted", default=restricted),
    )


def _parse_question(node: Node) -> Question:
    kind = node.member("kind", Kind)
    rule_node = node.child("rule")
    rule_type = rule_node.text("type")
    if RULES_BY_KIND[kind] != rule_type:
        raise InstrumentError(
            f"{rule_node.path}.type", f"aturan {rule_type} tidak cocok dengan {kind}"
        )
    demands = parse_demands(node)
    evidence = tuple(demand.name for demand in demands)
    return Question(
        code=node.text("code", longest=20),
        text=node.text("text"),
        max_points=node.decimal("max_points"),
        kind=kind,
        rule=RULE_PARSERS[rule_type](rule_node, evidence),
        evidence=evidence,
        agencies=node.texts("agencies"),
        measure=node.member("measure", Measure, Measure.PERCENTAGE) if kind is Kind.TREND else None,
        better=node.member("better", Better, Better.HIGHER),
        item_label=node.text("item_label", ""),
        note=node.text("note", ""),
        basis=_parse_basis(node),
        demands=demands,
        asked_when=parse_condition(node.child("asked_when"))
        if "asked_when" in node.value
        else None,
    )


def _parse_basis(node: Node) -> tuple[Basis, ...]:
    if "basis" not in node.value:
        return ()
    basis = node.child("basis")
    return tuple(Basis(subject, basis.text(subject)) for subject in basis.value)
