"""The matrix of a question: on the screen, on paper and as a workbook."""

from __future__ import annotations

import re

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agencies.actors import ActorRequest
from assessment import policies
from assessment.models import Cycle
from assessment.reports import xlsx
from assessment.reports.content_matrix import matrix_workbook
from assessment.reports.content_source import cleaned
from assessment.reports.document import LIVE, Identity
from assessment.selectors.instruments import instrument_of, question_or_404
from assessment.selectors.matrices import Matrix, matrix
from assessment.views.attachments import as_attachment
from assessment.views.places import cycle_asked, year_query

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def matrix_detail(request: ActorRequest, code: str) -> HttpResponse:
    cycle, found = _asked(request, code)
    context = {
        "cycle": cycle,
        "matrix": found,
        "totals": found.totals,
        "stamp": _identity(request, cycle, found).stamp,
        "made_at": request.actor.at,
        "is_own": request.actor.is_agency,
        "can_write": policies.may_fill(request.actor),
        "query": year_query(request),
    }
    return render(request, "assessment/filling/matrix.html", context)


@require_safe
def matrix_file(request: ActorRequest, code: str) -> HttpResponse:
    cycle, found = _asked(request, code)
    programs = [cleaned(program) for program in found.programs]
    identity = _identity(request, cycle, found)
    book = matrix_workbook(found.question.code, found.question.text, programs, identity)
    response = HttpResponse(xlsx.render(book), content_type=MIME)
    return as_attachment(response, _filename(cycle, found))


def _asked(request: ActorRequest, code: str) -> tuple[Cycle, Matrix]:
    policies.check_view_content(request.actor)
    cycle = cycle_asked(request)
    return cycle, matrix(request.actor, cycle, question_or_404(instrument_of(cycle), code))


def _identity(request: ActorRequest, cycle: Cycle, found: Matrix) -> Identity:
    return Identity(
        city=cycle.city.name,
        year=cycle.year,
        number=LIVE,
        sha256=found.sha256,
        made_at=request.actor.at,
        timezone=cycle.city.timezone,
    )


def _filename(cycle: Cycle, found: Matrix) -> str:
    """`KLA-Kota-Bima-2026-matriks-22B.2.xlsx`."""
    stem = f"KLA-{cycle.city.name}-{cycle.year}-matriks-{found.question.code}"
    return f"{re.sub(r'[^A-Za-z0-9.]+', '-', stem).strip('-')}.xlsx"
