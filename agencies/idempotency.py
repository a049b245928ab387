"""A form with a token acts once: a repeat (double click, resend) gets the first answer again."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect

from agencies.actors import ActorRequest
from agencies.models import FormToken

FIELD = "kunci"


def new_token() -> str:
    """A token for a freshly rendered form; templates write it with {% form_token %}."""
    return str(uuid.uuid4())


def once(request: ActorRequest, act: Callable[[], tuple[str, str]]) -> HttpResponse:
    """Run `act` once per token and redirect to the location it returns, saying its message."""
    location, message = perform(request, act)
    return _answer(request, location, message)


def perform(request: ActorRequest, act: Callable[[], tuple[str, str]]) -> tuple[str, str]:
    """What `act` returned the first time that this token was sent.

    `act` returns (location, message) and runs in one transaction with the token's row, so that of
    two equal posts the second waits and then repeats the first answer. Whatever `act` raises
    passes through and leaves no token behind. A post without a token simply acts.
    """
    token = _token(request)
    if token is None:
        with transaction.atomic():
            return act()
    user_id: Any = request.actor.user_id
    with transaction.atomic():
        row, is_first = FormToken.objects.get_or_create(
            user_id=user_id,
            token=token,
            defaults={"location": "", "created_at": request.arrived_at},
        )
        if is_first:
            row.location, row.message = act()
            row.save(update_fields=["location", "message"])
    return row.location, row.message


def _token(request: ActorRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get(FIELD, ""))
    except ValueError:
        return None


def _answer(request: ActorRequest, location: str, message: str) -> HttpResponse:
    if message:
        messages.success(request, message)
    return HttpResponseRedirect(location)
