"""Coordination meetings (rakor): list, detail, print view, form."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.actors import ActorRequest
from agencies.idempotency import once
from agencies.models import local_day
from agencies.policies import visible_agencies
from agencies.query import page_of
from agencies.views.editing import edit, managed, posted
from agencies.views.exporting import list_file, wants_file
from assessment import policies
from assessment.exchange.list_secretariat import MEETINGS
from assessment.forms.meetings import MeetingEditForm, MeetingForm, meeting_initial
from assessment.selectors import meetings as selectors
from assessment.services import meetings as services
from assessment.views.places import cycle_asked, version_of, year_query

GET_POST = ["GET", "HEAD", "POST"]
FORM = "assessment/meetings/meeting_form.html"


@require_safe
@managed(policies.check_view_control_room)
def meeting_list(request: ActorRequest) -> HttpResponseBase:
    cycle = cycle_asked(request)
    rows = selectors.meetings(request.actor, cycle)
    if wants_file(request):
        return list_file(request, MEETINGS, rows, city=cycle.city, year=cycle.year)
    context = {
        "cycle": cycle,
        "page": page_of(request, rows, 40),
        "may_agree": policies.may_agree(request.actor),
        "year_query": year_query(request),
    }
    return render(request, "assessment/meetings/meeting_list.html", context)


@require_safe
@managed(policies.check_view_control_room)
def meeting_detail(request: ActorRequest, pk: int) -> HttpResponse:
    meeting = selectors.meeting_or_404(request.actor, pk)
    context = {
        "shown": selectors.meeting_page(request.actor, meeting),
        "cycle": meeting.cycle,
        "may_agree": policies.may_agree(request.actor),
    }
    return render(request, "assessment/meetings/meeting_detail.html", context)


@require_safe
@managed(policies.check_view_control_room)
def meeting_print(request: ActorRequest, pk: int) -> HttpResponse:
    """The minutes as they are signed and filed."""
    meeting = selectors.meeting_or_404(request.actor, pk)
    context = {
        "shown": selectors.meeting_page(request.actor, meeting),
        "cycle": meeting.cycle,
        "city": meeting.cycle.city,
    }
    return render(request, "assessment/meetings/meeting_print.html", context)


@require_http_methods(GET_POST)
@managed(policies.check_agree)
def meeting_create(request: ActorRequest) -> HttpResponse:
    cycle = cycle_asked(request)
    today = local_day(cycle.city, request.actor.at)
    agencies = visible_agencies(request.actor).filter(is_active=True)
    form = MeetingForm(posted(request), initial={"held_on": today}, agencies=agencies)

    def act() -> tuple[str, str]:
        meeting = services.create_meeting(cycle=cycle, facts=form.facts(), by=request.actor)
        return reverse("meeting-detail", args=[meeting.pk]), "Rakor dicatat."

    return edit(request, FORM, form, act, cycle=cycle)


@require_http_methods(GET_POST)
@managed(policies.check_agree)
def meeting_edit(request: ActorRequest, pk: int) -> HttpResponse:
    meeting = selectors.meeting_or_404(request.actor, pk)
    agencies = list(selectors.agencies_of(request.actor, meeting))
    initial = meeting_initial(meeting, agencies)
    form = MeetingEditForm(posted(request), initial=initial, agencies=agencies)

    def act() -> tuple[str, str]:
        services.change_meeting(
            meeting=meeting,
            facts=form.facts(),
            version=form.cleaned_data["version"],
            by=request.actor,
        )
        return reverse("meeting-detail", args=[pk]), "Perubahan disimpan."

    return edit(request, FORM, form, act, cycle=meeting.cycle, meeting=meeting)


@require_POST
@managed(policies.check_agree)
def meeting_remove(request: ActorRequest, pk: int) -> HttpResponse:
    meeting = selectors.meeting_or_404(request.actor, pk)
    version = version_of(request)

    def act() -> tuple[str, str]:
        services.remove_meeting(meeting=meeting, version=version, by=request.actor)
        return reverse("meeting-list"), "Rakor dihapus."

    return once(request, act)
