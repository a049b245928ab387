"""Pages of the regional agencies, for the city's admin."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies import selectors
from agencies.actors import ActorRequest
from agencies.forms import AgencyEditForm, AgencyForm, SuccessorForm, VersionForm
from agencies.idempotency import once
from agencies.lists import AGENCIES
from agencies.policies import check_manage_agencies, visible_agencies
from agencies.query import choice_param, page_of, text_param
from agencies.selectors import ACTIVE, INACTIVE
from agencies.services import agencies
from agencies.views.editing import edit, managed, posted
from agencies.views.exporting import list_file, wants_file
from agencies.views.listing import filters_of

GET_POST = ["GET", "HEAD", "POST"]


@require_safe
@managed(check_manage_agencies)
def agency_list(request: ActorRequest) -> HttpResponseBase:
    text = text_param(request, "q")
    state = choice_param(request, "status", (ACTIVE, INACTIVE))
    rows = selectors.agencies(request.actor, text=text, state=state)
    if wants_file(request):
        return list_file(request, AGENCIES, rows)
    page = page_of(request, rows, 50)
    context = {"page": page, "filters": filters_of(q=text, status=state)}
    return render(request, "agencies/agency_list.html", context)


@require_http_methods(GET_POST)
@managed(check_manage_agencies)
def agency_create(request: ActorRequest) -> HttpResponse:
    form = AgencyForm(posted(request))

    def act() -> tuple[str, str]:
        agency = agencies.create_agency(form.value(), by=request.actor)
        return reverse("agency-list"), f"{agency.abbreviation} ditambahkan."

    return edit(request, "agencies/agency_form.html", form, act)


@require_http_methods(GET_POST)
@managed(check_manage_agencies)
def agency_edit(request: ActorRequest, pk: int) -> HttpResponse:
    agency = get_object_or_404(visible_agencies(request.actor).select_related("successor"), pk=pk)
    form = AgencyEditForm(posted(request), initial=AgencyForm.initial_of(agency))

    def act() -> tuple[str, str]:
        version = form.cleaned_data["version"]
        agencies.change_agency(agency, form.value(), version=version, by=request.actor)
        return reverse("agency-list"), "Perubahan disimpan."

    return edit(request, "agencies/agency_form.html", form, act, agency=agency)


@require_http_methods(GET_POST)
@managed(check_manage_agencies)
def agency_deactivate(request: ActorRequest, pk: int) -> HttpResponse:
    agency = get_object_or_404(selectors.agencies(request.actor), pk=pk)
    if request.method != "POST" and not agency.is_active:
        return redirect("agency-edit", pk=pk)
    initial = SuccessorForm.initial_of(agency)
    form = SuccessorForm(posted(request), initial=initial, actor=request.actor, agency=agency)

    def act() -> tuple[str, str]:
        agencies.deactivate_agency(agency, **form.cleaned_data, by=request.actor)
        return reverse("agency-list"), f"{agency.abbreviation} dinonaktifkan."

    return edit(request, "agencies/agency_deactivate.html", form, act, agency=agency)


@require_POST
@managed(check_manage_agencies)
def agency_activate(request: ActorRequest, pk: int) -> HttpResponse:
    agency = get_object_or_404(visible_agencies(request.actor), pk=pk)
    form = VersionForm(request.POST)
    if not form.is_valid():
        return redirect("agency-edit", pk=pk)

    def act() -> tuple[str, str]:
        agencies.activate_agency(agency, **form.cleaned_data, by=request.actor)
        return reverse("agency-list"), f"{agency.abbreviation} aktif kembali."

    return once(request, act)
