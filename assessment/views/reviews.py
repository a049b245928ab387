"""One part under review: answers, evidence, verdicts."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from agencies.actors import ActorRequest
from agencies.errors import ConflictError
from agencies.idempotency import once
from agencies.query import choice_param
from assessment import policies
from assessment.core import reasons
from assessment.forms.fields import add_service_error
from assessment.forms.reviews import CitationForm
from assessment.models import Citation, Submission
from assessment.selectors import reviews as selectors
from assessment.services import citations
from assessment.views.queue_filter import ORIGINS, kept, trail

TEMPLATE = "assessment/secretariat/review.html"


@require_safe
def review_detail(request: ActorRequest, pk: int) -> HttpResponse:
    policies.check_review(request.actor)
    return review_page(request, selectors.submission_or_404(request.actor, pk))


@require_POST
def citation_decide(request: ActorRequest, pk: int) -> HttpResponse:
    policies.check_review(request.actor)
    rows = policies.visible_citations(request.actor).select_related(
        "document", "contribution__agency", "contribution__cycle__city"
    )
    citation = get_object_or_404(rows, pk=pk)
    form = CitationForm(request.POST)
    if not form.is_valid():
        return _again(request, citation, form, 422)
    try:
        return once(request, lambda: _decide(request, citation, form))
    except ValidationError as error:
        add_service_error(form, error)
        return _again(request, citation, form, 422)
    except ConflictError as error:
        form.add_error(None, error.message)
        return _again(request, citation, form, 409)


def review_page(
    request: ActorRequest, submission: Submission, status: int = 200, **refused: object
) -> HttpResponse:
    """The page; `refused` is a verdict that was not saved: `citation_form`, and the citation it
    judges as `judged`."""
    context = {
        "review": selectors.review(request.actor, submission),
        "city": submission.cycle.city,
        "origin": choice_param(request, "dari", ORIGINS),
        "trail": trail(request),
        "kept": kept(request),
        "reasons": reasons.CHOICES,
        "has_errors": bool(refused),
        **refused,
    }
    return render(request, TEMPLATE, context, status=status)


def _again(
    request: ActorRequest, citation: Citation, form: CitationForm, status: int
) -> HttpResponse:
    submission = selectors.submission_of(request.actor, citation.contribution)
    return review_page(request, submission, status, judged=citation, citation_form=form)


def _decide(request: ActorRequest, citation: Citation, form: CitationForm) -> tuple[str, str]:
    submission = selectors.submission_of(request.actor, citation.contribution)
    decided = citations.decide_citation(
        citation=citation,
        state=Citation.CitationState(form.cleaned_data["state"]),
        reason=form.cleaned_data["reason"],
        code=form.cleaned_data["code"],
        version=form.cleaned_data["version"],
        by=request.actor,
    )
    query = trail(request)
    address = reverse("review-detail", args=[submission.pk])
    return (
        f"{address}{f'?{query}' if query else ''}#bukti-{decided.pk}",
        f"Bukti {decided.get_state_display().lower()}.",
    )
