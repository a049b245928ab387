"""The settings of the city, for its admin."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from agencies.actors import ActorRequest
from agencies.forms import CitySettingsForm
from agencies.policies import check_manage_city, visible_cities
from agencies.services.cities import change_settings
from agencies.views.editing import edit, managed, posted


@require_http_methods(["GET", "HEAD", "POST"])
@managed(check_manage_city)
def city_settings(request: ActorRequest) -> HttpResponse:
    city = get_object_or_404(visible_cities(request.actor).select_related("province"))
    form = CitySettingsForm(posted(request), initial=CitySettingsForm.initial_of(city))

    def act() -> tuple[str, str]:
        version = form.cleaned_data["version"]
        change_settings(city, form.value(), version=version, by=request.actor)
        return reverse("city-settings"), "Pengaturan kota disimpan."

    return edit(request, "agencies/city_settings.html", form, act, city=city)
