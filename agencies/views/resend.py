"""Pages that give back what was typed after a session or a form expired."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from agencies.forms import SignInForm
from agencies.kept import Kept, keep, pack


def expired(request: HttpRequest) -> HttpResponse:
    """A post without a session: log in here, and the text comes along."""
    kept = keep(request)
    context = {"form": SignInForm(request), "isian": pack(kept), "kept": kept, "is_new": True}
    return render(request, "registration/expired.html", context, status=401)


def resend(request: HttpRequest, kept: Kept, status: int = 200) -> HttpResponse:
    """The text with one button that posts it to its own address with a fresh token."""
    context = {"kept": kept, "is_form_expired": status == 403}
    return render(request, "registration/resend.html", context, status=status)
