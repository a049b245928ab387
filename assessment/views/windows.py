"""The 2 x 24 hour room: its page, the verifiers' requests, opening and calling it off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.actors import ActorRequest
from agencies.errors import ConflictError
from agencies.idempotency import once
from agencies.query import int_param
from agencies.roles import Role
from agencies.views.editing import edit, managed, posted
from agencies.views.exporting import list_file, wants_file
from assessment import policies
from assessment.exchange import delta_bundle, request_sheet
from assessment.exchange.list_governance import REQUESTS, requests_of
from assessment.forms.fields import add_service_error
from assessment.forms.windows import RequestsForm, WindowForm
from assessment.models import Cycle, Window
from assessment.selectors import windows as selectors
from assessment.selectors.badges import Waiting, waiting
from assessment.selectors.deltas import delta_of
from assessment.selectors.requests import checked
from assessment.selectors.snapshots import snapshot_by_pk_or_404
from assessment.services import windows as services
from assessment.views.attachments import as_attachment
from assessment.views.governance import FOLDER, MIME, address, cycle_or_404, cycle_or_none, no_cycle

GET_POST = ["GET", "HEAD", "POST"]


@require_safe
@managed(policies.check_review)
def window_room(request: ActorRequest) -> HttpResponseBase:
    cycle = cycle_or_none(request)
    if cycle is None:
        return no_cycle(request)
    rooms = list(selectors.windows(request.actor, cycle))
    room = _room_asked(request, cycle, rooms)
    waits = selectors.waiting_requests(request.actor, cycle)
    if wants_file(request):
        rows = requests_of(room.items if room else (), waits)
        return list_file(request, REQUESTS, rows, city=cycle.city, year=cycle.year)
    request.waiting = _waiting(request, room)
    context = {
        "cycle": cycle,
        "rooms": rooms,
        "room": room,
        "waiting": waits,
        "may_open": request.actor.role is Role.COORDINATOR,
        "is_handed_over": request.actor.at >= cycle.recap_closes_at,
    }
    return render(request, f"{FOLDER}/window_room.html", context)


def _room_asked(
    request: ActorRequest, cycle: Cycle, rooms: Sequence[Window]
) -> selectors.Room | None:
    chosen = selectors.chosen_room(rooms, int_param(request, "nomor"))
    if chosen is None:
        return None
    chosen.cycle = cycle
    return selectors.room_of(chosen, request.actor.at)


def _waiting(request: ActorRequest, room: selectors.Room | None) -> Waiting:
    """What waits for the reader, of which the page knows the room's part itself."""
    urgent = len(room.unfinished) if room and room.level else 0
    return replace(waiting(request.actor), escalated=urgent)


@require_http_methods(GET_POST)
@managed(policies.check_open_window)
def request_create(request: ActorRequest) -> HttpResponse:
    cycle = cycle_or_404(request)
    crumb = {"parent_url": address("window-room", cycle), "parent_label": "Ruang 2 x 24 jam"}
    return _requests(request, cycle, crumb)


@require_http_methods(GET_POST)
@managed(policies.check_mark)
def verification_requests(request: ActorRequest, pk: int) -> HttpResponse:
    """The province's own list, beside the snapshot that it reads."""
    snapshot = snapshot_by_pk_or_404(request.actor, pk)
    crumb = {
        "parent_url": reverse("verification-detail", args=[pk]),
        "parent_label": snapshot.cycle.city.name,
    }
    waiting = selectors.waiting_requests(request.actor, snapshot.cycle)
    room = selectors.asked_room(request.actor, snapshot.cycle)
    return _requests(request, snapshot.cycle, crumb, waiting=waiting, room=room)


@require_safe
@managed(policies.check_request)
def request_template(request: ActorRequest) -> HttpResponse:
    response = HttpResponse(request_sheet.template(), content_type=MIME["xlsx"])
    return as_attachment(response, "KLA-permintaan.xlsx")


