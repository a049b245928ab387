"""Parts that agencies sent with the same answers: looked at once, decided together."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agencies.actors import Actor
from assessment import policies
from assessment.core import answers, consolidation, scoring
from assessment.core.instrument import Cluster, Indicator, Instrument, Question
from assessment.core.workflow import Status
from assessment.models import Citation, Cycle, Submission
from assessment.selectors import scores
from assessment.selectors.instruments import instrument_of

Given = tuple[str, consolidation.Contribution]


@dataclass(frozen=True, slots=True)
class AlikePart:
    """`pending` counts its evidence that nobody has judged; accepting the part accepts it."""

    submission: Submission
    pending: int
    evidence: int


@dataclass(frozen=True, slots=True)
class AlikeAnswer:
    question: Question
    words: str


@dataclass(frozen=True, slots=True)
class Group:
    """At least two sent parts of one indicator whose answers are the same; `key` names it."""

    key: str
    indicator: Indicator
    cluster: Cluster
    answers: tuple[AlikeAnswer, ...]
    parts: tuple[AlikePart, ...]

    @property
    def pending(self) -> int:
        return sum(part.pending for part in self.parts)


def groups(actor: Actor, cycle: Cycle, indicator: Indicator | None = None) -> tuple[Group, ...]:
    """Groups of an indicator, or of all, in the instrument's order. Three queries."""
    instrument = instrument_of(cycle)
    found: dict[tuple[str, str], list[Submission]] = defaultdict(list)
    given = _given(cycle, instrument, indicator)
    for submission in _sent(actor, cycle, indicator):
        said = given.get((submission.agency_id, submission.indicator_code), [])
        if said:
            found[submission.indicator_code, _key(said)].append(submission)
    judged = _evidence(cycle, instrument)
    order = [row.code for row in instrument.indicators]
    rows = [
        _group(instrument, key, parts, given[parts[0].agency_id, code], judged)
        for (code, key), parts in found.items()
        if len(parts) > 1
    ]
    return tuple(sorted(rows, key=lambda g: (order.index(g.indicator.code), -len(g.parts), g.key)))


def _sent(actor: Actor, cycle: Cycle, indicator: Indicator | None) -> Iterable[Submission]:
    rows = policies.visible_submissions(actor).filter(cycle=cycle, status=Status.SUBMITTED)
    if indicator is not None:
        rows = rows.filter(indicator_code=indicator.code)
    return rows.select_related("agency").order_by("agency__abbreviation", "pk")


def _given(
    cycle: Cycle, instrument: Instrument, indicator: Indicator | None
) -> dict[tuple[int, str], list[Given]]:
    """What counts of every agency's answers, by agency and indicator."""
    codes = None if indicator is None else [q.code for q in indicator.questions]
    found: dict[tuple[int, str], list[Given]] = defaultdict(list)
    for code, rows in scores.contributions_by_question(cycle, codes).items():
        part = instrument.indicator_of(code).code
        for row in rows:
            if answers.is_answered(row.answer):
                found[int(row.identity.partition("/")[0]), part].append((code, row))
    return found


def _key(said: Iterable[Given]) -> str:
    """Hash of the answers without who gives them and for which territory."""
    rows = sorted(
        (code, json.dumps(answers.to_raw(row.answer), sort_keys=True)) for code, row in said
    )
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()[:16]


def _group(
    instrument: Instrument,
    key: str,
    parts: Sequence[Submission],
    said: Iterable[Given],
    judged: Counter[tuple[int, str, bool]],
) -> Group:
    indicator = instrument.indicator_of(next(code for code, _ in said))
    shown = []
    for code, row in said:
        question = instrument.question(code)
        if question is not None:
            shown.append(AlikeAnswer(question, scoring.describe(question, row.answer)))
    return Group(
        key=key,
        indicator=indicator,
        cluster=instrument.cluster_of(indicator.code),
        answers=tuple(shown),
        parts=tuple(
            AlikePart(
                part,
                pending=judged[part.agency_id, indicator.code, True],
                evidence=judged[part.agency_id, indicator.code, True]
                + judged[part.agency_id, indicator.code, False],
            )
            for part in parts
        ),
    )


def _evidence(cycle: Cycle, instrument: Instrument) -> Counter[tuple[int, str, bool]]:
    """Citations by agency, indicator and whether they wait to be judged. One query."""
    rows = Citation.objects.filter(contribution__cycle=cycle)
    found: Counter[tuple[int, str, bool]] = Counter()
    for agency_id, code, state in rows.values_list(
        "contribution__agency_id", "contribution__question_code", "state"
    ):
        if instrument.question(code) is not None:
            is_pending = state == Citation.CitationState.PENDING
            found[agency_id, instrument.indicator_of(code).code, is_pending] += 1
    return found
