"""The instrument as a document: what is asked, for how many points, founded on what."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agencies.actors import ActorRequest
from agencies.query import choice_param, int_param
from agencies.roles import Role
from assessment.selectors import instrument_pages as selectors
from assessment.selectors.instruments import instrument_of_version, instrument_versions
from assessment.views.governance import FOLDER


@require_safe
def instrument_detail(request: ActorRequest) -> HttpResponse:
    if request.actor.role is Role.LEADER:
        raise PermissionDenied("Pimpinan membaca hasil di Ruang kendali, bukan instrumennya.")
    version = selectors.version_asked(request.actor, int_param(request, "versi"))
    codes = [cluster.code for cluster in instrument_of_version(version).clusters]
    page = selectors.instrument_page(version, choice_param(request, "klaster", codes))
    versions = list(instrument_versions(request.actor))
    context = {"page": page, "versions": versions}
    return render(request, f"{FOLDER}/instrument.html", context)