@require_POST
def request_remove(request: ActorRequest, pk: int) -> HttpResponse:
    policies.check_request(request.actor)
    item = selectors.request_or_404(request.actor, pk)

    def act() -> tuple[str, str]:
        services.remove_request(item=item, by=request.actor)
        return _list_address(request, item.cycle), f"Permintaan {item.question_code} ditarik."

    return once(request, act)


@require_http_methods(GET_POST)
@managed(policies.check_open_window)
def window_create(request: ActorRequest) -> HttpResponse:
    cycle = cycle_or_404(request)
    zone = cycle.city.timezone
    form = WindowForm(posted(request), initial=WindowForm.initial_at(request.actor.at), zone=zone)

    def act() -> tuple[str, str]:
        window = services.open_window(cycle=cycle, **form.cleaned_data, by=request.actor)
        return address("window-room", cycle), f"Ruang nomor {window.number} ditetapkan."

    waiting = selectors.waiting_requests(request.actor, cycle)
    context = {"cycle": cycle, "waiting": waiting}
    return edit(request, f"{FOLDER}/window_create.html", form, act, **context)


@require_POST
@managed(policies.check_open_window)
def window_cancel(request: ActorRequest, pk: int) -> HttpResponse:
    window = selectors.window_or_404(request.actor, pk)

    def act() -> tuple[str, str]:
        services.cancel_window(window=window, by=request.actor)
        return address("window-room", window.cycle), f"Ruang nomor {window.number} dibatalkan."

    return once(request, act)


@require_safe
def window_delta(request: ActorRequest, pk: int) -> StreamingHttpResponse:
    """What changed since the snapshot that the room answers to, as a streamed ZIP."""
    policies.check_review(request.actor)
    window = selectors.window_or_404(request.actor, pk)
    delta = delta_of(window, request.actor)
    response = StreamingHttpResponse(delta_bundle.chunks(delta), content_type="application/zip")
    if request.method == "GET":
        services.note_delta(window=window, delta_hash=delta.sha256, by=request.actor)
    return as_attachment(response, delta_bundle.filename(delta))


def _requests(
    request: ActorRequest, cycle: Cycle, crumb: dict[str, str], **context: Any
) -> HttpResponse:
    """Look first, then store: the same page until every line is right."""
    form = RequestsForm(posted(request), request.FILES or None)
    context |= {"form": form, "cycle": cycle, **crumb}
    if request.method != "POST":
        return _page(request, 200, context)
    if not form.is_valid():
        return _page(request, 422, context)
    text = form.lines
    context["checked"] = checked(cycle, text)
    if "simpan" not in request.POST or form.cleaned_data["file"]:
        return _page(request, 200, context | {"form": RequestsForm(initial={"text": text})})
    return _stored(request, form, context, lambda: _store(request, cycle, text))


def _stored(
    request: ActorRequest,
    form: RequestsForm,
    context: dict[str, Any],
    act: Callable[[], tuple[str, str]],
) -> HttpResponse:
    try:
        return once(request, act)
    except ValidationError as error:
        add_service_error(form, error)
        return _page(request, 422, context)
    except ConflictError as error:
        form.add_error(None, error.message)
        return _page(request, 409, context)


def _store(request: ActorRequest, cycle: Cycle, text: str) -> tuple[str, str]:
    count = services.add_requests(cycle=cycle, text=text, by=request.actor)
    return _list_address(request, cycle), f"{count} permintaan dicatat."


def _page(request: ActorRequest, status: int, context: dict[str, Any]) -> HttpResponse:
    return render(request, f"{FOLDER}/window_requests.html", context, status=status)


def _list_address(request: ActorRequest, cycle: Cycle) -> str:
    """The room for the city; for the province the list beside the newest snapshot."""
    if request.actor.role is not Role.VERIFIER:
        return address("window-room", cycle)
    newest = policies.visible_snapshots(request.actor).filter(cycle=cycle).order_by("-number")
    pk = newest.values_list("pk", flat=True).first()
    return reverse("verification-requests", args=[pk])
