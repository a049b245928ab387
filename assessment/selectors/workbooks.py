"""What a workbook is made of and compared with; and the workbooks that a person uploaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet
from django.shortcuts import get_object_or_404

from agencies.actors import Actor
from agencies.models import Agency, Territory
from agencies.policies import visible_agencies, visible_territories
from assessment import policies
from assessment.models import (
    Agreement,
    Assignment,
    Citation,
    Contribution,
    Cycle,
    Document,
    Program,
    WorkbookUpload,
)


@dataclass(frozen=True, slots=True)
class Content:
    """Rows of one agency, or of the whole city; statuses by agency and indicator."""

    agencies: Sequence[Agency]
    assigned: Mapping[str, Sequence[int]]
    territories: Sequence[Territory]
    answers: Sequence[Contribution]
    programs: Sequence[Program]
    citations: Sequence[Citation]
    documents: Sequence[Document]
    statuses: Mapping[tuple[int, str], str]


def content(actor: Actor, cycle: Cycle, agency: Agency | None) -> Content:
    """Everything of the actor's content that a workbook carries."""
    own = Q() if agency is None else Q(agency=agency)
    answers = policies.visible_contributions(actor).filter(own, cycle=cycle)
    programs = policies.visible_programs(actor).filter(own, cycle=cycle)
    agreements = Prefetch("agreements", Agreement.objects.prefetch_related("agencies", "partners"))
    lists = ("partners", agreements, "targets", "joint_agencies", "documents")
    submissions = policies.visible_submissions(actor).filter(own, cycle=cycle)
    citations = policies.visible_citations(actor).filter(contribution__in=answers)
    beside = ("contribution__territory", "document")
    return Content(
        agencies=list(visible_agencies(actor)),
        assigned=_assigned(cycle),
        territories=list(visible_territories(actor)),
        answers=list(answers),
        programs=list(programs.prefetch_related(*lists)),
        citations=list(
            citations.select_related(*beside).order_by("contribution__question_code", "item", "pk")
        ),
        documents=list(policies.visible_documents(actor).filter(own)),
        statuses={
            (pk, code): status
            for pk, code, status in submissions.values_list("agency_id", "indicator_code", "status")
        },
    )


def _assigned(cycle: Cycle) -> dict[str, list[int]]:
    """Agencies of each question, the leading one first."""
    found: dict[str, list[int]] = {}
    rows = Assignment.objects.filter(cycle=cycle)
    for code, pk in rows.values_list("question_code", "agency_id"):
        found.setdefault(code, []).append(pk)
    return found


def uploads(actor: Actor, cycle: Cycle) -> QuerySet[WorkbookUpload]:
    """The actor's uploaded workbooks, newest first, without their content."""
    rows = policies.visible_workbook_uploads(actor).filter(cycle=cycle)
    return rows.defer("content", "sheets", "result")


def upload_or_404(actor: Actor, pk: int) -> WorkbookUpload:
    rows = policies.visible_workbook_uploads(actor)
    rows = rows.select_related("agency", "cycle__city", "cycle__instrument")
    rows = rows.defer("content", "sheets", "cycle__instrument__document")
    return get_object_or_404(rows, pk=pk)
