"""The ledger of returns: every round of a cycle, its age, and why things were sent back."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from agencies.actors import Actor
from agencies.models import Agency
from assessment import format as wording
from assessment import policies
from assessment.core.instrument import Cluster, Indicator
from assessment.core.reasons import Reason
from assessment.core.returns import Round, RoundState, Step, rounds
from assessment.core.workflow import Action, Status
from assessment.models import Citation, Cycle, LowerValue, StatusChange
from assessment.selectors.instruments import instrument_of

UNCODED = "Tanpa kode"


@dataclass(frozen=True, slots=True)
class LedgerFilter:
    """Empty values mean everything."""

    agency_id: int | None = None
    cluster: str = ""
    state: str = ""
    reason: str = ""

    def fits_place(self, agency_id: int, cluster: str) -> bool:
        return self.agency_id in (None, agency_id) and self.cluster in ("", cluster)


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """`age` says how long the present state lasts, or how long the round took."""

    submission_id: int
    agency: Agency
    indicator: Indicator
    cluster: Cluster
    round: Round
    reason_label: str
    age: str


@dataclass(frozen=True, slots=True)
class AgencyTotal:
    """`mean` is the mean time of repair, empty before the first one; a total has no agency."""

    agency: Agency | None
    counts: Counter[RoundState]
    mean: str

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def by_state(self) -> tuple[tuple[str, int], ...]:
        return tuple((state.label, self.counts[state]) for state in RoundState)


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """How often a reason was given, by what it was given for."""

    label: str
    returned: int
    refused: int
    lowered: int

    @property
    def total(self) -> int:
        return self.returned + self.refused + self.lowered


@dataclass(frozen=True, slots=True)
class Ledger:
    rows: tuple[LedgerRow, ...]
    counts: Counter[RoundState]
    agencies: tuple[Agency, ...]
    totals: tuple[AgencyTotal, ...]
    whole: AgencyTotal
    reasons: tuple[ReasonCount, ...]


def ledger(actor: Actor, cycle: Cycle, wanted: LedgerFilter) -> Ledger:
    """Rounds that fit, the longest waiting first; counts leave the state out. Three queries."""
    every = _rows(actor, cycle)
    placed = [row for row in every if _fits(row, wanted)]
    counts = Counter(row.round.state for row in placed)
    shown = [row for row in placed if wanted.state in ("", row.round.state)]
    shown.sort(key=lambda row: (row.round.state is RoundState.DONE, row.round.returned.at))
    agencies = {row.agency.pk: row.agency for row in every}
    return Ledger(
        rows=tuple(shown),
        counts=counts,
        agencies=tuple(sorted(agencies.values(), key=lambda a: a.abbreviation.lower())),
        totals=tuple(_totals(placed)),
        whole=_total(None, placed),
        reasons=_reasons(cycle, placed, wanted),
    )


def _rows(actor: Actor, cycle: Cycle) -> list[LedgerRow]:
    instrument = instrument_of(cycle)
    steps: dict[int, list[StatusChange]] = defaultdict(list)
    rows = policies.visible_steps(actor).filter(submission__cycle=cycle)
    # What a 2 x 24 hour room opens by itself, nobody sent back.
    people = rows.exclude(action=Action.REOPEN, by__isnull=True)
    for row in people.select_related("submission__agency"):
        steps[row.submission_id].append(row)
    found = []
    for submission_id, history in steps.items():
        part = history[0].submission
        indicator = instrument.indicator(part.indicator_code)
        if indicator is None:
            continue
        found += [
            LedgerRow(
                submission_id=submission_id,
                agency=part.agency,
                indicator=indicator,
                cluster=instrument.cluster_of(indicator.code),
                round=each,
                reason_label=_label(each.returned.code),
                age=wording.span(each.age(actor.at)),
            )
            for each in rounds(_step(row) for row in history)
        ]
    return found


def _step(row: StatusChange) -> Step:
    return Step(
        Action(row.action), Status(row.target), row.at, row.reason_code, row.reason, row.by_label
    )


def _fits(row: LedgerRow, wanted: LedgerFilter) -> bool:
    return wanted.fits_place(row.agency.pk, row.cluster.code) and wanted.reason in (
        "",
        row.round.returned.code,
    )


def _label(code: str) -> str:
    return Reason(code).label if code else UNCODED


def _totals(rows: Iterable[LedgerRow]) -> Iterable[AgencyTotal]:
    by_agency: dict[int, list[LedgerRow]] = defaultdict(list)
    for row in rows:
        by_agency[row.agency.pk].append(row)
    totals = [_total(found[0].agency, found) for found in by_agency.values()]
    return sorted(totals, key=lambda t: (-t.total, t.agency.abbreviation if t.agency else ""))


def _total(agency: Agency | None, rows: Sequence[LedgerRow]) -> AgencyTotal:
    times = [t for row in rows if (t := row.round.repair_time) is not None]
    mean = wording.span(sum(times, timedelta(0)) / len(times)) if times else ""
    return AgencyTotal(agency, Counter(row.round.state for row in rows), mean)


def _reasons(
    cycle: Cycle, rows: Iterable[LedgerRow], wanted: LedgerFilter
) -> tuple[ReasonCount, ...]:
    """The most frequent first; reasons that nobody gave are left out."""
    refusals = Citation.objects.filter(
        contribution__cycle=cycle, state=Citation.CitationState.REFUSED
    )
    lowered = LowerValue.objects.filter(contribution__cycle=cycle)
    columns = ("contribution__agency_id", "contribution__question_code", "reason_code")
    by_kind = (
        Counter(row.round.returned.code for row in rows),
        _counted(cycle, refusals.values_list(*columns), wanted),
        _counted(cycle, lowered.values_list(*columns), wanted),
    )
    codes = {code for counts in by_kind for code in counts}
    found = [ReasonCount(_label(code), *(counts[code] for counts in by_kind)) for code in codes]
    return tuple(sorted(found, key=lambda row: (-row.total, row.label)))


def _counted(
    cycle: Cycle, rows: Iterable[tuple[int, str, str]], wanted: LedgerFilter
) -> Counter[str]:
    instrument = instrument_of(cycle)
    found: Counter[str] = Counter()
    for agency_id, question, code in rows:
        if instrument.question(question) is None:
            continue
        cluster = instrument.cluster_of(instrument.indicator_of(question).code)
        if wanted.fits_place(agency_id, cluster.code) and wanted.reason in ("", code):
            found[code] += 1
    return found
