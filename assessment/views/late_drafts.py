"""What a person sent too late: kept when a form is refused, read and thrown away by its author."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from agencies.actors import ActorRequest
from agencies.errors import ConflictError, LateError
from agencies.idempotency import once
from agencies.kept import TECHNICAL_FIELDS
from agencies.query import int_param, page_of
from assessment import policies
from assessment.models import Cycle, LateDraft
from assessment.selectors import late_drafts as selectors
from assessment.services.guards import check_filling_open
from assessment.services.late_drafts import delete_late_draft, keep_late_draft
from assessment.views.places import Place

#: Names of a post that say nothing a person typed.
UNKEPT = TECHNICAL_FIELDS | {"csrfmiddlewaretoken", "lanjut", "bukti"}
KEPT = "Teks Anda disimpan sebagai draf pribadi, hanya terlihat oleh Anda."


def keep_if_late(
    request: ActorRequest, error: ConflictError, cycle: Cycle, address: str, title: str
) -> str:
    """The refusal in words; what came too late is kept first, and the words say so."""
    if not isinstance(error, LateError):
        return error.message
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in UNKEPT
        for value in values
    ]
    draft = keep_late_draft(
        cycle=cycle, address=address, title=title, fields=fields, by=request.actor
    )
    return f"{error.message} {KEPT}" if draft else error.message


def refused_late(request: ActorRequest, place: Place) -> str:
    """The refusal of a form that is late besides being wrong, its text kept; empty in time."""
    code = place.question.code
    try:
        check_filling_open(
            place.cycle, place.agency, place.indicator.code, question_code=code, by=request.actor
        )
    except LateError as error:
        return keep_if_late(request, error, place.cycle, place.here, place.title)
    return ""


def restored(request: ActorRequest, draft: LateDraft | None) -> QueryDict | None:
    """The draft's fields as a post, when `?draf=` asks to put exactly this one into its form."""
    if draft is None or int_param(request, "draf") != draft.pk:
        return None
    return QueryDict(urlencode([(name, value) for name, value in draft.fields]))


@require_safe
def late_draft_list(request: ActorRequest) -> HttpResponse:
    policies.check_work_for_agency(request.actor)
    page = page_of(request, selectors.late_drafts(request.actor), per_page=20)
    return render(request, "assessment/filling/late_draft_list.html", {"page": page})


@require_POST
def late_draft_delete(request: ActorRequest, pk: int) -> HttpResponse:
    policies.check_work_for_agency(request.actor)
    draft = selectors.late_draft_or_404(request.actor, pk)

    def act() -> tuple[str, str]:
        delete_late_draft(draft=draft, by=request.actor)
        return draft.address, "Draf pribadi dihapus."

    return once(request, act)
