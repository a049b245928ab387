"""Antar tahun: the points of this year beside those of the year before, and why they differ."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agencies.actors import ActorRequest
from agencies.views.editing import managed
from assessment import policies
from assessment.models import Cycle
from assessment.reports import xlsx
from assessment.reports.content_comparison import comparison_workbook
from assessment.reports.document import LIVE, Identity
from assessment.selectors.cycles import cycles
from assessment.selectors.year_over_year import Compared, year_over_year
from assessment.views.comparisons import change_context, send_workbook
from assessment.views.governance import cycle_among, no_cycle


@require_safe
@managed(policies.check_view_control_room)
def year_compare(request: ActorRequest) -> HttpResponse:
    known = cycles(request.actor)
    cycle = cycle_among(request, known)
    if cycle is None:
        return no_cycle(request)
    found = year_over_year(cycle)
    context = {"cycle": cycle, "cycles": known, "found": found}
    if found and found.result:
        context |= change_context(request, found.result.comparison)
        context["sides"] = [found.years.previous.year, cycle.year]
        context["show_evidence"] = request.actor.is_secretariat
    return render(request, "assessment/governance/year_compare.html", context)


@require_safe
@managed(policies.check_view_own_reports)
def year_compare_file(request: ActorRequest) -> HttpResponse:
    """The same as a workbook; it names documents, so that it is for the secretariat only."""
    cycle = cycle_among(request, cycles(request.actor))
    found = year_over_year(cycle) if cycle else None
    if cycle is None or found is None or found.result is None:
        raise Http404
    before, result = found.years.previous.year, found.result
    book = comparison_workbook(
        result.comparison,
        title=f"Antar tahun {cycle.city.name}",
        before=str(before),
        after=str(cycle.year),
        identity=_identity(request, cycle, result),
    )
    return send_workbook(xlsx.render(book), f"KLA-{cycle.city.name}-{before}-{cycle.year}-banding")


def _identity(request: ActorRequest, cycle: Cycle, result: Compared) -> Identity:
    return Identity(
        city=cycle.city.name,
        year=cycle.year,
        number=LIVE,
        sha256=result.snapshot.sha256,
        made_at=request.actor.at,
        timezone=cycle.city.timezone,
    )
