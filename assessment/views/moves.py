"""One address for every step of a part, for all roles: asks where needed, then moves it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from agencies.actors import ActorRequest
from agencies.errors import ConflictError, StaleVersionError
from agencies.idempotency import once
from agencies.query import text_param
from agencies.selectors import has_active_head
from assessment import policies
from assessment.core.workflow import TRANSITIONS, Action, Party, Status, Transition
from assessment.forms.fields import add_service_error
from assessment.forms.reasons import ReasonForm
from assessment.models import Submission
from assessment.selectors.checks import Problem, indicator_part
from assessment.selectors.cycles import asks_head
from assessment.selectors.instruments import indicator_or_404, instrument_of
from assessment.services.submissions import move
from assessment.views.places import version_of
from assessment.views.queue_filter import kept

TEMPLATE = "assessment/filling/submission_move.html"
OPERATOR_ACTIONS = frozenset(step.action for step in TRANSITIONS if Party.OPERATOR in step.parties)
STALE = (
    "Bagian ini sudah berubah sejak Anda membukanya. Periksa keadaannya, lalu ulangi bila masih "
    "perlu."
)


@require_http_methods(["GET", "HEAD", "POST"])
def submission_move(request: ActorRequest, pk: int, action: str) -> HttpResponse:
    """GET asks for the reason or the confirmation; POST acts and goes on to `?dari=`."""
    submission = _submission(request, pk)
    step = _step(request, submission, action)
    form = ReasonForm(step, request.POST if request.method == "POST" else None)
    context = _context(request, submission, step, form)
    if request.method != "POST":
        return render(request, TEMPLATE, context)
    context["is_asked"] = bool(context["problems"]) and "setuju" not in request.POST
    if not form.is_valid() or context["is_asked"]:
        return render(request, TEMPLATE, context | {"has_errors": True}, status=422)
    try:
        return once(request, lambda: _move(request, pk, step.action, form))
    except ValidationError as error:
        add_service_error(form, error)
        return render(request, TEMPLATE, context, status=422)
    except ConflictError as error:
        fresh = _context(request, _submission(request, pk), step, form)
        fresh |= {"refusal": _refusal(error), "has_errors": True}
        return render(request, TEMPLATE, fresh, status=409)


def _move(request: ActorRequest, pk: int, action: Action, form: ReasonForm) -> tuple[str, str]:
    submission = _submission(request, pk)
    change = move(
        submission=submission,
        action=action,
        version=version_of(request),
        reason=_reason(request, submission, action, form),
        code=form.cleaned_data.get("code", ""),
        by=request.actor,
    )
    what = f"{submission.agency.abbreviation}, indikator {submission.indicator_code}"
    message = f"{what}: {change.get_target_display().lower()}."
    return _destination(request, submission, action, change.pk), message


def _reason(request: ActorRequest, submission: Submission, action: Action, form: ReasonForm) -> str:
    """What was typed, led by the questions that a head ticked for repair."""
    typed: str = form.cleaned_data["reason"]
    if action is not Action.SEND_BACK:
        return typed
    indicator = indicator_or_404(instrument_of(submission.cycle), submission.indicator_code)
    ticked = [q.code for q in indicator.questions if q.code in request.POST.getlist("pertanyaan")]
    return f"Perbaiki {', '.join(ticked)}: {typed}" if ticked else typed


def _destination(request: ActorRequest, submission: Submission, action: Action, step: int) -> str:
    """Where each side goes on; `?dari=` picks among places of its own side only."""
    if request.actor.is_secretariat:
        if text_param(request, "dari") == "antrian":
            return f"{reverse('queue-next')}?sesudah={submission.pk}{_and(kept(request))}"
        return reverse("review-detail", args=[submission.pk])
    if action is Action.SUBMIT:
        return reverse("submission-receipt", args=[step])
    return _back(request, submission, action)


def _and(query: str) -> str:
    return f"&{query}" if query else ""


def _back(request: ActorRequest, submission: Submission, action: Action) -> str:
    """The page of the side that takes the step; an acting head returns to the agency acted for."""
    if request.actor.is_secretariat:
        return reverse("review-detail", args=[submission.pk])
    if action in OPERATOR_ACTIONS:
        return reverse("submission-check")
    is_own = submission.agency_id == request.actor.agency_id
    return reverse("agency-summary") + ("" if is_own else f"?plt={submission.agency_id}")


def _submission(request: ActorRequest, pk: int) -> Submission:
    rows = policies.visible_submissions(request.actor).select_related(
        "agency", "cycle__city", "cycle__instrument"
    )
    return get_object_or_404(rows.defer("cycle__instrument__document"), pk=pk)


def _step(request: ActorRequest, submission: Submission, action: str) -> Transition:
    """The row of the table that the page speaks of; 403 for those who never take it."""
    if action not in list(Action):
        raise Http404
    agency, actor = submission.agency, request.actor
    policies.check_take(actor, Action(action), agency)
    has_head = asks_head(submission, actor.at) and has_active_head(
        actor, agency, submission.cycle.city
    )
    steps = policies.steps_for(actor, agency.pk, Status(submission.status), has_head=has_head)
    own = next((step for step in steps if step.action == action), None)
    return own or next(step for step in TRANSITIONS if step.action == action)


def _context(
    request: ActorRequest, submission: Submission, step: Transition, form: ReasonForm
) -> dict[str, Any]:
    return {
        "submission": submission,
        "indicator": indicator_or_404(instrument_of(submission.cycle), submission.indicator_code),
        "step": step,
        "form": form,
        "problems": _problems(request, submission, step),
        "version": submission.version,
        "back_url": _back(request, submission, step.action),
        "query": request.GET.urlencode(),
        "ticked": request.POST.getlist("pertanyaan"),
        "may_tick": step.action is Action.SEND_BACK,
    }


def _problems(
    request: ActorRequest, submission: Submission, step: Transition
) -> tuple[Problem, ...]:
    """What the agency should know before it sends; nothing for other steps and people."""
    if step.action is not Action.SUBMIT:
        return ()
    cycle, agency = submission.cycle, submission.agency
    indicator = indicator_or_404(instrument_of(cycle), submission.indicator_code)
    part = indicator_part(request.actor, cycle, agency, indicator)
    return part.problems if part else ()


def _refusal(error: ConflictError) -> str:
    return STALE if isinstance(error, StaleVersionError) else error.message
