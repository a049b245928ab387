"""Error pages: what happened and what to do next, in Indonesian; a 500 shows a code."""

from __future__ import annotations

import logging
import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.csrf import requires_csrf_token

from agencies.kept import is_same_origin, keep
from agencies.views.resend import expired, resend

logger = logging.getLogger("kla.errors")


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", status=400)


@requires_csrf_token
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    message = str(exception) if exception and str(exception) else ""
    return render(request, "403.html", {"message": message}, status=403)


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long gives back what was typed, if it came from our own page."""
    kept = keep(request) if is_same_origin(request) else None
    if kept is None:
        message = "Formulir ini sudah kedaluwarsa. Muat ulang halaman lalu kirim lagi."
        return render(request, "403.html", {"message": message}, status=403)
    if request.user.is_authenticated:
        return resend(request, kept, status=403)
    return expired(request)


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """Renders without the person and the session: the database may be what failed."""
    code = secrets.token_hex(4)
    logger.error("kode galat %s pada %s", code, request.path)
    page = render_to_string("500.html", {"code": code})
    return HttpResponse(page, status=500)
