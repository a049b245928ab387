"""One fact, one value: the page of figures and findings, references, waivers."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.actors import Actor, ActorRequest
from agencies.errors import ConflictError
from agencies.idempotency import once
from agencies.query import choice_param, page_of
from agencies.views.editing import edit, posted
from agencies.views.exporting import list_file, wants_file
from assessment import policies
from assessment.core.city_facts import Fact, facts
from assessment.core.consistency import Rule
from assessment.exchange.list_others import FINDINGS
from assessment.forms.consistency import CityFactForm, DeleteFactForm, WaiverForm
from assessment.models import Cycle
from assessment.selectors import consistency as selectors
from assessment.selectors.cycles import current_cycle, review_of
from assessment.selectors.instruments import instrument_of
from assessment.services import consistency as services
from assessment.views.addresses import query_without

FOLDER = "assessment/secretariat"
OPEN, WAIVED = "terbuka", "dikecualikan"
FINDINGS_PER_PAGE = 20


@require_safe
def consistency(request: ActorRequest) -> HttpResponseBase:
    policies.check_view_consistency(request.actor)
    cycle = current_cycle(request.actor)
    if wants_file(request):
        rows, _, _ = _wanted(request, selectors.overview(cycle))
        return list_file(request, FINDINGS, rows, city=cycle.city, year=cycle.year)
    return _page(request, cycle)


@require_POST
def waive(request: ActorRequest) -> HttpResponse:
    policies.check_settle_consistency(request.actor)
    cycle = current_cycle(request.actor)
    form = WaiverForm(request.POST)
    if not form.is_valid():
        return _page(request, cycle, form, 422)

    def act() -> tuple[str, str]:
        services.waive(cycle=cycle, **form.cleaned_data, by=request.actor)
        return reverse("consistency"), "Temuan dikecualikan. Alasannya tercatat."

    try:
        return once(request, act)
    except ValidationError as error:
        form.add_error("reason", error)
        return _page(request, cycle, form, 422)
    except ConflictError as error:
        form.add_error("reason", error.message)
        return _page(request, cycle, form, 409)


@require_POST
def unwaive(request: ActorRequest, pk: int) -> HttpResponse:
    policies.check_settle_consistency(request.actor)

    def act() -> tuple[str, str]:
        rows = policies.visible_waivers(request.actor).select_related("cycle")
        services.withdraw_waiver(waiver=get_object_or_404(rows, pk=pk), by=request.actor)
        return reverse("consistency"), "Pengecualian dicabut; temuannya dihitung lagi."

    return once(request, act)


@require_http_methods(["GET", "HEAD", "POST"])
def city_fact_edit(request: ActorRequest, code: str) -> HttpResponse:
    policies.check_settle_consistency(request.actor)
    cycle = current_cycle(request.actor)
    fact = _fact_or_404(cycle, code)
    stored = selectors.city_fact(request.actor, cycle, fact.code)
    form = CityFactForm(posted(request), initial=CityFactForm.initial_of(stored))

    def act() -> tuple[str, str]:
        services.set_city_fact(
            cycle=cycle,
            code=fact.code,
            fields=form.fields_typed,
            version=form.cleaned_data["version"],
            by=request.actor,
        )
        return f"{reverse('consistency')}#angka-{fact.code}", f"{fact.label}: angka acuan disimpan."

    template = f"{FOLDER}/city_fact_form.html"
    return edit(request, template, form, act, fact=fact, stored=stored, cycle=cycle)


@require_POST
def city_fact_delete(request: ActorRequest, code: str) -> HttpResponse:
    policies.check_settle_consistency(request.actor)
    cycle = current_cycle(request.actor)
    fact = _fact_or_404(cycle, code)
    form = DeleteFactForm(request.POST)
    if not form.is_valid():
        raise BadRequest("Formulir penghapusan tidak lengkap.")

    def act() -> tuple[str, str]:
        stored = selectors.city_fact(request.actor, cycle, fact.code)
        if stored is None:
            raise ConflictError("Angka acuan ini sudah dihapus.")
        version = form.cleaned_data["version"]
        services.delete_city_fact(fact=stored, version=version, by=request.actor)
        return reverse("consistency"), f"{fact.label}: angka acuan dihapus."

    return once(request, act)


def _page(
    request: ActorRequest, cycle: Cycle, form: WaiverForm | None = None, status: int = 200
) -> HttpResponse:
    found = selectors.overview(cycle)
    findings = _findings(request, found)
    context = {
        "cycle": cycle,
        "overview": found,
        **findings,
        "form": form,
        "is_kept_apart": form is not None and not any(map(form.is_about, findings["page"])),
        "query": query_without(request, "page"),
        **_rights(request.actor, cycle),
    }
    return render(request, f"{FOLDER}/consistency.html", context, status=status)


def _wanted(
    request: ActorRequest, found: selectors.Overview
) -> tuple[list[selectors.CheckedFinding], str, str]:
    """Findings that the address asks for, with the state and rule that it names."""
    shown = choice_param(request, "keadaan", [OPEN, WAIVED], OPEN)
    rule = choice_param(request, "aturan", list(Rule))
    rows = found.open if shown == OPEN else found.waived
    return [row for row in rows if rule in ("", row.finding.rule)], shown, rule


def _findings(request: ActorRequest, found: selectors.Overview) -> dict[str, Any]:
    rows, shown, rule = _wanted(request, found)
    page = page_of(request, rows, FINDINGS_PER_PAGE)
    return {"page": page, "shown": shown, "rule": rule, "rules": list(Rule)}


def _rights(actor: Actor, cycle: Cycle) -> dict[str, bool]:
    """What the page offers the reader."""
    return {
        "may_open": actor.is_secretariat,
        "may_settle": _may_settle(actor) and review_of(cycle, actor.at).is_open,
    }


def _fact_or_404(cycle: Cycle, code: str) -> Fact:
    found = next((fact for fact in facts(instrument_of(cycle)) if fact.code == code), None)
    if found is None:
        raise Http404
    return found


def _may_settle(actor: Actor) -> bool:
    """Whether the page offers references and waivers; the services check again."""
    try:
        policies.check_settle_consistency(actor)
    except PermissionDenied:
        return False
    return True
