"""The instrument as a document: what is asked, for how many points, founded on what."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agencies.actors import ActorRequest
from agencies.query import choice_param, int_param
from assessment import policies
from assessment.selectors import instrument_pages as selectors
from assessment.selectors.instruments import instrument_of_version, instrument_versions
from assessment.views.governance import FOLDER


@require_safe
def instrument_detail(request: ActorRequest) -> HttpResponse:
    policies.check_view_instrument(request.actor)
    version = selectors.version_asked(request.actor, int_param(request, "versi"))
    codes = [cluster.code for cluster in instrument_of_version(version).clusters]
    page = selectors.instrument_page(version, choice_param(request, "klaster", codes))
    versions = list(instrument_versions(request.actor))
    context = {"page": page, "versions": versions}
    return render(request, f"{FOLDER}/instrument.html", context)
