"""Pages of kecamatan, desa and kelurahan, for the city's admin."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies import selectors
from agencies.actors import ActorRequest
from agencies.forms import TerritoryForm
from agencies.idempotency import once
from agencies.lists import TERRITORIES
from agencies.models import Territory
from agencies.policies import check_manage_territories, visible_territories
from agencies.query import choice_param, int_param, page_of, text_param
from agencies.services import territories
from agencies.views.editing import edit, managed, posted
from agencies.views.exporting import list_file, wants_file
from agencies.views.listing import filters_of

GET_POST = ["GET", "HEAD", "POST"]


@require_safe
@managed(check_manage_territories)
def territory_list(request: ActorRequest) -> HttpResponseBase:
    text = text_param(request, "q")
    kind = choice_param(request, "jenis", Territory.TerritoryKind.values)
    parent = int_param(request, "kecamatan")
    rows = selectors.territories(request.actor, text=text, kind=kind, parent=parent)
    if wants_file(request):
        return list_file(request, TERRITORIES, rows)
    context = {
        "page": page_of(request, rows, 50),
        "filters": filters_of(q=text, jenis=kind, kecamatan=parent),
        "kinds": Territory.TerritoryKind.choices,
        "parents": selectors.territories(request.actor, kind=Territory.TerritoryKind.KECAMATAN),
    }
    return render(request, "agencies/territory_list.html", context)


@require_http_methods(GET_POST)
@managed(check_manage_territories)
def territory_create(request: ActorRequest) -> HttpResponse:
    form = TerritoryForm(posted(request), actor=request.actor)

    def act() -> tuple[str, str]:
        territory = territories.create_territory(form.value(), by=request.actor)
        return reverse("territory-list"), f"{territory.name} ditambahkan."

    return edit(request, "agencies/territory_form.html", form, act)


@require_http_methods(GET_POST)
@managed(check_manage_territories)
def territory_edit(request: ActorRequest, pk: int) -> HttpResponse:
    territory = get_object_or_404(visible_territories(request.actor), pk=pk)
    initial = TerritoryForm.initial_of(territory)
    form = TerritoryForm(posted(request), initial=initial, actor=request.actor)

    def act() -> tuple[str, str]:
        version = form.cleaned_data["version"]
        territories.change_territory(territory, form.value(), version=version, by=request.actor)
        return reverse("territory-list"), "Perubahan disimpan."

    context = {"territory": territory, "version": initial["version"]}
    return edit(request, "agencies/territory_form.html", form, act, **context)


@require_POST
@managed(check_manage_territories)
def territory_delete(request: ActorRequest, pk: int) -> HttpResponse:
    """The row is looked up inside the act: a repeat finds the first answer, not a missing row."""
    version = request.POST.get("version", "")

    def act() -> tuple[str, str]:
        territory = get_object_or_404(visible_territories(request.actor), pk=pk)
        territories.delete_territory(territory, version=version, by=request.actor)
        return reverse("territory-list"), f"{territory.name} dihapus."

    return once(request, act)
