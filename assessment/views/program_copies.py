"""Programmes of last year, to tick and take over."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from agencies.actors import ActorRequest
from agencies.errors import ConflictError
from agencies.idempotency import once
from agencies.models import Agency
from agencies.query import page_of
from assessment import policies
from assessment.models import Cycle
from assessment.selectors.program_copies import earlier_cycle, earlier_programs
from assessment.services.program_copies import copy_programs
from assessment.views.places import cycle_asked, own_agency, year_query

PAGE = "assessment/filling/program_copy.html"
LONGEST_ID = 18


@require_http_methods(["GET", "HEAD", "POST"])
def program_copy(request: ActorRequest) -> HttpResponse:
    agency, cycle = own_agency(request), cycle_asked(request)
    policies.check_fill(request.actor, agency)
    if request.method != "POST":
        return _page(request, agency, cycle)
    ticked = tuple(int(pk) for pk in request.POST.getlist("kegiatan") if _is_id(pk))
    try:
        return once(request, partial(_copy, request, agency, cycle, ticked))
    except ValidationError as error:
        return _page(request, agency, cycle, 422, ticked=ticked, errors=error.messages)
    except ConflictError as error:
        return _page(request, agency, cycle, 409, ticked=ticked, refusal=error.message)


def _copy(
    request: ActorRequest, agency: Agency, cycle: Cycle, ticked: tuple[int, ...]
) -> tuple[str, str]:
    if len(ticked) != len(request.POST.getlist("kegiatan")):
        raise ValidationError({"programs": "Pilih kegiatan dari daftar."})
    made = copy_programs(cycle=cycle, agency=agency, program_ids=ticked, by=request.actor)
    query = year_query(request)
    address = f"{reverse('program-list')}?urut=terbaru{'&' if query else ''}{query}"
    return address, f"{len(made)} kegiatan disalin. Periksa dan lengkapi satu per satu."


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_ID


def _page(
    request: ActorRequest, agency: Agency, cycle: Cycle, status: int = 200, **shown: Any
) -> HttpResponse:
    context = {
        "cycle": cycle,
        "source": earlier_cycle(request.actor, cycle),
        "page": page_of(request, earlier_programs(request.actor, cycle, agency)),
        "query": year_query(request),
        **shown,
    }
    return render(request, PAGE, context, status=status)
