"""Agreed actions (tindak lanjut): the list, the form, done and not done after all."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.actors import ActorRequest
from agencies.exports import in_chunks
from agencies.idempotency import once
from agencies.policies import visible_agencies
from agencies.query import choice_param, int_param, page_of, text_param
from agencies.views.editing import edit, managed, posted
from agencies.views.exporting import list_file, wants_file
from assessment import policies
from assessment.exchange.list_secretariat import ACTIONS
from assessment.forms.action_items import ActionDoneForm, ActionEditForm, ActionForm
from assessment.models import ActionItem, Cycle, Meeting
from assessment.selectors import action_items as selectors
from assessment.services import action_items as services
from assessment.views.addresses import query_without
from assessment.views.places import cycle_asked, version_of, year_query

GET_POST = ["GET", "HEAD", "POST"]
FORM = "assessment/meetings/action_form.html"
EVERYTHING = "semua"
Source = ActionItem.Source


@require_safe
@managed(policies.check_view_actions)
def action_list(request: ActorRequest) -> HttpResponseBase:
    cycle, actor = cycle_asked(request), request.actor
    state = choice_param(request, "keadaan", [*selectors.STATES, EVERYTHING], selectors.OPEN)
    wanted = selectors.ActionFilter("" if state == EVERYTHING else state, int_param(request, "opd"))
    found = selectors.action_items(actor, cycle, wanted)
    if wants_file(request):
        return _file(request, cycle, found)
    page = page_of(request, found, 40)
    context = {
        "cycle": cycle,
        "page": page,
        "rows": selectors.action_rows(actor, cycle, list(page.object_list)),
        "states": {**selectors.STATES, EVERYTHING: "Semua"},
        "state": state,
        "wanted": wanted,
        "agencies": () if actor.is_agency else visible_agencies(actor),
        "may_agree": policies.may_agree(actor),
        **_queries(request),
    }
    return render(request, "assessment/meetings/action_list.html", context)


def _file(request: ActorRequest, cycle: Cycle, found: QuerySet[ActionItem]) -> HttpResponseBase:
    rows = in_chunks(found, lambda some: selectors.action_rows(request.actor, cycle, some))
    return list_file(request, ACTIONS, rows, city=cycle.city, year=cycle.year)


def _queries(request: ActorRequest) -> dict[str, str]:
    return {"query": query_without(request, "page"), "year_query": year_query(request)}


@require_http_methods(GET_POST)
@managed(policies.check_agree)
def action_create(request: ActorRequest) -> HttpResponse:
    """`?rapat=` where it was agreed; `?asal=`, `?pertanyaan=` and `?opd=` fill the form."""
    cycle, meeting = cycle_asked(request), _meeting_asked(request)
    source = choice_param(request, "asal", Source.values, Source.MEETING)
    form = ActionForm(posted(request), initial=_asked(request), **_choices(request))

    def act() -> tuple[str, str]:
        services.create_action(
            cycle=meeting.cycle if meeting else cycle,
            facts=form.facts(),
            source=Source.MEETING if meeting else Source(source),
            meeting=meeting,
            by=request.actor,
        )
        return _back(meeting, request), "Tindak lanjut dicatat."

    return edit(request, FORM, form, act, cycle=cycle, meeting=meeting)


@require_http_methods(GET_POST)
@managed(policies.check_agree)
def action_edit(request: ActorRequest, pk: int) -> HttpResponse:
    item = _item(request, pk)
    form = ActionEditForm(
        posted(request), initial=ActionEditForm.initial_of(item), **_choices(request)
    )

    def act() -> tuple[str, str]:
        version = form.cleaned_data["version"]
        services.change_action(item=item, facts=form.facts(), version=version, by=request.actor)
        return _back(item.meeting, request), "Perubahan disimpan."

    return edit(request, FORM, form, act, cycle=item.cycle, meeting=item.meeting, item=item)


@require_http_methods(GET_POST)
def action_complete(request: ActorRequest, pk: int) -> HttpResponse:
    item = _item(request, pk)
    policies.check_complete(request.actor, item)
    form = ActionDoneForm(posted(request), initial=ActionDoneForm.initial_of(item))

    def act() -> tuple[str, str]:
        services.complete_action(item=item, **form.cleaned_data, by=request.actor)
        return reverse("action-list"), f"Selesai: {item.title}"

    return edit(request, "assessment/meetings/action_done.html", form, act, item=item)


@require_POST
def action_reopen(request: ActorRequest, pk: int) -> HttpResponse:
    item = _item(request, pk)
    policies.check_complete(request.actor, item)
    version = version_of(request)

    def act() -> tuple[str, str]:
        services.reopen_action(item=item, version=version, by=request.actor)
        return reverse("action-list"), f"Dibuka kembali: {item.title}"

    return once(request, act)


@require_POST
@managed(policies.check_agree)
def action_remove(request: ActorRequest, pk: int) -> HttpResponse:
    item = _item(request, pk)
    version = version_of(request)

    def act() -> tuple[str, str]:
        services.remove_action(item=item, version=version, by=request.actor)
        return _back(item.meeting, request), f"Dihapus: {item.title}"

    return once(request, act)


def _item(request: ActorRequest, pk: int) -> ActionItem:
    """One that the person may see; 404 otherwise."""
    rows = policies.visible_action_items(request.actor)
    return get_object_or_404(rows.select_related("cycle__city", "meeting__cycle__city"), pk=pk)


def _meeting_asked(request: ActorRequest) -> Meeting | None:
    pk = int_param(request, "rapat")
    if pk is None:
        return None
    rows = policies.visible_meetings(request.actor).select_related("cycle__city")
    return get_object_or_404(rows, pk=pk)


def _asked(request: ActorRequest) -> dict[str, str]:
    return {
        "agency": text_param(request, "opd"),
        "question_code": text_param(request, "pertanyaan", 20),
    }


def _choices(request: ActorRequest) -> dict[str, Any]:
    return {
        "agencies": visible_agencies(request.actor).filter(is_active=True),
        "owners": policies.possible_owners(request.actor),
    }


def _back(meeting: Meeting | None, request: ActorRequest) -> str:
    """The meeting that agreed on it, else the list of the same year."""
    if meeting is not None:
        return reverse("meeting-detail", args=[meeting.pk])
    query = year_query(request)
    return reverse("action-list") + (f"?{query}" if query else "")
