"""The cycle: its calendar to the second, opening the next one, more time for an agency."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from agencies.actors import ActorRequest
from agencies.models import City
from agencies.policies import visible_agencies, visible_cities
from agencies.roles import Role
from agencies.views.editing import edit, managed, posted
from assessment import policies
from assessment.forms.cycles import CycleCreateForm, CycleForm, ExtensionForm, ShortenForm
from assessment.models import Cycle
from assessment.selectors.cycle_timeline import timeline
from assessment.selectors.cycles import cycles
from assessment.selectors.instruments import instrument_of, instrument_versions
from assessment.services.cycles import (
    create_cycle,
    grant_extension,
    shorten_extension,
    update_cycle,
)
from assessment.views.governance import (
    FOLDER,
    address,
    cycle_or_404,
    cycle_or_none,
    no_cycle,
)

GET_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_POST)
@managed(policies.check_manage_cycle)
def cycle_detail(request: ActorRequest) -> HttpResponse:
    cycle = cycle_or_none(request)
    if cycle is None:
        return no_cycle(request)
    zone = cycle.city.timezone
    form = CycleForm(posted(request), initial=CycleForm.initial_of(cycle), zone=zone)

    def act() -> tuple[str, str]:
        version = form.cleaned_data["version"]
        update_cycle(cycle=cycle, plan=form.plan(), version=version, by=request.actor)
        return address("cycle-detail", cycle), "Jadwal siklus disimpan."

    context = _detail_context(request, cycle)
    return edit(request, f"{FOLDER}/cycle_detail.html", form, act, **context)


@require_http_methods(GET_POST)
@managed(policies.check_manage_cycle)
def cycle_create(request: ActorRequest) -> HttpResponse:
    city = get_object_or_404(visible_cities(request.actor))
    form = _create_form(request, city)

    def act() -> tuple[str, str]:
        cycle = create_cycle(
            city=city,
            year=form.cleaned_data["year"],
            instrument=form.version_chosen(),
            plan=form.plan(),
            by=request.actor,
        )
        return address("cycle-detail", cycle), f"Siklus {cycle.year} dibuka."

    return edit(request, f"{FOLDER}/cycle_create.html", form, act)


@require_http_methods(GET_POST)
@managed(policies.check_assign)
def extension_create(request: ActorRequest) -> HttpResponse:
    cycle = cycle_or_404(request)
    form = ExtensionForm(
        posted(request),
        zone=cycle.city.timezone,
        agencies=visible_agencies(request.actor).filter(is_active=True),
        indicators=instrument_of(cycle).indicators,
    )

    def act() -> tuple[str, str]:
        values = {name: form.cleaned_data[name] for name in ("indicator_code", "until", "reason")}
        agency = form.agency_chosen()
        grant_extension(cycle=cycle, agency=agency, **values, by=request.actor)
        return address("cycle-detail", cycle), f"Perpanjangan {agency} diberikan."

    return edit(request, f"{FOLDER}/extension_create.html", form, act, cycle=cycle)


@require_http_methods(GET_POST)
@managed(policies.check_assign)
def extension_shorten(request: ActorRequest, pk: int) -> HttpResponse:
    rows = policies.visible_extensions(request.actor).select_related("agency", "cycle__city")
    extension = get_object_or_404(rows, pk=pk)
    cycle = extension.cycle
    initial = {"version": extension.version}
    form = ShortenForm(posted(request), initial=initial, zone=cycle.city.timezone)

    def act() -> tuple[str, str]:
        shorten_extension(extension=extension, **form.cleaned_data, by=request.actor)
        return address("cycle-detail", cycle), f"Perpanjangan {extension.agency} dipersingkat."

    context = {"extension": extension, "cycle": cycle}
    return edit(request, f"{FOLDER}/extension_shorten.html", form, act, **context)


def _detail_context(request: ActorRequest, cycle: Cycle) -> dict[str, Any]:
    extensions = policies.visible_extensions(request.actor).filter(cycle=cycle)
    return {
        "cycle": cycle,
        "cycles": cycles(request.actor),
        "timeline": timeline(cycle, request.actor.at),
        "extensions": list(extensions.select_related("agency", "granted_by", "changed_by")[:200]),
        "at": request.actor.at,
        "may_extend": request.actor.role is Role.COORDINATOR,
    }


def _create_form(request: ActorRequest, city: City) -> CycleCreateForm:
    previous = next(iter(cycles(request.actor)), None)
    initial = CycleCreateForm.initial_after(previous, request.actor.at.year)
    return CycleCreateForm(
        posted(request),
        initial=initial,
        zone=city.timezone,
        versions=instrument_versions(request.actor),
    )
