"""The look of the city's reports: paper, foreword, crest, template, limits."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from agencies.actors import ActorRequest
from agencies.policies import visible_cities
from agencies.views.editing import edit, managed
from assessment import policies
from assessment.core.placeholders import MEANINGS
from assessment.forms.report_settings import ReportSettingsForm
from assessment.selectors.rekey import report_setting
from assessment.services.report_settings import save_report_settings
from assessment.views.governance import FOLDER


@require_http_methods(["GET", "HEAD", "POST"])
@managed(policies.check_set_reports)
def report_settings(request: ActorRequest) -> HttpResponse:
    city = get_object_or_404(visible_cities(request.actor))
    row = report_setting(city)
    is_post = request.method == "POST"
    data, files = (request.POST, request.FILES) if is_post else (None, None)
    form = ReportSettingsForm(data, files, initial=ReportSettingsForm.initial_of(row))

    def act() -> tuple[str, str]:
        version = form.cleaned_data["version"]
        save_report_settings(look=form.look(), version=version, by=request.actor)
        return reverse("report-settings"), "Pengaturan laporan disimpan."

    context = {
        "row": row,
        "has_crest": bool(row.pk and row.crest),
        "placeholders": [("{{" + name + "}}", words) for name, words in MEANINGS.items()],
    }
    return edit(request, f"{FOLDER}/report_settings.html", form, act, **context)
