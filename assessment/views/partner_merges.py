"""Partners in several spellings: the likely ones, what merging changes, and what is decided."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.actors import ActorRequest
from agencies.errors import ConflictError
from agencies.idempotency import once
from agencies.query import choice_param, page_of
from agencies.views.exporting import list_file, wants_file
from assessment import format as human
from assessment import policies
from assessment.exchange.list_filling import PARTNERS
from assessment.models import Cycle
from assessment.selectors import partner_merges as selectors
from assessment.selectors.partner_merges import Spelling
from assessment.services.partner_merges import merge_partners, set_distinct_partners
from assessment.views.places import cycle_asked, year_query

GROUPS_PER_PAGE = 20
OPEN, DISTINCT = "terbuka", "berbeda"
CONFIRM = "assessment/filling/partner_merge.html"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The spellings that the address names, and the one to keep."""

    merged: tuple[Spelling, ...]
    kept: Spelling

    @property
    def others(self) -> tuple[Spelling, ...]:
        return tuple(spelling for spelling in self.merged if spelling != self.kept)


@require_safe
def partner_list(request: ActorRequest) -> HttpResponseBase:
    policies.check_review(request.actor)
    cycle = cycle_asked(request)
    if wants_file(request):
        rows = selectors.spellings(cycle)
        return list_file(request, PARTNERS, rows, city=cycle.city, year=cycle.year)
    shown = choice_param(request, "keadaan", [OPEN, DISTINCT], OPEN)
    found = selectors.lookalikes(cycle)
    groups = found.open if shown == OPEN else found.distinct
    context = {
        "cycle": cycle,
        "page": page_of(request, groups, GROUPS_PER_PAGE),
        "is_open": shown == OPEN,
        "open_count": len(found.open),
        "distinct_count": len(found.distinct),
        "query": "&".join(part for part in (f"keadaan={shown}", year_query(request)) if part),
        "year_query": year_query(request),
        "year": request.GET.get("tahun", ""),
    }
    return render(request, "assessment/filling/partner_list.html", context)


@require_POST
def partner_decide(request: ActorRequest) -> HttpResponse:
    """Different partners, or perhaps one after all."""
    policies.check_review(request.actor)
    cycle = cycle_asked(request)
    spellings = _known(cycle, request.POST.getlist("mitra"))
    is_distinct = request.POST.get("keputusan") == DISTINCT
    if len(spellings) < 2:
        raise Http404

    def act() -> tuple[str, str]:
        set_distinct_partners(
            cycle=cycle, spellings=spellings, is_distinct=is_distinct, by=request.actor
        )
        words = "Dicatat: mitra yang berbeda." if is_distinct else "Dikembalikan ke daftar."
        return _list_address(request), words

    return once(request, act)


@require_http_methods(["GET", "HEAD", "POST"])
def partner_merge(request: ActorRequest) -> HttpResponse:
    """The address names the spellings; the page shows the change, its button makes it."""
    policies.check_review(request.actor)
    cycle = cycle_asked(request)
    if request.method != "POST":
        return _confirm(request, cycle, status=200)
    try:
        return once(request, lambda: _merge(request, cycle))
    except ConflictError as error:
        return _confirm(request, cycle, status=409, refusal=error.message)
    except ValidationError as error:
        return _confirm(request, cycle, status=422, refusal=" ".join(error.messages))


def _merge(request: ActorRequest, cycle: Cycle) -> tuple[str, str]:
    wanted = _wanted(request, cycle)
    count = merge_partners(
        cycle=cycle,
        merged=wanted.merged,
        kept=wanted.kept,
        seen=request.POST.get("terlihat", ""),
        by=request.actor,
    )
    return _list_address(
        request
    ), f"Disatukan menjadi “{wanted.kept.name}” pada {human.number(count)} kegiatan."


def _list_address(request: ActorRequest) -> str:
    query = year_query(request)
    return reverse("partner-list") + (f"?{query}" if query else "")


def _confirm(
    request: ActorRequest, cycle: Cycle, *, status: int, refusal: str = ""
) -> HttpResponse:
    wanted = _wanted(request, cycle)
    change = selectors.merge_of(request.actor, cycle, wanted.merged, wanted.kept)
    context = {
        "cycle": cycle,
        "wanted": wanted,
        "change": change,
        "names": {spelling.name for spelling in wanted.others},
        "refusal": refusal,
        "action_url": f"{request.path}?{_query(request, wanted)}",
        "back_query": year_query(request),
    }
    return render(request, CONFIRM, context, status=status)


def _query(request: ActorRequest, wanted: Wanted) -> str:
    codes = [("mitra", spelling.code) for spelling in wanted.merged]
    query = urlencode([*codes, ("pakai", wanted.kept.code)])
    return "&".join(part for part in (query, year_query(request)) if part)


def _wanted(request: ActorRequest, cycle: Cycle) -> Wanted:
    """The named spellings with the kept one; 404 when the cycle does not have them."""
    kept = request.GET.get("pakai", "")
    merged = _known(cycle, [*request.GET.getlist("mitra"), kept])
    return Wanted(merged, next(spelling for spelling in merged if spelling.code == kept))


def _known(cycle: Cycle, codes: list[str]) -> tuple[Spelling, ...]:
    known = {spelling.code: spelling for spelling in selectors.spellings(cycle)}
    if not known.keys() >= set(codes):
        raise Http404
    return tuple(known[code] for code in sorted(set(codes)))
