"""The open page behind the code on every report: is this paper of a snapshot that exists?

Says number, instant, hash and points of that snapshot and nothing else: no city, no person. A code
that fits nothing is one and the same 404; with 2^48 of them nobody finds one by guessing.
"""

from __future__ import annotations

import re

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from assessment.selectors.checking import checked_snapshot

TEMPLATE = "assessment/trust/check.html"
CODE = re.compile(r"[0-9a-f]{12}")


@login_not_required
@require_safe
def check_form(request: HttpRequest) -> HttpResponse:
    """Where a code is typed that cannot be scanned."""
    typed = request.GET.get("kode", "")
    code = re.sub(r"[\s-]", "", typed).lower()
    if CODE.fullmatch(code):
        return HttpResponseRedirect(reverse("check", args=[code]))
    return render(request, TEMPLATE, {"typed": typed[:40]}, status=404 if typed else 200)


@login_not_required
@require_safe
def check(request: HttpRequest, code: str) -> HttpResponse:
    found = checked_snapshot(code) if CODE.fullmatch(code) else None
    context = {"typed": code[:40], "found": found}
    return render(request, TEMPLATE, context, status=200 if found else 404)
