"""Parts of a snapshot's content: programmes, evidence, notes, completeness of the agencies.

A restricted document is frozen by its hash alone: the province reads snapshots (UU 27/2022).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from agencies.models import Agency
from assessment.core import calendar
from assessment.core.answers import is_answered
from assessment.core.instrument import Instrument
from assessment.core.workflow import Status
from assessment.models import Citation, Contribution, Cycle, Document, Program, Submission
from assessment.selectors.cycles import extensions_of, schedule_of
from assessment.selectors.scores import CycleState

Json = dict[str, Any]
RESTRICTED_TITLE = "Dokumen terbatas"
SENT = frozenset({Status.SUBMITTED, Status.ACCEPTED})
PROGRAM_TEXTS = ("title", "activity", "sub_activity", "place", "target_group", "fund_source")
PROGRAM_LISTS = ("targets", "partners", "agreements")
PROGRAM_FIGURES = ("girls", "boys", "disabled", "budget_planned", "budget_realised")


def programs(cycle: Cycle) -> list[Json]:
    """All programmes; accepted where the agency's part of an indicator they serve is accepted."""
    accepted = accepted_parts(cycle)
    rows = Program.objects.filter(cycle=cycle).select_related("agency")
    rows = rows.prefetch_related(*PROGRAM_LISTS).order_by("agency__abbreviation", "pk")
    return [program_content(row, accepted) for row in rows]


def accepted_parts(cycle: Cycle) -> set[tuple[int, str]]:
    """Agency and indicator of every accepted part."""
    return set(
        Submission.objects.filter(cycle=cycle, status=Status.ACCEPTED).values_list(
            "agency_id", "indicator_code"
        )
    )


def program_content(row: Program, accepted: set[tuple[int, str]]) -> Json:
    """A programme with its first agreement; a copy that nobody has checked supports nothing."""
    targets = list(row.targets.all())
    indicators = list(dict.fromkeys(target.indicator_code for target in targets))
    agreement = next(iter(row.agreements.all()), None)
    is_accepted = any((row.agency_id, code) in accepted for code in indicators)
    return {
        "id": row.pk,
        "agency": row.agency.abbreviation,
        **{name: getattr(row, name) for name in (*PROGRAM_TEXTS, *PROGRAM_FIGURES)},
        "period_start": _day(row.period_start),
        "period_end": _day(row.period_end),
        "partners": [{"name": p.name, "kind": p.kind} for p in row.partners.all()],
        "agreement_number": agreement.number if agreement else "",
        "agreement_date": _day(agreement.date) if agreement else None,
        "result": row.result,
        "obstacles": row.obstacles,
        "indicators": indicators,
        "questions": [target.question_code for target in targets if target.question_code],
        "accepted": is_accepted and not row.is_unchecked,
    }


def evidence(
    cycle: Cycle, instrument: Instrument, left_out: Collection[int] = ()
) -> dict[str, list[Json]]:
    """Citations by question code, in the order of the items that the question demands; without
    those that do not go with the official answer."""
    rows = Citation.objects.filter(contribution__cycle=cycle).select_related(
        "contribution__agency", "document__file"
    )
    found: dict[str, list[Json]] = defaultdict(list)
    for row in rows.order_by("item", "contribution__agency__abbreviation", "pk"):
        question = instrument.question(row.contribution.question_code)
        if question is None or row.pk in left_out:
            continue
        hidden = row.document.is_restricted
        found[question.code].append(
            {
                "item": question.evidence[row.item] if row.item < len(question.evidence) else "",
                "document": _document(row.document),
                "pages": row.pages,
                "note": "" if hidden else row.note,
                "state": row.state,
                "agency": row.contribution.agency.abbreviation,
            }
        )
    return dict(found)


def _document(row: Document) -> Json:
    hidden = row.is_restricted
    return {
        "id": row.pk,
        "title": RESTRICTED_TITLE if hidden else row.title,
        "number": "" if hidden else row.number,
        "issuer": "" if hidden else row.issuer,
        "date": _day(row.date),
        "kind": row.get_kind_display(),
        "restricted": hidden,
        "sha256": row.file.sha256,
        "extension": row.file.extension,
    }


def notes(cycle: Cycle) -> dict[str, str]:
    """What agencies wrote for the report, by question, each under its agency's name."""
    rows = Contribution.objects.filter(cycle=cycle).exclude(note="")
    found: dict[str, list[str]] = defaultdict(list)
    for code, agency, territory, note in rows.order_by(
        "agency__abbreviation", "territory__name", "pk"
    ).values_list("question_code", "agency__abbreviation", "territory__name", "note"):
        who = f"{agency} ({territory})" if territory else agency
        found[code].append(f"{who}: {note}")
    return {code: "\n".join(lines) for code, lines in found.items()}


def agencies(cycle: Cycle, state: CycleState, at: datetime) -> list[Json]:
    """Active or assigned agencies with how many of their questions are answered, sent, accepted."""
    assigned: dict[int, list[str]] = defaultdict(list)
    for code, named in state.assignments.by_question.items():
        for agency in named:
            assigned[agency.pk].append(code)
    answered = _answered(state)
    statuses = {
        (agency_id, code): status
        for agency_id, code, status in Submission.objects.filter(cycle=cycle).values_list(
            "agency_id", "indicator_code", "status"
        )
    }
    extensions = extensions_of(cycle)
    rows = Agency.objects.filter(Q(is_active=True) | Q(pk__in=assigned), city_id=cycle.city_id)
    listed = []
    for row in rows:
        by_question = {
            code: statuses.get((row.pk, state.instrument.indicator_of(code).code), "")
            for code in assigned.get(row.pk, ())
            if state.instrument.question(code) is not None
        }
        done = {code for code in by_question if (row.pk, code) in answered}
        listed.append(
            {
                "abbreviation": row.abbreviation,
                "name": row.name,
                "kind": row.kind,
                "assigned": len(by_question),
                "answered": len(done),
                "submitted": sum(by_question[code] in SENT for code in done),
                "accepted": sum(by_question[code] == Status.ACCEPTED for code in done),
                "late": _is_late(cycle, state, row, by_question, extensions, at),
            }
        )
    return listed


def _answered(state: CycleState) -> set[tuple[int, str]]:
    """Agency and question of every valid answer; a contribution's identity begins with the id."""
    return {
        (int(contribution.identity.partition("/")[0]), code)
        for code, question in state.questions.items()
        for contribution in question.contributions
        if is_answered(contribution.answer)
    }


def _is_late(
    cycle: Cycle,
    state: CycleState,
    agency: Agency,
    by_question: dict[str, str],
    extensions: tuple[calendar.Extension, ...],
    at: datetime,
) -> bool:
    """Whether the agency's time is over for a part that it has not sent."""
    schedule = schedule_of(cycle)
    unsent = {
        state.instrument.indicator_of(code).code
        for code, status in by_question.items()
        if status not in SENT
    }
    openings = (
        calendar.filling(schedule, extensions, agency_id=agency.pk, indicator_code=code, at=at)
        for code in unsent
    )
    return any(opening.until is not None and not opening.is_open for opening in openings)


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()
