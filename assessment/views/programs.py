"""Programmes: list, reading, form, deletion."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from agencies.actors import ActorRequest
from agencies.errors import ConflictError, StaleVersionError
from agencies.idempotency import once
from agencies.models import Agency
from agencies.policies import visible_agencies
from agencies.query import choice_param, int_param, page_of, text_param
from assessment import policies
from assessment.core.instrument import Indicator, Instrument, Question
from assessment.forms.fields import add_service_error
from assessment.forms.programs import (
    Choices,
    PartnerFormSet,
    ProgramForm,
    initial_of,
    partners_of,
)
from assessment.models import Cycle, Program, ProgramTarget
from assessment.selectors import programs as selectors
from assessment.selectors.instruments import instrument_of
from assessment.selectors.programs import ProgramQuery, ProgramSort
from assessment.services import programs as services
from assessment.services.programs import ProgramFacts
from assessment.views.addresses import query_without
from assessment.views.differences import Difference, differences
from assessment.views.places import cycle_asked, own_agency, version_of

FORM = "assessment/filling/program_form.html"


@require_safe
def program_list(request: ActorRequest) -> HttpResponse:
    policies.check_view_content(request.actor)
    cycle = cycle_asked(request)
    instrument = instrument_of(cycle)
    query = _query(request, instrument)
    context = {
        "page": page_of(request, selectors.programs(request.actor, cycle, query)),
        "wanted": query,
        "indicators": instrument.indicators,
        "sorts": list(ProgramSort),
        "agencies": () if request.actor.is_agency else visible_agencies(request.actor),
        "query": query_without(request, "page"),
        "is_filtered": bool(query_without(request, "page", "urut", "tahun")),
        "can_write": policies.may_fill(request.actor),
        "cycle": cycle,
    }
    return render(request, "assessment/filling/program_list.html", context)


def _query(request: ActorRequest, instrument: Instrument) -> ProgramQuery:
    return ProgramQuery(
        text=text_param(request, "cari"),
        indicator=choice_param(request, "indikator", [i.code for i in instrument.indicators]),
        question=choice_param(request, "pertanyaan", [q.code for q in instrument.questions]),
        agency_id=int_param(request, "opd"),
        sort=ProgramSort(choice_param(request, "urut", list(ProgramSort), "nama")),
    )


@require_safe
def program_detail(request: ActorRequest, pk: int) -> HttpResponse:
    policies.check_view_content(request.actor)
    program = selectors.program_or_404(request.actor, pk)
    visible = policies.visible_documents(request.actor)
    context = {
        "program": program,
        "targets": _served(program),
        "partners": program.partners.all(),
        "joint_agencies": program.joint_agencies.all(),
        "documents": visible.filter(program=program),
        "can_write": policies.may_fill(request.actor),
        "is_overspent": _is_overspent(program.budget_planned, program.budget_realised),
    }
    return render(request, "assessment/filling/program_detail.html", context)


def _served(program: Program) -> list[tuple[ProgramTarget, Indicator | None, Question | None]]:
    instrument = instrument_of(program.cycle)
    return [
        (row, instrument.indicator(row.indicator_code), instrument.question(row.question_code))
        for row in program.targets.all()
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def program_create(request: ActorRequest) -> HttpResponse:
    agency, cycle = own_agency(request), cycle_asked(request)
    policies.check_fill(request.actor, agency)
    form, partners = _forms(request, cycle, agency, _blank(request, cycle))

    def act() -> tuple[str, str]:
        facts = form.facts(partners.facts)
        program = services.create_program(cycle=cycle, agency=agency, facts=facts, by=request.actor)
        return _done(program)

    return _respond(request, form, partners, act, {"mode": "create"})


@require_http_methods(["GET", "HEAD", "POST"])
def program_edit(request: ActorRequest, pk: int) -> HttpResponse:
    program = _own(request, pk)
    stored = services.facts_of(program)
    form, partners = _forms(request, program.cycle, program.agency, stored)
    version = version_of(request) if request.method == "POST" else program.version

    def act() -> tuple[str, str]:
        facts = form.facts(partners.facts)
        return _done(
            services.update_program(program=program, facts=facts, version=version, by=request.actor)
        )

    context = {"mode": "edit", "program": program, "version": version}
    return _respond(request, form, partners, act, context)


@require_http_methods(["GET", "HEAD", "POST"])
def program_delete(request: ActorRequest, pk: int) -> HttpResponse:
    if request.method != "POST":
        program = _own(request, pk)
        return render(request, "assessment/filling/program_delete.html", {"program": program})

    def act() -> tuple[str, str]:
        program = _own(request, pk)
        services.delete_program(program=program, by=request.actor)
        return reverse("program-list"), f"Kegiatan “{program.title[:100]}” dihapus."

    return once(request, act)


def _respond(
    request: ActorRequest, form: ProgramForm, partners: Any, act: Any, context: dict[str, Any]
) -> HttpResponse:
    context |= {"form": form, "partners": partners}
    if request.method != "POST":
        return render(request, FORM, context)
    if not (form.is_valid() & partners.is_valid()):
        return render(request, FORM, context, status=422)
    try:
        return once(request, act)
    except ValidationError as error:
        add_service_error(form, error)
        return render(request, FORM, context, status=422)
    except StaleVersionError as error:
        return render(request, FORM, context | _stale(form, partners, error), status=409)
    except ConflictError as error:
        return render(request, FORM, context | {"refusal": error.message}, status=409)


def _stale(form: ProgramForm, partners: Any, error: StaleVersionError) -> dict[str, Any]:
    facts = services.facts_of(error.current)
    found = differences(form, initial_of(facts))
    stored = ", ".join(partner.name for partner in facts.partners)
    typed = ", ".join(partner.name for partner in partners.facts)
    if stored != typed:
        found.append(Difference("Mitra", stored or "–", typed or "–"))
    return {"stale": error.message, "version": error.current.version, "differences": found}


def _forms(
    request: ActorRequest, cycle: Cycle, agency: Agency, stored: ProgramFacts | None
) -> tuple[ProgramForm, Any]:
    chosen = stored.document_ids if stored else ()
    choices = Choices(
        instrument_of(cycle),
        list(selectors.other_agencies(request.actor, agency)),
        selectors.usable_documents(request.actor, agency, chosen),
    )
    data = request.POST if request.method == "POST" else None
    form = ProgramForm(choices, data, initial=initial_of(stored) if stored else None)
    initial = partners_of(stored) if stored else None
    return form, PartnerFormSet(data, initial=initial, prefix="mitra")


def _blank(request: ActorRequest, cycle: Cycle) -> ProgramFacts | None:
    """A new programme, with the question ticked from whose page the person came."""
    code = text_param(request, "pertanyaan")
    question = instrument_of(cycle).question(code)
    if question is None:
        return None
    indicator = instrument_of(cycle).indicator_of(code)
    return ProgramFacts("", targets=(services.Target(indicator.code, code),))


def _own(request: ActorRequest, pk: int) -> Program:
    program = selectors.program_or_404(request.actor, pk)
    policies.check_fill(request.actor, program.agency)
    return program


def _done(program: Program) -> tuple[str, str]:
    message = f"Kegiatan “{program.title[:100]}” tersimpan."
    if _is_overspent(program.budget_planned, program.budget_realised):
        message += " Perhatikan: realisasi melebihi anggaran."
    return reverse("program-detail", args=[program.pk]), message


def _is_overspent(planned: int | None, realised: int | None) -> bool:
    return planned is not None and realised is not None and realised > planned
