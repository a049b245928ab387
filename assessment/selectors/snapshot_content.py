"""The frozen content of a cycle: everything a report needs, resolved to words and exact strings.

Reads only; services.snapshots stores it. Points are canonical decimal strings, null where unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from agencies.models import City
from agencies.roles import Role
from assessment.core import answers, ledgers, scoring
from assessment.core.category import estimate
from assessment.core.ledgers import Ledger
from assessment.core.numbers import canonical
from assessment.models import Cycle, OfficialAnswer, ReportSetting
from assessment.selectors import snapshot_parts as parts
from assessment.selectors.preflight import preflight_of
from assessment.selectors.scores import CycleState, QuestionState, cycle_state

SCHEMA = 1
LEDGERS = ("claimed", "proven", "verified")
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs the minutes of a freeze."""

    name: str
    title: str = ""
    rank: str = ""
    nip: str = ""


@dataclass(frozen=True, slots=True)
class Minutes:
    """What a person says for the minutes; an empty number comes from the city's pattern, and
    nobody named means the signatory of the city's settings."""

    number: str = ""
    signatories: tuple[Signatory, ...] = ()


@dataclass(frozen=True, slots=True)
class Stamp:
    """What sets one snapshot apart: its number, who made it when and why, and the audit's head."""

    number: int
    made_at: datetime
    maker: str
    maker_role: str
    reason: str
    audit_head: str
    minutes: Minutes = Minutes()


def snapshot_content(cycle: Cycle, stamp: Stamp) -> Json:
    """The whole content. Needs cycle.city.province and cycle.instrument selected."""
    state = cycle_state(cycle)
    programs = parts.programs(cycle)
    return {
        "schema": SCHEMA,
        "city": _city(cycle.city),
        "cycle": _cycle(cycle),
        "report": _report(cycle.city),
        "instrument": {
            "code": cycle.instrument.code,
            "title": cycle.instrument.title,
            "checksum": cycle.instrument.checksum,
        },
        "number": stamp.number,
        "made_at": stamp.made_at.isoformat(),
        "made_by": {"name": stamp.maker, "role": stamp.maker_role},
        "reason": stamp.reason,
        "audit_head": stamp.audit_head,
        "minutes": {
            "number": stamp.minutes.number,
            "signatories": [asdict(each) for each in stamp.minutes.signatories],
            "open": preflight_of(cycle, state).frozen(),
        },
        "totals": totals(state.score),
        "categories": [
            {
                "name": band.name,
                "lower": canonical(band.lower),
                "lower_inclusive": band.lower_inclusive,
            }
            for band in state.instrument.categories
        ],
        "clusters": _clusters(cycle, state, programs),
        "programs": programs,
        "agencies": parts.agencies(cycle, state, stamp.made_at),
    }


def live_content(cycle: Cycle) -> Json:
    """Points, answers and evidence as they stand now, as far as a comparison needs them."""
    state = cycle_state(cycle)
    return {"totals": totals(state.score), "clusters": _clusters(cycle, state, None)}


def totals(score: ledgers.Score) -> Json:
    """The three ledgers of the whole and the category of each."""
    names = {}
    for ledger in Ledger:
        band = estimate(score, ledger).band
        names[ledger.value] = None if band is None else band.name
    return {**points(score.points), "category": names}


def points(value: ledgers.Points) -> dict[str, str | None]:
    return {
        "maximum": canonical(value.max_points),
        "claimed": None if value.claimed is None else canonical(value.claimed),
        "proven": canonical(value.proven),
        "verified": None if value.verified is None else canonical(value.verified),
    }


def figures(score: ledgers.Score) -> Json:
    """The figures alone, down to the questions with their reasons: what `score --json` prints."""
    return {
        **totals(score),
        "clusters": [
            {
                "code": cluster.cluster.code,
                **points(cluster.points),
                "indicators": [_indicator_figures(indicator) for indicator in cluster.indicators],
            }
            for cluster in score.clusters
        ],
    }


