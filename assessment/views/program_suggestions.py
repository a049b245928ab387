"""Further questions of the instrument for a programme, to tick."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from agencies.actors import ActorRequest
from agencies.errors import ConflictError, StaleVersionError
from agencies.idempotency import once
from assessment import policies
from assessment.models import Program
from assessment.selectors.program_suggestions import suggestions
from assessment.selectors.programs import program_or_404
from assessment.services import programs as services
from assessment.views.places import version_of

PAGE = "assessment/filling/program_suggestions.html"


@require_http_methods(["GET", "HEAD", "POST"])
def program_suggestions(request: ActorRequest, pk: int) -> HttpResponse:
    program = program_or_404(request.actor, pk)
    policies.check_fill(request.actor, program.agency)
    if request.method != "POST":
        return _page(request, program, version=program.version)
    codes, version = tuple(request.POST.getlist("pertanyaan")), version_of(request)
    try:
        return once(request, partial(_serve, request, program, codes, version))
    except ValidationError as error:
        return _page(request, program, 422, ticked=codes, errors=error.messages, version=version)
    except ConflictError as error:
        if isinstance(error, StaleVersionError):
            version = error.current.version
        return _page(request, program, 409, ticked=codes, refusal=error.message, version=version)


def _serve(
    request: ActorRequest, program: Program, codes: tuple[str, ...], version: int
) -> tuple[str, str]:
    services.serve_questions(
        program=program, question_codes=codes, version=version, by=request.actor
    )
    words = f"{len(set(codes))} pertanyaan dikaitkan."
    return reverse("program-detail", args=[program.pk]), words


def _page(
    request: ActorRequest,
    program: Program,
    status: int = 200,
    ticked: tuple[str, ...] = (),
    **shown: Any,
) -> HttpResponse:
    found = suggestions(program)
    context = {
        "program": program,
        "own": [row for row in found if row.is_assigned],
        "others": [row for row in found if not row.is_assigned],
        "ticked": ticked,
        **shown,
    }
    return render(request, PAGE, context, status=status)
