"""Refuses a request that announces more than an upload may have, before its body is read."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from agencies.actors import ActorRequest

#: Room for the other fields and the envelope of a multipart body.
ENVELOPE = 1024 * 1024

View = Callable[..., HttpResponseBase]


def bounded_upload(view: View, files: int = 1) -> View:
    """For views that take a file, or more that weigh as much as `files` of the largest. The token
    is checked inside: the middleware's own check would read the whole body first."""
    protected = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def wrapper(request: ActorRequest, *args: Any, **values: Any) -> HttpResponseBase:
        if _announced(request) > files * settings.EVIDENCE_MAX_BYTES + ENVELOPE:
            return _refuse(request, files)
        return protected(request, *args, **values)

    return wrapper


def _announced(request: ActorRequest) -> int:
    text = request.headers.get("Content-Length", "") or "0"
    # Longer figures are no size, and Python does not read them.
    return int(text[:20]) if text.isascii() and text.isdigit() else 0


def _refuse(request: ActorRequest, files: int) -> HttpResponse:
    what = "Berkas" if files == 1 else "Semua berkas bersama-sama"
    message = (
        f"{what} lebih besar dari {25 * files} MB sehingga tidak diterima. Perkecil atau bagi "
        "menjadi beberapa berkas, lalu unggah lagi. Isian lain pada formulir belum tersimpan."
    )
    response = render(request, "409.html", {"message": message}, status=413)
    response.headers["Connection"] = "close"
    return response
