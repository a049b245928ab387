"""What a workbook is made of and compared with; and the workbooks that a person uploaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import CharField, IntegerField, Q, QuerySet, Value
from django.shortcuts import get_object_or_404

from agencies.actors import Actor
from agencies.models import Agency, Territory
from agencies.policies import visible_agencies, visible_territories
from assessment import policies
from assessment.models import (
    Assignment,
    Citation,
    Contribution,
    Cycle,
    Document,
    Program,
    WorkbookUpload,
)
from assessment.selectors.program_lists import ProgramLists, lists_of


@dataclass(frozen=True, slots=True)
class Content:
    """Rows of one agency, or of the whole city; statuses by agency and indicator."""

    agencies: Sequence[Agency]
    assigned: Mapping[str, Sequence[int]]
    territories: Sequence[Territory]
    answers: Sequence[Contribution]
    programs: Sequence[Program]
    lists: Mapping[int, ProgramLists]
    citations: Sequence[Citation]
    documents: Sequence[Document]
    statuses: Mapping[tuple[int, str], str]


def content(actor: Actor, cycle: Cycle, agency: Agency | None) -> Content:
    """Everything of the actor's content that a workbook carries."""
    own = Q() if agency is None else Q(agency=agency)
    answers = policies.visible_contributions(actor).filter(own, cycle=cycle)
    programs = policies.visible_programs(actor).filter(own, cycle=cycle)
    citations = policies.visible_citations(actor).filter(contribution__in=answers)
    beside = ("contribution__territory", "document")
    assigned, statuses = _parts(actor, cycle, own)
    return Content(
        agencies=list(visible_agencies(actor)),
        assigned=assigned,
        territories=list(visible_territories(actor)),
        answers=list(answers),
        programs=list(programs),
        lists=lists_of(programs),
        citations=list(
            citations.select_related(*beside).order_by("contribution__question_code", "item", "pk")
        ),
        documents=list(policies.visible_documents(actor).filter(own)),
        statuses=statuses,
    )


def _parts(
    actor: Actor, cycle: Cycle, own: Q
) -> tuple[dict[str, list[int]], dict[tuple[int, str], str]]:
    """Agencies of each question, the leading one first, and the status of each part. One query."""
    nothing = Value("", output_field=CharField())
    rows = Assignment.objects.filter(cycle=cycle).order_by()
    parts = policies.visible_submissions(actor).filter(own, cycle=cycle).order_by()
    no_place = Value(0, output_field=IntegerField())
    found = rows.values_list(nothing, "question_code", "position", "agency_id").union(
        parts.values_list("status", "indicator_code", no_place, "agency_id"), all=True
    )
    assigned: dict[str, list[int]] = {}
    statuses: dict[tuple[int, str], str] = {}
    for status, code, _, agency_id in sorted(found):
        if status:
            statuses[agency_id, code] = status
        else:
            assigned.setdefault(code, []).append(agency_id)
    return assigned, statuses


def uploads(actor: Actor, cycle: Cycle) -> QuerySet[WorkbookUpload]:
    """The actor's uploaded workbooks, newest first, without their content."""
    rows = policies.visible_workbook_uploads(actor).filter(cycle=cycle)
    return rows.defer("content", "sheets", "result")


def upload_or_404(actor: Actor, pk: int) -> WorkbookUpload:
    rows = policies.visible_workbook_uploads(actor)
    rows = rows.select_related("agency", "cycle__city", "cycle__instrument")
    rows = rows.defer("content", "sheets", "cycle__instrument__document")
    return get_object_or_404(rows, pk=pk)
