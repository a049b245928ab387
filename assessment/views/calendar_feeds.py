"""The calendar of deadlines: a page with the secret address, a download, and the feed itself."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from agencies.actors import Actor, ActorRequest, actor_of
from agencies.idempotency import once
from assessment.core import icalendar
from assessment.selectors.calendar_events import calendar_events
from assessment.services import calendar_feeds as services
from assessment.views.attachments import as_attachment
from assessment.views.governance import FOLDER

NAME = "KLA"


@require_http_methods(["GET", "HEAD", "POST"])
def calendar_feed(request: ActorRequest) -> HttpResponse:
    """One's own address; a post makes a new one, or takes it back (`cabut`)."""
    _check_city(request.actor)
    if request.method == "POST":
        return once(request, lambda: _change(request))
    feed = services.feed_of(request.actor)
    address = reverse("calendar-read", args=[services.token_of(feed)]) if feed else ""
    context = {"feed": feed, "address": request.build_absolute_uri(address) if feed else ""}
    return render(request, f"{FOLDER}/calendar_feed.html", context)


@require_safe
def calendar_file(request: ActorRequest) -> HttpResponse:
    _check_city(request.actor)
    return as_attachment(_stream(request.actor), "KLA-kalender.ics")


@login_not_required
@require_safe
def calendar_read(request: ActorRequest, token: str) -> HttpResponse:
    """What calendar applications fetch; an unknown or old address is no page."""
    owner = services.feed_owner(token)
    if owner is None:
        raise Http404
    return _stream(actor_of(owner, request.arrived_at))


def _stream(actor: Actor) -> HttpResponse:
    text = icalendar.render(NAME, calendar_events(actor), actor.at)
    response = HttpResponse(text, content_type=icalendar.CONTENT_TYPE)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _change(request: ActorRequest) -> tuple[str, str]:
    if "cabut" in request.POST:
        services.revoke_feed(by=request.actor)
        return reverse("calendar-feed"), "Alamat kalender dicabut."
    services.renew_feed(by=request.actor)
    return reverse("calendar-feed"), "Alamat kalender dibuat. Alamat lama tidak berlaku lagi."


def _check_city(actor: Actor) -> None:
    if actor.city_id is None:
        raise PermissionDenied("Kalender ini untuk orang dari sebuah kota.")
