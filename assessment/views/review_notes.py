"""Remarks on a question: the secretariat writes and resolves, the agency answers."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from agencies.actors import ActorRequest
from agencies.errors import ConflictError
from agencies.idempotency import once
from agencies.models import Agency
from assessment import policies
from assessment.core.instrument import Question
from assessment.forms.fields import add_service_error
from assessment.forms.reviews import NoteForm
from assessment.models import Cycle, Submission
from assessment.selectors import review_notes as selectors
from assessment.selectors.instruments import instrument_of, question_or_404
from assessment.selectors.reviews import submission_or_404
from assessment.services import review_notes
from assessment.views.places import place_of, version_of
from assessment.views.queue_filter import trail

TEMPLATE = "assessment/secretariat/review_note.html"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a remark is about, and the page that shows it."""

    cycle: Cycle
    agency: Agency
    question: Question
    back: str


@require_http_methods(["GET", "HEAD", "POST"])
def review_note(request: ActorRequest, pk: int, code: str) -> HttpResponse:
    """The secretariat's remark on a question of a part."""
    policies.check_review(request.actor)
    submission = submission_or_404(request.actor, pk)
    return _write(request, _of_part(request, submission, code))


@require_POST
def review_note_resolve(request: ActorRequest, pk: int, code: str) -> HttpResponse:
    policies.check_review(request.actor)
    about = _of_part(request, submission_or_404(request.actor, pk), code)
    seen = version_of(request, "terlihat")
    return once(request, lambda: _resolve(request, about, seen))


@require_http_methods(["GET", "HEAD", "POST"])
def note_reply(request: ActorRequest, code: str) -> HttpResponse:
    """The agency's answer to a remark, from its own question page."""
    place = place_of(request, code)
    policies.check_fill(request.actor, place.agency)
    return _write(request, Subject(place.cycle, place.agency, place.question, place.here))


def _of_part(request: ActorRequest, submission: Submission, code: str) -> Subject:
    question = question_or_404(instrument_of(submission.cycle), code)
    address, query = reverse("review-detail", args=[submission.pk]), trail(request)
    back = f"{address}{f'?{query}' if query else ''}#p-{question.code}"
    return Subject(submission.cycle, submission.agency, question, back)


def _write(request: ActorRequest, about: Subject) -> HttpResponse:
    """GET leads to the page of the question; a refused text is kept on a page of its own."""
    if request.method != "POST":
        return HttpResponseRedirect(about.back)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _again(request, about, form, 422)
    try:
        return once(request, lambda: _save(request, about, form))
    except ValidationError as error:
        add_service_error(form, error)
        return _again(request, about, form, 422)
    except ConflictError as error:
        form.add_error(None, error.message)
        return _again(request, about, form, 409)


def _again(request: ActorRequest, about: Subject, form: NoteForm, status: int) -> HttpResponse:
    found = selectors.threads(request.actor, about.cycle, about.agency.pk, [about.question.code])
    context = {
        "about": about,
        "form": form,
        "thread": found[about.question.code],
        "has_errors": True,
    }
    return render(request, TEMPLATE, context, status=status)


def _save(request: ActorRequest, about: Subject, form: NoteForm) -> tuple[str, str]:
    review_notes.write_note(
        cycle=about.cycle,
        agency=about.agency,
        question_code=about.question.code,
        text=form.cleaned_data["text"],
        by=request.actor,
    )
    return about.back, "Catatan terkirim."


def _resolve(request: ActorRequest, about: Subject, seen: int) -> tuple[str, str]:
    review_notes.resolve_notes(
        cycle=about.cycle,
        agency=about.agency,
        question_code=about.question.code,
        seen=seen,
        by=request.actor,
    )
    return about.back, f"Catatan pertanyaan {about.question.code} ditandai selesai."
