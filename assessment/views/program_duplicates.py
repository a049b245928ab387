"""Programmes of different agencies that look like the same one, side by side."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from agencies.actors import ActorRequest
from agencies.idempotency import once
from agencies.query import choice_param, page_of
from assessment import policies
from assessment.models import Cycle, Program
from assessment.selectors import program_duplicates as selectors
from assessment.services.program_duplicates import set_distinct
from assessment.views.places import cycle_asked, year_query

PAIRS_PER_PAGE = 20
OPEN, DISTINCT = "terbuka", "bukan-ganda"
LONGEST_ID = 18


@require_safe
def program_duplicates(request: ActorRequest) -> HttpResponse:
    policies.check_review(request.actor)
    cycle = cycle_asked(request)
    shown = choice_param(request, "keadaan", [OPEN, DISTINCT], OPEN)
    found = selectors.lookalikes(cycle)
    page = page_of(request, found.open if shown == OPEN else found.distinct, PAIRS_PER_PAGE)
    query = "&".join(part for part in (f"keadaan={shown}", year_query(request)) if part)
    context = {
        "cycle": cycle,
        "page": page,
        "pairs": selectors.both_sides(request.actor, page.object_list),
        "is_open": shown == OPEN,
        "open_count": len(found.open),
        "distinct_count": len(found.distinct),
        "query": query,
        "year": year_query(request),
    }
    return render(request, "assessment/filling/program_duplicates.html", context)


@require_POST
def program_duplicate_decide(request: ActorRequest) -> HttpResponse:
    policies.check_review(request.actor)
    cycle = cycle_asked(request)
    first, second = _program(request, cycle, "pertama"), _program(request, cycle, "kedua")
    is_distinct = request.POST.get("keputusan") == DISTINCT
    if first.pk == second.pk:
        raise Http404

    def act() -> tuple[str, str]:
        set_distinct(
            cycle=cycle, first=first, second=second, is_distinct=is_distinct, by=request.actor
        )
        query = year_query(request)
        words = "Dicatat: bukan kegiatan ganda." if is_distinct else "Dikembalikan ke daftar."
        return reverse("program-duplicates") + (f"?{query}" if query else ""), words

    return once(request, act)


def _program(request: ActorRequest, cycle: Cycle, name: str) -> Program:
    text = request.POST.get(name, "")
    if not (text.isascii() and text.isdigit()) or len(text) > LONGEST_ID:
        raise Http404
    return get_object_or_404(policies.visible_programs(request.actor), pk=int(text), cycle=cycle)
