"""How last year's questions became this year's: seen, downloaded, changed."""

from __future__ import annotations

import re

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from agencies.actors import ActorRequest
from agencies.query import choice_param
from agencies.views.editing import edit, managed
from assessment import policies
from assessment.core import mapping
from assessment.core.mapping import Fit
from assessment.forms.mappings import MappingForm, as_text
from assessment.models import Cycle
from assessment.selectors.mappings import YearMapping, year_mapping
from assessment.services.mappings import save_mapping
from assessment.views.attachments import as_attachment
from assessment.views.governance import FOLDER, MIME, address, cycle_or_404, cycle_or_none, no_cycle


@require_http_methods(["GET", "HEAD", "POST"])
@managed(policies.check_assign)
def mapping_edit(request: ActorRequest) -> HttpResponse:
    cycle = cycle_or_none(request)
    if cycle is None:
        return no_cycle(request)
    years = year_mapping(cycle)
    if years is None:
        return render(request, f"{FOLDER}/mapping.html", {"cycle": cycle, "years": None})
    is_post = request.method == "POST"
    data, files = (request.POST, request.FILES) if is_post else (None, None)
    form = MappingForm(data, files, initial=MappingForm.initial_for(years))

    def act() -> tuple[str, str]:
        version = form.cleaned_data["version"]
        save_mapping(cycle=cycle, entries=form.value, version=version, by=request.actor)
        return address("mapping-edit", cycle), "Pemetaan disimpan."

    return edit(request, f"{FOLDER}/mapping.html", form, act, **_context(request, cycle, years))


@require_safe
@managed(policies.check_assign)
def mapping_file(request: ActorRequest) -> HttpResponse:
    cycle = cycle_or_404(request)
    years = year_mapping(cycle)
    if years is None:
        raise Http404
    response = HttpResponse(as_text(years.entries).encode(), content_type=MIME["json"])
    city = re.sub(r"[^A-Za-z0-9]+", "-", cycle.city.name).strip("-")
    name = f"KLA-{city}-{years.previous.year}-{cycle.year}-pemetaan.json"
    return as_attachment(response, name)


def _context(request: ActorRequest, cycle: Cycle, years: YearMapping) -> dict[str, object]:
    """Counts of every fit, and the questions of the one asked for (`?kecocokan=`)."""
    questions = years.questions
    wanted = choice_param(request, "kecocokan", list(Fit))
    rows = [row for row in questions if wanted in ("", row.fit)]
    counts = [(fit, fit.label, sum(row.fit is fit for row in questions)) for fit in Fit]
    return {
        "cycle": cycle,
        "years": years,
        "wanted": wanted,
        "rows": rows,
        "counts": counts,
        "total": len(questions),
        "gone": mapping.gone(years.entries, years.before),
    }
