"""All territories of one question in one table: typed or pasted, saved at once, row by row."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from agencies.actors import ActorRequest
from agencies.errors import ConflictError
from agencies.idempotency import perform
from agencies.policies import visible_territories
from agencies.query import page_of
from assessment import format as human
from assessment import policies
from assessment.core import answers, scoring
from assessment.forms.territory_grid import GridRow, grid_rows, put_pasted
from assessment.models import Contribution
from assessment.selectors.checks import IndicatorPart, indicator_part
from assessment.services.territory_answers import TerritoryAnswer, save_territory_answers
from assessment.views.places import Place, place_of

TEMPLATE = "assessment/filling/territory_grid.html"
PER_PAGE = 200


@require_http_methods(["GET", "HEAD", "POST"])
def territory_grid(request: ActorRequest, code: str) -> HttpResponse:
    place = place_of(request, code)
    part = indicator_part(request.actor, place.cycle, place.agency, place.indicator)
    if part is None or part.question(code) is None or place.indicator.territory is None:
        raise Http404
    page = _territories(request, place)
    if request.method != "POST":
        rows = grid_rows(place.question, page.object_list, _stored(place))
        return _page(request, place, part, page, rows=rows)
    policies.check_fill(request.actor, place.agency)
    return _post(request, place, part, page)


def _post(request: ActorRequest, place: Place, part: IndicatorPart, page: Any) -> HttpResponse:
    data, rest, problems = put_pasted(place.question, page.object_list, request.POST)
    rows = grid_rows(place.question, page.object_list, _stored(place), data)
    shown = {"rows": rows, "rest": rest, "problems": problems}
    if "isi" in request.POST:
        return _page(request, place, part, page, 422 if problems else 200, **shown, is_typed=True)
    try:
        address, words = perform(request, lambda: _save(request, place, rows))
    except ConflictError as error:
        return _page(request, place, part, page, 409, **shown, refusal=error.message)
    _compare(place, rows)
    if problems or any(row.has_error for row in rows):
        return _page(request, place, part, page, 422, **shown, words=words)
    messages.success(request, words)
    return HttpResponseRedirect(address)


def _save(request: ActorRequest, place: Place, rows: list[GridRow]) -> tuple[str, str]:
    touched = [
        TerritoryAnswer(row.territory, row.form.raw, row.version) for row in rows if row.is_touched
    ]
    saved = save_territory_answers(
        cycle=place.cycle,
        agency=place.agency,
        question_code=place.question.code,
        rows=touched,
        by=request.actor,
    )
    count = sum(not outcome.message for outcome in saved)
    at = human.time_seconds(request.actor.at, place.cycle.city.timezone)
    words = f"{human.number(count)} wilayah tersimpan {at}." if count else "Tidak ada yang berubah."
    return request.get_full_path(), words


def _compare(place: Place, rows: list[GridRow]) -> None:
    stored = _stored(place)
    for row in rows:
        now = stored.get(row.territory.pk)
        answer = answers.read_stored(place.question, now.answer if now else None)
        row.compare(now, scoring.describe(place.question, answer))


def _territories(request: ActorRequest, place: Place) -> Any:
    kind = place.indicator.territory
    rows = visible_territories(request.actor).filter(kind=kind).order_by("name")
    return page_of(request, list(rows), per_page=PER_PAGE, key="hal")


def _stored(place: Place) -> dict[int, Contribution]:
    rows = Contribution.objects.filter(
        cycle=place.cycle,
        agency=place.agency,
        question_code=place.question.code,
        territory__isnull=False,
    )
    return {row.territory_id: row for row in rows.select_related("updated_by") if row.territory_id}


def _page(
    request: ActorRequest,
    place: Place,
    part: IndicatorPart,
    page: Any,
    status: int = 200,
    **shown: Any,
) -> HttpResponse:
    context = {
        "place": place,
        "part": part,
        "page": page,
        "is_writable": part.may_write(place.question.code) and policies.may_fill(request.actor),
        "has_errors": status >= 400,
        **shown,
    }
    return render(request, TEMPLATE, context, status=status)