def figures_of_content(content: Mapping[str, Any]) -> Json:
    """The same figures out of a snapshot's content."""
    return {
        **content["totals"],
        "clusters": [
            {
                **_picked(cluster),
                "indicators": [
                    {
                        **_picked(indicator),
                        "questions": [
                            {**_picked(question), "reason": question["reason"]}
                            for question in indicator["questions"]
                        ],
                    }
                    for indicator in cluster["indicators"]
                ],
            }
            for cluster in content["clusters"]
        ],
    }


def _picked(node: Mapping[str, Any]) -> Json:
    return {key: node[key] for key in ("code", "maximum", *LEDGERS)}


def _indicator_figures(indicator: ledgers.IndicatorScore) -> Json:
    return {
        "code": indicator.indicator.code,
        **points(indicator.points),
        "questions": [
            {"code": row.question.code, **points(row.points), "reason": row.reason}
            for row in indicator.questions
        ],
    }


def _city(city: City) -> Json:
    return {
        "code": city.code,
        "name": city.name,
        "kind": city.kind,
        "timezone": city.timezone,
        "province": city.province.name,
        "letterhead": [line.strip() for line in city.letterhead.splitlines() if line.strip()],
        "address": city.address,
        "place": city.place,
        "task_force_chair_title": city.chair_title,
        "signatory": {
            "title": city.signatory_title,
            "name": city.signatory_name,
            "rank": city.signatory_rank,
            "nip": city.signatory_number,
        },
    }


def _report(city: City) -> Json:
    """How the city's reports look when the snapshot is made."""
    row = ReportSetting.objects.defer("template").filter(city=city).first()
    row = row or ReportSetting(city=city)
    return {"paper": row.paper, "foreword": row.foreword, "crest": row.crest}


def _cycle(cycle: Cycle) -> Json:
    return {
        "year": cycle.year,
        "target": str(cycle.target_points),
        "window_start": cycle.window_start.isoformat(),
        "window_end": cycle.window_end.isoformat(),
        "filling_closes_at": cycle.filling_closes_at.isoformat(),
        "recap_closes_at": cycle.recap_closes_at.isoformat(),
    }


def _clusters(cycle: Cycle, state: CycleState, programs: list[Json] | None) -> list[Json]:
    """`programs` None leaves out what only a report needs: programmes and notes."""
    evidence = parts.evidence(cycle, state.instrument, state.left_out)
    notes = parts.notes(cycle) if programs is not None else {}
    return [
        {
            "code": cluster.cluster.code,
            "name": cluster.cluster.name,
            **points(cluster.points),
            "indicators": [
                {
                    "code": indicator.indicator.code,
                    "name": indicator.indicator.name,
                    **points(indicator.points),
                    "questions": [
                        _question(row, state, evidence, notes) for row in indicator.questions
                    ],
                    "programs": [
                        program["id"]
                        for program in programs or ()
                        if indicator.indicator.code in program["indicators"]
                    ],
                }
                for indicator in cluster.indicators
            ],
        }
        for cluster in state.score.clusters
    ]


def _question(
    row: ledgers.QuestionScore,
    state: CycleState,
    evidence: Mapping[str, list[Json]],
    notes: Mapping[str, str],
) -> Json:
    question = row.question
    stored = state.questions[question.code]
    answer = _answer(stored)
    official = stored.official
    narrative = official.narrative if official and official.narrative else notes.get(question.code)
    return {
        "code": question.code,
        "text": question.text,
        "kind": question.kind.value,
        **points(row.points),
        "reason": row.reason,
        "answer": scoring.describe(question, answer),
        "answer_raw": answers.to_raw(answer),
        "decided": row.is_decided,
        "stale": row.is_stale,
        "decided_by": _decider(official),
        "narrative": narrative or "",
        "agencies": [str(agency) for agency in state.assignments.agencies(question.code)],
        "evidence": evidence.get(question.code, []),
        "missing_evidence": list(row.missing_items),
    }


def _answer(stored: QuestionState) -> answers.Answer | None:
    facts = stored.facts
    return facts.official if facts.is_decided else facts.proposed


def _decider(official: OfficialAnswer | None) -> str:
    if official is None:
        return ""
    if official.decided_by is None:
        return "Sistem"
    return f"{official.decided_by}, {Role(official.decided_by.role).label}"
