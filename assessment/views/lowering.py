"""Accepting an answer with a lower value: the form, and taking it back."""

from __future__ import annotations

from django.core.exceptions import BadRequest, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from agencies.actors import ActorRequest
from agencies.errors import ConflictError
from agencies.idempotency import once
from assessment import policies
from assessment.forms.fields import add_service_error
from assessment.forms.reviews import LiftForm, LowerForm
from assessment.models import Contribution, LowerValue, Submission
from assessment.selectors import reviews as selectors
from assessment.selectors.cycles import review_of
from assessment.selectors.instruments import instrument_of, question_or_404
from assessment.selectors.questions import Entry, QuestionRecord, question_records
from assessment.services import lowering
from assessment.views.queue_filter import trail

TEMPLATE = "assessment/secretariat/lower_value.html"


@require_http_methods(["GET", "HEAD", "POST"])
def answer_lower(request: ActorRequest, pk: int) -> HttpResponse:
    policies.check_review(request.actor)
    record, entry = _entry(request, pk)
    if request.method != "POST":
        return _page(request, record, entry, _blank(record, entry))
    form = LowerForm(record.question, request.POST, key=pk)
    if not form.is_valid():
        return _page(request, record, entry, form, 422)
    try:
        return once(request, lambda: _lower(request, entry, form))
    except ValidationError as error:
        _put(form, error)
        return _page(request, record, entry, form, 422)
    except ConflictError as error:
        form.add_error(None, error.message)
        return _page(request, *_entry(request, pk), form, 409)


@require_POST
def answer_lift(request: ActorRequest, pk: int) -> HttpResponse:
    """The agency's own answer counts again."""
    policies.check_review(request.actor)
    rows = LowerValue.objects.select_related("contribution__agency", "contribution__cycle__city")
    visible = policies.visible_contributions(request.actor)
    lower = get_object_or_404(rows, contribution_id=pk, contribution__in=visible)
    form = LiftForm(request.POST)
    if not form.is_valid():
        raise BadRequest("Formulir pembatalan tidak lengkap.")
    return once(request, lambda: _lift(request, lower, form.cleaned_data["version"]))


def _entry(request: ActorRequest, pk: int) -> tuple[QuestionRecord, Entry]:
    """The answer with everything stored behind its question."""
    rows = policies.visible_contributions(request.actor).select_related("cycle__city")
    row = get_object_or_404(rows, pk=pk)
    question = question_or_404(instrument_of(row.cycle), row.question_code)
    record = question_records(row.cycle, [question])[question.code]
    entry = next((entry for entry in record.entries if entry.row.pk == pk), None)
    if entry is None:
        raise Http404
    entry.row.cycle = row.cycle
    return record, entry


def _blank(record: QuestionRecord, entry: Entry) -> LowerForm:
    """The form as it opens: the standing lower value, else the agency's own answer."""
    standing = entry.lowered.row if entry.lowered else None
    return LowerForm(
        record.question,
        key=entry.row.pk,
        answer=standing.answer if standing else entry.row.answer,
        initial={
            "code": standing.reason_code if standing else "",
            "seen": entry.row.version,
            "version": standing.version if standing else lowering.NEW,
        },
    )


def _page(
    request: ActorRequest,
    record: QuestionRecord,
    entry: Entry,
    form: LowerForm,
    status: int = 200,
) -> HttpResponse:
    submission = _submission(request, entry.row)
    context = {
        "record": record,
        "entry": entry,
        "form": form,
        "submission": submission,
        "trail": trail(request),
        "is_open": review_of(entry.row.cycle, request.actor.at).is_open
        and submission.status in selectors.JUDGED,
        "has_errors": status != 200,
    }
    return render(request, TEMPLATE, context, status=status)


def _submission(request: ActorRequest, row: Contribution) -> Submission:
    return selectors.submission_of(request.actor, row)


def _lower(request: ActorRequest, entry: Entry, form: LowerForm) -> tuple[str, str]:
    values = form.cleaned_data
    lowering.lower_value(
        contribution=entry.row,
        raw=form.answer.raw,
        code=values["code"],
        note=values["reason"],
        seen=values["seen"],
        version=values["version"],
        by=request.actor,
    )
    words = f"Pertanyaan {entry.row.question_code} diterima dengan nilai lebih rendah."
    return _back(request, entry.row), words


def _lift(request: ActorRequest, lower: LowerValue, version: int) -> tuple[str, str]:
    lowering.lift_value(lower=lower, version=version, by=request.actor)
    row = lower.contribution
    words = f"Pertanyaan {row.question_code}: jawaban perangkat daerah berlaku lagi."
    return _back(request, row), words


def _back(request: ActorRequest, row: Contribution) -> str:
    address = reverse("review-detail", args=[_submission(request, row).pk])
    query = trail(request)
    return f"{address}{f'?{query}' if query else ''}#p-{row.question_code}"


def _put(form: LowerForm, error: ValidationError) -> None:
    """A refusal of the value belongs to its first field, any other to the reason's."""
    if "answer" in getattr(error, "error_dict", {}):
        form.answer.add_error(form.answer.own_names[0], error.error_dict["answer"])
        form.add_error(None, "Periksa nilai yang diterima.")
        return
    add_service_error(form, error)
