"""The province: frozen submissions of its cities, and marks of the administrative verification."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from agencies.actors import ActorRequest
from agencies.query import int_param, page_of
from agencies.views.editing import edit, managed, posted
from assessment import policies
from assessment.core.instrument import Indicator
from assessment.forms.marks import MarkForm
from assessment.models import Mark, Snapshot
from assessment.selectors import reports as selectors
from assessment.selectors.instruments import indicator_or_404, instrument_of
from assessment.selectors.snapshots import (
    content_of,
    province_snapshots,
    snapshot_by_pk_or_404,
    snapshot_rows,
)
from assessment.services.marks import give_mark
from assessment.views.governance import FOLDER, send_file
from assessment.views.report_pages import chapter_context


@require_safe
@managed(policies.check_mark)
def verification_list(request: ActorRequest) -> HttpResponse:
    year = int_param(request, "tahun")
    rows = province_snapshots(request.actor)
    if year is not None:
        rows = rows.filter(cycle__year=min(year, 9999))
    page = page_of(request, rows)
    context = {"page": page, "rows": snapshot_rows(page), "year": year}
    return render(request, f"{FOLDER}/verification_list.html", context)


@require_safe
@managed(policies.check_mark)
def verification_detail(request: ActorRequest, pk: int) -> HttpResponse:
    snapshot = snapshot_by_pk_or_404(request.actor, pk)
    content = content_of(snapshot)
    context = {
        "snapshot": snapshot,
        "content": content,
        "sheet": selectors.mark_sheet(snapshot, content),
        "is_open": request.actor.at < snapshot.cycle.cycle_closes_at,
    }
    return render(request, f"{FOLDER}/verification_detail.html", context)


@require_safe
@managed(policies.check_mark)
def verification_report(request: ActorRequest, pk: int) -> HttpResponse:
    snapshot = snapshot_by_pk_or_404(request.actor, pk)
    context = {"snapshot": snapshot, **chapter_context(request, snapshot)}
    return render(request, f"{FOLDER}/verification_report.html", context)


@require_safe
def verification_file(request: ActorRequest, pk: int, fmt: str) -> HttpResponseBase:
    policies.check_mark(request.actor)
    snapshot = snapshot_by_pk_or_404(request.actor, pk)
    return send_file(request, snapshot, fmt, reverse("verification-detail", args=[pk]))


@require_http_methods(["GET", "HEAD", "POST"])
@managed(policies.check_mark)
def mark_edit(request: ActorRequest, pk: int, code: str) -> HttpResponse:
    snapshot = snapshot_by_pk_or_404(request.actor, pk)
    indicator = indicator_or_404(instrument_of(snapshot.cycle), code)
    context = _frozen(snapshot, indicator)
    form = _form(request, snapshot, indicator)

    def act() -> tuple[str, str]:
        values = form.cleaned_data
        give_mark(cycle=snapshot.cycle, indicator_code=code, **values, by=request.actor)
        place = f"{reverse('verification-detail', args=[pk])}#indikator-{code}"
        return place, f"Nilai indikator {code} disimpan."

    return edit(request, f"{FOLDER}/mark_edit.html", form, act, **context)


def _form(request: ActorRequest, snapshot: Snapshot, indicator: Indicator) -> MarkForm:
    rows = Mark.objects.filter(cycle=snapshot.cycle, stage=Mark.Stage.VA)
    mark = rows.filter(indicator_code=indicator.code).first()
    initial = MarkForm.initial_of(mark)
    return MarkForm(posted(request), initial=initial, maximum=indicator.max_points)


def _frozen(snapshot: Snapshot, indicator: Indicator) -> dict[str, object]:
    """The indicator as the snapshot froze it."""
    frozen = selectors.frozen_indicator(content_of(snapshot), indicator.code)
    if frozen is None:
        raise Http404
    return {
        "snapshot": snapshot,
        "indicator": indicator,
        "points": selectors.points_of(frozen),
        "questions": selectors.frozen_questions(frozen),
    }
