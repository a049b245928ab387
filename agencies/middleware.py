"""Every request gets its arrival and its actor; views want a sign-in unless they say otherwise."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from agencies.actors import actor_of
from agencies.errors import ConflictError
from agencies.models import User
from agencies.views.resend import expired

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class ArrivalMiddleware:
    """Takes the instant that counts for deadlines, before anything reads the body.

    Drops cookies with control characters: a database would choke on such a session key. Refuses
    a body in another writing than UTF-8: Django would try any codec that a request names.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.arrived_at = timezone.now()  # type: ignore[attr-defined]
        request.COOKIES = {
            name: value for name, value in request.COOKIES.items() if value.isprintable()
        }
        if request.encoding and codecs.lookup(request.encoding).name != "utf-8":
            raise BadRequest("Kiriman harus ditulis dalam UTF-8.")
        return self.get_response(request)


class ActorMiddleware:
    """Sets request.actor; views marked with login_not_required are open to everybody."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        return _explain_method(request, response) if response.status_code == 405 else response

    def process_view(
        self, request: Any, view: Any, _args: tuple[Any, ...], _kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        user = request.user
        if isinstance(user, User):
            request.actor = actor_of(user, request.arrived_at)
        if not getattr(view, "login_required", True):
            return None
        if not isinstance(user, User):
            return _ask_to_sign_in(request)
        if user.must_change_password and request.resolver_match.url_name not in (
            "password-change",
            "logout",
        ):
            return redirect(reverse("password-change"))
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, ConflictError):
            return render(request, "409.html", {"message": error.message}, status=409)
        return None


def _ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """GET leads to the log-in page and back; a post keeps what was typed."""
    if request.method not in ("GET", "HEAD"):
        return expired(request)
    if request.headers.get("HX-Request"):
        # A fragment cannot hold a log-in page: the browser loads the whole page again.
        return HttpResponse(status=401, headers={"HX-Refresh": "true"})
    return redirect_to_login(request.get_full_path())


def _explain_method(request: HttpRequest, response: HttpResponseBase) -> HttpResponse:
    """An address that only takes a form, opened by hand: a page instead of an empty answer."""
    message = "Alamat ini hanya menerima kiriman formulir. Buka halamannya dari menu."
    page = render(request, "400.html", {"message": message}, status=405)
    page.headers["Allow"] = response.headers["Allow"]
    return page
