"""Last year's answer on its own page: take it as it stands, with its documents, or change it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from agencies.actors import ActorRequest
from agencies.errors import ConflictError
from agencies.idempotency import once
from agencies.query import page_of
from assessment import policies
from assessment.selectors import carry_over as selectors
from assessment.selectors.cycles import assigned_codes
from assessment.selectors.mappings import YearMapping, year_mapping
from assessment.services.carry_over import adopt
from assessment.views.places import Place, cycle_asked, own_agency, place_of, year_query

FOLDER = "assessment/filling"


@require_safe
def proposal_list(request: ActorRequest) -> HttpResponse:
    """What the agency may take over: its questions that are empty and were answered last year."""
    agency, cycle = own_agency(request), cycle_asked(request)
    policies.check_fill(request.actor, agency)
    years = year_mapping(cycle)
    codes = assigned_codes(cycle, agency.pk)
    rows = selectors.open_proposals(years, agency, codes) if years else []
    context = {
        "cycle": cycle,
        "years": years,
        "page": page_of(request, rows),
        "query": year_query(request),
    }
    return render(request, f"{FOLDER}/proposal_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: ActorRequest, code: str) -> HttpResponse:
    place = place_of(request, code)
    policies.check_fill(request.actor, place.agency)
    if request.method != "POST":
        return _page(request, place)
    try:
        return once(request, partial(_adopt, request, place))
    except ValidationError as error:
        return _page(request, place, 422, errors=error.messages)
    except ConflictError as error:
        return _page(request, place, 409, refusal=error.message)


def _adopt(request: ActorRequest, place: Place) -> tuple[str, str]:
    adopt(
        cycle=place.cycle,
        agency=place.agency,
        question_code=place.question.code,
        territory=place.territory,
        documents=request.POST.getlist("dokumen")[:200],
        by=request.actor,
    )
    return place.here, f"Jawaban tahun lalu dipakai untuk {place.question.code}. Periksa buktinya."


def _page(request: ActorRequest, place: Place, status: int = 200, **shown: Any) -> HttpResponse:
    years = year_mapping(place.cycle)
    last = selectors.last_year(years, place.agency, place.question, place.territory)
    if years is None or last is None:
        raise Http404("Tidak ada jawaban tahun lalu untuk pertanyaan ini.")
    context = {
        "place": place,
        "last": last,
        "documents": _documents(request, place, last),
        "ticked": request.POST.getlist("dokumen"),
        "decision": _decision(years, last),
        "change_url": f"{place.here}&isi=tahun-lalu#isian",
        "list_url": reverse("proposal-list"),
        **shown,
    }
    return render(request, f"{FOLDER}/proposal.html", context, status=status)


def _documents(
    request: ActorRequest, place: Place, last: selectors.LastYear
) -> list[selectors.CarriedDocument]:
    return selectors.carried_documents(request.actor, place.cycle, place.question, last)


def _decision(years: YearMapping, last: selectors.LastYear) -> str:
    """Why the secretariat changed last year's answer; empty where it did not say."""
    row = selectors.last_decision(years, last.code)
    return row.reason if row else ""
