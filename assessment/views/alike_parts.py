"""Parts with the same answers: looked at once, accepted or returned together."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from agencies.actors import ActorRequest
from agencies.errors import ConflictError
from agencies.idempotency import once
from agencies.query import page_of
from assessment import policies
from assessment.core import reasons
from assessment.core.instrument import Indicator
from assessment.core.workflow import Action
from assessment.forms.fields import add_service_error
from assessment.forms.reviews import BulkForm
from assessment.models import Cycle
from assessment.selectors import alike_parts as selectors
from assessment.selectors.cycles import current_cycle, review_of
from assessment.selectors.instruments import indicator_or_404, instrument_of
from assessment.services.bulk_moves import BulkResult, move_parts
from assessment.views.places import shown_versions

FOLDER = "assessment/secretariat"


@require_safe
def alike_list(request: ActorRequest) -> HttpResponse:
    policies.check_review(request.actor)
    cycle = current_cycle(request.actor)
    found = selectors.groups(request.actor, cycle)
    context = {"cycle": cycle, "page": page_of(request, found)}
    return render(request, f"{FOLDER}/alike_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def alike_detail(request: ActorRequest, code: str) -> HttpResponse:
    policies.check_review(request.actor)
    cycle = current_cycle(request.actor)
    indicator = indicator_or_404(instrument_of(cycle), code)
    if request.method != "POST":
        return _page(request, cycle, indicator)
    form = BulkForm(request.POST)
    if not form.is_valid():
        return _page(request, cycle, indicator, form, 422)
    try:
        return once(request, lambda: _move(request, cycle, indicator, form))
    except ValidationError as error:
        add_service_error(form, error)
        return _page(request, cycle, indicator, form, 422)
    except ConflictError as error:
        form.add_error(None, error.message)
        return _page(request, cycle, indicator, form, 409)


def _page(
    request: ActorRequest,
    cycle: Cycle,
    indicator: Indicator,
    form: BulkForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The groups of an indicator; a refused verdict stays in the group it was given in."""
    context = {
        "cycle": cycle,
        "indicator": indicator,
        "groups": selectors.groups(request.actor, cycle, indicator),
        "reasons": reasons.CHOICES,
        "is_open": review_of(cycle, request.actor.at).is_open,
        **_refused(request, form),
    }
    return render(request, f"{FOLDER}/alike_detail.html", context, status=status)


def _refused(request: ActorRequest, form: BulkForm | None) -> dict[str, object]:
    return {
        "form": form,
        "judged": request.POST.get("kelompok", ""),
        "ticked": request.POST.getlist("bagian"),
        "has_errors": form is not None,
    }


def _move(
    request: ActorRequest, cycle: Cycle, indicator: Indicator, form: BulkForm
) -> tuple[str, str]:
    result = move_parts(
        cycle=cycle,
        parts=shown_versions(request),
        action=Action(form.cleaned_data["action"]),
        code=form.cleaned_data["code"],
        reason=form.cleaned_data["reason"],
        by=request.actor,
    )
    return reverse("alike-detail", args=[indicator.code]), _words(result, form)


def _words(result: BulkResult, form: BulkForm) -> str:
    done = "diterima" if form.cleaned_data["action"] == Action.ACCEPT else "dikembalikan"
    words = f"{len(result.moved)} bagian {done}."
    if result.skipped:
        left = "; ".join(f"{row.agency} ({row.why.rstrip('.')})" for row in result.skipped[:10])
        words += f" {len(result.skipped)} dilewati: {left}."
    return words[:900]
