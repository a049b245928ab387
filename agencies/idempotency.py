"""A form with a token acts once: a repeat (double click, resend) gets the first answer again.

A repeat says the same at the same address. Another text under an old token (the browser's way back,
then a correction) is an act of its own: answering it with the first answer would lose it silently.
"""

from __future__ import annotations

import hashlib
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
    """The token of exactly this post; None when the form carries none."""
    try:
        written = uuid.UUID(request.POST.get(FIELD, ""))
    except ValueError:
        return None
    return uuid.uuid5(written, _said(request))


def _said(request: ActorRequest) -> str:
    """Hash of the address and of everything that was posted but the tokens."""
    digest = hashlib.sha256(repr(request.get_full_path()).encode())
    for name, values in sorted(request.POST.lists()):
        if name not in (FIELD, "csrfmiddlewaretoken"):
            digest.update(repr((name, values)).encode("utf-8", "surrogatepass"))
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            digest.update(repr((name, file.name, file.size)).encode("utf-8", "surrogatepass"))
            for chunk in file.chunks():
                digest.update(chunk)
            file.seek(0)
    return digest.hexdigest()


def _answer(request: ActorRequest, location: str, message: str) -> HttpResponse:
    if message:
        messages.success(request, message)
    return HttpResponseRedirect(location)
